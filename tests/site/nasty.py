"""Pages that do what a page should not: each costs itself time, and nobody else anything."""

from tests.site.floating import FLOAT, SHUTS, fixed
from tests.site.holders import WORDS
from tests.site.labels import Ad, Label, Sheet, at, framed, img, later, linked
from tests.site.server import Answer, Asked


def field(name: str, result: str = "ok", *findings: str) -> Label:
    """A form whose field has the name of what every element has."""
    form = '<form id="{id}" class="slot"><input type="hidden" name="' + name + '">'
    return Label(form + img() + "</form>", result, findings)


OTHERWISE = "Math.round = () => '一'"
# What old libraries do to a page's builtins, in the way of Prototype 1.6.0.3 and MooTools 1.2.
PROTOTYPE = """(() => {
const put = (to, what) => { for (const name in what) to[name] = what[name] };
const each = function (one) { for (let n = 0; n < this.length; n += 1) one(this[n], n) };
const map = function (one, on) { const out = []; const by = one ? one.bind(on) : (x) => x;
this.each((x, n) => out.push(by(x, n))); return out };
const pick = function (one, on) { const out = []; const by = one.bind(on);
this.each((x, n) => { if (by(x, n)) out.push(x) }); return out };
const find = function (one, on) { return this.findAll(one, on)[0] };
const copy = function () { return [].concat(this) };
const list = (x) => { if (!x) return []; if (x.toArray) return x.toArray();
let n = x.length || 0; const out = new Array(n); while (n--) out[n] = x[n]; return out };
put(Function.prototype, { bind: function (on) { const one = this;
if (arguments.length < 2 && on === undefined) return this; const given = list(arguments).slice(1);
return function () { return one.apply(on, given.concat(list(arguments))) } },
curry: function () { return this }, delay: function (s) { return setTimeout(this, s * 1000) } });
put(Array.prototype, { each, map, collect: map, select: pick, filter: pick, findAll: pick, find,
detect: find, first: function () { return this[0] }, toArray: copy, clone: copy, entries: copy,
last: function () { return this[this.length - 1] },
clear: function () { this.length = 0; return this },
include: function (x) { return this.indexOf(x) >= 0 }, size: function () { return this.length },
every: function (one, on) { return this.findAll(one, on).length === this.length },
some: function (one, on) { return this.findAll(one, on).length > 0 },
without: function () { const no = list(arguments); return this.select((x) => !no.include(x)) },
max: function () { return 9 }, min: function () { return 0 }, zip: copy, inject: (x) => x,
reduce: function () { return this.length > 1 ? this : this[0] },
inspect: function () { return "[" + this.join() + "]" },
toJSON: function () { return "[" + this.map(Object.toJSON).join(", ") + "]" } });
put(String.prototype, { strip: function () { return this.replace(/^ +| +$/g, "") },
startsWith: function (x) { return this.indexOf(x) === 0 },
blank: function () { return /^ *$/.test(this) },
sub: function () { return this }, include: function (x) { return this.indexOf(x) > -1 },
endsWith: function (x) { const d = this.length - x.length;
return d >= 0 && this.lastIndexOf(x) === d },
toArray: function () { return this.split("") }, toJSON: function () { return '"' + this + '"' } });
Number.prototype.toJSON = function () { return isFinite(this) ? String(this) : "null" };
Date.prototype.toJSON = function () { return '"then"' };
put(Object, { toJSON: (x) => x && x.toJSON ? x.toJSON() : String(x), inspect: String,
keys: (x) => { const out = []; for (const name in x) out.push(name); return out },
values: (x) => { const out = []; for (const name in x) out.push(x[name]); return out },
extend: (to, what) => { put(to, what); return to } });
Array.from = list; window.$A = list; window.$ = (id) => document.getElementById(id);
document.getElementsByClassName = (name) => list(document.querySelectorAll("." + name));
const own = { show: function () { this.style.display = ""; return this }, visible: () => true,
hide: function () { this.style.display = "none"; return this }, up: () => null, down: () => null,
remove: function () { if (this.parentNode) this.parentNode.removeChild(this); return this },
scrollTo: function () { return this }, select: () => [], match: () => true, empty: () => false,
next: () => null, replace: function () { return this }, wrap: function () { return this } };
put(HTMLElement.prototype, own);
const native = window.Element;
window.Element = function (name) { return document.createElement(name) };
put(window.Element, native); put(window.Element, own);
})()"""
MOOTOOLS = """(() => {
const put = (to, what) => { for (const name in what) to[name] = what[name] };
put(Function.prototype, { create: function (o) { const one = this; return function () {
return one.apply(o.bind || one, o.arguments === undefined ? arguments : [].concat(o.arguments)) } },
bind: function (on, given) { return this.create({ bind: on, arguments: given }) },
pass: function (given, on) { return this.bind(on, given) },
extend: function (what) { put(this, what); return this }, run: function () { return this() } });
put(Array.prototype, { each: Array.prototype.forEach,
contains: function (x) { return this.indexOf(x) > -1 },
include: function (x) { if (!this.contains(x)) this.push(x); return this },
erase: function (x) { for (let n = this.length; n--;) if (this[n] === x) this.splice(n, 1);
return this },
flatten: function () { return this },
link: () => ({}), getLast: function () { return this[this.length - 1] },
clean: function () { return this.filter((x) => x != null) },
empty: function () { this.length = 0; return this } });
put(String.prototype, { contains: function (x) { return this.indexOf(x) > -1 },
toInt: function () { return parseInt(this) },
test: function (x) { return new RegExp(x).test(this) }, clean: function () { return this.trim() },
trim: function () { return this.replace(/^\\s+|\\s+$/g, "") } });
put(Number.prototype, { limit: function () { return this },
times: () => 0, round: function () { return Math.round(this) } });
Array.from = (x) => x == null ? [] : Array.isArray(x) ? x : [x];
put(Element.prototype, { get: function (name) { return this.getAttribute(name) },
grab: function () { return this },
set: function (name, x) { this[name] = x; return this }, erase: function () { return this },
adopt: function () { return this },
dispose: function () { return this.parentNode ? this.parentNode.removeChild(this) : this },
getElement: function (x) { return this.querySelector(x) },
hasChild: function (x) { return this.contains(x) },
scrollTo: function () { return this }, getStyle: function (x) { return this.style[x] },
match: () => true });
const native = window.Element;
window.Element = function (name) { return document.createElement(name) };
window.Element.prototype = native.prototype;
native.prototype.constructor = window.Element;
window.Event = function (event) { return event };
window.Hash = function () { this.has = () => false };
window.$ = document.id = (x) => typeof x === "string" ? document.getElementById(x) : x;
window.$each = (all, one) => { for (let n = 0; n < all.length; n += 1) one(all[n], n) };
})()"""
NAMES = """var self = {}, origin = '上海', name = '房产', length = 0, event = 1, status = 2,
parent = 3, screen = 4, top = 5, closed = 6, external = 7;
function Map() { this.elements = []; this.put = (a, b) => this.elements.push([a, b]) }
function Set() { this.list = [] }
function scrollTo(el) { return el }
function find(x) { return x }
Array.prototype.indexOfAny = Array.prototype.at = function () { return -1 };
Array.prototype.find = function (x) { for (var n in this) if (this[n] == x) return n; return -1 };
Array.prototype.flatMap = function () { return this };
Array.prototype.includes = function (x) { return this.indexOf(x) };
String.prototype.includes = function () { return 1 };"""
FRAMES = {
    "/frame/odd": later(OTHERWISE) + img("/again.jpg"),
    **{
        f"/frame/{name}": later(script.replace("{", "{{").replace("}", "}}"))
        + linked('<img src="/again.jpg">', "{base}/landing")
        for name, script in (("prototype", PROTOTYPE), ("mootools", MOOTOOLS), ("names", NAMES))
    },
}
TALL = '<div style="height:3000px"></div>'
HALF = "String.fromCharCode(0xd83d)"
LONG = Ad(text="房" * 399 + "🏠", given={"format": "text"})


