"""What the pages of creatives show: limits before the upload, weights as bars, open acts."""

from base64 import b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from adops.domain.content import Ruling
from adops.domain.creative import PICTURE_FORMATS, VIDEO_FORMATS, Code, ReviewTerms
from adops.domain.finding import Finding, Severity, Verdict
from adops.domain.html5 import Rendering
from adops.domain.mending import MendedFile
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.domain.slot import Owner, PartSpec, SlotSpec
from adops.domain.states import ApprovalState, CreativeState
from adops.models import Approval, CreativePart
from adops.phrases.creative import message, place
from adops.phrases.mending import alike_words, mends_words
from adops.phrases.reading import RULINGS
from adops.queries.creatives import CURRENT, CreativeCase
from adops.queries.known_files import KnownFile
from adops.rules.approval import approvable, left_after
from adops.rules.confirm import Clock15, is_to_be_mended, left_of, waits_for
from adops.rules.permission import confirm_act, may, submit_act
from adops.rules.size import cap_of
from adops.rules.transitions import OPEN_APPROVAL

GONE = frozenset({CreativeState.REJECTED, CreativeState.WITHDRAWN})
BAR = 100  # the bar's width in its own units
TONES = {Severity.WARN: "warn", Severity.NEEDS_APPROVAL: "info", Severity.REJECT: "bad"}
VERDICT_TONES = {
    Verdict.PASS: "ok",
    Verdict.WARN: "warn",
    Verdict.NEEDS_APPROVAL: "info",
    Verdict.REJECT: "bad",
}
STATE_TONES = {
    CreativeState.SUBMITTED: "info",
    CreativeState.CONFIRMED: "ok",
    CreativeState.LIVE: "ok",
    CreativeState.REJECTED: "bad",
}
FORMATS = {"jpg": "JPG", "html5": "HTML5（zip）", "text": "文字（txt）"}
ACCEPTS = {"jpg": ".jpg,.jpeg", "html5": ".zip", "text": ".txt"}

LAPSED = {
    ApprovalState.EXPIRED: "排期已结束",
    ApprovalState.VOID: "文件已更换，或广告位的新刊例不再接受",
}


@dataclass(frozen=True, slots=True)
class PartLimit:
    """What a part must be: exact px, bytes of the limit, bytes up to which an approval may go.

    `cap` is None for SINA slots, where no approval helps (rules.md §4).
    """

    part: str
    name: str
    width: int
    height: int
    limit: int
    cap: int | None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class WeightBar:
    """A file's weight against its limit and cap, as lengths of a bar of 100."""

    size: int
    limit: int
    cap: int | None
    filled: float
    limit_at: float
    cap_at: float | None
    tone: str


@dataclass(frozen=True, slots=True)
class Acts:
    """What the person may do with a creative as it stands; `why_not` says what confirming lacks."""

    confirm: bool = False
    accept_late: bool = False
    reject: bool = False
    withdraw: bool = False
    ask: bool = False
    again: bool = False
    link: bool = False
    unconfirm: bool = False
    why_not: str = ""


def part_limits(spec: SlotSpec, terms: ReviewTerms) -> list[PartLimit]:
    """The limits of each part of the form."""
    return [
        PartLimit(
            part.part,
            place(part.part),
            part.width,
            part.height,
            part.limit_bytes,
            _cap(part, spec, terms),
            part.optional,
        )
        for part in spec.parts
    ]


def formats(spec: SlotSpec) -> str:
    """JPG、PNG、GIF."""
    return "、".join(FORMATS.get(one, one.upper()) for one in spec.formats)


def accepts(spec: SlotSpec) -> str:
    """For the file dialog; what is taken is decided by the review alone."""
    return ",".join(ACCEPTS.get(one, f".{one}") for one in spec.formats)


def weight_bar(size: int, limit: PartLimit) -> WeightBar | None:
    """None where the item names no limit."""
    if limit.limit <= 0:
        return None
    full = max(limit.limit * 2, size)
    over_cap = limit.cap is None or size > limit.cap
    tone = "ok" if size <= limit.limit else "bad" if over_cap else "warn"
    cap_at = limit.cap and limit.cap * BAR / full
    return WeightBar(
        size,
        limit.limit,
        limit.cap,
        round(size * BAR / full, 2),
        round(limit.limit * BAR / full, 2),
        cap_at and round(cap_at, 2),
        tone,
    )


