// Facts of the ads in one frame, in one call and without a pause, so that nothing moves meanwhile.
// In the top frame: of each slot. In a frame inside a slot: of the whole frame (`slots` is null).
// `mode` look: all facts; still: what the picture shows, without scrolling or hit-testing; away and
// back: floating ads are hidden, so that they cover nobody, and shown again.
({ slots, grid, fine, mode }) => {
  const MARK = /^([\[【「(（]?(广告|推广)[\]】」)）]?|AD|Ad|ad)$/;
  const kept = window[Symbol.for("adops.kept")] || { roots: new WeakMap(), errors: [], away: [] };
  const shadow = (el) => el.shadowRoot || kept.roots.get(el) || null;
  const HOLDERS = "img,video,canvas,svg,iframe,object,embed";
  const top = slots !== null;
  const rectOf = (r) => ({ x: r.left + scrollX, y: r.top + scrollY, width: r.width, height: r.height });
  const up = (el) => el.assignedSlot || el.parentElement ||
    (el.getRootNode() instanceof ShadowRoot ? el.getRootNode().host : null);
  const inside = (outer, el) => { for (let e = el; e; e = up(e)) if (e === outer) return true; return false; };
  const styleOf = (el, pseudo) => getComputedStyle(el, pseudo);
  const all = (root) => {
    const found = [];
    const walk = (el) => {
      if (found.length > 800) return;
      found.push(el);
      const under = shadow(el);
      if (under) for (const child of under.children) walk(child);
      for (const child of el.children) walk(child);
    };
    walk(root);
    return found;
  };
  let roots = null;
  const rootsOf = () => {
    if (roots) return roots;
    roots = [document];
    for (let n = 0; n < roots.length; n += 1)
      for (const el of roots[n].querySelectorAll("*")) if (shadow(el)) roots.push(shadow(el));
    return roots;
  };
  const hitsOf = (selector) => rootsOf().flatMap((root) => [...root.querySelectorAll(selector)]);
  const first = (hits) => hits.find((el) => el.getClientRects().length > 0) || hits[0] || null;
  const opacities = new Map();
  const fadeOf = (s) => {
    let left = 1;
    for (const [, much] of s.filter.matchAll(/opacity\(([\d.]+)/g)) left *= parseFloat(much);
    return left;
  };
  // What stands in an element whose own tree has no place for it has no style at all.
  const opacityOf = (el) => {
    if (!el) return 1;
    if (!opacities.has(el)) {
      const s = styleOf(el);
      opacities.set(el, (parseFloat(s.opacity) || 0) * fadeOf(s) * opacityOf(up(el)));
    }
    return opacities.get(el);
  };
  // A page may have named `length`, `parent` or `origin` anew, an old library `reduce`: not used.
  const frameIndex = (el) => {
    for (let n = 0; window[n]; n += 1) if (window[n] === el.contentWindow) return n;
    // A frame in a shadow tree is not among the window's: it is given a number.
    return el.contentWindow && kept.number ? kept.number(el) : null;
  };
  const path = () => {
    const steps = [];
    for (let w = window; w !== window.top; w = w.parent) {
      let step = null;
      try { for (let n = 0; w.parent[n] && step === null; n += 1) if (w.parent[n] === w) step = n; } catch { return null; }
      if (step === null) return null;
      steps.unshift(step);
    }
    return steps;
  };
  const urlsIn = (value) => [...value.matchAll(/url\("((?:[^"\\]|\\.)*)"\)/g)].map((m) => m[1]);

  const contentBox = (el) => {
    const r = el.getBoundingClientRect(), s = styleOf(el);
    const px = (name) => parseFloat(s[name]) || 0;
    const left = px("borderLeftWidth") + px("paddingLeft"), right = px("borderRightWidth") + px("paddingRight");
    const above = px("borderTopWidth") + px("paddingTop"), below = px("borderBottomWidth") + px("paddingBottom");
    return { x: r.left + scrollX + left, y: r.top + scrollY + above,
      width: Math.max(0, r.width - left - right), height: Math.max(0, r.height - above - below) };
  };
  // How a background is painted, where it is one picture that scrolls with the page; the body's may
  // be painted over the whole page.
  const paintOf = (el) => {
    const s = styleOf(el), r = el.getBoundingClientRect(), page = document.documentElement;
    const simple = /^url\("(?:[^"\\]|\\.)*"\)$/.test(s.backgroundImage) && s.backgroundAttachment === "scroll";
    if (!simple || el.getClientRects().length !== 1 || Math.abs(r.width - el.offsetWidth) > 1) return null;
    const side = (name) => parseFloat(s[name]) || 0;
    const within = (box, outer) => {
      const inset = (one) => (box === "border-box" ? 0 : side(`border${one}Width`) + (box === "content-box" ? side(`padding${one}`) : 0));
      const [left, above] = [inset("Left"), inset("Top")];
      return { x: outer.left - r.left + left, y: outer.top - r.top + above,
        width: outer.width - left - inset("Right"), height: outer.height - above - inset("Bottom") };
    };
    const bare = el === document.body && styleOf(page).backgroundImage === "none" && !isDense(styleOf(page), 1);
    const origin = bare ? within("border-box", page.getBoundingClientRect()) : within(s.backgroundOrigin, r);
    const whole = { left: -scrollX, top: -scrollY, width: Math.max(page.scrollWidth, innerWidth), height: Math.max(page.scrollHeight, innerHeight) };
    return { size: s.backgroundSize, position: s.backgroundPosition, repeat: s.backgroundRepeat, origin,
      clip: bare ? within("border-box", whole) : within(s.backgroundClip, r) };
  };
  // Whether style shows another picture than the file, a piece of it, nothing of it, or so little
  // light that nobody reads it: then its bytes do not tell. Grey, as on days of mourning, does.
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
  const isRestyled = (el) => {
    for (let e = el; e; e = up(e)) {
      const s = styleOf(e);
      if (s.maskImage !== "none" || s.mixBlendMode !== "normal" || isDim(s)) return true;
    }
    return isAskew(el);
  };
  const replaced = (el) => {
    const framed = el.localName === "object" && el.contentWindow;
    const kind = framed ? "iframe" : el.localName === "embed" ? "object" : el.localName;
    const one = { kind, url: "", state: "ok", natural: [0, 0], frame: null, poster: "", loadedMs: null };
    const timing = (url) => {
      const entry = url && performance.getEntriesByName(url)[0];
      return entry ? Math.round(performance.timeOrigin + entry.responseEnd) : null;
    };
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
      if (el.error || el.networkState === 3) one.state = "failed";
      else if (el.readyState < 2 && !el.poster) one.state = "loading";
    } else if (kind === "canvas") one.natural = [el.width, el.height];
    else if (kind === "iframe") {
      one.url = el.src || el.data || "";
      one.frame = frameIndex(el);
      try { one.cross = !el.contentDocument; } catch { one.cross = true; }
    } else if (kind === "object") one.url = el.data || el.src || "";
    one.loadedMs = timing(one.url);
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
          add(el, { kind: "background", url: urls[0] || "", state: "ok", natural: [0, 0], frame: null, poster: "", loadedMs: null,
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
  // How much of it is within what cuts it off, 0 to 1.
  const openPart = (el) => {
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
    return (Math.max(0, right - left) * Math.max(0, below - above)) / (r.width * r.height || 1);
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
  // Beside words, what has no size is the ad only if it was to have one.
  const mainOf = (holders, words, size) => {
    const big = holders.filter((h) => area(h) > 100);
    const seen = big.filter((h) => h.visible);
    const small = words ? holders.filter((h) => pixels(h) > 100 || declared(h.el).some((side) => side > 10)) : holders;
    const pool = seen.length ? seen : big.length ? big : small;
    const most = Math.max(0, ...pool.map(area));
    const solid = pool.filter((h) => h.kind !== "background" && area(h) >= most * 0.5);
    const some = solid.length ? solid : pool, clear = some.filter((h) => h.opacity >= 0.1);
    const left = clear.length ? clear : some;
    let best = null;
    for (const h of left) if (!best || area(h) > area(best)) best = h;
    // A shade or a texture around the ad is not the ad.
    if (best && best.kind === "background" && size) {
      const [wide, high, scales] = size, room = best.el;
      const fits = (h) => h.kind !== "background" && inside(room, h.el) && h.box.width > 0 &&
        Math.abs(h.box.height - (high * h.box.width) / wide) <= 1 && (scales || Math.abs(h.box.width - wide) <= 1);
      best = pool.find((h) => h.visible && h.opacity >= 0.1 && fits(h)) || best;
    }
    const rivals = left.filter((h) => area(h) >= area(best) * 0.9);
    if (rivals.length > 1) for (const h of rivals) if (isBefore(h, best, left)) best = h;
    return best;
  };

  const stackAt = (x, y, root = document) => {
    const out = [];
    for (const el of root.elementsFromPoint(x, y)) {
      if (el.getRootNode() !== root) continue;
      if (shadow(el)) out.push(...stackAt(x, y, shadow(el)));
      out.push(el);
    }
    return out;
  };
  const hitAt = (x, y, root = document) => {
    const el = root.elementFromPoint(x, y);
    if (!el || el.getRootNode() !== root) return null;
    return (shadow(el) && hitAt(x, y, shadow(el))) || el;
  };
  // Whether a background surely hides what is under it; of a file only the page's picture tells.
  const isSolid = (s, opacity) => {
    const colour = s.backgroundColor.match(/[\d.]+/g) || [];
    const alpha = colour.length > 3 ? parseFloat(colour[3]) : colour.length === 3 ? 1 : 0;
    if (opacity < 0.5 || !/gradient\(/.test(s.backgroundImage)) return alpha * opacity >= 0.5;
    const thin = [...s.backgroundImage.matchAll(/rgba\([^)]*,\s*([\d.]+)\)|transparent/g)]
      .some((one) => parseFloat(one[1] || 0) * opacity < 0.5);
    return alpha * opacity >= 0.5 || !thin;
  };
  const isDense = (s, opacity) => isSolid(s, opacity) ||
    (opacity >= 0.5 && urlsIn(s.backgroundImage).some((url) => !/^about:/.test(url)));
  // Whether what lies over an ad hides what is under it. Inside the slot a drawing may be see-through.
  const paints = (el, slot) => {
    const opacity = opacityOf(el);
    if (opacity < 0.5) return false;
    if (el.localName === "img") return isDense(styleOf(el), opacity) || el.naturalWidth * el.naturalHeight > 4;
    if (isDense(styleOf(el), opacity)) return true;
    return el.matches(HOLDERS) && (el.localName === "iframe" || !inside(slot, el));
  };
  // Boxes drawn over an element by style alone: a click on them is one on the element.
  const veils = new Map();
  const veilsOf = (el) => {
    if (!veils.has(el)) veils.set(el, el.matches(HOLDERS) ? [] : ["::before", "::after"]
      .map((one) => styleOf(el, one))
      .filter((s) => !/^(none|normal)$/.test(s.content) && s.display !== "none" && s.visibility === "visible" &&
        !(parseInt(s.zIndex) < 0) && (s.position === "fixed" || (s.position === "absolute" && styleOf(el).position !== "static")) &&
        isDense(s, opacityOf(el) * parseFloat(s.opacity))));
    return veils.get(el);
  };
  const veilAt = (el, x, y) => veilsOf(el).find((s) => {
    const r = el.getBoundingClientRect(), px = (name) => parseFloat(s[name]) || 0;
    const fixed = s.position === "fixed";
    const left = px("left") + px("marginLeft") + (fixed ? 0 : r.left + el.clientLeft);
    const above = px("top") + px("marginTop") + (fixed ? 0 : r.top + el.clientTop);
    const more = (one, two) => s.boxSizing === "border-box" ? 0 :
      px(`padding${one}`) + px(`padding${two}`) + px(`border${one}Width`) + px(`border${two}Width`);
    const wide = px("width") + more("Left", "Right"), high = px("height") + more("Top", "Bottom");
    return x >= left && x < left + wide && y >= above && y < above + high;
  });
  // The innermost element that says so: the link around a picture and its mark says no more.
  const isMark = (el) => MARK.test(el.textContent.trim()) && !el.querySelector(HOLDERS) &&
    ![...el.children].some((one) => one.textContent.trim());
  // The places of words, line by line, of anything else the one box.
  const rectsOf = (target, words) => words ? words.nodes.flatMap(linesOf) : [target.getBoundingClientRect()];
  const unionOf = (rects) => {
    const sides = (name, of) => of(...rects.map((r) => r[name]));
    const left = sides("left", Math.min), above = sides("top", Math.min);
    return new DOMRect(left, above, sides("right", Math.max) - left, sides("bottom", Math.max) - above);
  };
  // What an ad that is a background holds may cover it, unless it is the page's own (背景), which
  // has the page on it.
  const isOnTop = (target, hit, main) => {
    if (!main || main.kind !== "background" || area(main) > (innerWidth * innerHeight) / 2) return false;
    for (let e = hit; e && e !== target; e = up(e)) if (paints(e, target)) return true;
    return false;
  };
  const sightIn = (r, { target, root: slot, main, over }, [columns, rows]) => {
    let seen = 0, covered = 0, solid = 0, total = 0;
    const cover = (s, opacity) => { covered += 1; if (isSolid(s, opacity)) solid += 1; };
    for (let i = 0; i < columns; i += 1) for (let j = 0; j < rows; j += 1) {
      total += 1;
      const x = r.left + (r.width * (i + 0.5)) / columns, y = r.top + (r.height * (j + 0.5)) / rows;
      const hit = hitAt(x, y);
      if (inside(target, hit) && !veilAt(hit, x, y) && !isOnTop(target, hit, main)) { seen += 1; continue; }
      for (const el of stackAt(x, y)) {
        const veil = veilAt(el, x, y);
        if (veil) { cover(veil, opacityOf(el) * parseFloat(veil.opacity)); break; }
        if (inside(target, el) && !(el !== target && isOnTop(target, el, main))) { seen += 1; break; }
        if (isMark(el) && inside(slot, el) && el.offsetWidth * el.offsetHeight * 4 < r.width * r.height) continue;
        if (inside(el, target) || !paints(el, slot)) continue;
        cover(styleOf(el), opacityOf(el));
        over.add(el);
        break;
      }
    }
    const part = (count) => (total ? count / total : 0);
    return { shown: part(seen), covered: part(covered), solid: part(solid) };
  };
  // Of a background that is higher or wider than the window as much as is in it.
  const inWindow = (r) => {
    const left = Math.max(0, r.left), above = Math.max(0, r.top);
    return new DOMRect(left, above, Math.min(innerWidth, r.right) - left, Math.min(innerHeight, r.bottom) - above);
  };
  const placesOf = ({ target, words, main }) => {
    const r = target.getBoundingClientRect(), isLarge = r.width > innerWidth || r.height > innerHeight;
    const seen = main && main.kind === "background" && isLarge ? inWindow(r) : null;
    return seen && seen.width > 0 && seen.height > 0 ? [seen] : rectsOf(target, words);
  };
  // Of several places each counts by its size.
  const sightOf = (look, fineness) => {
    const rects = placesOf(look).slice(0, 12);
    let whole = 0, shown = 0, covered = 0, solid = 0;
    for (const r of rects) whole += r.width * r.height;
    for (const r of rects) {
      const sight = sightIn(r, look, fineness), share = whole ? (r.width * r.height) / whole : 1 / rects.length;
      [shown, covered, solid] = [shown + sight.shown * share, covered + sight.covered * share, solid + sight.solid * share];
    }
    return { shown, covered, solid };
  };
  // A box through which slides are drawn, by its name, its list, or how it is moved: each has its
  // turn.
  const TURNS = /swiper|slick|slid|carousel|focus|owl-|marquee|scroll|lunbo|banner-?(list|box|wrap)/i;
  const isTurning = (box, el) => {
    for (let e = el; e; e = up(e)) {
      const s = e.style;
      const isMoved = s && (s.transform || s.transition || s.left || s.marginLeft) || /^(ul|ol)$/.test(e.localName);
      if (TURNS.test(`${e.getAttribute("class") || ""} ${e.id}`) || (isMoved && e !== box && e.children.length > 1)) return true;
      if (e === box) return false;
    }
    return false;
  };
  // Only what a reader could scroll too: a box that cuts off what is in it stays as it was, unless
  // it is as good as the window, shows slides, or is to move as well (`loose`).
  const isCut = (way) => way === "hidden" || way === "clip";
  const cutting = (el) => {
    const found = [];
    for (let e = up(el); e && e !== document.body && e !== document.documentElement; e = up(e)) {
      const s = styleOf(e), across = isCut(s.overflowX), down = isCut(s.overflowY);
      const isShell = e.clientWidth * e.clientHeight * 2 > innerWidth * innerHeight;
      if ((across || down) && !isShell && !isTurning(e, el)) found.push([e, across ? e.scrollLeft : null, down ? e.scrollTop : null]);
    }
    return found;
  };
  const putBack = (boxes) => {
    for (const [e, left, above] of boxes) {
      if (left !== null && e.scrollLeft !== left) e.scrollLeft = left;
      if (above !== null && e.scrollTop !== above) e.scrollTop = above;
    }
  };
  const center = (el, block, loose = false) => {
    if (!top) return;
    const boxes = loose ? [] : cutting(el), left = scrollX;
    const narrow = [document.documentElement, document.body].some((e) => e && isCut(styleOf(e).overflowX));
    el.scrollIntoView({ block, inline: "nearest", behavior: "instant" });
    putBack(boxes);
    if (narrow && scrollX !== left) scrollTo({ left, top: scrollY, behavior: "instant" });
  };
  // What would come into sight if the box around it moved waits for its turn there, or never comes.
  const isTucked = (look) => {
    const boxes = top ? cutting(look.target) : [];
    if (!boxes.length) return false;
    center(look.target, "center", true);
    const { shown } = sightOf(look, grid);
    putBack(boxes);
    return shown > 0.5;
  };
  // Near the half the grid is made finer: 49 % and 51 % are told apart.
  const bestSight = (look) => {
    const { target } = look;
    let best = { shown: 0, covered: 0, solid: 0 }, place = "center";
    for (const block of top ? ["center", "start", "end"] : ["center"]) {
      center(target, block);
      const sight = sightOf(look, grid);
      if (sight.shown >= best.shown) [best, place] = [sight, block];
      if (best.shown > 0.75) return { ...best, place };
    }
    if (best.shown < 0.25) return { ...best, place, tucked: isTucked(look) };
    center(target, place);
    return { ...sightOf(look, fine), place };
  };

  const hrefOf = (el) => {
    for (let e = el; e; e = up(e))
      if ((e.localName === "a" || e.localName === "area") && (e.hasAttribute("href") || e.href)) {
        if (!(e.href instanceof SVGAnimatedString)) return e.href;
        try { return new URL(e.href.baseVal, document.baseURI).href; } catch { return e.href.baseVal; }
      }
    return null;
  };
  const scriptOf = (el, last = document.body) => {
    for (let e = el; e && e !== last; e = up(e)) {
      const code = e.getAttribute("onclick");
      if (code !== null || e.onclick) return code || "()";
    }
    return null;
  };
  // A link that is not what a click meets, but is asked where nothing else says where it leads: it
  // has a place in the page, not a mark, and takes clicks.
  const isOpen = (el, target) => {
    if (styleOf(el).pointerEvents === "none" || isMark(el)) return false;
    const least = target.offsetWidth * target.offsetHeight * 0.03;
    return el.localName === "area" || [...el.getClientRects()].some((r) => r.width * r.height >= Math.max(1, least));
  };
  const around = (el) => {
    for (let e = el; e; e = up(e)) if (/^(a|area)$/.test(e.localName)) return styleOf(e).pointerEvents === "none" ? null : hrefOf(e);
    return null;
  };
  // What lies over an ad, is no link and has its own script, takes the click; a link whose script
  // keeps the browser from following it leads where the script says.
  const takesOver = (over, target, root) => {
    if (!over) return null;
    if (!hrefOf(over)) return inside(over, target) || inside(target, over) ? null : scriptOf(over, root);
    const code = scriptOf(over);
    return code && /return\s+false|preventDefault/.test(code) && /https?:\/\//.test(code) ? code : null;
  };
  // One whole address is where it leads, unless it only counts; of several, or of one that is put
  // together when it is clicked, nobody knows.
  const addressIn = (code) => {
    const said = new Set(code.match(/https?:\/\/[^\s'"()<>]+/g));
    const counts = /(\bsrc\s*=|\b\w*(beacon|fetch|track|count|stat|log|report|push|send)\w*\s*\()\s*['"`]https?:/i.test(code);
    const pieced = /https?:[^\s'"]*(['"`]\s*\+|\$\{)|\+\s*['"`]https?:/.test(code);
    return said.size === 1 && !counts && !pieced ? [...said][0] : null;
  };
  const linkOf = ({ target, root, words }) => {
    const { top: above, bottom: below } = target.getBoundingClientRect();
    if (above < 0 || below > innerHeight) center(target, "center");
    const [r] = rectsOf(target, words).sort((a, b) => b.width * b.height - a.width * a.height);
    const hit = hitAt(r.left + r.width / 2, r.top + r.height / 2);
    const over = hit && (inside(root, hit) || inside(hit, root) || hrefOf(hit)) ? hit : null;
    if (over && over.localName === "iframe") return { link: null, scripted: false, into: frameIndex(over) };
    let link = (over && hrefOf(over)) || around(target);
    const own = link ? null : scriptOf(over && inside(root, over) ? over : target, up(root));
    if (!link && !own) for (const el of all(root)) if (isOpen(el, target) && (link = hrefOf(el))) break;
    // A link to the page itself does what its script says, which may be bound elsewhere.
    const here = link && link.split("#")[0] === location.href.split("#")[0];
    const nowhere = here || /^javascript:/i.test(link || "");
    const code = takesOver(over, target, root) || (link && !nowhere ? null : scriptOf(over || target) || (here ? "()" : link || null));
    if (code !== null) {
      return { link: addressIn(code), scripted: true, into: null };
    }
    return { link, scripted: false, into: null };
  };

  const hiddenBy = ({ fact, root, target, words, main, sight }) => {
    const opacity = main ? main.opacity : words ? words.opacity : opacityOf(root);
    if (!root.getClientRects().length && !target.getClientRects().length) return "display";
    const r = unionOf(rectsOf(target, words));
    if (r.width < 1 || r.height < 1 || (!main && !words && fact.text)) return "display";
    if (!words && styleOf(target).visibility !== "visible") return "visibility";
    if (opacity < 0.1) return "opacity";
    const x = r.left + scrollX, y = r.top + scrollY, page = document.scrollingElement || document.documentElement;
    if (x + r.width <= 1 || y + r.height <= 1 || x >= Math.max(page.scrollWidth, innerWidth) - 1) return "off_page";
    if (sight.shown > 0.5) return null;
    return sight.covered >= sight.shown && sight.covered > 0 ? "covered" : "clipped";
  };
  // Two code units may be one sign: half of one is left out.
  const cut = (text, most) => text.slice(0, most).replace(/[\ud800-\udbff]$/, "");
  const linesOf = (node) => {
    const range = new Range();
    range.selectNodeContents(node);
    return [...range.getClientRects()].filter((r) => r.width >= 1 && r.height >= 1);
  };
  // The words that have a place in the page, of them those that are not all but transparent; and
  // the deepest element that holds them all.
  const wordsOf = (root) => {
    const found = [];
    for (const el of all(root)) {
      if (el.matches("style,script,noscript,template") || found.length > 100) continue;
      for (const node of [...el.childNodes, ...(shadow(el) ? shadow(el).childNodes : [])])
        if (node.nodeType === 3 && node.data.trim() && el.checkVisibility({ visibilityProperty: true }) &&
          !isMark(el) && linesOf(node).length) found.push({ node, el, opacity: opacityOf(el) });
    }
    if (!found.length) return null;
    const clear = found.filter((one) => one.opacity >= 0.1), list = clear.length ? clear : found;
    let el = list[0].el;
    while (el !== root && !list.every((one) => inside(el, one.el))) el = up(el);
    return { el, nodes: list.map((one) => one.node), opacity: Math.max(...list.map((one) => one.opacity)),
      isPart: list.length < found.length };
  };
  const textOf = (root, words) => {
    if (words && words.isPart) return cut(words.nodes.map((node) => node.data.trim()).join(" "), 400);
    if (root.checkVisibility && !root.checkVisibility()) return cut(root.textContent.trim(), 400);
    let text = root.innerText || "";
    for (const el of all(root)) if (shadow(el))
      for (const child of shadow(el).children) text += " " + (child.localName === "style" ? "" : child.innerText || "");
    text = text.trim();
    return MARK.test(text) ? "" : cut(text, 400);
  };
  // What a page over HTTPS holds by HTTP: the browser fetches most pictures over HTTPS instead, the
  // others, frames and scripts not at all.
  const insecureOf = (root, holders) => {
    const address = /^about:/.test(location.protocol) ? document.baseURI : location.href;
    if (!address.startsWith("https:")) return [];
    const named = (el) => {
      if (el.localName === "image") return [el.href?.baseVal];
      const other = el.localName === "img" && el.currentSrc !== el.src && el.currentSrc !== el.src.replace("http:", "https:");
      return other ? [el.currentSrc] : [el.src, el.data, el.poster];
    };
    const urls = [...all(root).flatMap(named), ...holders.map((h) => h.url)];
    return [...new Set(urls)].filter((url) => typeof url === "string" && url.startsWith("http:")).slice(0, 5);
  };
  const plain = ({ el, ...rest }) => rest;
  const fixedOf = (el) => {
    for (let e = el; e; e = up(e)) if (styleOf(e).position === "fixed") return e;
    return null;
  };
  // A small picture that closes the ad is no 「广告」.
  const isClosing = (el) => [el, up(el)].some((one) => one && ["src", "alt", "title", "id", "class", "onclick", "href"]
    .some((name) => /close|guanbi|关闭|shut/i.test(one.getAttribute(name) || "")));
  // 「广告」 in words (also drawn by style) or a small picture in a corner, if a reader sees it.
  const isMarked = (root, marks) => marks.length > 0 || all(root).some((el) => el.checkVisibility({ visibilityProperty: true }) &&
    (["::before", "::after"].some((one) => /广告/.test(styleOf(el, one).content)) ||
      (el.localName === "img" && /^(广告|推广)$/.test(el.alt || el.title))));
  const errorsOf = (root) => top
    ? kept.errors.filter((one) => (one.script && inside(root, one.script)) ||
        all(root).some((el) => el.localName === "script" && el.src && el.src === one.source)).map((one) => one.message)
    : kept.errors.map((one) => one.message);
  // What lies over an ad covers it even where clicks fall through it.
  const solid = new CSSStyleSheet(), solidIn = rootsOf();
  for (const one of solidIn) one.adoptedStyleSheets = [...one.adoptedStyleSheets, solid];
  const lookAt = (root, size = null) => {
    const holders = holdersOf(root);
    const said = wordsOf(root), main = mainOf(holders, said, size), words = main ? null : said;
    const target = main ? main.el : words ? words.el : root;
    const over = new Set();
    const fact = { found: true, text: textOf(root, said), shown: 1, hiddenBy: null, thin: false, tucked: false, link: null, scripted: false, into: null, adData: {} };
    const put = (el) => { for (const a of el.attributes || []) if (a.name.startsWith("data-ad")) fact.adData[a.name] = cut(a.value, 300); };
    put(root);
    if (target !== root) put(target);
    return { fact, root, target, holders, main, said, words, over };
  };
  // How much of each a reader sees, then where a click on it goes, at the place where it is seen best.
  const tested = (looks) => {
    if (mode !== "look") return;
    const every = looks.flatMap((one) => [one, ...(one.pieces || [])]);
    solid.replaceSync("*{pointer-events:auto !important}");
    for (const one of every) one.sight = bestSight(one);
    solid.replaceSync("");
    for (const one of every) {
      center(one.target, one.sight.place);
      one.fact.shown = one.sight.shown;
      one.fact.hiddenBy = hiddenBy(one);
      one.fact.tucked = /^(clipped|covered)$/.test(one.fact.hiddenBy) && !!one.sight.tucked;
      one.fact.thin = one.fact.hiddenBy === "covered" && one.sight.solid < 0.5;
      Object.assign(one.fact, linkOf(one));
    }
  };
  // Boxes are measured after all the scrolling, at position 0, where the picture is taken.
  const measure = ({ fact, root, holders, main, said, over, pieces }) => {
    for (const h of holders) {
      h.paint = h.paint && h === main ? paintOf(h.el) : null;
      h.box = h.kind === "background" ? rectOf(h.el.getBoundingClientRect()) : contentBox(h.el);
      h.outer = rectOf(h.el.getBoundingClientRect());
      h.restyled = h === main && isRestyled(h.el);
    }
    const whole = main ? area(main) : 0;
    const marks = all(root).filter((el) => el !== root && !(main && inside(el, main.el)) && isMark(el) && el.checkVisibility({ visibilityProperty: true }))
      .map((el) => rectOf(el.getBoundingClientRect())).filter((r) => !whole || r.width * r.height <= whole * 0.15);
    const masks = [...marks];
    for (const h of holders)
      if (main && h !== main && h.kind !== "iframe" && area(h) > 16 && area(h) < whole * 0.06 && Math.min(h.box.width, h.box.height) <= 32) {
        masks.push(h.box);
        if (!isClosing(h.el)) marks.push(h.box);
      }
    return { ...fact, box: rectOf(root.getBoundingClientRect()), marks: masks,
      words: said && fact.text ? rectOf(unionOf(said.nodes.flatMap(linesOf))) : null, marked: isMarked(root, marks),
      over: [...over].map((el) => rectOf(el.getBoundingClientRect())),
      floats: !!fixedOf(main ? main.el : root), errors: errorsOf(root), insecure: insecureOf(root, holders),
      pieces: (pieces || []).map(measure),
      holders: holders.map(plain), main: main ? holders.indexOf(main) : null };
  };
  // The boxes of an ad of several at once (对联): what the selector finds, or what lies side by side.
  const split = (root) => {
    const under = shadow(root);
    const kids = [...(under ? under.children : []), ...root.children].filter((el) => holdersOf(el).length);
    return kids.length > 1 ? kids : kids.length ? split(kids[0]) : [];
  };
  const piecesOf = (hits, root, wanted) => {
    if (wanted < 2) return [];
    return (hits.length > 1 ? hits : split(root)).slice(0, 8).map((one) => lookAt(one));
  };
  // A shade over the whole window under an ad that pops up is closed with it.
  const isShade = (el) => {
    const s = styleOf(el), r = el.getBoundingClientRect(), alpha = /rgba\(.*, ([\d.]+)\)/.exec(s.backgroundColor);
    return s.position === "fixed" && r.width >= innerWidth - 20 && r.height >= innerHeight - 1 && !el.innerText.trim() &&
      !el.querySelector(HOLDERS) && (parseFloat(s.opacity) < 1 || (alpha && parseFloat(alpha[1]) > 0));
  };
  const shades = () => [...document.body.querySelectorAll("div,section,aside")].filter((el) => el.checkVisibility() && isShade(el));
  const away = (hide) => {
    for (const [el, value, priority] of kept.away.splice(0)) el.style.setProperty("visibility", value, priority);
    if (!hide) return;
    const gone = new Set();
    for (const { selector, size } of slots) {
      let hits = [];
      try { hits = hitsOf(selector); } catch { continue; }
      for (const root of hits) {
        const main = mainOf(holdersOf(root), null, size), fixed = fixedOf(main ? main.el : root);
        for (const el of fixed ? [...all(fixed), ...shades()] : []) if (el.style && !gone.has(el)) {
          gone.add(el);
          kept.away.push([el, el.style.getPropertyValue("visibility"), el.style.getPropertyPriority("visibility")]);
          el.style.setProperty("visibility", "hidden", "important");
        }
      }
    }
  };

  let looks, facts;
  try {
    if (mode === "away" || mode === "back") { away(mode === "away"); facts = []; }
    else if (top) {
      looks = slots.map(({ code, selector, pieces, size }) => {
        let hits;
        try { hits = hitsOf(selector); } catch { return { code, unread: "selector" }; }
        const root = first(hits);
        return root ? { code, look: { ...lookAt(root, size), pieces: piecesOf(hits, root, pieces) } } : { code };
      });
      tested(looks.flatMap(({ look }) => look || []));
      if (mode === "look") scrollTo({ top: 0, left: 0, behavior: "instant" });
      facts = looks.map(({ code, unread, look }) =>
        look ? { code, ...measure(look) } : { code, found: false, unread: unread || null });
    } else {
      const look = lookAt(document.body || document.documentElement);
      tested([look]);
      facts = [{ code: "", ...measure(look) }];
    }
  } finally {
    for (const root of solidIn) root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== solid);
  }
  const page = document.documentElement, body = document.body || page;
  // A frame whose own document has not come yet shows the empty one that every frame begins with.
  const blank = location.href === "about:blank" && !body.hasChildNodes();
  return { path: path(), ready: document.readyState, blank, slots: facts, origin: performance.timeOrigin,
    width: Math.max(page.scrollWidth, innerWidth),
    height: Math.max(page.scrollHeight, body.scrollHeight, page.offsetHeight, 1) };
}
