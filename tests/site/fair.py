"""Pages on which nobody is to be accused, whatever it looks like at first."""

from tests.site.labels import Ad, Label, Sheet, at, img

ENDED = (Ad(ended=True),)
STREAM = {"form": "流媒体"}
ONCE = ("check.once_unread",)
FAILS = '<script src="/failing"></script>'
PAGES = {
    "fair": Sheet(
        {
            "free-expired-hidden": Label(at(img(), "display:none"), "vacant", ads=ENDED),
            "free-expired-invisible": Label(at(img(), "visibility:hidden"), "vacant", ads=ENDED),
            "free-expired-covered": Label(
                at(img() + '<div style="position:absolute;inset:0;background:#fff"></div>'),
                "expired", ("creative.expired",), ads=ENDED,
            ),
        }
    ),
    "once": Sheet({"once-disturbed": Label(at("") + FAILS, "unsure", ONCE, slot=STREAM)}),
    "once-again": Sheet(
        {"once-disturbed-again": Label(at("") + FAILS, "empty", ("slot.empty",), slot=STREAM)},
        looks=2,
    ),
    "once-free": Sheet({"once-free": Label(FAILS, "unsure", ONCE, ads=(), slot=STREAM)}),
    "fair-turns": Sheet(
        {"turn-twins": Label(at(img()), ads=(Ad(), Ad()), slot={"rotations": 2})}
    ),
}  # fmt: skip
