"""What the fact script says of each frame → the facts of each slot; pure.

A frame is found in its parent by its index among the window's frames, which both sides know even
across origins; boxes inside it are moved by the frame's own place.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import floor
from typing import Any
from urllib.parse import urlsplit

from checks.probe import Box, FrameSeen, Holder, Paint, SlotFacts, asked_for, upgraded

Path = tuple[int, ...]
NOWHERE = Box(0, 0, 0, 0)
STILL_PX = 0.5
STILL_OPACITY = 0.02
FAINT = 0.1
FIGURES = re.compile(r"\d+")
TUCKED, GAP, PERHAPS = "tucked", "gap", "perhaps "
MISSHAPEN = (AttributeError, IndexError, KeyError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class FrameFacts:
    """What one frame said. `trouble`: it shows an error page, `raw` None: it did not answer;
    `removed`: the browser emptied it though it had loaded; `asked`: a document was asked for;
    `early`: it spoke before its own document came; `url`: its document's address."""

    raw: Mapping[str, Any] | None
    trouble: str | None = None
    removed: bool = False
    asked: bool = True
    early: bool = False
    url: str = ""


def slots_of(frames: Mapping[Path, FrameFacts], files: Mapping[str, str]) -> tuple[SlotFacts, ...]:
    """Facts of every slot; `files` are addresses that the network gave nothing for: `failed`, or
    yet `loading`. A page may have named JavaScript's own things anew: a frame whose answer has
    another shape than ours did not answer."""
    try:
        return _slots(frames, files)
    except MISSHAPEN:
        heard = {
            path: one if _is_ours(one) else replace(one, raw=None) for path, one in frames.items()
        }
        return _slots(heard, files)


def _slots(frames: Mapping[Path, FrameFacts], files: Mapping[str, str]) -> tuple[SlotFacts, ...]:
    top = frames[()].raw
    return tuple(_slot(raw, (), frames, files) for raw in top["slots"]) if top else ()


def _is_ours(frame: FrameFacts) -> bool:
    """Whether what the frame said can be read by itself."""
    try:
        _slots({(): frame}, {})
    except MISSHAPEN:
        return False
    return True


def is_its_turn(tucked: str) -> bool:
    """Whether what stands so in a row surely has its turn."""
    return waits_in_a_row(tucked) and not tucked.startswith(PERHAPS)


def waits_in_a_row(tucked: str) -> bool:
    """Whether it stands so in a row, perhaps, which shows another meanwhile."""
    return tucked not in {"", GAP}


def is_covered(one: SlotFacts) -> bool:
    """Whether something else lies over it, or over one of its boxes."""
    return not one.tucked and any(each.hidden_by == "covered" for each in (one, *one.pieces))


def _slot(
    raw: Mapping[str, Any],
    path: Path,
    frames: Mapping[Path, FrameFacts],
    files: Mapping[str, str],
) -> SlotFacts:
    if not raw["found"]:
        return SlotFacts(raw["code"], False, NOWHERE, NOWHERE, unread=raw["unread"])
    origin = (frames[()].raw or {})["origin"]
    insecure = tuple(raw["insecure"])
    holders = tuple(_holder(one, files, origin, insecure) for one in raw["holders"])
    main = holders[raw["main"]] if raw["main"] is not None else None
    box = _box(raw["box"])
    facts = SlotFacts(
        code=raw["code"],
        found=True,
        box=box,
        ad_box=main.box if main else box,
        holders=holders,
        main=main,
        text=_word(raw["text"]) or "",
        shown=float(raw["shown"]),
        hidden_by=_word(raw["hiddenBy"]),
        link=_word(raw["link"]),
        near=_word(raw.get("near")),
        scripted=bool(raw["scripted"]),
        marks=tuple(_box(mark) for mark in raw["marks"]),
        broken=_broken(main),
        tucked=_word(raw["tucked"]) or "",
        unread=TUCKED if is_its_turn(raw["tucked"]) else _unread(main, raw["hiddenBy"]),
        ad_data={name: _word(value) or "" for name, value in raw["adData"].items()},
        over=tuple(_box(one) for one in raw["over"]),
        marked=bool(raw["marked"]),
        floats=bool(raw["floats"]),
        errors=tuple(_word(one) or "" for one in raw["errors"]),
        insecure=insecure,
        words=_box(raw["words"]) if raw["words"] else None,
        thin=bool(raw["thin"]),
        pieces=tuple(
            _slot({**one, "code": raw["code"]}, path, frames, files) for one in raw["pieces"]
        ),
    )
    if main is not None and main.frame is not None:
        facts = _into(facts, main, raw["into"], (*path, main.frame), frames, files)
    return replace(facts, unread=facts.unread or "loading") if raw.get("unvisited") else facts


