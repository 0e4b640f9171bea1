"""The page itself for a place: 背景 with the page on it, and where a click beside the page leads
(checks.md, What a slot may hold and Same link?)."""

from tests.site import ads
from tests.site.labels import LANDING, Ad, Label, Sheet
from tests.site.server import Answer

GROUND, OTHER = (ads.png((1920, 700), hue=hue) for hue in (210, 10))
FILES = {
    "/ground-again.jpg": Answer(ads.jpeg((1920, 700), quality=70), "image/jpeg"),
    "/ground.png": Answer(GROUND, "image/png"),
    "/ground-other.png": Answer(OTHER, "image/png"),
}
NEWS = "".join(f'<li><a href="/elsewhere">本地楼市新闻 {n}</a>' for n in range(60))
PAGE = f'<div class="wrap"><ul class="news">{NEWS}</ul></div>'
STYLE = (
    "main{{width:auto!important;margin:0;padding:0!important}}"
    ".news{{width:1000px;margin:0 auto;padding:0;background:#fff;text-align:center}}"
    ".news a{{display:block}}.wrap{{position:relative}}"
)
GUTTER = '<a href="{link}" style="position:absolute;top:0;{side}:0;width:400px;height:700px"></a>'


def gutters(link: str) -> str:
    """Links without words beside the page, on both sides."""
    return "".join(GUTTER.format(link=link, side=side) for side in ("left", "right"))


def ground(
    name: str,
    body: str,
    result: str = "ok",
    findings: tuple[str, ...] = (),
    *,
    selector: str = "body",
    paint: str = "body{background:url(/ground.png) center top no-repeat}",
    more: str = "",
    by_script: bool = False,
) -> dict[str, Sheet]:
    """A page with a booked background of 1920×700."""
    slot = {"form": "背景", "width": 1920, "height": 700, "click_by_script": by_script}
    label = Label(body, result, findings, (Ad({"main": GROUND}),), selector=selector, slot=slot)
    head = f"<style>{paint}{STYLE.replace('{{', '{').replace('}}', '}')}{more}</style>"
    return {name: Sheet({name: label}, head=head)}


TWO = ((LANDING, "left"), ("/other", "right"))
BOX = (
    "#ground{position:absolute;left:0;right:0;top:0;height:700px;"
    "background:url(/ground.png) center top}"
)
COVERED = ".news{width:auto}.wrap{background:#eee}"
FILLED = '<div id="ground"><a href="{link}" style="display:block;height:700px"></a></div>'
PAGES = {
    **ground("ground-beside-a-list", PAGE + gutters(LANDING)),
    **ground("ground-under-its-links", gutters(LANDING) + PAGE),
    **ground("ground-astray", PAGE + gutters("/elsewhere"), "wrong_link", ("link.wrong",)),
    **ground(
        "ground-of-two-links",
        PAGE
        + GUTTER.format(link=LANDING, side="left")
        + GUTTER.format(link="/other", side="right"),
        "unsure",
        ("link.by_script",),
    ),
    **ground(
        "ground-with-a-link-above-the-page",
        f'<a href="{LANDING}" style="display:block;height:120px"></a>{PAGE}',
    ),
    **ground(
        "ground-by-a-listener",
        f"{PAGE}<script>document.body.onclick = () => open('/landing')</script>",
        "unsure",
        ("link.by_script",),
    ),
    **ground(
        "ground-clicked",
        f"{PAGE}<script>document.body.onclick = (event) => "
        "{{ if (!event.target.closest('.news')) open('/landing') }}</script>",
        by_script=True,
    ),
    **ground("ground-without-a-link", PAGE, "unsure", ("link.by_script",)),
    **ground(
        "ground-by-script",
        f"{PAGE}<script>document.body.setAttribute('onclick', "
        "\"window.open('{base}/landing')\")</script>",
    ),
    **ground(
        "ground-other",
        PAGE + gutters(LANDING),
        "wrong_creative",
        ("creative.wrong",),
        paint="body{background:url(/ground-other.png) center top no-repeat}",
    ),
    **ground(
        "ground-fixed",
        PAGE + gutters(LANDING),
        paint="body{background:url(/ground.png) center top no-repeat fixed}",
    ),
    **ground(
        "ground-fixed-recompressed",
        PAGE + gutters(LANDING),
        paint="body{background:url(/ground-again.jpg) center top no-repeat fixed}",
    ),
    **ground(
        "ground-fixed-other",
        PAGE + gutters(LANDING),
        "wrong_creative",
        ("creative.wrong",),
        paint="body{background:url(/ground-other.png) center top no-repeat fixed}",
    ),
    **ground(
        "ground-fixed-small",
        PAGE + gutters(LANDING),
        "wrong_size",
        ("size.rendered",),
        paint="body{background:url(/ground.png) center top/1600px auto no-repeat fixed}",
    ),
    **ground("ground-in-a-box", FILLED.format(link=LANDING) + PAGE, selector="#ground", paint=BOX),
    **ground(
        "ground-in-a-box-astray",
        FILLED.format(link="/elsewhere") + PAGE,
        "wrong_link",
        ("link.wrong",),
        selector="#ground",
        paint=BOX,
    ),
    **ground(
        "ground-in-a-box-under-a-wide-page",
        FILLED.format(link=LANDING) + PAGE,
        "hidden",
        ("hidden.covered",),
        selector="#ground",
        paint=BOX,
        more=COVERED,
    ),
}
