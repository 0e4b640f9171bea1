"""Slots with every trouble, and what only looks like one (checks.md, Results)."""

import zlib

from tests.site.labels import BLUE, LANDING, RED, Ad, Label, Sheet, at, framed, img, later, over
from tests.site.labels import linked as link

HIDDEN, WRONG = "hidden", "wrong_creative"
WHITE = "background:#fff"
SAYS = "云溪花园 首开在即"
TEXT = Ad(text="云溪花园首开在即", given={"format": "text"})
WORDS = {"form": "文字链", "width": 0, "height": 0}


def hides(html: str, by: str) -> Label:
    """Hidden for that reason."""
    return Label(html, HIDDEN, (f"hidden.{by}",))


def styled(style: str) -> str:
    """A text link with its words in an element of that style."""
    return link(f'<span style="{style}">{SAYS}</span>')


def unread(html: str, code: str, result: str = HIDDEN) -> Label:
    """A text link that nobody can read."""
    return Label(at(html, "height:26px"), result, (code,), ads=(TEXT,), slot=WORDS)


def veiled(style: str) -> str:
    """A picture under a box that is drawn by style alone."""
    name = f"veil-{zlib.crc32(style.encode())}"
    rule = f'.{name}::after{{{{content:"";position:absolute;{style}}}}}'
    return f'<style>{rule}</style><div class="{name}" style="position:relative">{img()}</div>'


OUT_OF_SIGHT = Sheet(
    {
        "display": hides(at(img(), "display:none"), "display"),
        "parent-display": hides(f'<div style="display:none">{at(img())}</div>', "display"),
        "no-width": hides(at(img(extra='style="width:0"')), "display"),
        "scaled-away": hides(at(img(extra='style="transform:scale(0)"')), "display"),
        "visibility": hides(at(img(), "visibility:hidden"), "visibility"),
        "visible-in-invisible": Label(
            at(img(extra='style="visibility:visible"'), "visibility:hidden")
        ),
        "opacity": hides(at(img(), "opacity:.05"), "opacity"),
        "opacity-chain": hides(
            f'<div style="opacity:.3">{at(img(), "opacity:.3")}</div>', "opacity"
        ),
        "opacity-chain-seen": Label(f'<div style="opacity:.5">{at(img(), "opacity:.5")}</div>'),
        "left-of-the-page": hides(at(img(), "position:absolute;left:-5000px"), "off_page"),
        "above-the-page": hides(at(img(), "position:absolute;top:-5000px"), "off_page"),
        "moved-away": hides(at(img(extra='style="transform:translateX(-5000px)"')), "off_page"),
        "no-height": hides(at(img(), "height:0;overflow:hidden"), "clipped"),
        "clip-path": hides(at(img(), "clip-path:inset(0 0 100% 0)"), "clipped"),
        "clip-path-51": hides(at(img(), "clip-path:inset(0 51% 0 0)"), "clipped"),
        "clip-path-49": Label(at(img(), "clip-path:inset(0 49% 0 0)")),
        "overflow-51": hides(at(img(), "width:147px;overflow:hidden"), "clipped"),
        "overflow-49": Label(at(img(), "width:153px;overflow:hidden")),
        "covered": hides(at(img() + over(f"inset:0;{WHITE}")), "covered"),
        "covered-51": hides(at(img() + over(f"inset:0 49% 0 0;{WHITE}")), "covered"),
        "covered-49": Label(at(img() + over(f"inset:0 51% 0 0;{WHITE}"))),
        "covered-low-51": hides(at(img() + over(f"inset:0 0 49% 0;{WHITE}")), "covered"),
        "covered-low-49": Label(at(img() + over(f"inset:0 0 51% 0;{WHITE}"))),
        "covered-corner-49": Label(at(img() + over(f"inset:0 30% 30% 0;{WHITE}"))),
        "covered-corner-56": hides(at(img() + over(f"inset:0 25% 25% 0;{WHITE}")), "covered"),
        "covered-where-clicks-fall-through": hides(
            at(img() + over(f"inset:0;{WHITE};pointer-events:none")), "covered"
        ),
        "covered-by-a-picture": Label(  # which is what shows
            at(img() + over("inset:0", img("/red.png", None))), WRONG, ("creative.wrong",)
        ),
        "covered-by-a-picture-beside": hides(
            at(img()) + '<div style="position:relative;margin-top:-110px;height:110px">'
            + img("/red.png", None) + "</div>", "covered",
        ),
        "covered-by-the-next": hides(
            at(img()) + f'<div style="margin-top:-110px;height:110px;position:relative;{WHITE}">'
            "</div>", "covered",
        ),
        "covered-by-style": hides(at(veiled(f"inset:0;{WHITE}")), "covered"),
        "covered-by-style-51": hides(at(veiled(f"inset:0 49% 0 0;{WHITE}")), "covered"),
        "covered-by-style-49": Label(at(veiled(f"inset:0 51% 0 0;{WHITE}"))),
        "under-a-stretched-link": Label(at(veiled("inset:0"))),
        "covered-by-a-shade": hides(
            at(img() + over("inset:0;background:linear-gradient(rgba(0,0,0,.95),rgba(9,9,9,.9))")),
            "covered",
        ),
        "under-glass": Label(at(img() + over("inset:0"))),
        "under-an-unseen-layer": Label(at(img() + over(f"inset:0;{WHITE};opacity:0"))),
        "under-a-thin-veil": Label(at(img() + over("inset:0;background:rgba(0,0,0,.1)"))),
        "a-third-covered-recompressed": Label(
            at(img("/again.jpg") + over(f"inset:0 70% 0 0;{WHITE}"))
        ),
        "text-opacity": unread(styled("opacity:0"), "hidden.opacity"),
        "text-clipped-inside": unread(
            styled("display:block;height:0;overflow:hidden"), "hidden.clipped"
        ),
        "text-indented": unread(styled("display:block;text-indent:-9999px"), "hidden.off_page"),
        "text-in-the-colour-of-its-ground": unread(
            styled("color:#fff"), "picture.not_painted", "unsure"
        ),
        "text-in-a-frame-opacity": unread(framed("/frame/faded-text"), "hidden.opacity"),
        "text-in-part": unread(
            link('云溪花园<b style="opacity:0">首开在即</b>'), "creative.wrong", WRONG
        ),
        "text-beside-a-faded-hint": Label(
            at(link(f'{SAYS}<i style="opacity:0">点击查看详情</i>')), ads=(TEXT,), slot=WORDS
        ),
        "text-of-two-lines": Label(
            at(link("云溪花园<br>首开在即")), ads=(TEXT,), slot=WORDS
        ),
    }
)  # fmt: skip

