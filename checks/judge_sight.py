"""One load of one slot against what is expected: the first trouble that applies; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from adops.catalog.checks import CheckConfig
from adops.domain.facts import ExpectedCreative, SlotOnPage
from adops.domain.finding import Finding, Severity
from adops.domain.slot import Device
from adops.domain.states import LookResult
from checks.link import is_same_landing, landing_of, normal
from checks.probe import Box
from checks.sight import Match, Sight

Trouble = tuple[LookResult, tuple[Finding, ...]]
NOTHING = frozenset({LookResult.MISSING, LookResult.EMPTY, LookResult.BROKEN, LookResult.HIDDEN})


def note(
    code: str,
    severity: Severity = Severity.WARN,
    measured: float | str | None = None,
    allowed: float | str | None = None,
    where: str | None = None,
) -> Finding:
    """A finding of a look; `where` names the address or contract it is about."""
    return Finding(code, severity, measured, allowed, where)


def wrong(
    code: str,
    measured: float | str | None = None,
    allowed: float | str | None = None,
    where: str | None = None,
) -> Finding:
    """A finding that is a trouble."""
    return Finding(code, Severity.REJECT, measured, allowed, where)


@dataclass(frozen=True, slots=True)
class Standard:
    """What is expected in the slot and how exact it must be."""

    slot: SlotOnPage
    config: CheckConfig
    dead: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_once(self) -> bool:
        """Whether the ad comes so seldom for a reader that one load is all there is."""
        return self.config.form(self.slot.form).cap is not None

    def creative(self, creative_id: int) -> ExpectedCreative | None:
        """An expected or ended creative of the slot."""
        expected = [one for booking in self.slot.bookings for one in booking.creatives]
        found = (one for one in (*expected, *self.slot.ended) if one.creative_id == creative_id)
        return next(found, None)

    def twins(self, creative_id: int) -> dict[int, int]:
        """The other expected creatives with its files and its link, which nobody who looks at the
        page can tell apart, and whose they are."""
        own = self.creative(creative_id)
        expected = (one for booking in self.slot.bookings for one in booking.creatives)
        return {
            one.creative_id: one.booking_id
            for one in expected
            if own and one is not own and self._looks(one) == self._looks(own)
        }

    def _looks(self, creative: ExpectedCreative) -> object:
        link = landing_of(creative.click_url, self.config.redirectors)
        files = tuple(part.sha256 for part in creative.parts)
        return files or creative.copy, normal(link, tuple(self.config.tracking))

    def contract_of(self, creative_id: int) -> str | None:
        """The contract number of a creative."""
        creative = self.creative(creative_id)
        return creative.contract_no if creative else None

    def same(self, match: Match) -> float:
        """From this similarity on it is seen."""
        return (self.config.text_similarity if match.is_text else self.config.similarity).same

    def other(self, match: Match) -> float:
        """Under this similarity it is another one."""
        return (self.config.text_similarity if match.is_text else self.config.similarity).other


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one load says: whose creative shows (None: nobody's that is expected), and how well.
    `twins`: creatives that look and lead the same, and the booking of each."""

    load: int
    result: LookResult
    findings: tuple[Finding, ...]
    booking_id: int | None = None
    creative_id: int | None = None
    similarity: float | None = None
    landing: str | None = None
    is_unread: bool = False
    is_doubtful: bool = False
    likeness: Mapping[int, float] = field(default_factory=dict)
    twins: Mapping[int, int] = field(default_factory=dict)

    @property
    def bookings(self) -> frozenset[int | None]:
        """Those that it shows; None alone: nobody's."""
        return frozenset({self.booking_id, *self.twins.values()})

    @property
    def creatives(self) -> frozenset[int | None]:
        """The creatives that it shows."""
        return frozenset({self.creative_id, *self.twins})

    def of(self, booking_id: int) -> "Verdict | None":
        """The same as what it says of that booking; None where it does not show it."""
        if self.booking_id == booking_id:
            return self
        found = (creative for creative, whose in self.twins.items() if whose == booking_id)
        own = next(found, None)
        return None if own is None else replace(self, booking_id=booking_id, creative_id=own)

    @property
    def is_nothing(self) -> bool:
        """A reader saw no ad in it."""
        return self.booking_id is None and self.result in NOTHING


