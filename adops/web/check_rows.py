"""The wall of an ad day as its page shows it: troubles first, every word said. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from adops.domain.facts import BookingOnAir, SlotOnPage, told_as
from adops.domain.period import local_day
from adops.domain.slot import Device
from adops.domain.states import LookedBy, LookResult
from adops.models import SlotCheck, SlotCheckBooking
from adops.phrases import dates
from adops.phrases.checks import BY_EYE, RESULT_TONES, message
from adops.phrases.doers import doer
from adops.phrases.words import DELIVERED, RESULTS
from adops.queries.creatives import findings_of
from adops.queries.evidence import waits
from adops.queries.wall import DAYS, RunProgress, Seen, WallSlot
from adops.rules.by_eye import is_by_eye, seen_by_eye
from adops.rules.by_hand import why_by_hand

EVIDENCE = "/api/v1/evidence/"
LOOKS = "/api/v1/slot-checks/"  # where a file is drawn that is not drawn yet
DEVICES: Mapping[Device, str] = {Device.PC: "电脑页", Device.MOBILE: "手机页", Device.APP: "APP"}
NOT_YET, BY_HAND = "none", "hand"
SHUT = "编辑已关闭这个广告位：这是关闭前的巡检，异常不再要求处理"
EYE: Mapping[bool, str] = {True: "seen", False: "not_seen"}
# A tone of the check → the sign of the badges.
SIGNS: Mapping[str, str] = {"bad": "bad", "unclear": "warn", "good": "ok", "plain": "plain"}
RANK: Mapping[str, int] = {"bad": 0, "unclear": 1, NOT_YET: 2, BY_HAND: 2, "good": 3, "plain": 4}
GLYPHS: Mapping[str, str] = {"bad": "✕", "unclear": "?", "good": "✓", "plain": "·"}
HOUSE = (LookResult.UNSOLD, LookResult.WRONG_CREATIVE)  # what shows may be a house ad
NOTHING_SHOWN = frozenset(
    {
        LookResult.MISSING,
        LookResult.EMPTY,
        LookResult.BROKEN,
        LookResult.HIDDEN,
        LookResult.UNREACHABLE,
    }
)
NOT_COMPARED, UNLIKE = "没有可比的画面", "画面完全不同"
SCREEN, LINE = (9, 16), (16, 1)
SOME = 0.005  # what is rounded to less is no likeness
WIDE = 3  # from this width to height on a picture stands above, not beside, the other


@dataclass(frozen=True, slots=True)
class Picture:
    """An expected creative's file; `src` is empty for a text, which is shown as `words`. `box`: the
    width and height of the room that is kept for it, as of `Card`."""

    src: str
    words: str
    caption: str
    box: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class SeenRow:
    """What the look says of one booking, and who said it by eye; `by_eye`: somebody may."""

    booking: int
    contract: str
    delivered: str
    similarity: str
    proof: str
    decided: str
    by_eye: bool


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day of the last thirty."""

    tone: str
    glyph: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Card:
    """One slot on the wall; `look` is the number of its latest look, `box` the room for what it
    saw: it is there before the picture is."""

    look: int
    code: str
    name: str
    size: str
    result: str
    word: str
    sign: str
    rank: int
    time: str
    is_wide: bool
    expected: tuple[Picture, ...]
    no_creative: tuple[str, ...]
    seen: str
    box: tuple[int, int]
    page_picture: str
    findings: tuple[str, ...]
    bookings: tuple[SeenRow, ...]
    landing: str
    strip: tuple[StripDay, ...]
    beside: tuple[tuple[str, str], ...] = ()
    hand: str = ""
    gone: str = ""
    by_hand: bool = False
    may_be_house: bool = False
    unfound: str = ""


