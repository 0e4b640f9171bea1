"""Ads on pages over HTTPS: what a browser fetches over HTTPS instead, what it does not fetch, and
certificates that it does not take (checks.md, mixed content and broken)."""

from tests.site.labels import LANDING, Ad, Label, Sheet, at, framed, img, later, linked
from tests.site.server import Answer, Asked

HOME = "{base}" + LANDING
MIXED = ("mixed_content",)
BROKEN = ("slot.broken", "mixed_content")


def shown(src: str = "/blue.png", extra: str = "") -> str:
    """A picture that leads to the booked address."""
    return img(src, HOME, extra)


def backed(src: str) -> str:
    """A background of the slot's size."""
    style = f"display:block;height:100px;background:url({src})"
    return linked("", HOME, f'style="{style}"')


def drawing(src: str) -> str:
    """A script that draws the ad into the slot before it."""
    return f'<script src="{src}"></script>'


SECURE = Sheet(
    {
        "secure": Label(at(shown())),
        "secure-script": Label(at(drawing("{https_ads}/draws.js?in={id}&to=" + HOME))),
        "secure-frame": Label(at(framed("{https_ads}/frame/again"))),
        "upgraded-picture": Label(at(shown("{upgraded}/blue.png")), findings=MIXED),
        "upgraded-recompressed": Label(at(shown("{upgraded}/again.jpg")), findings=MIXED),
        "not-upgraded-srcset": Label(  # a picture of several is not: it is left out
            at(shown("/moved.png", 'srcset="{upgraded}/blue.png 1x, /moved.png 2x"')), "broken",
            BROKEN,
        ),
        "upgraded-background": Label(at(backed("{upgraded}/again.jpg")), findings=MIXED),
        "upgraded-background-bytes": Label(at(backed("{upgraded}/blue.png")), findings=MIXED),
        "upgraded-other": Label(
            at(shown("{upgraded}/red.png")), "wrong_creative", ("creative.wrong", *MIXED)
        ),
        "upgraded-late": Label(
            at("") + later(
                "setTimeout(() => {{ document.getElementById('{id}').innerHTML = `"
                + shown("{upgraded}/blue.png") + "` }}, 300)"
            ), findings=MIXED,
        ),
        "upgraded-in-a-frame": Label(at(framed("{https_ads}/frame/upgraded")), findings=MIXED),
        "upgraded-poster": Label(
            at(linked('<video poster="{upgraded}/blue.png" width="300" height="100"></video>',
                      HOME)), findings=MIXED,
        ),
        "plain-picture": Label(at(shown("{plain}/blue.png")), "broken", BROKEN),
        "plain-background": Label(at(backed("{plain}/blue.png")), "broken", BROKEN),
        "plain-frame": Label(at(framed("{plain}/frame/blue")), "broken", BROKEN),
        "plain-frame-upgradable": Label(at(framed("{upgraded}/frame/blue")), "broken", BROKEN),
        "plain-frame-in-a-frame": Label(at(framed("{https_ads}/frame/plain")), "broken", BROKEN),
        "plain-script": Label(
            at(drawing("{plain}/draws.js?in={id}")), "empty", ("slot.empty", *MIXED)
        ),
        "plain-script-in-a-frame": Label(
            at(framed("{https_ads}/frame/scripted")), "wrong_creative", ("creative.wrong", *MIXED)
        ),
        "expired-picture": Label(at(shown("{expired}/blue.png")), "broken", ("slot.broken",)),
        "expired-frame": Label(at(framed("{expired}/frame/blue")), "broken", ("slot.broken",)),
        "link-expired": Label(
            at(img(link="{expired}" + LANDING)), "dead_link", ("link.dead",),
            ads=(Ad(link="{expired}" + LANDING),),
        ),
    },
    address="{https}/at/{name}",
)  # fmt: skip
MOVED = Sheet(
    {
        "moved-secure": Label(at(shown())),
        "moved-upgraded": Label(at(shown("{upgraded}/blue.png")), findings=MIXED),
        "moved-plain": Label(at(shown("{plain}/blue.png")), "broken", BROKEN),
    },
    address="{base}/moved-to-https",
)
WIDE = '<img src="{src}" style="width:100%">'
PHONE = Sheet(
    {
        "phone-secure": Label(at(linked(WIDE.replace("{src}", "/wide.png"), HOME), "width:auto")),
        "phone-upgraded": Label(
            at(linked(WIDE.replace("{src}", "{upgraded}/wide.jpg"), HOME), "width:auto"),
            findings=MIXED,
        ),
        "phone-plain": Label(
            at(linked(WIDE.replace("{src}", "{plain}/wide.png"), HOME), "width:auto"),
            "broken", BROKEN,
        ),
        "phone-plain-frame": Label(
            at('<iframe src="{plain}/frame/wide" style="border:0;width:100%;height:59px"></iframe>',
               "width:auto"),
            "broken", BROKEN,
        ),
    },
    is_phone=True,
    address="{https}/at/{name}",
)  # fmt: skip
PAGES = {"secure": SECURE, "secure-moved": MOVED, "secure-phone": PHONE}
FRAMES = {
    "/frame/upgraded": shown("{upgraded}/again.jpg"),
    "/frame/plain": framed("{plain}/frame/blue"),
    "/frame/scripted": drawing("{plain}/draws.js"),
}


def draws(asked: Asked) -> Answer:
    """Puts the ad into the element that is named, or into the page."""
    name, _, home = asked.query.removeprefix("in=").partition("&to=")
    where = f"document.getElementById('{name}')" if name else "document.body"
    html = f'<a href="{home}"><img src="/blue.png" width="300" height="100"></a>'
    return Answer(f"{where}.innerHTML = '{html}'".encode(), "text/javascript")
