"""Slots that several bookings share: by load, by cookie, by the clock (轮播)."""

from dataclasses import replace

from tests.site.labels import BLUE, GREEN, LANDING, RED, Ad, Label, Sheet, at, img, later, linked
from tests.site.server import Answer, Asked

TWO = (Ad(), Ad({"main": RED}))
THREE = (*TWO, Ad({"main": GREEN}))
VERSIONS = Ad(versions=(Ad({"main": RED}),))
TURNS = ("/blue.png", "/red.png", "/green.png")
COOKIE = """const turns = {turns}, n = Number((document.cookie.match(/turn=(\\d+)/) || [0, 0])[1]);
document.cookie = 'turn=' + (n + 1) + '; path=/; max-age=86400';
document.querySelector('#{id} img').src = turns[n % turns.length]"""
CLOCK = """let n = 0; const turns = {turns};
setInterval(() => {{ n += 1;
document.querySelector('#{id} img').src = turns[n % turns.length] }}, 1500)"""
SHEETS = """setInterval(() => {{ const all = [...document.querySelectorAll('#{id} li')];
const n = all.findIndex(one => one.style.display !== 'none');
all[n].style.display = 'none'; all[(n + 1) % all.length].style.display = '' }}, 1500)"""

FADE = """setInterval(() => {{ const all = [...document.querySelectorAll('#{id} a')];
const n = all.findIndex(one => one.style.opacity !== '0');
all[n].style.opacity = '0'; all[(n + 1) % all.length].style.opacity = '1' }}, 1500)"""
STACK = """setInterval(() => {{ for (const one of document.querySelectorAll('#{id} a'))
one.style.zIndex = one.style.zIndex === '2' ? '1' : '2' }}, 1500)"""
SLIDE = """setInterval(() => {{ const strip = document.querySelector('#{id} ul').style;
strip.transform = strip.transform ? '' : 'translateX(-300px)' }}, 1500)"""
LAID = "position:absolute;left:0;top:0"


def laid(*styles: str) -> str:
    """A picture for each style, in one place."""
    turns = zip(TURNS, styles, strict=False)
    each = (linked(img(path, None), LANDING, f'style="{LAID};{style}"') for path, style in turns)
    return at("".join(each), "height:100px")


def side_by_side() -> str:
    """Two pictures on a strip, of which a window shows one."""
    strip = "display:flex;width:600px;margin:0;padding:0;list-style:none"
    return at(
        f'<div style="overflow:hidden"><ul style="{strip}"><li>{img()}</li>'
        f"<li>{img('/red.png')}</li></ul></div>"
    )


def by(script: str, turns: tuple[str, ...], first: str = "/blue.png") -> str:
    """A slot whose picture a script turns."""
    listed = "[" + ",".join(f"'{one}'" for one in turns) + "]"
    return at(img(first)) + later(script.replace("{turns}", listed))


def by_load(asked: Asked, body: str) -> Answer:
    """What the server turns: `TURN` is the next picture at each load."""
    third = ("/blue.png", "/blue.png", "/red.png")[asked.visit % 3]
    leads = (LANDING, "/elsewhere", LANDING)[asked.visit % 3]
    body = body.replace("TURN", TURNS[asked.visit % 2])
    return Answer(body.replace("THIRD", third).replace("LEADS", leads).encode())


def rotates(number: int) -> dict[str, object]:
    """Shares of the slot."""
    return {"rotations": number}