NOT_THERE = Sheet(
    {
        "missing": Label("", "missing", ("slot.missing",)),
        "selector-unread": Label(at(img()), "unsure", ("check.selector_unread",),
                                 selector="#a[["),
        "empty": Label(at("", "height:100px"), "empty", ("slot.empty",)),
        "empty-bordered": Label(at("", "height:100px;border:1px solid #ccc"), "empty",
                                ("slot.empty",)),
        "empty-blanks": Label(at(" &nbsp; <span></span>"), "empty", ("slot.empty",)),
        "empty-comment": Label(at("<!-- 广告 -->"), "empty", ("slot.empty",)),
        "empty-but-a-beacon": Label(at('<img src="/pixel.gif">', "height:100px"), "empty",
                                    ("slot.empty",)),
        "empty-but-a-beacon-unseen": Label(
            at('<img src="/pixel.gif" style="display:none">', "height:100px"), "empty",
            ("slot.empty",),
        ),
        "empty-but-a-beacon-that-failed": Label(
            at('<img src="/none.gif" width="1" height="1">', "height:100px"), "empty",
            ("slot.empty",),
        ),
        "empty-but-a-pixel-stretched": Label(
            at('<img src="/pixel.gif" width="300" height="100">'), "empty", ("slot.empty",)
        ),
        "broken-unseen": Label(
            at('<img src="/none.png" style="display:none">'), "broken", ("slot.broken",)
        ),
        "broken-img": Label(at(img("/none.png")), "broken", ("slot.broken",)),
        "broken-leading-astray": Label(
            at(img("/none.png", "/elsewhere")), "broken", ("slot.broken", "link.wrong")
        ),
        "broken-behind-a-counter": Label(
            at(img("/none.png", "/count")), "broken", ("slot.broken",)
        ),
        "broken-file": Label(at(img("/torn.png")), "broken", ("slot.broken",)),
        "broken-background": Label(
            at(link("", extra='style="display:block;height:100px;background:url(/none.png)"')),
            "broken", ("slot.broken",),
        ),
        "broken-frame": Label(at(framed("/none")), "broken", ("slot.broken",)),
        "broken-in-a-frame": Label(at(framed("/frame/broken")), "broken", ("slot.broken",)),
        "broken-frame-refused": Label(at(framed("/frame/refused")), "broken", ("slot.broken",)),
        "broken-video": Label(
            at(link('<video src="/none.mp4" width="300" height="100"></video>')),
            "broken", ("slot.broken",),
        ),
        "no-creative-empty": Label(at(""), "empty", ("booking.no_creative", "slot.empty"),
                                   ads=(Ad({}),)),
        "no-creative-shows": Label(at(img("/red.png")), "unsure", ("booking.no_creative",),
                                   ads=(Ad({}),)),
        "free-missing": Label("", "missing", ("slot.missing",), ads=()),
        "free-broken": Label(at(img("/none.png")), "broken", ("slot.broken",), ads=()),
        "free-empty": Label(at(""), "vacant", ads=()),
        "free-beacon": Label(at('<img src="/pixel.gif">'), "vacant", ads=()),
        "free-house-under-another": Label(
            at('<img src="/house/a.png" style="display:none">' + img("/red.png")), "unsold",
            ("creative.unsold",), ads=(),
        ),
        "free-house-ad": Label(at(img("/house/a.png")), "vacant", ("house_ad",), ads=()),
        "free-unknown": Label(at(img("/red.png")), "unsold", ("creative.unsold",), ads=()),
        "free-text": Label(at(link("海棠湾 现房")), "unsold", ("creative.unsold",), ads=()),
        "free-expired": Label(at(img("/again.jpg")), "expired", ("creative.expired",),
                              ads=(Ad(ended=True),)),
        "free-other-than-ended": Label(at(img("/red.png")), "unsold", ("creative.unsold",),
                                       ads=(Ad(ended=True),)),
    }
)  # fmt: skip


