"""The labelled pairs on real pages: Chromium shows each one, and it is compared as in a check."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from PIL import Image

from adops import clock
from adops.catalog.checks import CheckConfig, Similarity
from adops.domain.slot import Device
from adops.settings import Settings
from checks.browser import Browser
from checks.chromium import find_chromium
from checks.compare import marks_on
from checks.film import read_film
from checks.picture import copied, cut, open_page, read_creative, similarity
from checks.probe import Box, PageLoad, PageProbe, SlotFacts, SlotProbe
from tests.checks.pairs import Pair
from tests.site.server import Site

WIDE, TALLEST = 1040, 12_000
WHOLE = frozenset({"img", "background"})  # which show the file that was served, and all of it
MARK = (
    '<i style="position:absolute;right:0;bottom:0;background:rgba(0,0,0,.5);color:#fff;'
    'font:12px/16px sans-serif;padding:0 3px">广告</i>'
)
BORDER = (
    '<u style="position:absolute;inset:0;box-sizing:border-box;border:1px solid #999;'
    'pointer-events:none"></u>'
)


@dataclass(frozen=True)
class Seen:
    """One pair as a page showed it: the cut-out at device px, and the marks on it."""

    pair: Pair
    picture: Image.Image
    marks: tuple[Box, ...]
    bounds: Similarity

    @property
    def similarity(self) -> float:
        """As a check measures it: by the file that was served where the page shows all of it, else
        by the page's picture."""
        creative = read_creative(self.pair.creative) or read_film(self.pair.creative)
        if creative is None:
            return 0.0
        file = read_creative(self.pair.served) if self.pair.shown.holder in WHOLE else None
        found = copied(creative, file) if file else 0.0
        if found >= self.bounds.same:
            return found
        return similarity(creative, self.picture, self.marks, doubt=self.bounds.doubt)


def seen(pairs: Iterable[Pair], site: Site, config: CheckConfig) -> list[Seen]:
    """All of them, in pages of one scale each; the pictures are Chromium's."""
    scales: dict[float, list[Pair]] = {}
    for pair in pairs:
        scales.setdefault(pair.shown.scale, []).append(pair)
    found: list[Seen] = []
    for scale, wanted in scales.items():
        found += asyncio.run(_looked(scale, wanted, site, config))
    return sorted(found, key=lambda one: one.pair.number)


async def _looked(
    scale: float, pairs: Sequence[Pair], site: Site, config: CheckConfig
) -> list[Seen]:
    bounds = config.similarity
    view = config.viewports[Device.PC].model_copy(update={"scale": scale, "width": WIDE})
    seconds = config.seconds.model_copy(update={"page": 60.0, "loading": 60.0, "whole": 240.0})
    views = {**config.viewports, Device.PC: view}
    config = config.model_copy(update={"viewports": views, "seconds": seconds, "contexts": 1})
    async with Browser(
        config,
        now=clock.now,
        executable=find_chromium(Settings()),
        allowed=frozenset({site.host}),
    ) as browser:
        return [one for page in _pages(pairs) for one in await _page(page, site, browser, bounds)]


def _pages(pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    """As many as one page holds."""
    page: list[Pair] = []
    for pair in pairs:
        page.append(pair)
        if sum(one.size[1] + 12 for one in page) * pair.shown.scale > TALLEST:
            yield page
            page = []
    if page:
        yield page


async def _page(
    pairs: Sequence[Pair], site: Site, browser: Browser, bounds: Similarity
) -> list[Seen]:
    body = "".join(_slot(site, pair) for pair in pairs)
    url = site.page(f"/pairs-{pairs[0].number}", body)
    probes = [
        SlotProbe(one.number, f"{one.number}", f"#p{one.number}", True, 0, 1) for one in pairs
    ]
    probe = PageProbe(pairs[0].number, url, Device.PC, tuple(probes))
    found = await browser.look(probe, _enough)
    assert found.loads, (found.trouble, found.detail)
    [load] = found.loads
    page = open_page(load.picture)
    return [
        Seen(pair, _cut_out(page, facts, load), tuple(marks_on(facts.marks, facts.ad_box)), bounds)
        for pair, facts in zip(pairs, load.slots, strict=True)
    ]


async def _enough(load: PageLoad) -> bool:
    return True


def _cut_out(page: Image.Image, facts: SlotFacts, load: PageLoad) -> Image.Image:
    assert facts.main is not None and facts.main.state == "ok", facts
    picture = cut(page, facts.ad_box, load.scale)
    assert picture is not None, facts
    return picture


def _slot(site: Site, pair: Pair) -> str:
    path = site.file(f"/served/{pair.number}", pair.served, pair.type)
    (width, height), shown = pair.size, pair.shown
    over = (BORDER if shown.border else "") + (MARK if shown.mark else "")
    style = f"position:relative;width:{width}px;height:{height}px;margin:0 0 12px {shown.left}px"
    inner = HOLDERS[shown.holder].format(path=path, width=width, height=height, n=pair.number)
    return f'<div id="p{pair.number}" style="{style}">{inner}{over}</div>'


HOLDERS = {
    "img": '<img src="{path}" width="{width}" height="{height}" style="display:block">',
    "background": '<b style="display:block;width:{width}px;height:{height}px;'
    'background:url({path}) 0 0/100% 100%"></b>',
    "video": '<video poster="{path}" width="{width}" height="{height}" '
    'style="display:block;object-fit:fill"></video>',
    "film": '<video src="{path}" autoplay muted width="{width}" height="{height}" '
    'style="display:block;object-fit:fill"></video>',
    "canvas": '<canvas id="c{n}" width="{width}" height="{height}" style="display:block"></canvas>'
    "<script>{{const i = new Image(); i.src = '{path}'; i.onload = () => "
    "c{n}.getContext('2d').drawImage(i, 0, 0)}}</script>",
}
