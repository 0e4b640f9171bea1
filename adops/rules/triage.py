"""The three questions of an ad that does not show properly, answered with proof (rules.md §9;
一(五)).

(1) is the creative's size right, (2) is the link right, (3) is the size entered in the ad-match
right. What nobody knows the AE answers.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from adops.domain.anomaly import Answer, Answered, Evidence, Outcome, Question
from adops.domain.states import LookResult

SIZE = re.compile(r"(\d{1,5})\s*[*x×X]\s*(\d{1,5})")
ASKED = frozenset(
    {
        LookResult.MISSING,
        LookResult.EMPTY,
        LookResult.BROKEN,
        LookResult.HIDDEN,
        LookResult.WRONG_CREATIVE,
        LookResult.WRONG_SIZE,
        LookResult.WRONG_LINK,
        LookResult.DEAD_LINK,
    }
)


def answers(known: Evidence) -> tuple[Answered, ...]:
    """The machine's answers to the three, in their order."""
    return _size(known), _link(known), _ad_match(known)


def _size(known: Evidence) -> Answered:
    question = Question.SIZE
    if known.rendered is not None:
        seen, wanted = known.rendered
        return Answered(question, Answer.WRONG, "size.rendered", seen, wanted)
    if known.is_text:
        return Answered(question, Answer.RIGHT, "size.text")
    odd = _odd(known.files, known.wanted)
    if odd:
        return Answered(question, Answer.WRONG, "size.file", *odd)
    if known.files and known.wanted:
        return Answered(question, Answer.RIGHT, "size.file", _told(known.files))
    return Answered(question, Answer.UNKNOWN, "size.no_creative")


def _link(known: Evidence) -> Answered:
    question = Question.LINK
    if known.links:
        return Answered(question, Answer.WRONG, *known.links[0])
    if known.landing:
        return Answered(question, Answer.RIGHT, "link.seen", known.landing, known.booked)
    if known.entered is not None and known.booked:
        right = Answer.RIGHT if known.entered else Answer.WRONG
        return Answered(question, right, "link.entered", "", known.booked)
    return Answered(question, Answer.UNKNOWN, "link.unseen", "", known.booked)


def _ad_match(known: Evidence) -> Answered:
    question = Question.AD_MATCH
    if known.is_text:
        return Answered(question, Answer.RIGHT, "ad_match.text")
    odd = _odd(known.typed, known.wanted)
    if odd:
        return Answered(question, Answer.WRONG, "ad_match.typed", *odd)
    if known.ad_data and known.wanted and known.ad_data not in known.wanted.values():
        return Answered(question, Answer.WRONG, "ad_match.page", known.ad_data, _told(known.wanted))
    if known.typed and known.wanted:
        return Answered(question, Answer.RIGHT, "ad_match.typed", _told(known.typed))
    if known.ad_data and known.wanted:
        return Answered(question, Answer.RIGHT, "ad_match.page", known.ad_data)
    return Answered(question, Answer.UNKNOWN, "ad_match.unknown")


def is_asked(result: LookResult, *, has_booking: bool) -> bool:
    """Whether the three can be asked at all: of a page, and of a slot that nobody booked, not."""
    return has_booking and result in ASKED


def joined(machine: Sequence[Answered], people: Iterable[Answered]) -> tuple[Answered, ...]:
    """A person's answer stands in the machine's place."""
    said = {one.question: one for one in people if one.by is not None}
    return tuple(said.get(one.question, one) for one in machine)


def outcome(given: Iterable[Answered]) -> Outcome:
    """One wrong → ours; all right → a ticket; else somebody answers."""
    told = {one.answer for one in given}
    if Answer.WRONG in told:
        return Outcome.OURS
    return Outcome.TICKET if told == {Answer.RIGHT} else Outcome.ASK


def size_in(data: Mapping[str, str]) -> str:
    """The size that a page's own ad data names, as `950×90`: an attribute with both, or one for the
    width and one for the height; "" where it names none."""
    for name, value in sorted(data.items()):
        found = SIZE.fullmatch(value.strip())
        if found and "size" in name:
            return f"{int(found.group(1))}×{int(found.group(2))}"
    width, height = (_number(data, end) for end in ("width", "height"))
    return f"{width}×{height}" if width and height else ""


def _number(data: Mapping[str, str], end: str) -> int:
    found = (value.strip().removesuffix("px") for name, value in data.items() if name.endswith(end))
    return next((int(one) for one in found if one.isascii() and one.isdigit()), 0)


def _odd(given: Mapping[str, str], wanted: Mapping[str, str]) -> tuple[str, str] | None:
    """The first part whose size is another than the slot's: given, wanted."""
    for part, size in given.items():
        if part in wanted and size != wanted[part]:
            return size, wanted[part]
    return None


def _told(sizes: Mapping[str, str]) -> str:
    return "、".join(dict.fromkeys(sizes.values()))
