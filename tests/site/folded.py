"""What stands in a slot beside its ad: pictures beside words, and what is folded away."""

from collections.abc import Mapping
from typing import Any

from tests.site.holders import TEXT, WORDS
from tests.site.labels import Label, Sheet, at, img, linked, over
from tests.site.layers import hidden

OTHER = "东湖国际现房发售"


def words(html: str, result: str = "ok", *findings: str) -> Label:
    """A slot of words alone."""
    return Label(html, result, findings, ads=(TEXT,), slot=WORDS)


SAID = linked("云溪花园 首开在即")
LONE = '<img src="/red.png" width="60" height="20" style="{}">'
CODE = '<div style="display:none"><img src="/red.png" width="120" height="120"></div>'
ICON = '<img src="/red.png" width="40" height="30">'
COVER = over("left:0;top:0;width:300px;height:100px", img("/red.png", None))
CUT = '<div style="height:100px;overflow:hidden">'
FLAT = '<div style="max-height:0;overflow:hidden">{}</div>'
AWAY = '<img src="/red.png" {} style="position:absolute;left:-9999px;top:0">'.format(
    'width="300" height="100"'
)
ACROSS: Mapping[str, Any] = {"form": "跨栏"}


def tall(path: str) -> str:
    """A picture that is more than twice as high as the slot."""
    return f'<img src="{path}" width="300" height="240">'


PAGES = {
    "words-beside": Sheet(
        {
            "words-code": words(at(SAID + CODE)),
            "words-badge": words(at(SAID + LONE.format("visibility:hidden"))),
            "words-faded-badge": words(at(SAID + LONE.format("opacity:0"))),
            "words-icon-lost": words(at('<img src="/none.gif" width="20" height="12">' + SAID)),
            "words-icon": words(at(ICON + SAID)),
            "words-under": words(at(SAID + COVER), "unsure", "check.cover_unread"),
            "words-other": words(at(linked(OTHER) + ICON), "wrong_creative", "creative.wrong"),
        }
    ),
    "folded-away": Sheet(
        {
            "folded-below": Label(
                at(CUT + img("/again.jpg") + tall("/red.png") + "</div>"), slot=ACROSS
            ),
            "folded-flat": Label(
                at(img("/again.jpg") + FLAT.format(tall("/red.png"))), slot=ACROSS
            ),
            "folded-aside": Label(at(AWAY + img("/again.jpg"))),
            "folded-right-one": Label(
                at(CUT + img("/red.png") + tall("/blue.png") + "</div>"),
                "wrong_creative", ("creative.wrong",), slot=ACROSS,
            ),
            "folded-all": hidden(
                at(f'{ICON}<div style="height:0;overflow:hidden">{img()}</div>'), "clipped"
            ),
        }
    ),
}  # fmt: skip