def judged(sight: Sight, standard: Standard) -> Verdict:
    """The first trouble in the order of checks.md, all other troubles as findings."""
    verdict = _together(sight, standard) if sight.pieces else _judged(sight, standard)
    return replace(verdict, is_doubtful=sight.doubts(verdict.result))


def _together(sight: Sight, standard: Standard) -> Verdict:
    """Of boxes that show at once the worst counts, none may lack, and all are of one creative."""
    known = [_recognised(piece, standard) for piece in sight.pieces]
    common = frozenset.intersection(*known)
    pieces = [_of(piece, common) for piece in sight.pieces] if common else sight.pieces
    verdicts = [_judged(piece, standard) for piece in pieces]
    worst = min(verdicts, key=lambda one: tuple(LookResult).index(one.result))
    told = tuple(dict.fromkeys(finding for one in verdicts for finding in one.findings))
    if all(known) and not common:
        mixed = (wrong("together.mixed"), *told)
        return Verdict(sight.load, LookResult.WRONG_CREATIVE, mixed, likeness=worst.likeness)
    return replace(worst, findings=told)


def _recognised(piece: Sight, standard: Standard) -> frozenset[int]:
    """Creatives that a box shows the part of."""
    return frozenset(
        one.creative_id
        for one in piece.matches
        if one.similarity is not None and one.similarity >= standard.same(one)
    )


def _of(piece: Sight, creatives: frozenset[int]) -> Sight:
    return replace(
        piece, matches=tuple(one for one in piece.matches if one.creative_id in creatives)
    )


def _judged(sight: Sight, standard: Standard) -> Verdict:
    likeness = _likeness(sight)
    match = _shown(sight, standard)
    unlike = match is None or (match.similarity or 0) < standard.other(match)
    unlike = unlike or _is_old(sight, match, standard)
    trouble = trouble_of(sight, standard)
    if unlike and trouble:
        return _unmatched(sight, trouble, standard, likeness)
    if unlike and not _is_known(sight) and any(one.similarity is None for one in sight.matches):
        told = (note("picture.not_comparable"),)
        return Verdict(sight.load, LookResult.UNSURE, told, is_unread=True, likeness=likeness)
    if unlike and not sight.facts.steady:
        told = (note("check.moving_unread"),)
        return Verdict(sight.load, LookResult.UNSURE, told, is_unread=True, likeness=likeness)
    if unlike and sight.unpainted:
        size = _size(sight, None, standard)
        result = LookResult.WRONG_SIZE if size else LookResult.UNSURE
        doubt = (*size, note("picture.not_painted"))
        return Verdict(sight.load, result, doubt, is_unread=not size, likeness=likeness)
    if match is None or unlike:
        others = (_other(sight, standard), *_size(sight, None, standard))
        return Verdict(sight.load, LookResult.WRONG_CREATIVE, others, likeness=likeness)
    return _matched(sight, match, trouble, standard, likeness)


def _unmatched(
    sight: Sight, trouble: Trouble, standard: Standard, likeness: Mapping[int, float]
) -> Verdict:
    """What can't be compared. Where only the picture of the ad fails, its link tells all the same
    whether it is the booked one."""
    result, findings = trouble
    if result is LookResult.UNSURE:
        return Verdict(sight.load, result, findings, is_unread=True, likeness=likeness)
    landing = None
    if sight.matches and sight.facts.link and sight.facts.steady and result is LookResult.BROKEN:
        likely = min(sight.matches, key=lambda one: _astray(sight, one, standard))
        link, landing = _link(sight, likely, standard)
        findings += link[1] if link else ()
    return Verdict(sight.load, result, findings, landing=landing, likeness=likeness)


