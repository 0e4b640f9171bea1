"""How portals really write ads: what style makes of a picture, where a click goes, what comes late
(checks.md, Results and Same link?)."""

from tests.site.floating import FULL, POP, SHUTS, fixed
from tests.site.holders import TEXT, WORDS
from tests.site.labels import LANDING, Label, Sheet, at, img, later, linked, over
from tests.site.server import Answer, Asked

WRONG, OTHER = "wrong_creative", ("creative.wrong",)
UNSURE, UNPAINTED = "unsure", ("picture.not_painted",)
ASTRAY, NO_LINK = ("link.wrong",), ("link.none",)
LOW = '<div style="height:1500px"></div>'


def styled(style: str, result: str = "ok", codes: tuple[str, ...] = (), src: str = "") -> Label:
    """A picture of that style, shown right or not."""
    return Label(at(img(src or "/blue.png", extra=f'style="{style}"')), result, codes)


def around(style: str, result: str = "ok", codes: tuple[str, ...] = ()) -> Label:
    """A slot of that style."""
    return Label(at(img(), style), result, codes)


def blended(mode: str, result: str = "ok", codes: tuple[str, ...] = ()) -> Label:
    """A slot that is blended with the white behind it."""
    html = at(img(), f"mix-blend-mode:{mode}")
    return Label(f'<div style="background:#fff">{html}</div>', result, codes)


def boxed(inside: str) -> str:
    """A picture in an element whose own tree is that."""
    return at(f'<template shadowrootmode="open">{inside}</template>' + img())


def object_of(path: str) -> str:
    """A document in an object, as frames were written once."""
    return at(f'<object data="{path}" type="text/html" width="300" height="100"></object>')


STYLED = Sheet(
    {
        "boxed": Label(boxed("<slot></slot>")),
        "boxed-without-a-place": Label(boxed("<i></i>"), "hidden", ("hidden.display",)),
        "boxed-without-a-place-other": Label(boxed(img("/red.png")), WRONG, OTHER),
        "faded-by-filter": around("filter:opacity(0)", "hidden", ("hidden.opacity",)),
        "half-faded-by-filter": around("filter:opacity(.6)"),
        "grey": around("filter:grayscale(1)"),
        "shadowed": around("filter:drop-shadow(2px 2px 2px #999)"),
        "dark": around("filter:brightness(0)", UNSURE, UNPAINTED),
        "masked": around("mask-image:linear-gradient(transparent,transparent)", UNSURE, UNPAINTED),
        "masked-open": around("mask-image:linear-gradient(#000,#000)"),
        "blended-away": blended("screen", UNSURE, UNPAINTED),
        "blended": blended("multiply"),
        "fitted": styled("object-fit:cover"),
        "fitted-contained": styled("object-fit:contain"),
        "fitted-away": styled("object-fit:none;object-position:-9999px 0", UNSURE, UNPAINTED),
        "padded-away": styled("height:0;padding-top:100px", UNSURE, UNPAINTED),
        "exchanged-by-style": styled("content:url(/red.png)", UNSURE, UNPAINTED),
        "piece-by-style": styled("object-view-box:inset(50% 50% 0 0)", UNSURE, UNPAINTED),
        "background-of-no-size": Label(
            at(linked("", extra='style="display:block;height:100px;'
                                'background:url(/blue.png) 0 0/0 0 no-repeat"')),
            UNSURE, UNPAINTED,
        ),
        "object-frame": Label(object_of("/frame/again")),
        "object-frame-other": Label(object_of("/frame/red"), WRONG, OTHER),
        "object-frame-astray": Label(object_of("/frame/astray"), "wrong_link", ASTRAY),
        "text-of-no-size": Label(
            at(linked("云溪花园 首开在即", extra='style="font-size:0"'), "height:26px"), "hidden",
            ("hidden.display", "link.none"), ads=(TEXT,), slot=WORDS,
        ),
        "text-after-a-point": Label(
            at("·" + linked("云溪花园 首开在即")), ads=(TEXT,), slot=WORDS
        ),
    }
)  # fmt: skip
THERE, AWAY = "'{base}" + LANDING + "'", "'{base}/elsewhere'"
FILLS = "left:0;top:0;width:300px;height:100px"


def clicked(html: str, result: str = "ok", codes: tuple[str, ...] = ()) -> Label:
    return Label(at(html), result, codes)


def nowhere(code: str) -> str:
    """A picture in a link that its own script stands for."""
    return img(link=None).join((f'<a href="#" onclick="{code}">', "</a>"))


def sent_on(by: str, to: str = LANDING) -> str:
    """A picture that leads to a counter, which sends on in that way."""
    return img(link=f"/sent-on/{by}?to={to}")


