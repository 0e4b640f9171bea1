"""One frame of a focus image (焦点图) sold by itself, what a dialog leaves of a page, clicks that
scripts bind, pictures that are turned."""

from tests.site.floating import fixed
from tests.site.labels import LANDING, RED, Ad, Label, Sheet, at, img, later, linked
from tests.site.turning import COOKIE

SWITCH = (
    "setInterval(() => {{ const all = [...document.getElementById('{id}').parentNode.children];"
    "const n = all.findIndex(one => one.classList.contains('active'));"
    "all[n].classList.remove('active'); all[(n + 1) % all.length].classList.add('active') }}, 2200)"
)
STYLE = """<style>.carousel-inner > .item {display:none} .carousel-inner > .active {display:block}
.slick-list > .item {position:absolute;left:0;top:0;opacity:0}
.slick-list > .active {opacity:1}
.focus > .item {position:absolute;left:0;top:0;z-index:1} .focus > .active {z-index:2}
</style>"""


GAPS = (
    "setInterval(() => {{ const all = [...document.getElementById('{id}').parentNode.children];"
    "const n = all.findIndex(one => one.classList.contains('active'));"
    "all[n].classList.remove('active'); setTimeout(() => "
    "all[(n + 1) % all.length].classList.add('active'), 450) }}, 2200)"
)


def second(box: str, src: str = "/again.jpg", script: str = SWITCH) -> str:
    """The slot is the second of two frames."""
    return (
        f'<div class="{box} slot" style="height:100px;position:relative">'
        f'<div class="item active">{img("/red.png")}</div>'
        f'<div class="item" id="{{id}}">{img(src)}</div></div>' + later(script)
    )


TABS = (
    "setInterval(() => {{ const all = [...document.getElementById('{id}').parentNode.children];"
    "const n = all.findIndex(one => one.style.display !== 'none');"
    "all[n].style.display = 'none'; all[(n + 1) % all.length].style.display = '' }}, 2200)"
)


def frame(src: str = "/again.jpg", script: str = TABS) -> str:
    """The slot is the second of two frames in a box whose name says nothing of turns."""
    return (
        '<div class="hdp slot" style="height:100px">'
        + linked(img("/red.png", None))
        + linked(img(src, None), LANDING, 'id="{id}" style="display:none"')
        + "</div>"
        + later(script)
    )


def nth(number: int, src: str = "/again.jpg", script: str = SWITCH) -> str:
    """The slot is one of four frames, each of which comes in its turn."""
    items = [
        f'<div class="item{" active" * (n == 0)}"{" id={id}" * (n == number)}>'
        f"{img(src if n == number else '/red.png')}</div>"
        for n in range(4)
    ]
    box = f'<div class="carousel-inner slot" style="height:100px">{"".join(items)}</div>'
    return box + later(script)