def _is_old(sight: Sight, match: Match | None, standard: Standard) -> bool:
    """What is in doubt, and is to the byte or to the letter an ended creative, is that one."""
    like = (match.similarity or 0) if match else 0
    return _is_ended(sight) and match is not None and like < standard.same(match)


def _is_ended(sight: Sight) -> bool:
    return sight.best_ended is not None and sight.best_ended.similarity == 1.0


def _is_known(sight: Sight) -> bool:
    """Whether what shows is surely something else, whatever can't be compared with it."""
    return _is_ended(sight) or sight.house


def _shown(sight: Sight, standard: Standard) -> Match | None:
    """What it is most like; of several that are equally alike (the same file with another link)
    the one whose link it has, though that page does not answer."""
    best = sight.best
    alike = [one for one in sight.matches if best and one.similarity == best.similarity]
    return min(alike, key=lambda one: _astray(sight, one, standard), default=best)


def _astray(sight: Sight, match: Match, standard: Standard) -> int:
    """How far the link is from the match's own: 0 its own, 1 its own and dead, 2 any other."""
    trouble, _ = _link(sight, match, standard)
    if trouble is None:
        return 0
    return 1 if trouble[0] is LookResult.DEAD_LINK else 2


def _matched(
    sight: Sight,
    match: Match,
    trouble: Trouble | None,
    standard: Standard,
    likeness: Mapping[int, float],
) -> Verdict:
    link, landing = _link(sight, match, standard)
    troubles: list[Trouble] = [trouble] if trouble else []
    size = () if sight.facts.hidden_by == "display" else _size(sight, match, standard)
    wrong_link = link is not None and link[0] is LookResult.WRONG_LINK
    if (size or wrong_link) and not sight.facts.steady:
        troubles.append((LookResult.UNSURE, (note("check.moving_unread"),)))
    else:
        troubles += [(LookResult.WRONG_SIZE, size)] if size else []
        troubles += [link] if link else []
    if (match.similarity or 0) < standard.same(match):
        allowed = standard.same(match)
        told = note("picture.unsure", measured=match.similarity, allowed=allowed)
        troubles.append((LookResult.UNSURE, (told,)))
    if match.is_text and sight.unpainted:
        troubles.append((LookResult.UNSURE, (note("picture.not_painted"),)))
    order = tuple(LookResult)
    troubles.sort(key=lambda one: order.index(one[0]))
    return Verdict(
        load=sight.load,
        result=troubles[0][0] if troubles else LookResult.OK,
        findings=(*(told for _, said in troubles for told in said), *_slow(sight, standard)),
        booking_id=match.booking_id,
        creative_id=match.creative_id,
        similarity=match.similarity,
        landing=landing,
        likeness=likeness,
        twins=standard.twins(match.creative_id),
    )


def trouble_of(sight: Sight, standard: Standard) -> Trouble | None:
    """Missing, empty, broken or hidden; unsure where the facts could not be taken, or where what is
    not there may still have been on its way."""
    facts = sight.facts
    if facts.unread:
        return LookResult.UNSURE, (note(f"check.{facts.unread}_unread"),)
    absent = _absent(sight, standard)
    if absent and sight.unfinished:
        return LookResult.UNSURE, (note("check.loading_unread"),)
    if absent:
        return absent
    if sight.torn:
        where = facts.main.url if facts.main else None
        return LookResult.BROKEN, (wrong("slot.broken", where=where),)
    if facts.broken is not None:
        told = wrong("slot.removed" if facts.removed else "slot.broken", where=facts.broken)
        return LookResult.BROKEN, (told,)
    hidden = _hidden(sight, standard)
    if hidden and not facts.steady:
        return LookResult.UNSURE, (note("check.moving_unread"),)
    return hidden


def _absent(sight: Sight, standard: Standard) -> Trouble | None:
    if not sight.facts.found:
        told = wrong("slot.part_missing", where=sight.part)
        whole = wrong("slot.missing", where=standard.slot.selector)
        return LookResult.MISSING, (told if sight.part else whole,)
    return (LookResult.EMPTY, (wrong("slot.empty"),)) if sight.is_empty else None