CROSS = SHUTS.replace("this.parentNode.remove()", "this.parentNode.style.display='none'")
ASTRAY = '<a style="position:absolute;right:0;top:0" href="/landing">×</a>'
LATE = (
    "let timer; const waits = document.querySelector('#{id} img');"
    "addEventListener('scroll', () => {{ clearTimeout(timer); timer = setTimeout(() => {{"
    "const r = waits.getBoundingClientRect();"
    "if (r.bottom > 0 && r.top < innerHeight) waits.src = waits.dataset.src }}, 200) }})"
)


def page(script: str, result: str = "ok", *codes: str, body: str = "") -> Label:
    """A slot as it should be, on a page with that script."""
    return Label(at(img("/again.jpg")) + body + later(script), result, codes)


def old(name: str, script: str) -> Sheet:
    """What is to be seen all the same on a page with such a script."""
    high = '<div style="height:1200px"></div>'
    pending = linked('<img src="/green.png" data-src="/again.jpg" width="300" height="100">')
    slots = {
        "right": Label(at(img("/again.jpg"))),
        "wrong": Label(at(img("/red.png")), "wrong_creative", ("creative.wrong",)),
        "frame": Label(at(framed(f"/frame/{name}"))),
        "float": Label(fixed(img("/again.jpg"), close=CROSS), slot=FLOAT),
        "float-stays": Label(
            fixed(img("/again.jpg"), "right:0;bottom:0", close=ASTRAY),
            findings=("close.stays",),
            slot=FLOAT,
        ),
        "lazy": Label(high + at(pending) + later(LATE)),
        "empty": Label(at(""), "empty", ("slot.empty",)),
    }
    return Sheet({f"{name}-{end}": one for end, one in slots.items()}, head=later(script))


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
        f"performance.now = () => {{{{ throw new Error({HALF} + '\\0') }}}}",
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
    "clobbered": Sheet(
        {
            "named-attributes": field("attributes"),
            "named-children": field("children"),
            "named-box": field("getBoundingClientRect", "unsure", "check.script_unread"),
            "beside-named": Label(at(img())),
        }
    ),
    "prototype": old("prototype", PROTOTYPE),
    "mootools": old("mootools", MOOTOOLS),
    "names": old("names", NAMES),
    "beside": Sheet({"beside": Label(at(img()))}),
}
