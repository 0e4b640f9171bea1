"""Skins: backgrounds that are wider than the window, of which no reader of it sees more
(checks.md, What a slot may hold)."""

from collections.abc import Mapping
from typing import Any

from PIL import Image

from tests.site import ads
from tests.site.labels import Ad, Label, Sheet, linked
from tests.site.server import Answer

WIDE = (2560, 600)
LOOK: Mapping[str, Any] = {"hue": 190, "text_size": 60}
SKIN = ads.png(WIDE, **LOOK)
CENTRE = 320, 0, 2240, 600


def at_the_sides(hue: int) -> bytes:
    """The skin with other sides, which a window of 1920 px does not show."""
    picture = Image.new("RGB", WIDE, f"hsl({hue}, 60%, 40%)")
    picture.paste(ads.drawn(WIDE, **LOOK).crop(CENTRE), CENTRE)
    return ads.encoded(picture)


FILES = {
    "/skin.png": Answer(SKIN, "image/png"),
    "/skin.jpg": Answer(ads.jpeg(WIDE, quality=75, **LOOK), "image/jpeg"),
    "/skin-large.jpg": Answer(
        ads.encoded(ads.drawn(WIDE, **LOOK).resize((3200, 750)), "JPEG", quality=80), "image/jpeg"
    ),
    "/skin-other.jpg": Answer(ads.jpeg(WIDE, hue=10, text_size=60), "image/jpeg"),
    "/skin-sides.png": Answer(at_the_sides(20), "image/png"),
    "/skin-2200.png": Answer(ads.png((2200, 600), **LOOK), "image/png"),
}
OURS = (Ad({"main": SKIN}),)
NARROWER = (Ad({"main": ads.png((2200, 600), **LOOK)}),)
FORM = {"form": "背景", "width": 2560, "height": 600}
FULL = "position:absolute;left:0;right:0;height:600px"
TOP = "center top no-repeat"
NOT_PAINTED = ("picture.not_painted",)


def behind(style: str, result: str = "ok", findings: tuple[str, ...] = (), **given: Any) -> Label:
    """A link with the skin for its background; what follows stands under it."""
    link = linked("", extra=f'id="{{id}}" style="display:block;{style}"')
    html = f'{link}<div style="height:620px"></div>'
    return Label(html, result, findings, **({"ads": OURS, "slot": FORM} | given))


def body(name: str, style: str, result: str = "ok", findings: tuple[str, ...] = ()) -> Sheet:
    """A page with the skin for its own background, its link over all of it."""
    link = linked("", extra='style="position:absolute;inset:0"')
    label = Label(link, result, findings, OURS, selector="body", slot=FORM)
    head = f'<style>body{{background:{style}}}</style><div style="height:1500px"></div>'
    return Sheet({name: label}, head=head)


PAGES = {
    "skins": Sheet(
        {
            "skin": behind(f"{FULL};background:url(/skin.png) {TOP}"),
            "skin-recompressed": behind(f"{FULL};background:url(/skin.jpg) {TOP}"),
            "skin-covers": behind(f"{FULL};background:url(/skin-large.jpg) center/cover"),
            "skin-repeated": behind(f"{FULL};background:url(/skin.png) center top repeat-x"),
            "skin-2200": behind(
                f"{FULL};background:url(/skin-2200.png) {TOP}", ads=NARROWER,
                slot=FORM | {"width": 2200},
            ),
            "skin-by-its-own-width": behind(
                "position:absolute;left:0;width:1920px;height:600px;"
                f"background:url(/skin.png) {TOP}",
                "unsure", NOT_PAINTED,
            ),
            "skin-fixed-elsewhere": behind(
                f"{FULL};background:url(/skin.png) {TOP} fixed", "unsure", NOT_PAINTED
            ),
            "skin-of-another": behind(
                f"{FULL};background:url(/skin-other.jpg) {TOP}", "wrong_creative",
                ("creative.wrong",),
            ),
            "skin-with-other-sides": behind(
                f"{FULL};background:url(/skin-sides.png) {TOP}", "wrong_creative",
                ("creative.wrong",),
            ),
            "skin-of-another-width": behind(
                f"{FULL};background:url(/skin-2200.png) {TOP}", "wrong_creative",
                ("creative.wrong", "size.rendered"),
            ),
            "skin-low": behind(
                f"{FULL};height:500px;background:url(/skin.png) {TOP}", "wrong_size",
                ("size.rendered", *NOT_PAINTED),
            ),
            "skin-from-the-left": behind(
                f"{FULL};background:url(/skin.png) left top no-repeat", "wrong_size",
                ("size.rendered", *NOT_PAINTED),
            ),
            "skin-in-a-column": behind(
                f"position:absolute;width:1000px;height:600px;background:url(/skin.png) {TOP}",
                "wrong_size", ("size.rendered", *NOT_PAINTED),
            ),
        }
    ),
    "skin-body": body("skin-body", f"url(/skin.jpg) {TOP}"),
    "skin-body-fixed": body("skin-body-fixed", f"url(/skin.png) {TOP} fixed"),
    "skin-body-other": body(
        "skin-body-other", f"url(/skin-other.jpg) {TOP}", "wrong_creative", ("creative.wrong",)
    ),
    "skin-body-small": body(
        "skin-body-small", "url(/skin.png) center top/1600px 500px no-repeat", "wrong_size",
        ("size.rendered",),
    ),
}  # fmt: skip