def finding_rows(
    findings: Iterable[Finding],
    approved: Collection[Finding] = (),
    rulings: Mapping[str, Ruling] | None = None,
) -> list[dict[str, object]]:
    """Each with its tone and sentence, the worst first; what an approval or a decision cleared is
    marked."""
    rows: list[dict[str, object]] = [
        {
            "tone": TONES[one.severity],
            "severity": one.severity.value,
            "words": message(one),
            "cleared": _cleared(one, approved, rulings or {}),
        }
        for one in findings
    ]
    order = [one.value for one in (Severity.REJECT, Severity.NEEDS_APPROVAL, Severity.WARN)]
    return sorted(rows, key=lambda row: order.index(str(row["severity"])))


def file_rows(
    parts: Sequence[CreativePart],
    limits: Sequence[PartLimit],
    shown: Mapping[str, Rendering],
) -> list[dict[str, object]]:
    """Each stored file with its picture and bar; `shown` are the renderings of packages, whose
    pictures stand for them: a package itself is never given to a browser of ours."""
    known = {one.part: one for one in limits}
    return [
        {
            "part": part,
            "name": place(part.part),
            "film": part.format in VIDEO_FORMATS,
            "picture": picture_of(part, shown),
            "shown": shown.get(part.sha256),
            "bar": weight_bar(part.size, known[part.part]) if part.part in known else None,
            "limit": known.get(part.part),
        }
        for part in parts
    ]


def picture_of(part: CreativePart, shown: Mapping[str, Rendering]) -> str | None:
    """The hash of what to show of a file; None where it is no picture and was never shown."""
    if part.format in PICTURE_FORMATS:
        return part.sha256
    rendering = shown.get(part.sha256)
    return rendering.picture if rendering else None


def first_picture(parts: Sequence[CreativePart], shown: Mapping[str, Rendering]) -> str | None:
    """The picture of the first file, for a list."""
    return picture_of(parts[0], shown) if parts else None


def inline(picture: bytes) -> str:
    """A PNG that is kept nowhere, as an address of its own."""
    return f"data:image/png;base64,{b64encode(picture).decode()}"


def acts_for(case: CreativeCase, clock: Clock15, by: Actor, now: datetime) -> Acts:
    """What stands open to the person (rules.md §1, §3, §6)."""
    return replace(
        _review_acts(case, clock, by),
        link=_can_relink(case, by, now),
        unconfirm=_can_undo(case, by, now),
    )


def _can_relink(case: CreativeCase, by: Actor, now: datetime) -> bool:
    closed = case.creative.state in {CreativeState.REPLACED, CreativeState.ENDED}
    running = case.of.period.last >= ad_day_of(now)
    act = submit_act(taken_over=case.of.booking.taken_over)
    return not closed and running and may(by, act, case.of.thing)


def _can_undo(case: CreativeCase, by: Actor, now: datetime) -> bool:
    """A click that waits can be taken back at any time."""
    confirmed = case.creative.state is CreativeState.CONFIRMED
    ahead = confirmed and not case.is_live(now)
    act = confirm_act(taken_over=case.of.booking.taken_over)
    return (ahead or case.pending) and may(by, act, case.of.thing)


def _review_acts(case: CreativeCase, clock: Clock15, by: Actor) -> Acts:
    thing, state = case.of.thing, case.creative.state
    submit = submit_act(taken_over=case.of.booking.taken_over)
    open_to_reject = state in {CreativeState.SUBMITTED, CreativeState.CONFIRMED}
    another = any(one.code == Code.VERSION_NOT_COVERED for one in case.findings)
    again = state in GONE or (another and state in CURRENT)
    reject = open_to_reject and may(by, "creative.reject", thing)
    withdraw = open_to_reject and may(by, "creative.withdraw", thing)
    if state is not CreativeState.SUBMITTED:
        again = again and may(by, submit, thing)
        return Acts(reject=reject, withdraw=withdraw, again=again)
    why_not = _why_not(case)
    late = clock.late and may(by, "creative.confirm_late", thing)
    act = confirm_act(taken_over=case.of.booking.taken_over)
    return Acts(
        confirm=not why_not and not case.pending and not clock.late and may(by, act, thing),
        accept_late=not why_not and not case.pending and late,
        reject=reject,
        withdraw=withdraw,
        ask=_can_ask(case) and may(by, "approval.request", thing),
        again=(bool(why_not) or clock.late) and may(by, submit, thing),
        why_not=why_not,
    )