FOCUS = {"form": "焦点图"}
WORDS = (Ad(text="云溪花园 首开在即", given={"format": "text"}),)
LINE = {"form": "文字链", "width": 0, "height": 0}
WRONG = "wrong_creative", ("creative.wrong",)
STANDS = "unsure", ("check.tucked_unread",)
MODAL = """<dialog id="{id}-d" style="width:200px;height:80px"><p>选择城市</p></dialog>
<script>document.getElementById('{id}-d').showModal()</script>"""
PAGES = {
    "slides": Sheet(
        {
            "slide-switched": Label(second("carousel-inner")),
            "slide-faded": Label(second("slick-list")),
            "slide-stacked": Label(second("focus")),
            "slide-of-another": Label(second("carousel-inner", "/other.png"), *WRONG),
            "slide-never": Label(second("carousel-inner", script=""), *STANDS),
        },
        head=STYLE,
    ),
    "slides-never-together": Sheet(
        {
            "slide-second": Label(nth(1)),
            "slide-third": Label(nth(2)),
            "slide-third-of-another": Label(nth(2, "/other.png"), *WRONG),
            "slide-fourth": Label(nth(3)),
            "slide-none": Label(second("carousel-inner", script=""), *STANDS),
        },
        head=STYLE,
    ),
    "slides-alone": Sheet({"slide-alone": Label(nth(3))}, head=STYLE),
    "slides-with-gaps": Sheet(
        {
            "slide-after-a-gap": Label(nth(2, script=GAPS)),
            "slide-ended-after-a-gap": Label(
                nth(2, "/red.png", GAPS), "expired", ("creative.expired",),
                ads=(Ad({"main": RED}, ended=True),),
            ),
        },
        head=STYLE,
    ),
    "slides-with-troubles": Sheet(
        {
            "slide-broken": Label(
                nth(2, "/gone.png"), "broken", ("slot.broken",)
            ),
            "slide-covered": Label(
                nth(2, script=SWITCH.replace("2200", "3400")).replace(
                    ' id={id}>', ' id={id} style="position:relative"><b style="position:absolute;'
                    'inset:0 0 10px 0;background:#333;color:#fff">查看全部楼盘</b>'
                ),
                "hidden", ("hidden.covered",),
            ),
            "slide-faded-inside": Label(nth(2).replace("carousel-inner", "focus-inner")),
        },
        head=STYLE + "<style>.focus-inner img {opacity:0} .focus-inner .active img {opacity:1}"
        ".focus-inner {position:relative} .focus-inner > .item {position:absolute}</style>",
    ),
    "slides-below": Sheet(
        {
            "slide-below-first": Label(
                '<div class="slick-list slot" style="height:100px;position:relative">'
                + f'<div class="item active" id="{{id}}">{img()}</div>'
                + f'<div class="item">{img("/red.png")}</div>' * 3 + "</div>" + later(SWITCH)
            ),
            "slide-below": Label(nth(1).replace("carousel-inner", "slick-list")),
        },
        head=STYLE + '<div style="height:1300px"></div>',
    ),
    "slides-by-any-name": Sheet(
        {
            "frame-switched": Label(frame()),
            "frame-of-another": Label(frame("/other.png"), *WRONG),
            "frame-never": Label(frame(script=""), "hidden", ("hidden.display",)),
        }
    ),
    "slides-sold-as-such": Sheet(
        {
            "focus-switched": Label(frame(), slot=FOCUS),
            "focus-of-another": Label(frame("/other.png"), *WRONG, slot=FOCUS),
            "focus-never": Label(frame(script=""), *STANDS, slot=FOCUS),
            "focus-faded": Label(second("hdp fades"), slot=FOCUS),
            "focus-faded-never": Label(second("hdp fades", script=""), *STANDS, slot=FOCUS),
            "faded-never": Label(
                second("hdp fades", script=""), "hidden", ("hidden.opacity",)
            ),
            "focus-stacked": Label(second("hdp stacks"), slot=FOCUS),
            "focus-taken-off": Label(
                frame(script="").replace('href="/landing" id', 'href="/landing" hidden id')
                .replace(linked(img("/red.png", None)), ""),
                "hidden", ("hidden.display",), slot=FOCUS,
            ),
        },
        head=STYLE.replace("slick-list", "fades").replace(".focus", ".stacks"),
    ),
    "slides-gone": Sheet(
        {
            "slides-all-down": Label(
                nth(2, script="").replace(" active", ""), "hidden", ("hidden.display",)
            ),
            "tile-down": Label(
                nth(2, script="").replace('class="item"', 'class="item active"').replace(
                    "/again.jpg\"", '/again.jpg" style="display:none"'
                ),
                "hidden", ("hidden.display",),
            ),
        },
        head=STYLE,
    ),
    "slides-beside-a-float": Sheet(
        {
            "slide-beside-a-float": Label(nth(1)),
            "float-beside-slides": Label(
                fixed(img("/blue.png"))
                + later(COOKIE.replace("{turns}", "['/blue.png','/red.png']")),
                ads=(Ad(), Ad({"main": RED})), slot={"rotations": 2},
            ),
        },
        head=STYLE,
    ),
    "under-a-dialog": Sheet(
        {
            "under-a-dialog": Label(at(img("/again.jpg"))),
            "under-a-dialog-other": Label(at(img("/other.png")), *WRONG),
            "under-a-dialog-words": Label(
                at(f'<div style="height:0;overflow:hidden">{img()}</div>'),
                "hidden", ("hidden.clipped",),
            ),
            "dialog": Label(MODAL + at("<p></p>"), "empty", ("slot.empty",)),
        }
    ),
    "inert": Sheet(
        {"inert": Label(at(img("/again.jpg")))},
        head="<div style='position:fixed;inset:0;background:#eee;z-index:-1'></div><div inert>",
        foot="</div>",
    ),
    "inert-walled": Sheet(
        {"inert-walled": Label(at(img("/again.jpg")), "hidden", ("hidden.covered",))},
        head="<div inert>",
        foot="</div><div style='position:fixed;inset:0;background:#fff;z-index:9'>登录</div>",
    ),
}  # fmt: skip
HAND = 'style="cursor:pointer"'
BOUND = later(
    "document.getElementById('{id}').addEventListener('click', () => "
    "{{ location.href = '/landing' }})"
)
PAGES["clicks-by-script"] = Sheet(
    {
        "bound-unmarked": Label(
            at(f'<img src="/again.jpg" width="300" height="100" {HAND}>') + BOUND,
            "unsure", ("link.by_script",),
        ),
        "bound": Label(
            at('<img src="/again.jpg" width="300" height="100">') + BOUND,
            slot={"click_by_script": True},
        ),
        "bound-too": Label(
            at('<img src="/blue.png" width="300" height="100">') + BOUND,
            slot={"click_by_script": True},
        ),
        "bound-astray": Label(
            at('<img src="/blue.png" width="300" height="100">')
            + BOUND.replace("/landing", "/elsewhere"),
            "wrong_link", ("link.wrong",), slot={"click_by_script": True},
        ),
        "svg-beside-words": Label(
            at('<svg width="14" height="14"><rect width="14" height="14"/></svg>'
               + linked("云溪花园 首开在即")),
            "wrong_creative", ("creative.wrong", "size.rendered"),
        ),
        "svg-unlinked-inside": Label(
            at('<svg width="300" height="100"><image href="/blue.png" width="300" height="100"/>'
               "</svg>" + linked("详情", extra='style="display:block;height:20px"')),
        ),
        "link-held-back": Label(
            at(linked('<img src="/again.jpg" width="300" height="100">',
                      extra='onclick="return false"')),
            "unsure", ("link.by_script",),
        ),
        "link-counted-elsewhere": Label(
            at(linked('<img src="/again.jpg" width="300" height="100">', extra='onclick="'
                      "$.get('{base}/count?id=1');window.open(this.href);return false\"")),
        ),
        "link-by-a-name-of-its-own": Label(
            at('<img src="/again.jpg" width="300" height="100" '
               "onclick=\"winTo(1, '{base}/landing')\">"),
        ),
        "link-counted-then-astray": Label(
            at(linked('<img src="/again.jpg" width="300" height="100">', extra='onclick="'
                      "log(this.href);location.href='{base}/elsewhere';return false\"")),
            "wrong_link", ("link.wrong",),
        ),
        "link-held-back-and-counted": Label(
            at(linked('<img src="/again.jpg" width="300" height="100">', extra='onclick="'
                      "$.get('{base}/count?id=1');return false\"")),
            "unsure", ("link.by_script",),
        ),
        "link-opened-later": Label(
            at('<img src="/again.jpg" width="300" height="100" id="{id}-i">')
            + later("document.getElementById('{id}-i').onclick = () => {{"
                    "const w = window.open('about:blank'); w.opener = null;"
                    "setTimeout(() => {{ w.location.href = '/landing' }}, 50) }}"),
            slot={"click_by_script": True},
        ),
        "mirrored": Label(
            at(img("/again.jpg", extra='style="transform:scaleX(-1)"')), "unsure",
            ("picture.not_painted",),
        ),
        "shaking": Label(at(img("/blue.png", extra='style="transform:rotate(3deg)"'))),
    }
)  # fmt: skip
AOS = """<style>[data-aos]{opacity:0;transform:translateY(60px);
transition:opacity .4s,transform .4s}
[data-aos].aos-animate{opacity:1;transform:none}</style>"""
AOS_SCRIPT = """<script>
let t; const aos = () => { t = 0; for (const one of document.querySelectorAll('[data-aos=yes]'))
one.classList.toggle('aos-animate', one.getBoundingClientRect().top < innerHeight - 60) };
for (const name of ['scroll', 'resize', 'load']) addEventListener(name, () => {
t = t || setTimeout(aos, 99) })</script><div style="height:400px"></div>"""