def astray(html: str, *codes: str) -> Label:
    """Leads elsewhere."""
    return Label(html, "wrong_link", codes or ("link.wrong",))


OTHERWISE = Sheet(
    {
        "other": Label(at(img("/red.png")), WRONG, ("creative.wrong",)),
        "other-digit": Label(at(img("/other.png")), WRONG, ("creative.wrong",)),
        "other-in-a-frame": Label(at(framed("/frame/red")), WRONG, ("creative.wrong",)),
        "other-background": Label(
            at(link("", extra='style="display:block;height:100px;background:url(/red.png)"')),
            WRONG, ("creative.wrong",),
        ),
        "other-text": Label(at(link("云溪花园 清盘在即")), WRONG, ("creative.wrong",), ads=(TEXT,),
                            slot=WORDS),
        "other-and-too-small": Label(
            at('<a href="/landing"><img src="/red.png" width="280" height="90"></a>'), WRONG,
            ("creative.wrong", "size.rendered"),
        ),
        "house-ad": Label(at(img("/house/a.png")), WRONG, ("house_ad",)),
        "old-creative": Label(at(img("/red.png")), WRONG, ("old_creative",),
                              ads=(Ad(), Ad({"main": RED}, ended=True))),
        "size-290": Label(at(img(extra='style="width:290px"')), "wrong_size", ("size.rendered",)),
        "size-302": Label(at(img(extra='style="width:302px"')), "wrong_size", ("size.rendered",)),
        "size-301": Label(at(img(extra='style="width:301px"'))),
        "size-high": Label(at(img("/again.jpg", extra='style="height:120px"')), "wrong_size",
                           ("size.rendered",)),
        "size-and-link": Label(
            at(img(link="/elsewhere", extra='style="width:290px"')), "wrong_size",
            ("link.wrong", "size.rendered"),
        ),
        "link-elsewhere": astray(at(img(link="/elsewhere"))),
        "link-none": astray(at(img(link=None)), "link.none"),
        "link-in-a-frame": astray(at(framed("/frame/astray"))),
        "link-tracked": Label(at(img(link=LANDING + "?utm_source=portal&spm=1"))),
        "link-counted": Label(at(img(link="http://adm.leju.com/click?id=7&url={landing}"))),
        "link-counted-astray": astray(
            at(img(link="http://adm.leju.com/click?id=7&url=http%3A%2F%2Fexample.com"))
        ),
        "link-by-script": Label(
            at('<img src="/blue.png" width="300" height="100" onclick="go()">'), "unsure",
            ("link.by_script",),
        ),
        "link-dead": Label(at(img(link="/gone")), "dead_link", ("link.dead",),
                           ads=(Ad(link="/gone"),)),
        "link-failing": Label(at(img(link="/failing")), "dead_link", ("link.dead",),
                              ads=(Ad(link="/failing"),)),
        "aimed-elsewhere": Label(at(img("/red.png")), "unsure", ("geo",),
                                 ads=(Ad(given={"regions": ["广州"]}),)),
        "aimed-elsewhere-shown-here": Label(at(img()), "unsure", ("geo",),
                                            ads=(Ad(given={"regions": ["广州"]}),)),
        "aimed-here": Label(at(img("/red.png")), WRONG, ("creative.wrong",),
                            ads=(Ad(given={"regions": ["北京", "广州"]}),)),
        "cpm-unseen": Label(at(img("/red.png")), "unsure", ("cpm.not_seen",),
                            slot={"unit": "CPM"}),
        "cpm-seen": Label(at(img()), slot={"unit": "CPM"}),
        "no-mark": Label(at(img()), findings=("mark.none",), slot={"needs_mark": True}),
        "mark-unseen": Label(
            at(img() + '<i style="display:none">广告</i>'), findings=("mark.none",),
            slot={"needs_mark": True},
        ),
        "script-fails": Label(at(img() + later("nothing.at.all()")), findings=("script.error",)),
        "script-fails-in-a-frame": Label(at(framed("/frame/failing")),
                                         findings=("script.error",)),
        "script-fails-beside": Label(later("nothing.at.all()") + at(img())),
    }
)  # fmt: skip


