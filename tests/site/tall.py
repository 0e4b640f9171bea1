"""Pages taller than one capture, and pages that scroll in a box of their own: what lies far down is
in evidence too (checks.md, Observe and Evidence)."""

from tests.site.labels import Label, Sheet, at, framed, img, linked

WRONG = "wrong_creative", ("creative.wrong",)
OTHER = "{other}"


def below(high: int, inner: str) -> str:
    """Something so many px further down."""
    return f'<div style="height:{high}px;background:#eef3f8">正文</div>{inner}'


def wide(path: str) -> str:
    """A phone's ad, as wide as the page."""
    return at(linked(f'<img src="{path}" style="width:100%">'), "width:auto")


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
}
