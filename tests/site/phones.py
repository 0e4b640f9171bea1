"""A phone's page: every result, and what an ad may be there (checks.md, mobile)."""

from tests.site import ads
from tests.site.holders import TEXT, WORDS
from tests.site.labels import Ad, Label, Sheet, at, later, linked, over
from tests.site.server import Answer, Asked, Route
from tests.site.turning import rotates

WIDE = (640, 100)
OTHER = ads.png(WIDE, hue=10, text_size=14)
FILES: dict[str, Route] = {"/wide-red.png": Answer(OTHER, "image/png")}
FULL = "width:100%;aspect-ratio:6.4"
OURS = '<img src="/wide.jpg" style="width:100%">'
DRAW = (
    "const i = new Image(); i.src = '/wide.jpg';"
    "i.onload = () => document.getElementById('{id}-c').getContext('2d').drawImage(i, 0, 0)"
)
WATCH = (
    "new IntersectionObserver(seen => seen.forEach(one => {{ if (one.isIntersecting)"
    " document.getElementById('{id}-l').src = '/wide.jpg' }}))"
    ".observe(document.getElementById('{id}'))"
)
USUAL = "width=device-width,initial-scale=1"
SCALED = '<img src="/wide-scaled.jpg" style="display:block;width:100%">'
ANOTHER = '<img src="/wide-other.jpg" style="display:block;width:100%">'
RED = Ad({"main": OTHER})
STRIP = "display:flex;width:200%;margin:0;padding:0;list-style:none;transition:transform .3s"
SWIPE = (
    "setInterval(() => {{ const strip = document.querySelector('#{id} ul').style;"
    "strip.transform = strip.transform ? '' : 'translateX(-50%)' }}, 1500)"
)
BAR = 'style="position:fixed;left:0;bottom:0;width:100%;z-index:9"'


def wide(html: str) -> str:
    """A slot as wide as the screen."""
    return at(html, "width:auto")


def of(src: str, link: str = "/landing") -> str:
    """A linked picture as wide as its slot."""
    return wide(linked(f'<img src="{src}" style="width:100%">', link))


def rounded(px: int, src: str = "/wide-scaled.jpg") -> str:
    """A linked picture with round corners."""
    return linked(f'<img src="{src}" style="display:block;width:100%;border-radius:{px}px">')


def slide(src: str) -> str:
    """One of two on a strip."""
    return f'<li style="width:50%"><a href="/landing"><img src="{src}" style="width:100%"></a></li>'


def by_load(asked: Asked, body: str) -> Answer:
    """Two ads in turn."""
    return Answer(body.replace("TURN", ("/wide.png", "/wide-red.png")[asked.visit % 2]).encode())


def laid_out(name: str, viewport: str) -> Sheet:
    """A page that is laid out wider than the screen, and shown smaller."""
    return Sheet(
        {
            f"{name}-bar": Label(f'<div id="{{id}}" {BAR}>{linked(SCALED)}</div>'),
            f"{name}-other-bar": Label(
                f'<div id="{{id}}" {BAR.replace("bottom:0", "top:0")}>{linked(ANOTHER)}</div>',
                "wrong_creative", ("creative.wrong",),
            ),
            f"{name}-in-the-page": Label(wide(linked(SCALED))),
            f"{name}-other-in-the-page": Label(
                wide(linked(ANOTHER)), "wrong_creative", ("creative.wrong",)
            ),
        },
        route=lambda _, body: Answer(body.replace(USUAL, viewport).encode()),
        head='<div style="height:300px"></div>',
        foot='<div style="height:3000px"></div>',
        is_phone=True,
    )  # fmt: skip


PAGES = {
    "phone-at-half": laid_out("phone-at-half", "width=device-width,initial-scale=0.5"),
    "phone-of-640": laid_out("phone-of-640", "width=640"),
    "phone-of-980": laid_out("phone-of-980", "width=980"),
    "phone-round": Sheet(
        {
            "phone-round-8": Label(wide(rounded(8))),
            "phone-round-14": Label(wide(rounded(14))),
            "phone-round-as-a-pill": Label(wide(rounded(29)), "unsure", ("picture.not_painted",)),
            "phone-round-box": Label(
                wide(f'<div style="overflow:hidden;border-radius:12px">{rounded(0)}</div>')
            ),
            "phone-round-other": Label(
                wide(rounded(12, "/wide-other.jpg")), "wrong_creative", ("creative.wrong",)
            ),
        },
        is_phone=True,
    ),
    "phones": Sheet(
        {
            "phone-empty": Label(wide('<div style="height:60px"></div>'), "empty", ("slot.empty",)),
            "phone-broken": Label(of("/none.png"), "broken", ("slot.broken",)),
            "phone-hidden": Label(
                wide(f'<div style="display:none">{linked(OURS)}</div>'),
                "hidden", ("hidden.display",),
            ),
            "phone-covered": Label(
                wide(linked(OURS) + over("inset:0;background:#fff", "<p>新闻</p>")),
                "hidden", ("hidden.covered",),
            ),
            "phone-old": Label(
                of("/wide-red.png"), "wrong_creative", ("old_creative",),
                ads=(Ad(), Ad({"main": OTHER}, ended=True)),
            ),
            "phone-expired": Label(
                of("/wide.png"), "expired", ("creative.expired",), ads=(Ad(ended=True),)
            ),
            "phone-unsold": Label(
                of("/wide.png"), "unsold", ("creative.unsold",), ads=()
            ),
            "phone-vacant": Label(wide(""), "vacant", ads=()),
            "phone-dead-link": Label(
                of("/wide.png", "/failing"), "dead_link", ("link.dead",), ads=(Ad(link="/failing"),)
            ),
            "phone-unlinked": Label(wide(OURS), "wrong_link", ("link.none",)),
            "phone-text": Label(wide(linked("云溪花园 首开在即")), ads=(TEXT,), slot=WORDS),
            "phone-background": Label(
                wide(linked("", extra=f'style="display:block;{FULL};'
                     'background:url(/wide.png) 0 0/100% 100%"'))
            ),
            "phone-canvas": Label(
                wide(linked('<canvas id="{id}-c" width="640" height="100" style="width:100%">'
                            "</canvas>")) + later(DRAW)
            ),
            "phone-picture": Label(
                wide(linked('<picture><source media="(max-width:600px)" srcset="/wide.jpg 2x">'
                            '<img src="/red.png" style="width:100%"></picture>'))
            ),
            "phone-lazy": Label(
                '<div style="height:1500px"></div>'
                + wide(linked('<img id="{id}-l" style="width:100%">')) + later(WATCH)
            ),
            "phone-lazy-by-itself": Label(
                wide(linked(f'<img loading="lazy" src="/wide.jpg" style="width:100%;{FULL}">'))
            ),
            "phone-swiped": Label(
                wide(f'<div class="swiper" style="overflow:hidden"><ul style="{STRIP}">'
                     f'{slide("/wide.jpg")}{slide("/wide-red.png")}</ul></div>') + later(SWIPE),
                ads=(Ad(), RED), slot=rotates(2),
            ),
            "phone-bottom-bar": Label(
                f'<div id="{{id}}" {BAR}>{linked(OURS)}</div>', slot={"form": "底浮"}
            ),
        },
        is_phone=True,
    ),
    "phone-turning": Sheet(
        {"phone-turning": Label(of("TURN"), ads=(Ad(), RED), slot=rotates(2))},
        is_phone=True,
        route=by_load,
    ),
}  # fmt: skip