CLICKS = Sheet(
    {
        "click-nowhere": clicked(nowhere("return false"), UNSURE, ("link.by_script",)),
        "click-by-hash": clicked(nowhere(f"location={THERE};return false")),
        "click-by-hash-astray": clicked(
            nowhere(f"location={AWAY};return false"), "wrong_link", ASTRAY
        ),
        "click-hash-alone": clicked(img(link="#"), "unsure", ("link.by_script",)),
        "click-kept-from-its-link": clicked(
            linked(img(link=None), extra=f'onclick="open({AWAY});return false"'),
            "wrong_link", ASTRAY,
        ),
        "click-kept-from-its-link-but-there": clicked(
            linked(img(link=None), extra=f'onclick="open({THERE});return false"')
        ),
        "click-counted-on-its-way": clicked(
            linked(img(link=None), extra="onclick=\"new Image().src='{base}/pixel.gif'\"")
        ),
        "click-taken-by-what-lies-over": clicked(
            img() + f'<div style="position:absolute;{FILLS}" onclick="open({AWAY})"></div>',
            "wrong_link", ASTRAY,
        ),
        "click-under-glass": clicked(img() + over(FILLS)),
        "click-falls-through": clicked(
            linked(img(link=None), extra='style="pointer-events:none"'), "wrong_link", NO_LINK
        ),
        "click-falls-through-the-picture": clicked(
            img(extra='style="pointer-events:none"')
        ),
        "link-shut-before-the-picture": clicked(
            f'<a href="{LANDING}"></a>' + img(link=None), "wrong_link", NO_LINK
        ),
        "sent-on-by-refresh": clicked(sent_on("refresh")),
        "sent-on-by-refresh-astray": clicked(
            sent_on("refresh", "/elsewhere"), "wrong_link", ASTRAY
        ),
        "sent-on-by-script": clicked(sent_on("script")),
        "sent-on-beside-statistics": clicked(sent_on("counted")),
        "sent-on-if-asked": clicked(sent_on("asked"), "wrong_link", ASTRAY),
    }
)  # fmt: skip
SENDS = {
    "refresh": '<meta http-equiv="refresh" content="0;url={0}">',
    "script": '<script>location.replace("{0}")</script>',
    "counted": "<script>(function () {{ if (window.hm) hm() }})()</script>"
    '<script>location.replace("{0}")</script>',
    "asked": '<script>if (innerWidth < 600) location.replace("{0}")</script>',
}


def sends_on(asked: Asked) -> Answer:
    """A page that does nothing but send its reader on."""
    by, to = asked.path.rpartition("/")[2], asked.query.removeprefix("to=")
    return Answer(SENDS[by].format(to).encode())


def late(src: str) -> str:
    """A picture that a script puts in once the page has stood still where it is seen."""
    return LOW + at(img("/house/a.png", extra=f'data-original="{src}"'))


LAZY = later(
    "let n; const put = () => {{ for (const one of document.querySelectorAll('[data-original]')) {{"
    "const r = one.getBoundingClientRect(); if (r.top < innerHeight && r.bottom > 0)"
    "one.src = one.dataset.original }} }};"
    "addEventListener('scroll', () => {{ clearTimeout(n); n = setTimeout(put, 200) }})"
)
LATE = Sheet(
    {
        "late-where-it-stands": Label(late("/again.jpg")),
        "late-where-it-stands-other": Label(late("/red.png"), WRONG, OTHER),
        "late-never": Label(
            LOW + at(img("/red.png", extra='data-src="/blue.png"')) + LAZY, WRONG, OTHER
        ),
    },
    foot=LOW,
)
SHADE = (
    '<div class="shade" style="position:fixed;inset:0;background:rgba(0,0,0,.6);z-index:8"></div>'
)
UNFOLDS = """setTimeout(() => {{ document.getElementById('{id}').style.height = '100px' }}, 100);
setTimeout(() => {{ document.getElementById('{id}').style.height = '0' }}, 6500)"""
PAGES = {
    "styled": STYLED,
    "clicks": CLICKS,
    "late": LATE,
    "unfolds": Sheet(
        {
            "unfolds": Label(
                at(img("/again.jpg") + SHUTS, "height:0;overflow:hidden;transition:height .6s")
                + later(UNFOLDS),
                slot=FULL,
            )
        },
        foot=LOW,
    ),
    "shade": Sheet(
        {
            "shade": Label(SHADE + fixed(img("/again.jpg"), "left:400px;top:300px"), slot=POP),
            "shade-under": Label(at(img("/again.jpg"))),
        },
        foot=LOW,
    ),
}
FILES = {f"/sent-on/{by}": sends_on for by in SENDS}