@dataclass(frozen=True, slots=True)
class PageWall:
    """The slots of one page."""

    number: int
    name: str
    url: str
    device: str
    cards: tuple[Card, ...]
    troubles: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A run in words, its pages counted; `what` names it, where several go on. `may_stop`: the
    person may stop it."""

    number: int
    goes_on: bool
    words: str
    pages: int
    done: int
    what: str
    may_stop: bool = False


def pages(
    slots: Iterable[WallSlot],
    names: Mapping[int, str],
    *,
    on: date,
    station: str,
    doers: Mapping[str, str] = MappingProxyType({}),
) -> list[PageWall]:
    """By page, those with troubles first; in a page likewise. `doers`: names by 工号 of those who
    decided by eye."""
    by_page: dict[int, list[WallSlot]] = {}
    for one in slots:
        by_page.setdefault(one.slot.page_id, []).append(one)
    found = [
        _page(number, [card(one, on, station, doers) for one in of], of[0].slot, names)
        for number, of in by_page.items()
    ]
    return sorted(found, key=lambda one: (-one.troubles, min(card.rank for card in one.cards)))


def _page(
    number: int, cards: Sequence[Card], first: SlotOnPage, names: Mapping[int, str]
) -> PageWall:
    told = tuple(sorted(cards, key=lambda one: one.rank))
    troubles = sum(one.rank == 0 for one in told)
    device = DEVICES[first.device]
    return PageWall(number, names.get(number, ""), first.page_url, device, told, troubles)


def card(one: WallSlot, on: date, station: str, doers: Mapping[str, str]) -> Card:
    """One slot: what should show, what was seen."""
    slot, look = one.slot, one.look
    result, word, tone = _result(one)
    size = f"{slot.width}×{slot.height}" if slot.width else ""
    return Card(
        look=(look.id or 0) if look else 0,
        code=slot.code,
        name=slot.name,
        size=f"{slot.form} {size}".strip(),
        result=result,
        word=word,
        sign=SIGNS.get(tone, "plain"),
        rank=RANK["plain" if one.closed else tone],
        time=dates.clock_time(look.captured_at) if look else "",
        is_wide=not slot.height or slot.width >= WIDE * slot.height,
        expected=tuple(_pictures(slot.bookings)),
        no_creative=tuple(of.contract_no for of in slot.bookings if not of.creatives),
        seen=_cut(look) if look else "",
        box=_box(slot, look),
        page_picture=_file(look.page_picture if look and not look.files_gone_at else None),
        findings=_findings(one),
        bookings=tuple(_seen_row(look, seen, doers) for seen in one.seen) if look else (),
        landing=(look.landing_url or "") if look else "",
        strip=tuple(_strip(one, on, station)),
        beside=tuple(_beside(look)) if look else (),
        hand=_by_hand(look, doers) if look else "",
        by_hand=_is_by_hand(slot),
        gone=dates.day(local_day(look.files_gone_at)) if look and look.files_gone_at else "",
        may_be_house=bool(look and look.facts and not look.files_gone_at and look.result in HOUSE),
        unfound=f"/slots/{slot.slot_id}/place" if result == LookResult.MISSING.value else "",
    )


def _findings(one: WallSlot) -> tuple[str, ...]:
    shut = (SHUT,) if one.closed else ()
    found = findings_of(one.look.findings) if one.look else ()
    return (*shut, *(message(told) for told in found))


def _result(one: WallSlot) -> tuple[str, str, str]:
    """Its value, its word, its tone."""
    slot, look = one.slot, one.look
    if look is not None:
        eye = seen_by_eye(look.result, [seen.delivered for seen, _ in one.seen])
        if eye is not None:
            return EYE[eye], *BY_EYE[eye]
        told = told_as(look.result, (str(one["code"]) for one in look.findings))
        return told, RESULTS[told], RESULT_TONES[told]
    if _is_by_hand(slot):
        return BY_HAND, "人工巡检", BY_HAND
    return NOT_YET, "还没有巡检", NOT_YET


def _is_by_hand(slot: SlotOnPage) -> bool:
    return why_by_hand(slot.device, slot.page_url, (), ()) is not None


def _pictures(bookings: Iterable[BookingOnAir]) -> Iterable[Picture]:
    for of in bookings:
        for creative in of.creatives:
            caption = f"{of.contract_no} {of.contract_name}，第 {creative.version} 版"
            if not any(part.width for part in creative.parts):
                yield Picture("", creative.copy, caption)
            for part in creative.parts:
                if part.width:
                    yield Picture(_file(part.sha256), "", caption, (part.width, part.height))


def _box(slot: SlotOnPage, look: SlotCheck | None) -> tuple[int, int]:
    """A cut-out is as its slot; a look by hand shows a phone's screen, a text link a line."""
    if look is not None and look.by is LookedBy.HAND:
        return SCREEN
    return (slot.width, slot.height) if slot.width and slot.height else LINE


def _beside(look: SlotCheck) -> Iterable[tuple[str, str]]:
    """What is kept beside the pictures, for download."""
    found = (
        ("首屏截图", look.first_screen),
        ("不属于任何排期的那次截图", look.stray_picture),
        ("网页源码", look.html),
        ("访问记录 HAR", look.har),
    )
    return [(words, _file(sha256)) for words, sha256 in found if sha256 and not look.files_gone_at]


def _by_hand(look: SlotCheck, doers: Mapping[str, str]) -> str:
    if look.by is not LookedBy.HAND:
        return ""
    who = doers.get(look.looked_by or "", doer(look.looked_by or ""))
    note = f"：{look.note}" if look.note else ""
    return f"{who} {dates.clock_time(look.captured_at)} 用手机查看{note}"