def _into(
    facts: SlotFacts,
    main: Holder,
    link_in: int | None,
    path: Path,
    frames: Mapping[Path, FrameFacts],
    files: Mapping[str, str],
) -> SlotFacts:
    """The slot seen through the frame that fills it."""
    frame = frames.get(path)
    if frame is None or frame.raw is None:
        trouble = frame.trouble if frame else None
        return replace(facts, broken=trouble, unread=None if trouble else "frame")
    if frame.trouble:
        return replace(facts, broken=frame.trouble, removed=frame.removed)
    if main.url in facts.insecure and not frame.asked:  # the browser does not ask by HTTP
        return replace(facts, broken=main.url)
    if frame.early and main.url.startswith(("http:", "https:")):
        return replace(facts, unread="frame")
    if _is_elsewhere(frame.url, frames[path[:-1]].url):  # it may have come since its element spoke
        own, main = main, replace(main, cross=True)
        facts = replace(facts, holders=tuple(main if h is own else h for h in facts.holders))
    inner = _slot(frame.raw["slots"][0], path, frames, files)
    seen = inner.main is not None or bool(inner.text)
    x, y = main.box.x, main.box.y
    if main.cross:  # painted by itself, from a whole px on
        x, y = floor(x + 0.5), floor(y + 0.5)
    return replace(
        facts,
        ad_box=inner.ad_box.moved(x, y) if inner.main else facts.ad_box,
        main=_inner(inner.main, main, (x, y)) or main,
        holders=facts.holders + tuple(h for one in inner.holders if (h := _moved(one, x, y))),
        text=facts.text or inner.text,
        words=facts.words or (inner.words.moved(x, y) if inner.words else None),
        shown=min(facts.shown, inner.shown) if seen else facts.shown,
        hidden_by=facts.hidden_by or (inner.hidden_by if seen else None),
        thin=facts.thin or (facts.hidden_by is None and inner.thin),
        link=inner.link if link_in is not None or not facts.link else facts.link,
        scripted=inner.scripted if link_in is not None else facts.scripted or inner.scripted,
        marks=facts.marks + tuple(mark.moved(x, y) for mark in inner.marks),
        over=facts.over + tuple(one.moved(x, y) for one in inner.over),
        marked=facts.marked or inner.marked,
        errors=facts.errors + inner.errors,
        insecure=facts.insecure + inner.insecure,
        broken=inner.broken,
        removed=inner.removed,
        unread=facts.unread if facts.unread == TUCKED else inner.unread,
        ad_data={**inner.ad_data, **facts.ad_data},
        frames=_frames(facts, main, inner, frame.url, (x, y)),
    )


def _is_elsewhere(url: str, above: str) -> bool:
    """Whether a document is of another origin than the one around it."""
    own, outer = (urlsplit(one)[:2] for one in (url, above))
    return own != outer and own[0].startswith("http") and outer[0].startswith("http")


