"""HTML5 ads: the booked package right, rewritten on its way, exchanged in part, or another one
(checks.md, Same picture)."""

from collections.abc import Mapping
from dataclasses import replace

from adops.catalog.review import load_render
from adops.domain.html5 import Rendering, RenderLimits, RenderOrder, Shown
from adops.settings import Settings
from checks.chromium import require_browser
from checks.renderer import ChildRenderer
from tests.adops.packages import AD_SIZE, zipped
from tests.site import ads
from tests.site.labels import BLUE, RED, SIZE, Ad, Label, Sheet, at, framed, img
from tests.site.server import Answer, Route, Site

Package = Mapping[str, bytes]
OTHER = "{other}"
CLICK = """<script>
var clickTag = new URLSearchParams(location.search).get("clickTag") || "https://www.example.com/";
document.body.onclick = function () { window.open(clickTag); };
</script>"""
TURN = """@keyframes turn { from { background: #c33 } 50% { background: #3a3 } to
{ background: #33c } } #stage { animation: turn 2s infinite }"""


def page(title: str, stage: str) -> bytes:
    """An ad's page; its stage is 300×100."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">{AD_SIZE.format(*SIZE)}'
        f'<title>{title}</title><link rel="stylesheet" href="css/ad.css"></head>'
        f'<body><div id="stage">{stage}</div>{CLICK}</body></html>'
    ).encode()


STAGE = b"body { margin: 0 } #stage { position: relative; width: 300px; height: 100px }"
PICTURE = '<img src="img/ad.png" width="300" height="100" alt="">'
LAYERS = (
    PICTURE + '<img src="img/over.png" width="300" height="100" alt="" '
    'style="position:absolute;left:0;top:0">'
)
STILL: Package = {
    "index.html": page("云溪花园 首开在即 四百万起", PICTURE),
    "css/ad.css": STAGE,
    "img/ad.png": BLUE,
}
LAYERED = {**STILL, "index.html": page("云溪花园 两层", LAYERS), "img/over.png": ads.png(hue=90)}
TURNING = {
    **STILL,
    "index.html": page("云溪花园 动画", "云溪花园"),
    "css/ad.css": STAGE + TURN.encode(),
}
ANOTHER: Package = {  # made by somebody else, as another client's is
    "main.html": b'<!doctype html><meta name="viewport" content="width=300"><style>*{margin:0}'
    b'a{display:block}</style><a href="/landing" target="_blank" class="haitang">'
    b'<img src="haitang.png"></a>',
    "haitang.png": ads.png(hue=10, name="Crabapple Bay"),
}
SAME_MAKER = {**STILL, "index.html": page("海棠湾 现房发售", PICTURE), "img/ad.png": RED}
BOOKED = (STILL, LAYERED, TURNING, ANOTHER)


def rewritten(package: Package) -> Package:
    """As an ad server does: a counter in the page, comments out, pictures made lighter."""
    html = package["index.html"].replace(b"</head>", b"<script>var seen = 1</script></head>")
    return {**package, "index.html": html, "img/ad.png": ads.jpeg(quality=70)}


SERVED: Mapping[str, Package] = {
    "still": STILL,
    "layered": LAYERED,
    "turning": TURNING,
    "another": ANOTHER,
    "same-maker": SAME_MAKER,
    "rewritten": rewritten(STILL),
    "turning-rewritten": {**rewritten(TURNING), "css/ad.css": STAGE},
    "exchanged": {**STILL, "img/ad.png": RED},
    "one-digit": {**STILL, "img/ad.png": ads.png(phone="400-810-6673")},
    "turning-exchanged": {**TURNING, "css/ad.css": STAGE + b"#stage { background: #c33 }"},
    "lost": {name: body for name, body in STILL.items() if name != "css/ad.css"},
}


def packed(package: Package, *, ended: bool = False) -> Ad:
    """A booking of that package."""
    return Ad({"main": zipped(package)}, given={"format": "html5"}, ended=ended)


def shown(name: str, host: str = "", click: str = "{landing}", start: str = "index") -> str:
    """The slot with a frame of that package."""
    return at(framed(f"{host}/html5/{name}/{start}.html?clickTag={click}"))


def another(host: str = "") -> str:
    return shown("another", host, start="main")


BOOKED_STILL, BOOKED_TURNING = (packed(STILL),), (packed(TURNING),)
WRONG, UNLIKE = "wrong_creative", ("creative.wrong",)
UNSURE, NOT_COMPARABLE = "unsure", ("picture.not_comparable",)


def still(html: str, result: str = "ok", codes: tuple[str, ...] = ()) -> Label:
    return Label(html, result, codes, ads=BOOKED_STILL)


def turning(html: str, result: str = "ok", codes: tuple[str, ...] = ()) -> Label:
    return Label(html, result, codes, ads=BOOKED_TURNING)


def ended(html: str, result: str, code: str, *ads: Ad) -> Label:
    return Label(html, result, (code,), ads=(*ads, packed(ANOTHER, ended=True)))


SAME_SITE = Sheet(
    {
        "html5": still(shown("still")),
        "html5-turning": turning(shown("turning")),
        "html5-layered": Label(shown("layered"), ads=(packed(LAYERED),)),
        "html5-rewritten": still(shown("rewritten")),
        "html5-turning-rewritten": turning(shown("turning-rewritten"), UNSURE, NOT_COMPARABLE),
        "html5-other": still(another(), WRONG, UNLIKE),
        "html5-same-maker": still(shown("same-maker"), WRONG, UNLIKE),
        "html5-exchanged": still(shown("exchanged"), WRONG, UNLIKE),
        "html5-one-digit": still(shown("one-digit"), WRONG, UNLIKE),
        "html5-turning-other": turning(another(), UNSURE, NOT_COMPARABLE),
        "html5-turning-exchanged": turning(shown("turning-exchanged"), UNSURE, NOT_COMPARABLE),
        "html5-picture-instead": still(at(img("/red.png")), WRONG, UNLIKE),
        "html5-its-picture": still(at(img("/again.jpg"))),
        "html5-old": ended(another(), WRONG, "old_creative", packed(STILL)),
        "html5-free": ended(another(), "expired", "creative.expired"),
        "html5-astray": still(shown("still", click="/elsewhere"), "wrong_link", ("link.wrong",)),
        "html5-small": still(
            shown("still").replace('width="300"', 'width="250"'), "wrong_size", ("size.rendered",)
        ),
        "html5-empty": still(at(""), "empty", ("slot.empty",)),
        "html5-not-there": still(shown("none"), "broken", ("slot.broken",)),
        "html5-or-a-picture": Label(at(img()), ads=(packed(STILL), Ad({"main": BLUE})),
                                    delivered=("yes", "yes")),
    }
)  # fmt: skip
CROSS_SITE = Sheet(
    {
        "html5-cross": still(shown("still", OTHER)),
        "html5-cross-turning": turning(shown("turning", OTHER)),
        "html5-cross-rewritten": still(shown("rewritten", OTHER)),
        "html5-cross-other": still(another(OTHER), WRONG, UNLIKE),
        "html5-cross-exchanged": still(shown("exchanged", OTHER), WRONG, UNLIKE),
        "html5-cross-turning-other": turning(another(OTHER), UNSURE, NOT_COMPARABLE),
    },
    head='<div style="height:1500px"></div>',
)
PAGES = {"html5": SAME_SITE, "html5-cross": CROSS_SITE}


def put(site: Site) -> None:
    """Every package at its address."""
    for name, package in SERVED.items():
        for path, body in package.items():
            site.routes[f"/html5/{name}/{path}"] = _route(path, body)


def _route(path: str, body: bytes) -> Route:
    kinds = {"html": "text/html; charset=utf-8", "css": "text/css", "png": "image/png"}
    return Answer(body, kinds[path.rpartition(".")[2]])


def rendered(settings: Settings) -> dict[bytes, Shown]:
    """What the review's browser shows of each package, by its ZIP."""
    limits: RenderLimits = replace(load_render(settings.config_dir), seconds=60.0, settle=1.0)
    orders = {
        zipped(one): RenderOrder(one, next(iter(one)), *SIZE) for one in BOOKED
    }  # the page to start from is the first
    found = ChildRenderer(limits, lambda: require_browser(settings)).render(list(orders.values()))
    assert all(isinstance(one.rendering, Rendering) for one in found)
    return dict(zip(orders, found, strict=True))