def behind(path: str) -> str:
    """A link with a picture for its background."""
    style = f"display:block;height:100px;background:url({path})"
    return link("", extra=f'style="{style}"')


def moving(path: str) -> str:
    """A picture that never rests."""
    return at(img(path, extra='id="{id}-m"')) + later(
        "let n = 0; const go = () => {{ n += 37; document.getElementById('{id}-m')"
        ".style.marginLeft = n % 97 + 'px'; requestAnimationFrame(go) }}; go()"
    )


UNREST = Sheet(
    {
        "moving": Label(moving("/larger.jpg"), "unsure", ("check.moving_unread",)),
        "moving-recompressed": Label(moving("/again.jpg")),
        "still-on-its-way": Label(at(img("/never.png")), "unsure", ("check.loading_unread",)),
        "background-on-its-way": Label(
            at(behind("/never.png")), "unsure", ("check.loading_unread",)
        ),
        "background-late": Label(at(behind("/late-again.jpg"))),
        "at-rest": Label(at(img("/again.jpg"))),
        "other-at-rest": Label(at(img("/red.png")), WRONG, ("creative.wrong",)),
    }
)  # fmt: skip

CHAT = Sheet(
    {
        "chat-empty": Label(at("", "height:100px"), "empty", ("slot.empty",)),
        "chat-missing": Label("", "missing", ("slot.missing",)),
        "chat-free": Label(at(""), "vacant", ads=()),
        "chat-beside": Label(at(img("/again.jpg"))),
        "chat-late-ad": Label(
            at("") + later(
                "fetch('/chat/ad').then(() => {{ document.getElementById('{id}').innerHTML = `"
                + img() + "` }})"
            )
        ),
    },
    foot=later("fetch('/chat/poll').catch(() => 0); new EventSource('/chat/events')"),
)  # fmt: skip
BEHIND = link("", extra='style="display:block;height:100px;background:url(/late.png)"')
SLOW = Sheet(
    {
        "slow": Label(at(img("/late.png")), findings=("slot.slow",)),
        "slow-background": Label(at(BEHIND), findings=("slot.slow",)),
    }
)
NO_PAGE = {
    "page-error": ("page.status", "{base}/at/{name}"),
    "page-refused": ("page.refused", "{closed}/"),
    "page-unknown": ("page.dns", "http://no-such-host.invalid/"),
    "page-expired": ("page.certificate", "{expired}/at/{name}"),
    "page-strange": ("page.certificate", "{strange}/at/{name}"),
}
__all__ = ["BLUE", "NOT_THERE", "NO_PAGE", "OTHERWISE", "OUT_OF_SIGHT", "SLOW", "UNREST"]