def offer_rows(offers: Iterable[MendedFile]) -> list[dict[str, object]]:
    """What would be offered once it is handed in."""
    return [
        {
            "name": place(one.part),
            "size": one.facts.size,
            "similarity": one.similarity,
            "alike": alike_words(one.similarity),
            "mends": mends_words(one.mends, one.facts.format or ""),
            "needs_approval": one.verdict is Verdict.NEEDS_APPROVAL,
        }
        for one in offers
    ]


def known_rows(known: Iterable[KnownFile]) -> list[dict[str, Any]]:
    """Where the same file was before, each with its tones."""
    return [
        {
            "known": one,
            "tone": VERDICT_TONES[one.verdict],
            "state_tone": STATE_TONES.get(one.state, "plain"),
        }
        for one in known
    ]


def approval_rows(approvals: Iterable[Approval], names: dict[str, str]) -> list[dict[str, object]]:
    """The approvals for these files, newest first."""
    tones = {ApprovalState.APPROVED: "ok", ApprovalState.REFUSED: "bad"}
    return [
        {
            "approval": one,
            "tone": tones.get(one.state, "info" if one.state in OPEN_APPROVAL else "plain"),
            "asked_by": names.get(one.asked_by, one.asked_by),
            "decided_by": names.get(one.decided_by or "", one.decided_by or ""),
            "lapsed": LAPSED.get(one.state, ""),
        }
        for one in reversed(list(approvals))
    ]


def _cap(part: PartSpec, spec: SlotSpec, terms: ReviewTerms) -> int | None:
    if spec.owner is Owner.SINA:
        return None
    return cap_of(part.limit_bytes, terms)


def waits_words(case: CreativeCase) -> str:
    """What a pending confirmation waits for."""
    waiting = waits_for(case.findings, case.rulings)
    missing = any(one.code == Code.COPY_MISSING for one in waiting)
    hits = len(waiting) - missing
    said = [f"{hits} 处用语的判定"] if hits else []
    return "、".join(said + (["文案"] if missing else []))


def _cleared(one: Finding, approved: Collection[Finding], rulings: Mapping[str, Ruling]) -> str:
    """What cleared it: 已特批 or the decision; "" when it stands."""
    if not left_after((one,), approved):
        return "已特批"
    if (
        one.key is not None
        and one.key in rulings
        and not left_of((one,), approved=approved, rulings=rulings)
    ):
        return RULINGS[rulings[one.key]]
    return ""


def _left(case: CreativeCase) -> tuple[Finding, ...]:
    """What stands in the way besides what a decision or the copy will settle."""
    waiting = waits_for(case.findings, case.rulings)
    left = left_of(case.findings, approved=case.approved, rulings=case.rulings)
    return tuple(one for one in left if one not in waiting)


def _why_not(case: CreativeCase) -> str:
    severities = {one.severity for one in _left(case)}
    if is_to_be_mended(case.findings, case.rulings):
        return "有用语被判定要改：请修改后重新提交一版。"
    if Severity.REJECT in severities:
        return "审核不通过，不能确认：请按上面的说明修改文件或链接，重新提交一版。"
    if Severity.NEEDS_APPROVAL not in severities:
        return ""
    if case.open_approval is not None:
        return "特批还没有批下来，批准后才能确认。"
    return "超出限制，要先申请创意特批，批准后才能确认；也可以换一个文件重新提交。"


def _can_ask(case: CreativeCase) -> bool:
    severities = {one.severity for one in _left(case)}
    fine = Severity.REJECT not in severities and bool(approvable(_left(case)))
    return fine and case.open_approval is None