def fading(inner: str, comes: str = "yes") -> str:
    """Fades in where a reader comes, and out where he goes."""
    return f'<div data-aos="{comes}">{at(inner)}</div>'


PAGES["fades-where-seen"] = Sheet(
    {
        "fades-in": Label(fading(img("/again.jpg"))),
        "fades-in-known": Label(fading(img())),
        "fades-in-another": Label(fading(img("/other.png")), *WRONG),
        "fades-in-words": Label(
            fading(linked("云溪花园 首开在即")),
            ads=WORDS, slot=LINE,
        ),
        "fades-never": Label(fading(img(), "no"), "hidden", ("hidden.opacity",)),
    },
    head=AOS + '<div style="height:1200px"></div>',
    foot=AOS_SCRIPT,
)  # fmt: skip
PAGES["copies"] = Sheet(
    {
        "copy-first": Label(
            '<div style="width:300px;height:100px;overflow:hidden;position:relative">'
            '<div style="position:absolute;left:-300px;width:900px;display:flex">'
            f'<div class="copied">{img()}</div><div class="copied">{img()}</div></div></div>',
            selector=".copied",
        ),
        "words-by-style-unseen": Label(
            "<style>.by-style-too::before{{content:attr(data-t);color:transparent}}"
            ".by-style-too{{text-decoration:none}}</style>"
            + at('<a class="by-style-too" href="/landing" data-t="云溪花园 首开在即"></a>'),
            "unsure", ("picture.not_painted",),
            ads=WORDS, slot=LINE,
        ),
        "a-mark-by-style": Label(
            "<style>.marked-by-style::after{{content:'广告'}}</style>"
            + at('<a class="marked-by-style" href="/landing"></a>'),
            "wrong_creative", ("creative.wrong",),
            ads=WORDS, slot=LINE,
        ),
        "no-copy-of-it": Label(
            '<div style="width:300px;height:100px;overflow:hidden;position:relative">'
            '<div style="position:absolute;left:-300px;width:900px;display:flex">'
            f'<div class="no-copy">{img()}</div><div class="no-copy">{img("/red.png")}</div>'
            "</div></div>",
            "hidden", ("hidden.clipped",), selector=".no-copy",
        ),
        "words-by-style": Label(
            "<style>.by-style::before{{content:attr(data-t)}}</style>"
            + at('<a class="by-style" href="/landing" data-t="云溪花园 首开在即"></a>'),
            ads=WORDS, slot=LINE,
        ),
    }
)  # fmt: skip
