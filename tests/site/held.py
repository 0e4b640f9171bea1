"""What a slot may hold, holding something else (checks.md, What a slot may hold)."""

from tests.site.holders import DRAW
from tests.site.labels import GREEN, RED, Ad, Label, Sheet, at, framed, img, later, linked
from tests.site.turning import CLOCK, COOKIE, TURNS, by, rotates

OTHER = "wrong_creative", ("creative.wrong",)
ASTRAY = "wrong_link", ("link.wrong",)
CANVAS = '<canvas id="{id}-c" width="300" height="100"></canvas>'
MAP = (
    '<img src="/again.jpg" width="300" height="100" usemap="#{id}-m">'
    '<map name="{id}-m"><area shape="rect" coords="0,0,300,100" href="/elsewhere"></map>'
)
LATE = '<img loading="lazy" src="/other.png" width="300" height="100">'
THIRD = (Ad(), Ad({"main": RED}), Ad({"main": GREEN}, link="/elsewhere"))
TURNED = ("yes", "yes", "no")
PAGES = {
    "held-other": Sheet(
        {
            "held-picture": Label(
                at(linked('<picture><source media="(min-width:900px)" srcset="/other.png">'
                          '<img src="/blue.png" width="300" height="100"></picture>')), *OTHER
            ),
            "held-canvas": Label(
                at(linked(CANVAS)) + later(DRAW.replace("/again.jpg", "/other.png")), *OTHER
            ),
            "held-nested": Label(at(framed("/frame/nested")), *OTHER, ads=(Ad({"main": RED}),)),
            "held-map": Label(at(MAP), *ASTRAY),
            "held-sticky": Label(
                at(f'<div style="position:sticky;top:0">{img("/other.png")}</div>'), *OTHER
            ),
            "held-lazy": Label('<div style="height:2500px"></div>' + at(linked(LATE)), *OTHER),
            "held-by-clock": Label(
                by(CLOCK, TURNS), *ASTRAY, ads=THIRD, delivered=TURNED, slot=rotates(3)
            ),
        }
    ),
    "held-by-cookie": Sheet(
        {
            "held-by-cookie": Label(
                by(COOKIE, TURNS, first=""), *ASTRAY, ads=THIRD, delivered=TURNED,
                slot=rotates(3),
            )
        }
    ),
}  # fmt: skip
