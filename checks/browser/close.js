// Finds the close button of a floating ad, or (`gone`) tells whether the ad is away after the click.
// In a frame inside the slot `selector` is null. Resolves to [element, place] with null where there
// is none; the place of an image map is "x y width height" in the element's box, of what is
// clicked as it is ""; or to true or false.
async ({ selector, gone, untilMs }) => {
  const kept = window[Symbol.for("adops.kept")] || { roots: new WeakMap() };
  const shadow = (el) => el.shadowRoot || kept.roots.get(el) || null;
  const all = (root) => {
    const found = [];
    const walk = (el) => {
      if (found.length > 800) return;
      found.push(el);
      const under = shadow(el);
      if (under) for (const child of under.children) walk(child);
      for (let child = el.firstElementChild; child; child = child.nextElementSibling) walk(child);
    };
    walk(root);
    return found;
  };
  const seen = (el) => el.isConnected && el.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const area = (el) => { const r = el.getBoundingClientRect(); return r.width * r.height; };
  const isAway = ({ el, before }) => {
    const r = el.getBoundingClientRect();
    const outside = r.right <= 0 || r.bottom <= 0 || r.left >= innerWidth || r.top >= innerHeight;
    return !seen(el) || outside || area(el) < before / 4;
  };
  if (gone) {
    for (const until = performance.now() + untilMs; ;) {
      for (const one of kept.closing || []) if (isAway(one)) return true;
      if (performance.now() > until) return false;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
  const trees = [document], roots = [];
  for (let n = 0; n < trees.length; n += 1)
    for (const el of trees[n].querySelectorAll("*")) if (shadow(el)) trees.push(shadow(el));
  const hits = (tree) => { try { return tree.querySelectorAll(selector); } catch { return []; } };
  if (selector === null) roots.push(document.documentElement);
  else for (const tree of trees) roots.push(...hits(tree));
  const up = (el) => el.parentElement || el.getRootNode().host || null;
  const boxOf = (root) => {
    for (let e = root; e; e = up(e)) if (getComputedStyle(e).position === "fixed") return e;
    return root;
  };
  const holders = [], boxes = [], inside = [];
  for (const root of roots) {
    for (const el of all(root))
      if (el.matches("img,iframe,video,canvas,svg,object,embed") && seen(el)) holders.push(el);
    const box = boxOf(root);
    if (boxes.indexOf(box) < 0) { boxes.push(box); inside.push(...all(box)); }
  }
  let most = null;
  for (const el of holders) if (!most || area(el) > area(most)) most = el;
  most = most || roots[0];
  if (!most) return [null, null];
  if (selector !== null) {
    kept.closing = [];
    for (const el of holders.length ? holders : [most])
      if (area(el) * 2 >= area(most)) kept.closing.push({ el, before: area(el) });
  }
  // The box of a place of an image map; browsers count it from the image's corner, border included.
  const placeOf = (map) => {
    const px = [];
    for (const one of (map.coords || "").split(/[\s,;]+/)) if (one) px.push(parseFloat(one));
    if (px.length < 3) return null;
    let sides = [[px[0], px[2]], [px[1], px[3]]];
    if (/^circ/i.test(map.shape))
      sides = [[px[0] - px[2], px[0] + px[2]], [px[1] - px[2], px[1] + px[2]]];
    else if (/^poly/i.test(map.shape)) {
      sides = [[], []];
      for (let n = 0; n < px.length; n += 1) sides[n % 2].push(px[n]);
    }
    const [left, right] = [Math.min(...sides[0]), Math.max(...sides[0])];
    const [above, below] = [Math.min(...sides[1]), Math.max(...sides[1])];
    return [left, above, right - left, below - above];
  };
  const NAMED = /close|guanbi|关闭|shut|dismiss/i;
  const WORDS = /^([×✕✖╳✗xX]|关闭|关闭广告|关掉|跳过.*|close|.{0,6}\s*(×|✕|关闭))$/i;
  const HIDES = /hide|\.remove\(|removeChild|display\s*[=:,]\s*["']?none|visibility\s*[=:,]\s*["']?hidden/i;
  const isSmall = (width, height) => width * height >= 16 && width <= 140 && height <= 70 &&
    width * height <= area(most) / 2;
  const code = (el) => {
    const href = el.getAttribute("href") || "";
    return (el.getAttribute("onclick") || "") + (/^\s*javascript:/i.test(href) ? href : "");
  };
  const isNamed = (el) => {
    const said = (el.innerText || "").trim();
    if (WORDS.test(said) || NAMED.test(code(el))) return true;
    for (const name of ["id", "class", "aria-label", "title", "alt", "src"])
      if (NAMED.test(el.getAttribute(name) || "")) return true;
    return false;
  };
  // The last one that calls itself so; without one, the last whose code hides something.
  let named = null, hides = null;
  const weigh = (el, target, place) => {
    if (isNamed(el)) named = [target, place];
    else if (HIDES.test(code(el))) hides = [target, place];
  };
  for (const el of inside) {
    if (!seen(el)) continue;
    const name = el.localName === "img" && (el.getAttribute("usemap") || "").slice(1);
    for (const map of name ? el.getRootNode().querySelectorAll("map") : []) {
      if (map.name !== name && map.id !== name) continue;
      for (const one of map.querySelectorAll("area")) {
        const place = placeOf(one);
        if (place && isSmall(place[2], place[3])) weigh(one, el, place.join(" "));
      }
    }
    const r = el.getBoundingClientRect();
    if (el !== most && isSmall(r.width, r.height)) weigh(el, el, "");
  }
  return named || hides || [null, null];
}
