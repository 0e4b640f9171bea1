"""Pages that do what a page should not: each costs itself time, and nobody else anything."""

from tests.site.holders import WORDS
from tests.site.labels import Ad, Label, Sheet, at, framed, img, later, linked
from tests.site.server import Answer, Asked

OTHERWISE = "Math.round = () => '一'"
FRAMES = {"/frame/odd": later(OTHERWISE) + img("/again.jpg")}
TALL = '<div style="height:3000px"></div>'
HALF = "String.fromCharCode(0xd83d)"
LONG = Ad(text="房" * 399 + "🏠", given={"format": "text"})


def page(script: str, result: str = "ok", *codes: str, body: str = "") -> Label:
    """A slot as it should be, on a page with that script."""
    return Label(at(img("/again.jpg")) + body + later(script), result, codes)


def on_end(asked: Asked, body: str) -> Answer:
    """Sends on to itself."""
    return Answer(status=302, headers={"location": asked.path})


LABELS = {
    "pops-up": page("for (let n = 0; n < 3; n += 1) open('/landing')"),
    "alerts": page("setInterval(() => {{ alert('看'); confirm('房'); prompt('吗') }}, 50)"),
    "alerts-on-end": page("for (;;) alert('看')", "unreachable", "page.timeout"),
    "hangs": page("setTimeout(() => {{ for (;;); }}, 0)", "unreachable", "page.timeout"),
    "grows": page(
        "addEventListener('scroll', () => {{ const d = document.createElement('div');"
        "d.style.height = '2000px'; d.textContent = '更多'; document.body.append(d) }})",
        body=TALL,
    ),
    "closes": page("setTimeout(() => close(), 100); close()"),
    "asks-before-leaving": page("onbeforeunload = (e) => {{ e.preventDefault(); return '留' }}"),
    "downloads": page("onload = () => setTimeout(() => {{ location = '/file.zip' }}, 100)"),
    "asks-for-much": page(
        "navigator.serviceWorker?.register('/worker.js').catch(() => 0);"
        "Notification.requestPermission(); navigator.geolocation.getCurrentPosition(() => 0);"
        "navigator.mediaDevices?.getUserMedia({{video: true}}).catch(() => 0);"
        "document.documentElement.requestFullscreen().catch(() => 0)"
    ),
    "prints": page("print(); setInterval(print, 100)"),
    "stops": page("setInterval(() => {{ debugger }}, 50)"),
    "names-things-anew": page(
        "Array.prototype.toJSON = () => 'x'; Object.prototype.also = 1; Array.from = () => []"
    ),
    "answers-otherwise": page(OTHERWISE, "unreachable", "page.failed"),
    "counts-otherwise": page("parseFloat = () => '一'", "unreachable", "page.failed"),
    "calls-itself-otherwise": page("history.pushState({{}}, '', '/at/other#x')", body=TALL),
    "half-a-sign-outside": page(f"document.body.append({HALF}, '\\0')"),
    "half-a-sign-inside": page(
        f"const d = document.getElementById('half-a-sign-inside'); d.append({HALF}, '\\0');"
        f"d.dataset.ad = {HALF}; document.title = {HALF};"
        f"document.getElementById('half-a-sign-inside').append(Object.assign("
        f"document.createElement('script'), {{{{text: 'throw new Error({HALF})'}}}}))",
        "ok",
        "script.error",
    ),
    "half-a-sign-thrown": page(
        f"JSON.stringify = () => {{{{ throw new Error({HALF} + '\\0') }}}};"
        f"Math.round = () => {{{{ throw new Error({HALF} + '\\0') }}}}",
        "unreachable",
        "page.failed",
    ),
    "half-a-sign-cut": Label(
        at(linked("房" * 399 + "🏠" + "在" * 50)),
        "unsure",
        ("picture.unsure",),
        ads=(LONG,),
        slot=WORDS,
    ),
    "jumps": page("setInterval(() => scrollTo(0, 1500), 30)", body=TALL),
}
PAGES = {name: Sheet({name: label}) for name, label in LABELS.items()} | {
    "goes-round": Sheet({"goes-round": Label("", "unreachable", ("page.failed",))}, route=on_end),
    "odd-frame": Sheet(
        {
            "odd-frame": Label(at(framed("/frame/odd")), "unsure", ("check.frame_unread",)),
            "beside-odd-frame": Label(at(img())),
        }
    ),
    "beside": Sheet({"beside": Label(at(img()))}),
}
