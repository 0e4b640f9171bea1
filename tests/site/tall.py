"""Pages taller than one capture, and pages that scroll in a box of their own: what lies far down is
in evidence too (checks.md, Observe and Evidence)."""

from tests.site.labels import Label, Sheet, at, framed, img, later, linked

WRONG = "wrong_creative", ("creative.wrong",)
OTHER = "{other}"


def below(high: int, inner: str) -> str:
    """Something so many px further down."""
    return f'<div style="height:{high}px;background:#eef3f8">正文</div>{inner}'


def wide(path: str) -> str:
    """A phone's ad, as wide as the page."""
    return at(linked(f'<img src="{path}" style="width:100%">'), "width:auto")


def shell(style: str, inner: str = "", before: str = "", after: str = "") -> dict[str, str]:
    """A page whose content scrolls in a box of its own."""
    head = f'<style>{style}</style>{before}<div id="inner">{inner}'
    return {"head": head, "foot": f'<div style="height:1500px">正文</div></div>{after}'}


def tapped(path: str, style: str) -> str:
    """An ad whose click works by script alone."""
    return at(f'<img id="{{id}}-i" src="{path}" style="{style}">', "width:auto") + later(
        "document.getElementById('{id}-i').addEventListener('click', () => open('/landing'))"
    )


BY_SCRIPT = {"click_by_script": True}
PC = "width:300px;height:100px"
BAR = '<div style="height:44px;flex:none;background:#357">楼市</div>'
COLUMN = "height:100vh;display:flex;flex-direction:column;overflow:hidden"
SMALL = '<div style="height:120px;width:340px;overflow-y:auto">'
PAGES = {
    "tall": Sheet(
        {
            "far-down": Label(below(17_000, at(img("/larger.jpg")))),
            "far-down-another": Label(below(900, at(img("/other.png"))), *WRONG),
            "across-two-captures": Label(below(13_770, at(img("/larger.jpg")))),
        },
        head='<div style="position:sticky;top:0;height:40px;background:#ddd;z-index:2">导航</div>',
    ),
    "tall-frames": Sheet(
        {
            "frame-far-down": Label(below(17_000, at(framed(f"{OTHER}/frame/canvas")))),
            "frame-far-down-another": Label(below(900, at(framed(f"{OTHER}/frame/red"))), *WRONG),
        }
    ),
    "tall-phone": Sheet(
        {
            "phone-far-down": Label(below(9_000, wide("/wide-scaled.jpg"))),
            "phone-far-down-another": Label(below(3_000, wide("/wide-other.jpg")), *WRONG),
            "phone-at-the-end": Label(below(7_500, wide("/wide-scaled.jpg"))),
        },
        is_phone=True,
    ),
    "inner": Sheet(
        {
            "inner-upper": Label(below(1_500, at(img("/larger.jpg")))),
            "inner-lower": Label(below(1_900, at(img("/larger.jpg")))),
            "inner-another": Label(below(900, at(img("/other.png"))), *WRONG),
            "inner-clicked": Label(below(900, tapped("/blue.png", PC)), slot=BY_SCRIPT),
        },
        **shell("#inner{height:100vh;overflow-y:auto}"),
    ),
    "inner-fixed": Sheet(
        {
            "inner-fixed-upper": Label(below(1_500, at(img("/larger.jpg")))),
            "inner-fixed-another": Label(below(1_900, at(img("/other.png"))), *WRONG),
            "inner-fixed-frame": Label(below(900, at(framed(f"{OTHER}/frame/canvas")))),
        },
        **shell("#inner{position:fixed;inset:44px 0 50px;overflow:auto}", before=BAR),
    ),
    "inner-phone": Sheet(
        {
            "inner-phone-upper": Label(below(1_500, wide("/wide-scaled.jpg"))),
            "inner-phone-lower": Label(below(1_900, wide("/wide-scaled.jpg"))),
            "inner-phone-another": Label(below(900, wide("/wide-other.jpg")), *WRONG),
            "inner-phone-clicked": Label(
                below(900, tapped("/wide.png", "width:100%")), slot=BY_SCRIPT
            ),
        },
        is_phone=True,
        **shell(
            "#inner{flex:1;overflow-y:auto}",
            '<div style="height:100vh;background:#cde">首屏</div>',
            f'<div style="{COLUMN}">{BAR}',
            f"{BAR}</div>",
        ),
    ),
    "inner-body": Sheet(
        {
            "inner-body-upper": Label(below(1_500, wide("/wide-scaled.jpg"))),
            "inner-body-another": Label(below(1_900, wide("/wide-other.jpg")), *WRONG),
        },
        is_phone=True,
        head="<style>html{height:100%;overflow:hidden}body{height:100%;overflow-y:auto}</style>",
        foot='<div style="height:1500px">正文</div>',
    ),
    "inner-small": Sheet(
        {
            "small-first": Label(SMALL + tapped("/blue.png", PC), slot=BY_SCRIPT),
            "small-second": Label(below(300, tapped("/blue.png", PC)) + "</div>", slot=BY_SCRIPT),
        }
    ),
}
