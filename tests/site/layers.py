"""What lies over an ad, around it or beside it: see-through or not, a mark or not, in reach or not
(checks.md, Results and What a slot may hold)."""

from typing import Any

from PIL import Image, ImageDraw

from tests.site import ads
from tests.site.holders import TEXT, WORDS
from tests.site.labels import LANDING, SIZE, Ad, Label, Sheet, at, img, later, linked, over
from tests.site.server import Answer

FILL = "inset:0;width:100%;height:100%"
MARK = '<i style="position:absolute;right:2px;bottom:2px;background:#0008;color:#fff">广告</i>'
BLOCK = 'style="display:block;position:relative"'
OTHER_TEL = ads.png(SIZE, phone="400-810-6618")
BEHIND = ads.png((1200, 700))


def drawn(size: tuple[int, int], fill: str | None = None) -> bytes:
    """A transparent PNG, with a disc of that colour in its middle."""
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    if fill:
        wide, high = size
        box = (wide / 2 - 8, high / 2 - 8, wide / 2 + 8, high / 2 + 8)
        ImageDraw.Draw(picture).ellipse(box, fill=fill)
    return ads.encoded(picture)


def wall(size: tuple[int, int]) -> bytes:
    """A picture through which nothing is seen."""
    return ads.encoded(Image.effect_noise(size, 90).convert("RGB"))


def hidden(html: str, by: str) -> Label:
    """An ad that a reader can't see."""
    return Label(html, "hidden", (f"hidden.{by}",))


def layer(background: str) -> str:
    """A picture under a link that is laid over it, with a background."""
    covers = f'style="position:absolute;inset:0;background:{background}"'
    return at(img("/again.jpg", None) + linked("", extra=covers))


def clicked(code: str, *more: Any) -> Label:
    """A picture whose click works by its own code."""
    return Label(at(f'<img src="/again.jpg" width="300" height="100" onclick="{code}">'), *more)


def inside(style: str, inner: str) -> str:
    """An ad that is the background of its link, with something in it."""
    return at(
        f'<a href="{LANDING}" style="display:block;width:300px;height:100px;'
        f'background:url(/blue.png)"><span style="display:block;{style}">{inner}</span></a>'
    )


