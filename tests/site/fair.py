"""Pages on which nobody is to be accused, whatever it looks like at first."""

from tests.site.floating import PAIR
from tests.site.labels import LANDING, Ad, Label, Sheet, at, img, linked
from tests.site.server import Answer

ENDED = (Ad(ended=True),)
STREAM = {"form": "流媒体"}
ONCE = ("check.once_unread",)
FAILS = '<script src="/failing"></script>'
FILES = {"/count": Answer(status=302, headers={"location": LANDING})}
PAIRED = {"form": "对联", "width": 120, "height": 300}


def couplet(link: str) -> str:
    """Both sides of a 对联, clicks counted on their way."""
    size = 'width="120" height="300"'
    return at(
        linked(f'<img src="/left.png" {size}>', link)
        + linked(f'<img src="/right.png" {size}>', link)
    )


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
    "counted": Sheet(
        {
            "link-unasked": Label(at(img(link="/failing")), "unsure", ("link.unasked",)),
            "couplet-counted": Label(couplet("/count"), ads=PAIR, slot=PAIRED),
            "couplet-unasked": Label(
                couplet("/failing"), "unsure", ("link.unasked",), ads=PAIR, slot=PAIRED
            ),
        }
    ),
    "fair-turns": Sheet(
        {"turn-twins": Label(at(img()), ads=(Ad(), Ad()), slot={"rotations": 2})}
    ),
}  # fmt: skip