def _frames(
    facts: SlotFacts, main: Holder, inner: SlotFacts, url: str, place: tuple[float, float]
) -> tuple[FrameSeen, ...]:
    """The frame itself and those in it, each as far as a reader sees it from outside."""
    own = FrameSeen(url, main, facts.shown, facts.hidden_by)
    return (own, *(_within(own, one, place) for one in inner.frames))


def _within(outer: FrameSeen, inner: FrameSeen, place: tuple[float, float]) -> FrameSeen:
    return replace(
        inner,
        main=_moved(inner.main, *place) or inner.main,
        shown=min(outer.shown, inner.shown),
        hidden_by=outer.hidden_by or inner.hidden_by,
    )


def _inner(holder: Holder | None, outer: Holder, place: tuple[float, float]) -> Holder | None:
    """What fills the frame, which is shown as its element is."""
    moved = _moved(holder, *place)
    return moved and replace(moved, restyled=moved.restyled or outer.restyled)


def _moved(holder: Holder | None, x: float, y: float) -> Holder | None:
    if holder is None:
        return None
    return replace(holder, box=holder.box.moved(x, y), outer=holder.outer.moved(x, y))


def _holder(
    raw: Mapping[str, Any], files: Mapping[str, str], origin: float, insecure: tuple[str, ...]
) -> Holder:
    values = dict(raw)
    width, height = values["natural"]
    values["natural"] = int(width), int(height)
    milliseconds = values.pop("loadedMs")
    values["loaded_seconds"] = None if milliseconds is None else (milliseconds - origin) / 1000
    values["box"], values["outer"] = _box(values["box"]), _box(values["outer"])
    values["paint"] = _paint(values["paint"]) if values.get("paint") else None
    values["opacity"] = float(values["opacity"])
    for name in ("kind", "url", "state", "poster"):
        values[name] = _word(values[name]) or ""
    url = upgraded(values["url"]) if values["url"] in insecure else values["url"]
    if values["kind"] in {"background", "object"}:
        values["state"] = files.get(asked_for(url), values["state"])
    return Holder(**values)


def _paint(raw: Mapping[str, Any]) -> Paint:
    size, position, repeat = (_word(raw[name]) or "" for name in ("size", "position", "repeat"))
    flags = (bool(raw[name]) for name in ("fixed", "reaches", "elastic"))
    return Paint(size, position, repeat, _box(raw["origin"]), _box(raw["clip"]), *flags)


def _box(raw: Mapping[str, Any]) -> Box:
    return Box(*(float(raw[side]) for side in ("x", "y", "width", "height")))


def _word(raw: object) -> str | None:
    """What the page says in words; anything else is no answer of ours."""
    if raw is not None and not isinstance(raw, str):
        raise TypeError(raw)
    return raw


def _broken(main: Holder | None) -> str | None:
    if main is None or main.state != "failed":
        return None
    return main.url or main.kind


def _unread(main: Holder | None, hidden_by: str | None) -> str | None:
    """What is still on its way can't be judged, nor a film that this browser has no decoder for;
    what nobody sees need not come."""
    kinds = {"loading": "loading", "uncoded": "film"}
    return kinds.get(main.state) if main and hidden_by is None else None


def placed(facts: SlotFacts, moved: SlotFacts) -> SlotFacts:
    """The facts with the boxes of the picture; whether a reader sees it and where a click goes stay
    as they were found at the window's normal height."""
    if not (facts.found and moved.found):
        return facts
    pieces = zip(facts.pieces, moved.pieces, strict=False)
    frames = zip(facts.frames, moved.frames, strict=False)
    x, y = moved.box.x - facts.box.x, moved.box.y - facts.box.y
    return replace(
        facts,
        box=moved.box,
        ad_box=moved.ad_box,
        words=moved.words,
        marks=moved.marks,
        over=tuple(one.moved(x, y) for one in facts.over) + moved.over,
        main=moved.main or facts.main,
        unread=facts.unread or moved.unread,
        frames=tuple(replace(one, main=there.main) for one, there in frames),
        pieces=tuple(placed(*pair) for pair in pieces),
    )


