"""Ads that float, pop up, expand, or stand on both sides of the page."""

from dataclasses import replace

from tests.site import ads
from tests.site.labels import BLUE, LANDING, RED, Ad, Label, Sheet, at, img, later, linked, over

SIDE = (120, 300)
LEFT, RIGHT = ads.png(SIDE, text_size=11), ads.png(SIDE, text_size=11, hue=10)
MINI = ads.png((25, 150), text_size=8, hue=60)
PAIR = (Ad({"left": LEFT, "right": RIGHT}),)
LEFT_TOO, RIGHT_TOO = (ads.png(SIDE, text_size=11, hue=hue) for hue in (60, 120))
BOTH = (*PAIR, Ad({"left": LEFT_TOO, "right": RIGHT_TOO}))
COUPLET = {"form": "对联", "width": 120, "height": 300, "needs_close": True}
CLOSE = "<button style='position:absolute;right:0;top:0' onclick=\"{0}\">×</button>"
SHUTS = CLOSE.format("this.parentNode.remove()")


def fixed(inner: str, place: str = "left:0;bottom:0", close: str = SHUTS) -> str:
    """Stands in the window, with its close button."""
    return at(inner + close, f"position:fixed;{place};z-index:9")


def couplet(left: str = "/left.png", right: str = "/right.png", style: str = "") -> str:
    """Both sides of a 对联 in one element."""
    one = '<img src="{{src}}" width="120" height="300">'
    sides = [("left:0", left, ""), ("right:0", right, style)]
    return at("".join(
        f'<div style="position:fixed;top:150px;{place};{more}">'
        + linked(one.replace("{{src}}", src)) + SHUTS + "</div>"
        for place, src, more in sides if src
    ), "width:auto")  # fmt: skip


def sides() -> str:
    """The sides of a 对联 as two elements that nothing but their names holds together."""
    return "".join(
        f'<div id="{{id}}-{side}" style="position:fixed;top:150px;{side}:0">'
        + linked(f'<img src="/{side}.png" width="120" height="300">') + SHUTS + "</div>"
        for side in ("left", "right")
    )  # fmt: skip


def paired(html: str, result: str = "ok", *codes: str) -> Label:
    """A 对联."""
    return Label(html, result, codes, ads=PAIR, slot=COUPLET)


def alone(label: Label, name: str, below: bool = True) -> Sheet:
    """A page of its own, with a usual slot that it lies over."""
    under = {f"{name}-under": Label(at(img("/again.jpg")))} if below else {}
    return Sheet({name: label, **under}, foot='<div style="height:1200px"></div>')


def mapped(*areas: str, image: str = "/again.jpg", extra: str = "", away: bool = False) -> str:
    """A picture that floats, its link and its close button places of an image map."""
    link = f'<area shape="rect" coords="0,20,300,100" href="{LANDING}">'
    tags = f'<map name="{{id}}-m">{link}{"".join(areas)}</map>'
    size = 'width="300" height="100"'
    picture = f'<img src="{image}" {size} usemap="#{{id}}-m" style="{extra}">'
    box = fixed(picture if away else picture + tags, close="")
    return box + tags if away else box


FLOAT = {"form": "底浮", "needs_close": True}
POP = {"form": "弹窗", "needs_close": True, "wait_seconds": 1}
STREAM = {"form": "流媒体", "needs_close": True}
FULL = {"form": "全屏", "needs_close": True}
GOES = "setTimeout(() => {{ document.getElementById('{id}').remove() }}, 6000)"
BIG = Ad({"main": BLUE, "mini": MINI})
CAPPED = """const n = Number((document.cookie.match(/cap=(\\d+)/) || [0, 0])[1]);
document.cookie = 'cap=' + (n + 1) + '; path=/; max-age=86400';
if (n) document.getElementById('{id}').remove()"""

SHADE = '<div style="position:fixed;inset:0;background:{};z-index:9"></div>'
LAID = (
    "position:absolute;left:calc(50% - 720px);top:0;padding:120px;width:auto;background:#fff;"
    "z-index:9"
)
WINDOW = "left:550px;top:300px;z-index:9"


def popped(inner: str = "", close: str = SHUTS, place: str = "left:550px;top:300px") -> str:
    """An ad over a shade that is in its own element: closed together."""
    box = f'<div style="position:absolute;{place}">{inner or img("/again.jpg")}</div>'
    return at(box + close, "position:fixed;inset:0;width:auto;z-index:9;background:rgba(0,0,0,.6)")


SHUT = "void(document.getElementById('{id}').style.display='none')"

