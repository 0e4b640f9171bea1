"""Pages that send their reader on by themselves, and one whose address names a place in it."""

from tests.site.labels import Label, Sheet, at, img
from tests.site.server import Answer, Asked
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


def led_on(asked: Asked, body: str) -> Answer:
    """The page itself where the way to it was followed."""
    name = asked.path.rsplit("/", 1)[-1]
    way = f"<!doctype html><title>进入</title>{WAYS[name]}"
    return Answer((body if asked.query else way).encode())


PAGES = {
    "turn-at-a-place": Sheet(
        {"turn-at-a-place": Label(at(img("TURN")), ads=TWO, slot=rotates(2))},
        route=by_load,
        address="{base}/at/{name}#top",
    ),
    "led-by-cookie": Sheet({"led-by-cookie": Label(at(img("/again.jpg")))}, head=COOKIE),
    **{name: Sheet({name: Label(at(img("/again.jpg")))}, route=led_on) for name in WAYS},
}