BY_LOAD = Sheet(
    {
        "turn-by-load": Label(at(img("TURN")), ads=TWO, slot=rotates(2)),
        "turn-unknown-in-an-unsold-share": Label(
            at(img("TURN")), findings=("creative.wrong",), ads=(Ad({"main": RED}),),
            slot=rotates(2),
        ),
        "turn-link-of-one": Label(
            at(img("TURN")), "wrong_link", ("link.wrong",),
            ads=(Ad(), Ad({"main": RED}, link="/elsewhere")), delivered=("yes", "no"),
            slot=rotates(2),
        ),
        "turn-link-in-one-load": Label(
            at(img("THIRD", link="LEADS")), "wrong_link", ("link.wrong",),
            slot=rotates(3), ads=(Ad(given={"shares": 2}), Ad({"main": RED})),
            delivered=("no", "yes"),
        ),
        "turn-versions": Label(at(img("TURN")), ads=(VERSIONS,)),
        "turn-version-link": Label(
            at(img("TURN")), "wrong_link", ("link.wrong",), delivered=("yes",),
            ads=(Ad(versions=(Ad({"main": RED}, link="/elsewhere"),)),),
        ),
        "turn-version-other": Label(
            at(img("TURN")), "wrong_creative", ("creative.wrong", "version.not_seen"),
            ads=(Ad(versions=(Ad({"main": GREEN}),)),), delivered=("yes",),
        ),
        "turn-too-many": Label(
            at(img("TURN")), "wrong_creative", ("creative.wrong",),
            ads=(Ad({"main": RED}, given={"shares": 2}),), slot=rotates(2), delivered=("yes",),
        ),
    },
    route=by_load,
)  # fmt: skip
BY_COOKIE = Sheet(
    {"turn-by-cookie": Label(by(COOKIE, TURNS, first=""), ads=THREE, slot=rotates(3))}
)
BY_CLOCK = Sheet(
    {
        "turn-by-clock": Label(by(CLOCK, TURNS), ads=THREE, slot=rotates(3)),
        "turn-by-sheets": Label(
            at("<ul style='margin:0;padding:0;list-style:none'><li>" + img() + "</li>"
               "<li style='display:none'>" + img("/red.png") + "</li></ul>") + later(SHEETS),
            ads=TWO, slot=rotates(2),
        ),
        "turn-by-fade": Label(laid("opacity:1", "opacity:0") + later(FADE), ads=TWO,
                              slot=rotates(2)),
        "turn-by-stack": Label(laid("z-index:2", "z-index:1") + later(STACK), ads=TWO,
                               slot=rotates(2)),
        "turn-by-slide": Label(side_by_side() + later(SLIDE), ads=TWO, slot=rotates(2)),
        "turn-by-fade-at-red": Label(laid("opacity:0", "opacity:1"), ads=(Ad({"main": RED}),)),
        "turn-by-stack-at-red": Label(laid("z-index:1", "z-index:2"), ads=(Ad({"main": RED}),)),
    }
)  # fmt: skip
UNSEEN = Sheet(
    {
        "turn-unseen": Label(at(img()), "unsure", ("rotation.not_seen",), ads=TWO,
                             delivered=("yes", "unknown"), slot=rotates(2)),
        "turn-version-unseen": Label(at(img()), findings=("version.not_seen",), ads=(VERSIONS,)),
        "turn-empty": Label(at(""), "empty", ("slot.empty",), ads=TWO, slot=rotates(2)),
        "turn-missing": Label("", "missing", ("slot.missing",), ads=TWO, slot=rotates(2)),
        "turn-expired": Label(at(img()), "expired", ("creative.expired",),
                              ads=(Ad(ended=True),), slot=rotates(2)),
    }
)  # fmt: skip


def weathered(name: str, foot: str) -> Sheet:
    """The same, where something else fails or hangs in every load."""
    slots = {f"{code}-{name}": label for code, label in BY_LOAD.slots.items()}
    return replace(BY_LOAD, slots=slots, foot=foot)


FAILING = weathered("beside-a-dead-counter", '<script src="/failing"></script>')
POLLING = weathered("beside-a-chat", later("fetch('/chat/poll').catch(() => 0)"))
__all__ = ["BLUE", "BY_CLOCK", "BY_COOKIE", "BY_LOAD", "FAILING", "POLLING", "UNSEEN"]