PAGES = {
    "float": alone(Label(fixed(img("/again.jpg")), slot=FLOAT), "float"),
    "float-over-slots": alone(
        Label(fixed(img("/again.jpg"), "left:50%;top:100px"), slot=FLOAT), "float-over"
    ),
    "float-other": alone(
        Label(fixed(img("/red.png")), "wrong_creative", ("creative.wrong",), slot=FLOAT),
        "float-other",
    ),
    "float-no-close": alone(
        Label(fixed(img(), close=""), findings=("close.none",), slot=FLOAT), "float-no-close"
    ),
    "float-on-a-long-page": Sheet(
        {"float-on-a-long-page": Label(fixed(img("/again.jpg")), slot=FLOAT)},
        head="<i></i>" * 1500,
    ),
    "float-close-stays": alone(
        Label(fixed(img(), close=CLOSE.format("void 0")), findings=("close.stays",), slot=FLOAT),
        "float-close-stays",
    ),
    "float-close-is-a-link": alone(
        Label(fixed(img(), close=f'<a class="close" style="position:absolute;right:0;top:0" '
                                 f'href="{LANDING}">×</a>'),
              findings=("close.stays",), slot=FLOAT),
        "float-close-is-a-link",
    ),
    "float-close-in-a-map": alone(
        Label(
            mapped(f'<area shape="rect" coords="270,0,300,18" href="javascript:{SHUT}">'),
            slot=FLOAT,
        ),
        "float-close-in-a-map",
    ),
    "float-close-in-a-round-place": alone(
        Label(
            mapped(
                f'<area shape="circle" coords="288,10,9" href="#" alt="关闭" onclick="{SHUT}">',
                extra="border:0;padding:10px 0 0 40px", away=True,
            ),
            slot=FLOAT,
        ),
        "float-close-in-a-round-place",
    ),
    "float-close-in-a-map-stays": alone(
        Label(
            mapped('<area shape="poly" coords="270,0,300,0,300,18" href="javascript:closeAd()">'),
            findings=("close.stays",), slot=FLOAT,
        ),
        "float-close-in-a-map-stays",
    ),
    "float-close-in-a-map-is-a-link": alone(
        Label(
            mapped(f'<area coords="270,0,300,18" href="{LANDING}" title="关闭">'),
            findings=("close.stays",), slot=FLOAT,
        ),
        "float-close-in-a-map-is-a-link",
    ),
    "float-map-without-close": alone(
        Label(mapped(), findings=("close.none",), slot=FLOAT), "float-map-without-close"
    ),
    "float-close-hides": alone(
        Label(
            fixed(img("/again.jpg"), close="<a style='position:absolute;right:0;top:0' "
                  f'href="javascript:{SHUT}"><img src="/mini.png" width="20" height="20"></a>'),
            slot=FLOAT,
        ),
        "float-close-hides",
    ),
    "pop-up": alone(
        Label(
            fixed(img("/again.jpg"), "left:400px;top:300px;display:none")
            + later("setTimeout(() => {{ document.getElementById('{id}').style.display = '' }},"
                    "800)"),
            slot=POP,
        ),
        "pop-up",
    ),
    "pop-up-never": alone(
        Label(fixed(img(), "left:400px;top:300px;display:none"), "hidden", ("hidden.display",),
              slot=POP),
        "pop-up-never",
    ),
    "couplet": alone(paired(couplet()), "couplet"),
    "couplet-in-two-elements": alone(
        replace(paired(sides()), selector="#{id}-left, #{id}-right"), "couplet-in-two-elements"
    ),
    "couplet-half": alone(
        paired(couplet(right=""), "missing", "slot.part_missing"), "couplet-half"
    ),
    "couplet-other": alone(
        paired(couplet(right="/left.png"), "wrong_creative", "creative.wrong"), "couplet-other"
    ),
    "couplet-mixed": alone(
        Label(couplet(right="/right-too.png"), "wrong_creative", ("together.mixed",), ads=BOTH,
              slot=COUPLET | {"rotations": 2}),
        "couplet-mixed",
    ),
    "couplet-hidden": alone(
        paired(couplet(style="visibility:hidden"), "hidden", "hidden.visibility"),
        "couplet-hidden",
    ),
    "stream-big": alone(
        Label(fixed(img("/again.jpg"), "left:50%;top:200px"), ads=(BIG,), slot=STREAM),
        "stream-big",
    ),
    "stream-mini": alone(
        Label(
            fixed(linked('<img src="/mini.png" width="25" height="150">'), "right:0;top:200px"),
            ads=(BIG,), slot=STREAM,
        ),
        "stream-mini",
    ),
    "stream-capped": alone(
        Label(fixed(img("/again.jpg"), "left:50%;top:200px") + later(CAPPED), ads=(BIG,),
              slot=STREAM),
        "stream-capped",
    ),
    "full-screen": Sheet(
        {
            "full-screen": Label(at(img("/again.jpg") + SHUTS) + later(GOES), slot=FULL),
            "full-screen-other": Label(
                at(img("/red.png")) + later(GOES), "wrong_creative", ("creative.wrong",), slot=FULL
            ),
            "full-screen-never": Label(
                at(img(), "display:none"), "hidden", ("hidden.display",), slot=FULL
            ),
            "stream-goes": Label(
                fixed(img("/again.jpg"), "left:50%;top:300px") + later(GOES), slot=STREAM
            ),
            "stream-comes-late": Label(
                fixed(img("/again.jpg"), "right:0;top:200px;display:none")
                + later("setTimeout(() => {{ document.getElementById('{id}').style.display = '' }},"
                        "6500)"),
                slot=STREAM,
            ),
            "pop-up-waits": Label(
                fixed(img("/again.jpg"), "left:0;top:200px;display:none")
                + later("setTimeout(() => {{ document.getElementById('{id}').style.display = '' }},"
                        "7000)"),
                slot=POP | {"wait_seconds": 8},
            ),
        }
    ),
    "unfolding": Sheet(
        {
            "bar": Label(
                at(img("/again.jpg") + over("left:310px;top:0;display:none", img("/red.png"))),
                slot={"form": "跨栏"},
            ),
            "named": Label(
                at(img(extra="onmouseover=\"this.nextSibling.style.display='block'\"")
                   + over("left:0;top:100px;display:none", img("/red.png"))),
                slot={"form": "冠名"},
            ),
            "growing": Label(
                at(img("/again.jpg", extra='style="transition:height 1s" id="{id}-g"'))
                + later("document.getElementById('{id}-g').style.height = '60px';"
                        "setTimeout(() => {{ document.getElementById('{id}-g').style.height ="
                        "'100px' }}, 50)"),
                slot={"form": "扩展"},
            ),
        }
    ),
    "couplet-under-a-pop-up": Sheet(
        {
            "couplet-under-a-pop-up": paired(couplet()),
            "over-a-couplet": Label(popped(), slot=POP),
            "slot-under-a-pop-up": Label(at(img("/again.jpg"))),
        },
        foot='<div style="height:1200px"></div>',
    ),
    "couplet-under-a-pop-up-other": Sheet(
        {
            "couplet-under-a-pop-up-other": paired(
                couplet(right="/left.png"), "wrong_creative", "creative.wrong"
            ),
            "over-another-couplet": Label(popped(), slot=POP),
        },
    ),
    "couplet-under-a-light-shade": Sheet(
        {
            "couplet-under-a-light-shade": paired(couplet()),
            "over-a-light-shade": Label(
                popped().replace(",.6)", ",.4)"), slot=POP
            ),
        },
    ),
    "couplet-under-what-stays": Sheet(
        {
            "couplet-under-what-stays": paired(couplet(), "hidden", "hidden.covered"),
            "over-a-couplet-for-good": Label(
                popped(close=""), findings=("close.none",), slot=POP
            ),
        },
    ),
    "couplet-under-what-is-not-sold": Sheet(
        {
            "couplet-under-what-is-not-sold": paired(couplet(), "hidden", "hidden.covered"),
            "pop-up-under-what-is-not-sold": Label(
                fixed(img("/again.jpg"), WINDOW), "hidden", ("hidden.covered",), slot=POP
            ),
        },
        foot=SHADE.format("rgba(0,0,0,.6)").replace("z-index:9", "z-index:19"),
    ),
    "pop-up-over-a-pop-up": Sheet(
        {
            "pop-up-under-two": Label(popped(), slot=POP),
            "pop-up-under-one": Label(popped(place="left:100px;top:300px"), slot=POP),
            "pop-up-on-top": Label(popped(place="left:1000px;top:300px"), slot=POP),
        },
    ),
    "pop-up-in-the-page": Sheet(
        {
            "under-a-pop-up-in-the-page": Label(at(img("/again.jpg"))),
            "other-under-a-pop-up-in-the-page": Label(
                at(img("/red.png")), "wrong_creative", ("creative.wrong",)
            ),
            "pop-up-in-the-page": Label(
                at(img("/again.jpg") + SHUTS, LAID), slot=POP
            ),
        },
        foot='<div style="height:1200px"></div>',
    ),
    "pop-up-in-the-page-that-stays": Sheet(
        {
            "under-a-pop-up-that-stays": Label(
                at(img("/again.jpg")), "hidden", ("hidden.covered",)
            ),
            "pop-up-that-stays": Label(
                at(img("/again.jpg"), LAID), findings=("close.none",), slot=POP
            ),
        },
    ),
    "block-over-a-slot": Sheet(
        {
            "under-a-block": Label(at(img("/again.jpg")), "hidden", ("hidden.covered",)),
            "block-over-a-slot": Label(at(img("/again.jpg"), LAID)),
        },
    ),
    "sale-screen": Sheet(
        {
            "tall-window": Label(at(img("/again.jpg"))),
            "below-a-bar": Label(at(img("/again.jpg"))),
        },
        head='<div style="height:100vh;background:#eee">首屏</div>'
        '<div style="position:fixed;left:0;right:0;bottom:0;height:60px;background:#333"></div>',
    ),
}  # fmt: skip
__all__ = ["BLUE", "LEFT", "MINI", "PAGES", "RED", "RIGHT"]