def in_picture(looked: SlotFacts, before: SlotFacts, after: SlotFacts) -> SlotFacts:
    """What is known of a slot in a picture, from before and after it was taken. One ad's link says
    nothing of another: what turned since it was looked at, again and again, has the link that is
    around it, if what was looked at had its own so; else it can't be judged."""
    turned = not is_same_ad(before, after)
    facts = replace(placed(looked, before), turned=turned)
    if is_same_ad(looked, before):
        gone = looked.hidden_by is None and _has_gone(looked, before)
        return replace(facts, steady=is_steady(before, after) and not gone)
    facts = replace(facts, steady=False, link=before.near)
    is_around = looked.near is not None and looked.link == looked.near
    known = is_around and before.near and not (looked.scripted or looked.pieces)
    return facts if known else replace(facts, unread=facts.unread or "moving")


def is_steady(before: SlotFacts, after: SlotFacts) -> bool:
    """Whether nothing of a slot was another while the picture was taken."""
    if (before.found, before.text, before.broken) != (after.found, after.text, after.broken):
        return False
    if len(before.pieces) != len(after.pieces) or not _same_holder(before.main, after.main):
        return False
    if not (_same_box(before.box, after.box) and _same_box(before.ad_box, after.ad_box)):
        return False
    return all(is_steady(*pair) for pair in zip(before.pieces, after.pieces, strict=True))


def is_dim(one: SlotFacts, high: int) -> bool:
    """Whether it is faded out, or made invisible, where a reader has to scroll to; `high`: CSS px
    of the window."""
    return one.hidden_by in {"opacity", "visibility"} and not one.tucked and one.box.y >= high


def is_same_ad(looked: SlotFacts, pictured: SlotFacts) -> bool:
    """Whether what was looked at is what is in the picture: neither came nor turned meanwhile."""
    if len(looked.pieces) != len(pictured.pieces):
        return False
    pieces = zip(looked.pieces, pictured.pieces, strict=True)
    return _named(looked) == _named(pictured) and all(is_same_ad(*pair) for pair in pieces)


def _named(one: SlotFacts) -> tuple[str, ...]:
    """What an ad is known by: its file; its words, but for the figures of a clock; what is drawn
    has only the link around it."""
    if one.main is None:
        return FIGURES.sub("0", one.text), one.near or ""
    return one.main.kind, one.main.url or one.near or ""


def is_as_looked_at(looked: SlotFacts, pictured: SlotFacts) -> bool:
    """Whether what was said of it holds for the picture: what nobody saw may have come to light."""
    if looked.hidden_by is not None:
        return is_same_ad(looked, pictured) and is_steady(looked, pictured)
    return is_same_ad(looked, pictured) and not _has_gone(looked, pictured)


def _has_gone(looked: SlotFacts, pictured: SlotFacts) -> bool:
    """Whether the picture shows no longer what was seen: its row has turned, it has closed."""
    own, now = looked.main, pictured.main
    if own and now and now.outer.area == 0 < own.outer.area:
        return True
    if own and now and (own.visible, own.opacity < FAINT) != (now.visible, now.opacity < FAINT):
        return True
    return any(map(_has_gone, looked.pieces, pictured.pieces))


def _same_holder(before: Holder | None, after: Holder | None) -> bool:
    if before is None or after is None:
        return before is after
    if abs(before.opacity - after.opacity) > STILL_OPACITY:
        return False
    seen = (before.kind, before.url, before.state, before.visible, before.natural)
    return seen == (after.kind, after.url, after.state, after.visible, after.natural)


def _same_box(before: Box, after: Box) -> bool:
    moved = (
        before.x - after.x,
        before.y - after.y,
        before.width - after.width,
        before.height - after.height,
    )
    return max(abs(one) for one in moved) <= STILL_PX
