"""What stands in a slot beside its ad: pictures beside words, and what is folded away."""

from tests.site.holders import TEXT, WORDS
from tests.site.labels import Ad, Label, Sheet, at, img, linked, over

OTHER = "东湖国际现房发售"


def words(html: str, result: str = "ok", *findings: str) -> Label:
    """A slot of words alone."""
    return Label(html, result, findings, ads=(TEXT,), slot=WORDS)


SAID = linked("云溪花园 首开在即")
BAR = 'style="height:100px;overflow:hidden"'
PAGES = {
    "words-beside": Sheet(
        {
            "code": words(
                at(
                    SAID
                    + '<div style="display:none"><img src="/red.png" width="120" height="120"></div>'
                )
            ),
            "badge": words(
                at(SAID + '<img src="/red.png" width="60" height="20" style="visibility:hidden">')
            ),
            "faded": words(
                at(SAID + '<img src="/red.png" width="60" height="20" style="opacity:0">')
            ),
            "icon-lost": words(at('<img src="/none.gif" width="20" height="12">' + SAID)),
            "icon": words(at('<img src="/red.png" width="40" height="30">' + SAID)),
            "over": words(
                at(SAID + over("left:0;top:0;width:300px;height:100px", img("/red.png", None))),
                "unsure",
                "check.cover_unread",
            ),
            "other": words(
                at(linked(OTHER) + '<img src="/red.png" width="40" height="30">'),
                "wrong_creative",
                "creative.wrong",
            ),
        }
    ),
    "folded-away": Sheet(
        {
            "below": Label(
                at(
                    f'<div {BAR}>{img("/again.jpg")}<img src="/red.png" width="300" height="240"></div>'
                ),
                slot={"form": "跨栏"},
            ),
            "no-height": Label(
                at(
                    img("/again.jpg") + '<div style="max-height:0;overflow:hidden">'
                    '<img src="/red.png" width="300" height="400"></div>'
                ),
                slot={"form": "跨栏"},
            ),
            "aside": Label(
                at(
                    '<img src="/red.png" width="300" height="100" '
                    'style="position:absolute;left:-9999px;top:0">' + img("/again.jpg")
                )
            ),
            "wrong-bar": Label(
                at(
                    f'<div {BAR}>{img("/red.png")}<img src="/blue.png" width="300" height="240"></div>'
                ),
                "wrong_creative",
                ("creative.wrong",),
                slot={"form": "跨栏"},
            ),
            "all": Label(
                at(
                    '<div style="height:10px;overflow:hidden;width:40px"><img src="/red.png" width="12" '
                    f'height="10"></div><div style="height:0;overflow:hidden">{img()}</div>'
                ),
                "hidden",
                ("hidden.clipped",),
            ),
        }
    ),
}
