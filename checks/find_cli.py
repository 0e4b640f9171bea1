"""`adops slot find` (interfaces.md, Commands). Needs no home but for `--station`."""

import asyncio
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adops.cli.options import Json
from adops.domain.slot import Device
from adops.errors import InputError, OutsideError

if TYPE_CHECKING:
    from adops.settings import Settings
    from checks.find import PlacesSeen

SIZE = re.compile(r"\s*(\d{1,5})\s*[x×X*＊]\s*(\d{1,5})\s*")


def find(
    url: Annotated[str, typer.Argument(help="页面地址")],
    size: Annotated[str | None, typer.Option(help="尺寸，如 1000x90；不写则按刊例的尺寸")] = None,
    station: Annotated[
        str | None, typer.Option(help="站点代码，如 bj：按它的广告位的尺寸，要有数据目录")
    ] = None,
    device: Annotated[Device, typer.Option(help="设备")] = Device.PC,
    selector: Annotated[str, typer.Option(help="试一个写好的选择器")] = "",
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="把标了号的页面图写到这里（PNG）")
    ] = None,
    as_json: Json = False,
) -> None:
    """打开页面，找出像广告的位置和稳定的选择器。"""
    from adops import settings as environment
    from adops.phrases.checks import message
    from checks.judge_sight import note

    settings = environment.load()
    sizes = (_size(size),) if size else _sizes(settings, station, device)
    seen = _looked(settings, url, device, sizes, selector)
    if seen.trouble:
        why = message(note(f"page.{seen.trouble}", measured=seen.detail or None))
        raise OutsideError("page.unseen", url=url, why=why)
    if picture is not None:
        _write(picture, seen)
    _show(seen, url, device, as_json=as_json)


def _size(text: str) -> tuple[int, int]:
    """Raises InputError `size.unreadable`."""
    found = SIZE.fullmatch(text)
    if found is None or not all(int(side) for side in found.groups()):
        raise InputError("size.unreadable", option="--size", value=text)
    return int(found[1]), int(found[2])


def _sizes(
    settings: "Settings", station: str | None, device: Device
) -> tuple[tuple[int, int], ...]:
    """Every size of the station's slots for the device, else of the default rate card."""
    if station is None:
        return _rate_card_sizes(settings, device)
    from adops import clock
    from adops.cli.context import opened
    from adops.domain.period import ad_day_of
    from adops.queries.slot_searches import station_sizes

    code, on = station.strip().lower(), ad_day_of(clock.now())
    with opened() as home, home.database.read() as session:
        return station_sizes(session, code, device=device, on=on)


def _rate_card_sizes(settings: "Settings", device: Device) -> tuple[tuple[int, int], ...]:
    """Every size of the default rate card for the device."""
    from adops.catalog.ratecard import load_ratecard

    items = load_ratecard(settings.config_dir).values()
    parts = [part for one in items if one.device is device for part in one.spec().parts]
    return tuple(sorted({(one.width, one.height) for one in parts if one.width and one.height}))


def _looked(
    settings: "Settings",
    url: str,
    device: Device,
    sizes: tuple[tuple[int, int], ...],
    selector: str,
) -> "PlacesSeen":
    from adops import clock
    from adops.catalog.checks import load_checks
    from checks.browser import Browser
    from checks.browser.find import FindVisit
    from checks.chromium import find_chromium
    from checks.find import Order, find_places

    async def look() -> "PlacesSeen":
        async with Browser(
            load_checks(settings.config_dir),
            now=clock.now,
            executable=find_chromium(settings),
            allowed=settings.allowed_hosts,
            visit=FindVisit,
        ) as browser:
            return await find_places(browser, Order(url, device, sizes, selector=selector))

    return asyncio.run(look())


def _write(path: Path, seen: "PlacesSeen") -> None:
    """Raises InputError `file.unwritable`."""
    from checks.find_picture import numbered

    try:
        path.write_bytes(numbered(seen))
    except OSError as error:
        raise InputError("file.unwritable", file=str(path), why=error.strerror) from error


def _show(seen: "PlacesSeen", url: str, device: Device, *, as_json: bool) -> None:
    if as_json:
        page: dict[str, Any] = {"url": url, "device": device.value}
        page |= {"width": seen.width, "height": seen.height}
        told = page | {"places": [one.as_data() for one in seen.places]}
        print(json.dumps(told, ensure_ascii=False))
        return
    _table(seen)


def _table(seen: "PlacesSeen") -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from adops.phrases.places import FILLINGS, HOLDS, matched, size_words

    table = Table(title=f"{len(seen.places)} 处像广告的位置", title_justify="left")
    for head in ("号", "选择器", "位置和尺寸", "内容", "说明"):
        table.add_column(head, overflow="fold")
    for one in seen.places:
        holds = FILLINGS[one.filling] + (f"\n{one.url}" if one.url else "")
        place = f"{size_words(one)}\n左 {one.x:g} 上 {one.y:g}"
        told = f"{HOLDS[one.hold]}；{matched(one)}"
        table.add_row(str(one.number), escape(one.selector), place, escape(holds), told)
    Console().print(table)
