"""Pages taller than one capture, and pages that scroll in a box of their own: what lies far down is
in evidence too (checks.md, Observe and Evidence)."""

from dataclasses import replace

from tests.site.labels import Label, Sheet, at, framed, img, later, linked

END = '<div style="height:1500px">正文</div>'
WRONG = "wrong_creative", ("creative.wrong",)
OTHER = "{other}"


def below(high: int, inner: str) -> str:
    """Something so many px further down."""
    return f'<div style="height:{high}px;background:#eef3f8">正文</div>{inner}'


def wide(path: str) -> str:
    """A phone's ad, as wide as the page."""
    return at(linked(f'<img src="{path}" style="width:100%">'), "width:auto")


def shell(sheet: Sheet, style: str, inner: str = "", before: str = "", after: str = "") -> Sheet:
    """The same page, its content in a box that scrolls by itself."""
    head = f'<style>#inner{{{style}}}</style>{before}<div id="inner">{inner}'
    return replace(sheet, head=head, foot=f"{END}</div>{after}")


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
    "inner": shell(
        Sheet(
            {
                "inner-upper": Label(below(1_500, at(img("/larger.jpg")))),
                "inner-lower": Label(below(1_900, at(img("/larger.jpg")))),
                "inner-clicked": Label(below(900, tapped("/blue.png", PC)), slot=BY_SCRIPT),
                "inner-another": Label(below(900, at(img("/other.png"))), *WRONG),
            }
        ),
        "height:100vh;overflow-y:auto",
    ),
    "inner-fixed": shell(
        Sheet(
            {
                "inner-fixed-upper": Label(below(1_500, at(img("/larger.jpg")))),
                "inner-fixed-another": Label(below(1_900, at(img("/other.png"))), *WRONG),
                "inner-fixed-frame": Label(below(900, at(framed(f"{OTHER}/frame/canvas")))),
            }
        ),
        "position:fixed;inset:44px 0 50px;overflow:auto",
        before=BAR,
    ),
    "inner-phone": shell(
        Sheet(
            {
                "inner-phone-upper": Label(below(1_500, wide("/wide-scaled.jpg"))),
                "inner-phone-lower": Label(below(1_900, wide("/wide-scaled.jpg"))),
                "inner-phone-clicked": Label(
                    below(900, tapped("/wide.png", "width:100%")), slot=BY_SCRIPT
                ),
                "inner-phone-another": Label(below(900, wide("/wide-other.jpg")), *WRONG),
            },
            is_phone=True,
        ),
        "flex:1;overflow-y:auto",
        '<div style="height:100vh;background:#cde">首屏</div>',
        f'<div style="{COLUMN}">{BAR}',
        f"{BAR}</div>",
    ),
    "inner-body": Sheet(
        {
            "inner-body-upper": Label(below(1_500, wide("/wide-scaled.jpg"))),
            "inner-body-another": Label(below(1_900, wide("/wide-other.jpg")), *WRONG),
        },
        is_phone=True,
        head="<style>html{height:100%;overflow:hidden}body{height:100%;overflow-y:auto}</style>",
        foot=END,
    ),
    "inner-small": Sheet(
        {
            "small-first": Label(SMALL + tapped("/blue.png", PC), slot=BY_SCRIPT),
            "small-second": Label(below(300, tapped("/blue.png", PC)) + "</div>", slot=BY_SCRIPT),
        }
    ),
}