def _cut(look: SlotCheck) -> str:
    if look.files_gone_at:
        return ""
    return f"{LOOKS}{look.id}/picture" if waits(look) else _file(look.picture)


def _proof(look: SlotCheck, seen: SlotCheckBooking) -> str:
    if look.files_gone_at:
        return ""
    return f"{LOOKS}{look.id}/proofs/{seen.booking_id}" if waits(look) else _file(seen.proof)


def _seen_row(look: SlotCheck, one: Seen, doers: Mapping[str, str]) -> SeenRow:
    seen, contract = one
    decided = ""
    if seen.decided_by and seen.decided_at:
        who = doers.get(seen.decided_by, doer(seen.decided_by))
        decided = f"{who} {dates.moment(seen.decided_at)} 人工判断"
    return SeenRow(
        booking=seen.booking_id,
        contract=f"{contract.no} {contract.name}",
        delivered=DELIVERED[seen.delivered.value],
        similarity=_similarity(look, seen),
        proof=_proof(look, seen),
        decided=decided,
        by_eye=is_by_eye(
            seen.delivered,
            contract_no=contract.no,
            findings=findings_of(look.findings),
            page_seen=look.page_picture is not None,
            decided=bool(decided) or look.by is LookedBy.HAND,
        ),
    )


def _similarity(look: SlotCheck, seen: SlotCheckBooking) -> str:
    """How like the creative what showed is; where nothing showed there is nothing to compare."""
    if look.by is LookedBy.HAND:
        return ""
    if look.result in NOTHING_SHOWN:
        return NOT_COMPARED
    if seen.similarity is None:
        return ""
    return f"相似度 {seen.similarity:.2f}" if seen.similarity >= SOME else UNLIKE


def _file(sha256: str | None) -> str:
    return EVIDENCE + sha256 if sha256 else ""


def _strip(one: WallSlot, on: date, station: str) -> Iterable[StripDay]:
    for back in range(DAYS - 1, -1, -1):
        day = on - timedelta(days=back)
        result = one.days.get(day)
        if result is None:
            yield StripDay("none", "", f"{dates.day(day)}：没有巡检", "")
            continue
        word, tone = RESULTS[result], RESULT_TONES[result]
        if day in one.by_eye:
            word, tone = BY_EYE[one.by_eye[day]]
        worth = tone in {"bad", "unclear"}  # right days would be stops on everybody's way
        href = f"/checks?station={station}&on={day.isoformat()}" if worth else ""
        yield StripDay(tone, GLYPHS[tone], f"{dates.day(day)}：{word}", href)


def filters(walls: Iterable[PageWall]) -> list[tuple[str, str, str, int]]:
    """(value, word, sign, how many) of every result on the wall, troubles first."""
    cards = [one for wall in walls for one in wall.cards]
    count = Counter((one.rank, one.result, one.word, one.sign) for one in cards)
    return [(result, word, sign, many) for (_, result, word, sign), many in sorted(count.items())]


def only(walls: Iterable[PageWall], result: str) -> list[PageWall]:
    """The wall with slots of one result alone."""
    kept = []
    for wall in walls:
        cards = tuple(one for one in wall.cards if one.result == result)
        if cards:
            told = (wall.number, wall.name, wall.url, wall.device, cards, wall.troubles)
            kept.append(PageWall(*told))
    return kept


def progress(found: RunProgress, *, may_stop: bool = False) -> Progress:
    """Where a run stands."""
    run = found.run
    who = found.asked_by or "系统"
    what = _what(run.slot_codes)
    if run.state == "asked":
        words = f"{who} {dates.clock_time(run.asked_at)} 要求的{what}在排队，马上开始"
    elif run.state == "running":
        words = f"正在{what}：{found.pages} 个页面已看完 {found.done} 个"
    elif run.state == "unfinished":
        words = f"巡检没有做完：广告日已结束，{found.pages} 个页面看完 {found.done} 个"
    elif run.state == "cancelled":
        words = f"{found.cancelled_by or '系统'} {dates.clock_time(run.finished_at)} 停止了{what}"
        words += f"：{found.pages} 个页面看完 {found.done} 个，已看到的保留"
    else:
        words = f"最近一次巡检 {dates.clock_time(run.finished_at)} 完成，{found.pages} 个页面"
        if run.started_at and run.finished_at:
            words += f"，用时 {dates.span(run.finished_at - run.started_at)}"
    stops = may_stop and found.goes_on
    return Progress(run.id or 0, found.goes_on, words, found.pages, found.done, what, stops)


def _what(slot_codes: Sequence[str]) -> str:
    if not slot_codes:
        return "全站巡检"
    if len(slot_codes) == 1:
        return f"巡检（{slot_codes[0]}）"
    return f"巡检（{len(slot_codes)} 个广告位）"
