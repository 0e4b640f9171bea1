"""Pages whose pictures load only once a reader has scrolled to them, by scripts of many kinds."""

from tests.site.labels import Label, Sheet, at, later, linked

SCREENS = {2: 1000, 3: 800, 5: 1500}  # px above the slot in that screen, below the one before it
AD, HOLD = "/again.jpg", "/green.png"
DUE = "const due = () => [...document.querySelectorAll('[data-to]')];"
SHOW = "const show = (el) => { el.src = el.dataset.to; el.removeAttribute('data-to') };"
SEEN = """const seen = (el) => { const r = el.getBoundingClientRect();
return r.bottom > 0 && r.top < innerHeight };"""
LOOK = "const look = () => due().filter(seen).forEach(show);"
OBSERVED = (
    DUE
    + SHOW
    + """const o = new IntersectionObserver((all) => { for (const e of all)
if (e.isIntersecting) { o.unobserve(e.target); show(e.target) } });
due().forEach((el) => o.observe(el))"""
)
SCROLLED = DUE + SHOW + SEEN + LOOK + "addEventListener('scroll', look); look()"
THROTTLED = (
    DUE
    + SHOW
    + SEEN
    + LOOK
    + """let timer = 0, last = 0;
const run = () => { last = Date.now(); timer = 0; look() };
addEventListener('scroll', () => { if (timer) return;
if (Date.now() - last >= 200) run(); else timer = setTimeout(run, 200) }); run()"""
)
DEBOUNCED = (
    DUE
    + SHOW
    + SEEN
    + LOOK
    + """let timer = 0;
addEventListener('scroll', () => { clearTimeout(timer); timer = setTimeout(look, 250) }); look()"""
)
BEHIND = f'style="display:block;height:100px;background:url({HOLD})" data-bg="{AD}"'


def named(script: str, name: str) -> str:
    """The same by another attribute."""
    return later(
        script.replace("data-to", name).replace("el.dataset.to", f"el.getAttribute('{name}')")
    )


def picture(given: str) -> str:
    """A linked picture that is to come."""
    return linked(f'<img {given} width="300" height="100">')


def down(name: str, given: str, script: str, result: str = "ok", *codes: str) -> Sheet:
    """A slot in the second, third and fifth screen."""
    slots = {
        f"{name}-{screen}": Label(
            f'<div style="height:{high}px"></div>' + at(picture(given)), result, codes
        )
        for screen, high in SCREENS.items()
    }
    return Sheet(slots, foot='<div style="height:1500px"></div>' + script)


def crowded(screens: int = 14) -> Sheet:
    """A slot in each of many screens; one of the last is another's."""
    slots = {
        f"lazy-in-many-screens-{n}": Label(
            '<div style="height:1100px"></div>' + at(picture(f'src="{HOLD}" data-lazy="{AD}"'))
        )
        for n in range(screens)
    }
    slots["lazy-in-many-screens-other"] = Label(
        '<div style="height:1100px"></div>' + at(picture(f'src="{HOLD}" data-lazy="/red.png"')),
        "wrong_creative",
        ("creative.wrong",),
    )
    slots["lazy-in-many-screens-none"] = Label(
        '<div style="height:1100px"></div>' + at(""), "empty", ("slot.empty",)
    )
    return Sheet(slots, foot='<div style="height:1500px"></div>' + named(DEBOUNCED, "data-lazy"))


def filled(inner: str) -> str:
    """A slot that a script fills after a while, when the page was scrolled through."""
    return at("") + later(
        f"setTimeout(() => {{{{ document.getElementById('{{id}}').innerHTML = `{inner}` }}}}, 700)"
    )


PAGES = {
    "lazy-observed": down("lazy-observed", f'data-to="{AD}"', named(OBSERVED, "data-to")),
    "lazy-observed-holding": down(
        "lazy-observed-holding",
        f'src="{HOLD}" data-src="{AD}"',
        named(OBSERVED, "data-src"),
    ),
    "lazy-observed-untold": down(
        "lazy-observed-untold",
        f'src="{HOLD}" class="to"',
        later(OBSERVED.replace("[data-to]", ".to").replace("el.dataset.to", f"'{AD}'")),
    ),
    "lazy-throttled": down("lazy-throttled", f'data-to="{AD}"', named(THROTTLED, "data-to")),
    "lazy-throttled-holding": down(
        "lazy-throttled-holding",
        f'src="{HOLD}" data-original="{AD}"',
        named(THROTTLED, "data-original"),
    ),
    "lazy-debounced": down(
        "lazy-debounced", f'src="/pixel.gif" data-echo="{AD}"', named(DEBOUNCED, "data-echo")
    ),
    "lazy-debounced-holding": down(
        "lazy-debounced-holding",
        f'src="{HOLD}" file="{AD}"',
        named(DEBOUNCED, "file"),
    ),
    "lazy-debounced-other": down(
        "lazy-debounced-other",
        'src="/green.png" data-lazy="/red.png"',
        named(DEBOUNCED, "data-lazy"),
        "wrong_creative",
        "creative.wrong",
    ),
    "lazy-scrolled": down("lazy-scrolled", f'data-to="{AD}"', named(SCROLLED, "data-to")),
    "lazy-scrolled-holding": down(
        "lazy-scrolled-holding",
        f'src="{HOLD}" data-original="{AD}"',
        named(SCROLLED, "data-original"),
    ),
    "lazy-background": Sheet(
        {
            "lazy-background": Label(
                '<div style="height:2500px"></div>' + at(linked("", extra=BEHIND))
            ),
            "lazy-srcset": Label(
                at(picture(f'src="{HOLD}" data-srcset="{AD} 1x, /double.png 2x"'))
            ),
        },
        foot=later(
            DUE.replace("[data-to]", "[data-bg], [data-srcset]")
            + SEEN
            + """const show = (el) => {
if (el.dataset.bg) el.style.backgroundImage = `url(${el.dataset.bg})`;
else el.srcset = el.dataset.srcset };"""
            + LOOK
            + DEBOUNCED.split(LOOK)[1]
        ),
    ),
    "lazy-after-a-while": Sheet(
        {
            "lazy-after-a-while": Label(
                '<div style="height:5000px"></div>'
                + filled(picture(f'src="{HOLD}" data-src="{AD}"'))
            ),
            "lazy-after-a-while-by-itself": Label(filled(picture(f'src="{AD}" loading="lazy"'))),
        },
        foot=named(DEBOUNCED, "data-src"),
    ),
    "lazy-in-many-screens": crowded(),
    "lazy-never": down("lazy-never", 'class="lazy"', "", "empty", "slot.empty"),
}