def _hidden(sight: Sight, standard: Standard) -> Trouble | None:
    facts, config = sight.facts, standard.config
    by = facts.hidden_by
    if by is None and facts.main and facts.main.opacity < config.opacity:
        by = "opacity"
    if by is None and facts.shown <= 1 - config.covered:
        by = "covered"
    if by is None:
        return None
    return LookResult.HIDDEN, (wrong(f"hidden.{by}", round(1 - facts.shown, 2)),)


def _other(sight: Sight, standard: Standard) -> Finding:
    """What shows instead, where it is known."""
    ended = sight.best_ended
    if ended and (ended.similarity or 0) >= standard.same(ended):
        return wrong(
            "old_creative", ended.similarity, where=standard.contract_of(ended.creative_id)
        )
    if sight.house:
        return wrong("house_ad")
    best = sight.best
    allowed = standard.other(best) if best else None
    return wrong("creative.wrong", best.similarity if best else None, allowed)


def _size(sight: Sight, match: Match | None, standard: Standard) -> tuple[Finding, ...]:
    main = sight.facts.main
    if main is None or (match and match.is_text):
        return ()
    width = match.width if match and match.width else standard.slot.width
    height = match.height if match and match.height else standard.slot.height
    if not width or not height:
        return ()
    boxes = (main.box, main.outer, *((main.uncut,) if main.uncut else ()))
    if any(_fits(box, width, height, standard) for box in boxes):
        return ()
    measured = f"{main.box.width:g}×{main.box.height:g}"
    return (wrong("size.rendered", measured, f"{width}×{height}"),)


def _slow(sight: Sight, standard: Standard) -> tuple[Finding, ...]:
    main = sight.facts.main
    allowed = standard.config.seconds.slow + standard.slot.wait_seconds
    took = main.loaded_seconds if main else None
    return (note("slot.slow", measured=took, allowed=allowed),) if took and took > allowed else ()


def _fits(box: Box, width: int, height: int, standard: Standard) -> bool:
    """Within the tolerance; 移动 sizes are device px: the width scales, the height with it."""
    tolerance = standard.config.size_tolerance
    if standard.slot.device is Device.PC:
        return abs(box.width - width) <= tolerance and abs(box.height - height) <= tolerance
    return box.width > 0 and abs(box.height - height * box.width / width) <= tolerance


def _link(sight: Sight, match: Match, standard: Standard) -> tuple[Trouble | None, str | None]:
    facts, config = sight.facts, standard.config
    creative = standard.creative(match.creative_id)
    booked = landing_of(creative.click_url, config.redirectors) if creative else ""
    if not booked:
        return None, facts.link
    if not facts.link:
        if facts.unread:  # told already: what did not answer may hold one
            return None, None
        if facts.main is None and not match.is_text:
            return (LookResult.UNSURE, (note("check.closed_unread"),)), None
        if facts.scripted:
            return (LookResult.UNSURE, (note("link.by_script", allowed=booked),)), None
        return (LookResult.WRONG_LINK, (wrong("link.none", allowed=booked),)), None
    landing = landing_of(facts.link, config.redirectors)
    if not is_same_landing(landing, booked, config.tracking):
        return _elsewhere(sight, landing, booked)
    why = standard.dead.get(creative.click_url if creative else "")
    if why:
        return (LookResult.DEAD_LINK, (wrong("link.dead", why, where=landing),)), landing
    return None, landing


def _elsewhere(sight: Sight, landing: str, booked: str) -> tuple[Trouble, str | None]:
    """Not to the booked address, as far as it was said where it leads."""
    if sight.lost:
        told = note("link.unasked", measured=sight.lost, allowed=booked, where=landing)
        return (LookResult.UNSURE, (told,)), None
    return (LookResult.WRONG_LINK, (wrong("link.wrong", landing, booked),)), landing


def _likeness(sight: Sight) -> dict[int, float]:
    found: dict[int, float] = {}
    for match in sight.matches:
        if match.similarity is not None:
            found[match.booking_id] = max(found.get(match.booking_id, 0.0), match.similarity)
    return found
