"""Pages that send their reader on by themselves, one whose address names a place in it, a counter
that tells devices apart."""

from tests.site.labels import LANDING, Label, Sheet, at, img
from tests.site.phones import of
from tests.site.server import Answer, Asked, Route
from tests.site.turning import TWO, by_load, rotates

COOKIE = (
    "<script>if (!document.cookie.includes('known=1')) "
    "{ document.cookie = 'known=1'; location.reload() }</script>"
)
WAYS = {
    "led-by-refresh": '<meta http-equiv="refresh" content="0;url=?on">',
    "led-by-script": "<script>location.replace('?on')</script>",
    "led-a-moment-later": "<p>正在进入……<script>setTimeout(() => location = '?on', 60)</script>",
}


def by_agent(asked: Asked) -> Answer:
    """A counter that sends phones to the landing page, and others to their own."""
    place = LANDING if "Mobile" in asked.agent else "/elsewhere"
    return Answer(status=302, headers={"location": place})


def led_on(asked: Asked, body: str) -> Answer:
    """The page itself where the way to it was followed."""
    name = asked.path.rsplit("/", 1)[-1]
    way = f"<!doctype html><title>进入</title>{WAYS[name]}"
    return Answer((body if asked.query else way).encode())


FILES: dict[str, Route] = {"/by-agent": by_agent}
PAGES = {
    "turn-at-a-place": Sheet(
        {"turn-at-a-place": Label(at(img("TURN")), ads=TWO, slot=rotates(2))},
        route=by_load,
        address="{base}/at/{name}#top",
    ),
    "led-by-cookie": Sheet({"led-by-cookie": Label(at(img("/again.jpg")))}, head=COOKIE),
    "phone-counted": Sheet({"phone-counted": Label(of("/wide.png", "/by-agent"))}, is_phone=True),
    "screen-counted": Sheet(
        {"screen-counted": Label(at(img("/again.jpg", "/by-agent")), "wrong_link", ("link.wrong",))}
    ),
    **{name: Sheet({name: Label(at(img("/again.jpg")))}, route=led_on) for name in WAYS},
}
