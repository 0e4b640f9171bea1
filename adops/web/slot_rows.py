"""Rate-card items as the page of a slot shows them: history, the form, what would change."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from adops.domain.creative import TAKEN_FORMATS
from adops.domain.people import Actor
from adops.domain.slot import Item, PartSpec
from adops.models import SlotVersion, Station
from adops.phrases import dates
from adops.phrases.creative import message, place
from adops.queries.slot_versions import item_of
from adops.services.slot_versions import Change, Unfit
from adops.web.creative_rows import FORMATS
from adops.web.form_words import KB

TEXT = "text"
RASTER = frozenset({"jpg", "png", "gif", "webp"})
SINCE_EVER = "启用以来"


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of the history: its days, what it says, whether it binds now."""

    number: int
    days: str
    item: tuple[tuple[str, str], ...]
    state: str
    tone: str


def version_rows(versions: Sequence[SlotVersion], *, running: date) -> list[VersionRow]:
    """The newest first; one that another of the same day took the place of is marked."""
    rows = []
    for place_at, one in enumerate(versions):
        following = versions[place_at + 1].valid_from if place_at + 1 < len(versions) else None
        rows.append(_row(one, following, running))
    return rows[::-1]


def _row(one: SlotVersion, following: date | None, running: date) -> VersionRow:
    first = dates.day(one.valid_from) + "起" if one.valid_from else SINCE_EVER
    begun = one.valid_from is None or one.valid_from <= running
    over = following is not None and following <= running
    if following is not None and following == one.valid_from:
        state, tone = "已被改写", "plain"
    elif over:
        state, tone = "已过期", "plain"
    elif begun:
        state, tone = "现行", "ok"
    else:
        state, tone = "待生效", "info"
    return VersionRow(one.number, first, item_words(item_of(one)), state, tone)


def item_words(item: Item) -> tuple[tuple[str, str], ...]:
    """Field and value, as people read them."""
    found = [(place(part.part), _part(part)) for part in item.parts if not item.is_text]
    found.append(("格式", "、".join(FORMATS.get(one, one.upper()) for one in item.formats)))
    for name, value, words in (
        ("动画", item.max_seconds, "一轮不超过 {} 秒"),
        ("循环", item.max_loops, "最多 {} 次"),
        ("文字", item.text_limit, "不超过 {} 个汉字"),
    ):
        if value is not None:
            found.append((name, words.format(value)))
    return tuple(found)


def _part(part: PartSpec) -> str:
    limit = f"，不超过 {part.limit_bytes:,} 字节（{_kb(part)} KB）" if part.limit_bytes else ""
    return f"{part.width}×{part.height} 像素{limit}"


def _kb(part: PartSpec) -> str:
    return f"{part.limit_bytes / KB:.10g}"


def form_of(item: Item) -> dict[str, Any]:
    """What the form is filled with."""
    return {
        "parts": [
            {
                "part": part.part,
                "name": place(part.part),
                "width": part.width,
                "height": part.height,
                "kb": _kb(part) if part.limit_bytes else "",
            }
            for part in item.parts
        ],
        "is_text": item.is_text,
        "formats": [
            (one, FORMATS.get(one, one.upper()), one in item.formats)
            for one in sorted(TAKEN_FORMATS - {TEXT})
        ],
        "max_seconds": item.max_seconds,
        "max_loops": item.max_loops,
        "text_limit": item.text_limit,
    }


def change_rows(change: Change) -> list[dict[str, str]]:
    """What differs: field, before, after."""
    old, new = dict(item_words(item_of(change.before))), dict(item_words(item_of(change.after)))
    return [
        {"field": field, "before": old.get(field, "不限"), "after": new.get(field, "不限")}
        for field in dict.fromkeys((*old, *new))
        if old.get(field) != new.get(field)
    ]


def unfit_rows(unfit: Iterable[Unfit]) -> list[dict[str, Any]]:
    """Who no longer fits, with its picture and why."""
    return [
        {
            "creative": one.of.creative,
            "contract": one.of.contract,
            "period": dates.period(one.of.booking.first_day, one.of.booking.last_day),
            "pictures": [part for part in one.of.parts if part.format in RASTER],
            "findings": [message(finding) for finding in one.findings],
        }
        for one in unfit
    ]


def chosen_station(stations: Sequence[Station], asked: str | None, by: Actor) -> str:
    """Whose slots a page lists: those asked for, else the person's own; all ("") for the head
    office, which places for every station."""
    chosen = by.station if asked is None else asked
    known = chosen in {one.code for one in stations}
    return chosen if known and (asked or chosen != "hq") else ""