FILES = {
    "/clear.png": Answer(drawn(SIZE), "image/png"),
    "/disc.png": Answer(drawn(SIZE, "#fff"), "image/png"),
    "/wall.png": Answer(wall(SIZE), "image/png"),
    "/other-tel.png": Answer(OTHER_TEL, "image/png"),
    "/behind.png": Answer(BEHIND, "image/png"),
    "/shade.png": Answer(ads.encoded(Image.new("RGB", (40, 40), "#345"))),
}
TUCKED = "unsure", ("check.tucked_unread",)
LONG = '<div style="height:4000px"></div>'
PAGES = {
    "layers": Sheet(
        {
            "under-a-layer-for-clicks": Label(layer("url(about:blank)")),
            "under-a-clear-layer": Label(layer("url(/clear.png)")),
            "under-a-disc": Label(layer("url(/disc.png)")),
            "under-a-wall": hidden(layer("url(/wall.png)"), "covered"),
            "under-a-clear-picture": Label(
                at(img("/again.jpg"))
                + over("margin-top:-110px", '<img src="/clear.png" width="300" height="100">')
            ),
            "under-a-wall-picture": hidden(
                '<div style="position:relative">' + at(img("/again.jpg"))
                + over("left:0;top:0", '<img src="/wall.png" width="300" height="100">') + "</div>",
                "covered",
            ),
            "under-a-drawing": Label(
                '<div style="position:relative">' + at(img("/again.jpg"))
                + f'<canvas style="position:absolute;{FILL};pointer-events:none"></canvas></div>'
            ),
            "words-under-a-drawing": Label(
                '<div style="position:relative">' + at(linked("云溪花园 首开在即"))
                + f'<canvas style="position:absolute;{FILL};pointer-events:none"></canvas></div>',
                "unsure", ("check.cover_unread",), ads=(TEXT,), slot=WORDS,
            ),
            "background-with-words-in-it": Label(inside("padding:4px;width:80px", "看房")),
            "background-under-what-it-holds": hidden(
                inside("height:100px;background:#fff", "别的内容"), "covered"
            ),
            "texture-around": Label(
                at(img("/again.jpg"), "width:900px;height:220px;background:url(/shade.png)")
            ),
        }
    ),
    "marks": Sheet(
        {
            "mark-in-the-link": Label(
                at(linked('<img src="/again.jpg" width="300" height="100">' + MARK, extra=BLOCK)),
                slot={"needs_mark": True},
            ),
            "another-tel-beside-a-mark": Label(
                at(
                    linked(
                        '<img src="/other-tel.png" width="300" height="100">' + MARK, extra=BLOCK
                    )
                ),
                "wrong_creative", ("creative.wrong",),
            ),
            "mark-in-brackets": Label(
                at(img() + '<i style="position:absolute;right:0;bottom:0">「广告」</i>'),
                slot={"needs_mark": True},
            ),
            "close-button-is-no-mark": Label(
                at(img() + '<img src="/shade.png" class="close" width="15" height="15" '
                   'style="position:absolute;right:0;top:0">'),
                findings=("mark.none",), slot={"needs_mark": True},
            ),
        }
    ),
    "own-clicks": Sheet(
        {
            "link-to-the-page-itself": Label(
                at(img("/again.jpg", "#", f"onclick=\"open('{{base}}{LANDING}');return false\"")),
            ),
            "link-to-the-page-itself-bound-elsewhere": Label(
                at(img("/again.jpg", "###")), "unsure", ("link.by_script",)
            ),
            "click-beside-another-link": Label(
                at(img("/again.jpg", None, f"onclick=\"open('{{base}}{LANDING}')\"")
                   + '<a href="/about">广告</a>')
            ),
            "link-out-of-sight": Label(
                at(img("/again.jpg", None) + f'<a href="{LANDING}" style="display:none">看</a>'),
                "wrong_link", ("link.none",),
            ),
            "click-put-together": clicked(
                "open('{base}/sale/' + id + '.html')", "unsure", ("link.by_script",)
            ),
            "click-tracked": clicked(
                "trackClick('{base}/pixel.gif'); goAd(5)", "unsure", ("link.by_script",)
            ),
        }
    ),
    "reach": Sheet(
        {
            "pushed-out-of-its-box": Label(
                '<div style="height:100px;overflow:hidden;position:relative">'
                f'<div style="height:100px">别的</div>{at(img())}</div>'
                '<div style="height:110px">正文</div>', *TUCKED,
            ),
            "the-next-in-a-box": Label(
                '<div style="width:300px;overflow:hidden;white-space:nowrap"><div '
                'style="display:inline-block;width:300px;height:100px;background:#456"></div>'
                + at(img(), "display:inline-block") + "</div>", *TUCKED,
            ),
            "a-slide-of-a-carousel": Label(
                '<div class="swiper" style="width:300px;overflow:hidden;white-space:nowrap"><div '
                'style="display:inline-block;width:300px;height:100px;background:#456"></div>'
                + at(img("/again.jpg"), "display:inline-block") + "</div>"
            ),
            "in-a-shell": Label(
                '<div style="height:1100px;overflow:hidden"><div style="height:1200px">别的</div>'
                + at(img("/again.jpg")) + "</div>"
            ),
            "beside-what-is-pushed-out": Label(
                '<div style="height:100px;overflow:hidden;position:relative">'
                + at(img("/again.jpg")) + '<div style="height:900px">别的</div></div>'
            ),
            "in-a-box-that-scrolls": Label(
                '<div style="height:110px;overflow:auto;width:320px">' + at(img()) + "</div>"
            ),
        }
    ),
    "aside": Sheet(
        {"far-aside": hidden(at(img(), "position:absolute;left:3000px"), "clipped")},
        head="<style>body{overflow-x:hidden}</style>",
    ),
    "behind-a-long-page": Sheet(
        {
            "behind-a-long-page": Label(
                linked("", extra='style="position:absolute;inset:0"') + LONG,
                ads=(Ad({"main": BEHIND}),), selector="body",
                slot={"form": "背景", "width": 1200, "height": 700},
            )
        },
        head="<style>body{background:url(/behind.png) center top no-repeat}"
        "main{width:600px!important;background:#fff}</style>",
    ),
    "named-anew": Sheet(
        {
            "list-folded-anew": Label(at(img("/again.jpg") + '<img src="/clear.png" width="20">')),
            "list-folded-anew-astray": Label(
                at(img(link="/elsewhere")), "wrong_link", ("link.wrong",)
            ),
            "svg-without-an-address": Label(
                at('<svg width="300" height="100"><a xlink:href="http://{{{{link}}}}">'
                   '<image href="/again.jpg" width="300" height="100"/></a></svg>'),
                "wrong_link", ("link.wrong",),
            ),
            "layer-in-a-shadow": Label(
                at("") + later(
                    "const root = document.getElementById('{id}').attachShadow({{mode: 'open'}});"
                    "root.innerHTML = '<a href=\"" + LANDING + '"><img src="/again.jpg" '
                    "width=\"300\" height=\"100\" style=\"pointer-events:none\"></a>'"
                )
            ),
        },
        head="<script>Array.prototype.reduce = function () { return this.length > 1 ? this :"
        " this[0]; }; var length = 0, parent = 1, origin = {};</script>",
    ),
}  # fmt: skip
