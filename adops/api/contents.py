"""`/creatives/{id}/hits · decisions · copy`: words of a creative and what is decided about them
(interfaces.md, API; rules.md §5)."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, UploadFile
from pydantic import BaseModel, Field

from adops.domain.content import Ruling
from adops.domain.period import local
from adops.flows import words as flow
from adops.flows.submit import answer
from adops.models import ContentDecision
from adops.queries.contents import decisions_of, words_of_parts
from adops.queries.creative_lists import require_readable
from adops.queries.creatives import creative_case
from adops.rules.content import scan
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk
from adops.server.limits import take
from adops.server.params import Id
from adops.services.contents import lexicon_for

router = APIRouter(tags=["creatives"])


class Copy(BaseModel):
    """The words of the creative; left out: those that were read in its pictures."""

    copy_text: str | None = Field(default=None, alias="copy", max_length=5000)


@router.get("/creatives/{creative_id}/hits")
def hits(creative_id: Id, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """How far the reading is, and every hit under today's list with its decision or null."""
    with desk.database.read() as session:
        require_readable(session, creative_id, by)
        case = creative_case(session, creative_id)
        known = words_of_parts(session, case.creative, case.parts)
        lexicon = lexicon_for(case.of, desk.book)
        found = scan(known.passages, lexicon)
        decisions = decisions_of(session, [(hit.key, hit.also) for hit in found], lexicon.version)
    return {
        "list": lexicon.version,
        "reading": {
            "pictures": {
                part: words.state.value if words is not None else "waiting"
                for part, words in known.pictures.items()
            },
            "landing": known.landing.state.value if known.landing is not None else "waiting",
        },
        "hits": [
            {
                "key": hit.key,
                "words": hit.words,
                "term": hit.term,
                "category": hit.category,
                "level": hit.level.value,
                "law": hit.law,
                "source": hit.source.value,
                "where": hit.part,
                "sentence": hit.sentence,
                "box": hit.box and [hit.box.left, hit.box.top, hit.box.right, hit.box.bottom],
                "decision": _decision(decisions.get(hit.key)),
            }
            for hit in found
        ],
    }


@router.post("/creatives/{creative_id}/decisions", status_code=201)
def decide(
    creative_id: Id,
    desk: TheDesk,
    by: CurrentActor,
    key: Annotated[str, Form(min_length=64, max_length=64)],
    ruling: Annotated[Ruling, Form()],
    item: Annotated[str, Form(max_length=80)] = "",
    why: Annotated[str, Form(max_length=1000)] = "",
    proof: UploadFile | None = None,
) -> dict[str, Any]:
    """Multipart: 改 `mend`, 举证放行 `proof` (with the file), 例外 `exception` (with `item`),
    误报 `false_alarm`; answers how the creative stands after it."""
    given = (proof.filename or "proof", take(proof)) if proof is not None else None
    return answer(
        flow.decide(
            desk, creative_id, key=key, ruling=ruling, by=by, item=item, why=why, proof=given
        )
    )


@router.post("/creatives/{creative_id}/copy")
def copy(creative_id: Id, given: Copy, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """The copy, typed or taken from what was read; a confirmation that waited takes effect."""
    return answer(flow.set_copy(desk, creative_id, by=by, copy=given.copy_text))


def _decision(one: ContentDecision | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "ruling": one.ruling.value,
        "item": one.item,
        "why": one.why,
        "proof": one.proof_sha256,
        "by": one.by,
        "at": local(one.at).isoformat(),
    }
