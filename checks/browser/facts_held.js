// What a slot holds, and which of it is the ad.
// An ad that shakes has its own size all the time.
const isAslant = (el) => {
  for (let e = el; e; e = up(e)) {
    const turned = /^matrix\([^,]+, ([^,]+), /.exec(styleOf(e).transform);
    if (turned && Math.abs(turned[1]) > 0.001 && Math.abs(turned[1]) <= 0.2) return true;
  }
  return false;
};
const straight = (el) => {
  const r = el.getBoundingClientRect(), wide = el.offsetWidth, high = el.offsetHeight;
  if (!wide || !isAslant(el)) return r;
  return new DOMRect(r.left + (r.width - wide) / 2, r.top + (r.height - high) / 2, wide, high);
};
const contentBox = (el) => {
  const r = straight(el), s = styleOf(el);
  const px = (name) => parseFloat(s[name]) || 0;
  const left = px("borderLeftWidth") + px("paddingLeft"), right = px("borderRightWidth") + px("paddingRight");
  const above = px("borderTopWidth") + px("paddingTop"), below = px("borderBottomWidth") + px("paddingBottom");
  return { x: r.left + scrollX + left, y: r.top + scrollY + above,
    width: Math.max(0, r.width - left - right), height: Math.max(0, r.height - above - below) };
};
// Whether it is as wide as the window whatever the window's width, as far as style says so: one in
// px may be as wide as this window by chance.
const isElastic = (el) => {
  for (let e = el, outer; e && e !== document.body && e !== document.documentElement; e = outer) {
    const s = styleOf(e), { unit } = e.computedStyleMap ? e.computedStyleMap().get("width") || {} : { unit: "px" };
    if ((unit && unit !== "percent") || !/^(none|100%)$/.test(s.maxWidth)) return false;
    if (s.position === "fixed") return true;
    outer = s.position === "absolute" ? e.offsetParent : up(e);
  }
  return true;
};
// How a background is painted, where it is one picture; the body's may be painted over the whole
// page. One that stands still in the window is placed by the window, as it is before scrolling.
const paintOf = (el) => {
  const s = styleOf(el), r = el.getBoundingClientRect(), page = document.documentElement;
  const fixed = s.backgroundAttachment === "fixed";
  const simple = /^url\("(?:[^"\\]|\\.)*"\)$/.test(s.backgroundImage) && (fixed || s.backgroundAttachment === "scroll");
  if (!simple || el.getClientRects().length !== 1 || Math.abs(r.width - el.offsetWidth) > 1) return null;
  const side = (name) => parseFloat(s[name]) || 0;
  const within = (box, outer) => {
    const inset = (one) => (box === "border-box" ? 0 : side(`border${one}Width`) + (box === "content-box" ? side(`padding${one}`) : 0));
    const [left, above] = [inset("Left"), inset("Top")];
    return { x: outer.left - r.left + left, y: outer.top - r.top + above,
      width: outer.width - left - inset("Right"), height: outer.height - above - inset("Bottom") };
  };
  const bare = el === document.body && styleOf(page).backgroundImage === "none" && !isDense(styleOf(page), 1);
  const still = { x: -scrollX - r.left, y: -scrollY - r.top, width: page.clientWidth, height: innerHeight };
  const origin = fixed ? still : bare ? within("border-box", page.getBoundingClientRect()) : within(s.backgroundOrigin, r);
  const whole = { left: -scrollX, top: -scrollY, width: Math.max(page.scrollWidth, innerWidth), height: Math.max(page.scrollHeight, innerHeight) };
  const reaches = bare || (r.left + scrollX <= 1 && r.right + scrollX >= page.clientWidth - 1);
  return { size: s.backgroundSize, position: s.backgroundPosition, repeat: s.backgroundRepeat, origin, fixed,
    reaches, elastic: bare || isElastic(el), clip: bare ? within("border-box", whole) : within(s.backgroundClip, r) };
};
// Whether style shows another picture than the file, a piece of it, nothing of it, turns it over or
// round, or gives so little light that nobody reads it: then its bytes do not tell. (An ad that
// shakes is right.) Grey, as on days of mourning, does.
const isAskew = (el) => {
  const s = styleOf(el), box = contentBox(el), fit = s.objectFit;
  if (el.localName !== "img") return /(^|\s)0(px|%)/.test(s.backgroundSize);
  if (/url\(/.test(s.content) || !/^(none)?$/.test(s.objectViewBox || "")) return true;
  if (box.width * box.height < 1) return el.offsetWidth * el.offsetHeight >= 1;
  const [wide, high] = [el.naturalWidth / box.width, el.naturalHeight / box.height];
  return fit !== "fill" && (/[1-9][\d.]*px/.test(s.objectPosition) ||
    Math.abs(wide / high - 1) > 0.02 || (fit === "none" && Math.abs(wide - 1) > 0.02));
};
const isDim = (s) => [...s.filter.matchAll(/(brightness|contrast|blur)\(([\d.]+)/g)]
  .some(([, what, much]) => what === "blur" ? much >= 2 : much < 0.4 || much > 3);
const isTilted = (s) => {
  const [, a, b, c, d] = /^matrix\(([^,]+), ([^,]+), ([^,]+), ([^,]+)/.exec(s.transform) || [0, 1, 0, 0, 1];
  return a <= 0 || d <= 0 || Math.abs(b) > 0.2 || Math.abs(c) > 0.2 || /-/.test(s.scale) || Math.abs(parseFloat(s.rotate)) > 12;
};
const isRestyled = (el) => {
  for (let e = el; e; e = up(e)) {
    const s = styleOf(e);
    if (isTilted(s)) return true;
    if (s.maskImage !== "none" || s.mixBlendMode !== "normal" || isDim(s)) return true;
  }
  return isAskew(el);
};
// A film for which this browser has no decoder: others, with the codecs of the makers, may play it.
const isUncoded = (el) => {
  if (el.error && /NO_SUPPORTED_STREAMS/.test(el.error.message)) return true;
  const urls = [el.currentSrc, el.src, ...flat(el.querySelectorAll("source"), (one) => [one.src])];
  return !!firstOf(urls, (url) => /\.(mp4|m4v|mov)([?#]|$)/i.test(url)) &&
    !document.createElement("video").canPlayType('video/mp4; codecs="avc1.42E01E"');
};
// Milliseconds since the epoch; null where it did not come from the net.
const cameAt = (url) => {
  const entry = url && performance.getEntriesByName(url)[0];
  return entry ? Math.round(performance.timeOrigin + entry.responseEnd) : null;
};
const replaced = (el) => {
  const framed = el.localName === "object" && el.contentWindow;
  const kind = framed ? "iframe" : el.localName === "embed" ? "object" : el.localName;
  const one = { kind, url: "", state: "ok", natural: [0, 0], frame: null, poster: "", loadedMs: null };
  if (kind === "img") {
    one.url = el.currentSrc || el.src;
    if (!one.url) return null;
    one.natural = [el.naturalWidth, el.naturalHeight];
    one.state = !el.complete ? "loading" : el.naturalWidth ? "ok" : "failed";
  } else if (kind === "video") {
    one.url = el.currentSrc || el.src;
    // The poster shows until the film has moved.
    const moved = el.readyState >= 2 && (!el.paused || el.currentTime > 0 || el.played.length > 0);
    one.poster = moved ? "" : el.poster;
    one.natural = [el.videoWidth, el.videoHeight];
    if (el.error || el.networkState === 3) one.state = isUncoded(el) ? "uncoded" : "failed";
    else if (el.readyState < 2 && !el.poster) one.state = "loading";
  } else if (kind === "canvas") one.natural = [el.width, el.height];
  else if (kind === "iframe") {
    one.url = el.src || el.data || "";
    one.frame = frameIndex(el);
    try { one.cross = !el.contentDocument; } catch { one.cross = true; }
  } else if (kind === "object") one.url = el.data || el.src || "";
  one.loadedMs = cameAt(one.url);
  return one;
};
const holdersOf = (root) => {
  const found = [];
  const add = (el, one, box) => found.push({ el, ...one, box,
    outer: rectOf(el.getBoundingClientRect()), opacity: opacityOf(el),
    visible: el.checkVisibility({ visibilityProperty: true }) });
  for (const el of all(root)) {
    if (el.ownerSVGElement) continue;
    if (el.matches(HOLDERS)) {
      const one = replaced(el);
      if (one) add(el, one, contentBox(el));
      continue;
    }
    for (const pseudo of [null, "::before", "::after"]) {
      const s = styleOf(el, pseudo);
      if (pseudo && s.content === "none") continue;
      const value = s.backgroundImage + (pseudo ? s.content : "");
      const urls = urlsIn(value);
      if (urls.length || /gradient\(/.test(value))
        add(el, { kind: "background", url: urls[0] || "", state: "ok", natural: [0, 0], frame: null, poster: "", loadedMs: cameAt(urls[0]),
          paint: !pseudo }, rectOf(el.getBoundingClientRect()));
    }
  }
  return found.filter((h) => !isBeacon(h));
};
const area = (h) => h.box.width * h.box.height;
const pixels = (h) => h.natural[0] * h.natural[1];
const declared = (el) => ["width", "height"].map((side) => parseFloat(el.getAttribute(side) || el.style?.[side]));
// A picture of one pixel, which counts readers or is stretched over an ad to catch clicks, shows
// nothing; one that does not come is known by the size that it was to have.
const isBeacon = (h) => h.kind === "img" &&
  (pixels(h) ? pixels(h) <= 4 : area(h) <= 4 && declared(h.el).every((side) => side <= 2));
// What round corners of it, or of a box of its size that cuts it off, leave out: of each at most a
// quarter of the shorter side.
const CORNERS = [["TopLeft", 0, 0], ["TopRight", 1, 0], ["BottomLeft", 0, 1], ["BottomRight", 1, 1]];
const cornersOf = (el) => {
  const own = el.getBoundingClientRect(), most = Math.min(own.width, own.height) / 4, found = [];
  for (let e = el, n = 0; e && n < 4; e = up(e), n += 1) {
    const s = styleOf(e), r = e.getBoundingClientRect();
    const isOff = ["left", "top", "right", "bottom"].some((side) => Math.abs(r[side] - own[side]) > 2);
    if (e !== el && (isOff || (s.overflowX === "visible" && s.overflowY === "visible"))) continue;
    for (const [corner, right, below] of CORNERS) {
      const said = s[`border${corner}Radius`], much = parseFloat(said) || 0;
      const round = Math.min(most, /^[\d.]+%/.test(said) ? (much * own.width) / 100 : much);
      if (round > 1) found.push(rectOf(new DOMRect(right ? own.right - round : own.left, below ? own.bottom - round : own.top, round, round)));
    }
  }
  return found;
};
// What of it is within what cuts it off, and how much that is, 0 to 1.
const openRect = (el) => {
  const r = el.getBoundingClientRect();
  let [left, above, right, below] = [r.left, r.top, r.right, r.bottom], place = styleOf(el).position;
  for (let e = up(el); e && e !== document.body && place !== "fixed"; e = up(e)) {
    const s = styleOf(e), free = place === "absolute" && s.position === "static" && s.transform === "none";
    if (free) continue;
    place = s.position;
    if (s.overflowX === "visible" && s.overflowY === "visible") continue;
    const o = e.getBoundingClientRect();
    [left, above] = [Math.max(left, o.left), Math.max(above, o.top)];
    [right, below] = [Math.min(right, o.right), Math.min(below, o.bottom)];
  }
  return new DOMRect(left, above, Math.max(0, right - left), Math.max(0, below - above));
};
const openPart = (el) => {
  const r = el.getBoundingClientRect(), open = openRect(el);
  return (open.width * open.height) / (r.width * r.height || 1);
};
// The layer of an element among what an outer one holds: in the flow, positioned, or its z-index.
const layerOf = (outer, el) => {
  const chain = [];
  for (let e = el; e && e !== outer; e = up(e)) chain.unshift(styleOf(e));
  let layer = -0.5;
  for (const s of chain) {
    if (s.position !== "static" && s.zIndex !== "auto") return parseInt(s.zIndex);
    if (s.transform !== "none" || parseFloat(s.opacity) < 1) return 0;
    if (s.position !== "static") layer = 0;
  }
  return layer;
};
const isPaintedLater = (one, other, order) => {
  let outer = one.el;
  while (outer && !inside(outer, other.el)) outer = up(outer);
  const by = layerOf(outer, one.el) - layerOf(outer, other.el);
  return by ? by > 0 : order.indexOf(one) > order.indexOf(other);
};
const overlap = (one, other) => {
  const a = one.getBoundingClientRect(), b = other.getBoundingClientRect();
  const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return (Math.max(0, wide) * Math.max(0, high)) / (a.width * a.height || 1);
};
// Of two of about one size, the one that a reader sees: what is not cut off, what lies over the
// other. Without a hit test, which would need scrolling: the answer must be the same at any time.
// A drawing may be see-through.
const isBefore = (one, other, order) => {
  const open = openPart(one.el) >= 0.5;
  if (one === other || open !== openPart(other.el) >= 0.5) return one !== other && open;
  return one.opacity >= 0.5 && /^(img|video|iframe)$/.test(one.kind) && overlap(one.el, other.el) > 0.5 &&
    isPaintedLater(one, other, order);
};
// Whether it stands on the page, and at most half of it is cut off.
const isOpenOn = (h) => {
  const r = h.el.getBoundingClientRect(), page = document.scrollingElement || document.documentElement;
  const left = r.left + scrollX, away = left + r.width <= 1 || r.bottom + scrollY <= 1 || left >= Math.max(page.scrollWidth, innerWidth) - 1;
  return !away && openPart(h.el) >= 0.5;
};
const fitsIn = (h, [wide, high, scales]) => h.box.width > 0 &&
  Math.abs(h.box.height - (high * h.box.width) / wide) <= 1 && (scales || Math.abs(h.box.width - wide) <= 1);
// What is folded away is not the ad while another is there that a reader sees: of the size sold, or
// at least a fifth as large.
const unfolded = (pool, size) => {
  let best = null;
  for (const h of pool) if (!best || area(h) > area(best)) best = h;
  if (!best || isOpenOn(best)) return pool;
  const open = pool.filter((h) => h.opacity >= 0.1 && ((size && fitsIn(h, size)) || area(h) >= area(best) * 0.2) && isOpenOn(h));
  return open.length ? open : pool;
};
// Beside words, what has no size is the ad only if it was to have one; where words alone are sold,
// no picture is.
const mainOf = (holders, words, { size, text } = {}) => {
  if (text && words) return null;
  const big = holders.filter((h) => area(h) > 100);
  const seen = big.filter((h) => h.visible);
  const small = words ? holders.filter((h) => pixels(h) > 100 || declared(h.el).some((side) => side > 10)) : holders;
  const pool = unfolded(seen.length ? seen : big.length ? big : small, size);
  const most = Math.max(0, ...pool.map(area));
  const solid = pool.filter((h) => h.kind !== "background" && area(h) >= most * 0.5);
  const some = solid.length ? solid : pool, clear = some.filter((h) => h.opacity >= 0.1);
  const left = clear.length ? clear : some;
  let best = null;
  for (const h of left) if (!best || area(h) > area(best)) best = h;
  // A shade or a texture around the ad is not the ad.
  if (best && best.kind === "background" && size) {
    const fits = (h) => h.kind !== "background" && inside(best.el, h.el) && fitsIn(h, size);
    best = firstOf(pool, (h) => h.visible && h.opacity >= 0.1 && fits(h)) || best;
  }
  const rivals = left.filter((h) => area(h) >= area(best) * 0.9);
  if (rivals.length > 1) for (const h of rivals) if (isBefore(h, best, left)) best = h;
  return best;
};
