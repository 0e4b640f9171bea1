// The elements of one frame: its trees, styles, places; where old libraries have named things anew.
const MARK = /^([\[【「(（]?(广告|推广)[\]】」)）]?|AD|Ad|ad)$/;
const kept = window[Symbol.for("adops.kept")] || { roots: new WeakMap(), errors: [], away: [], rolls: [] };
// What a page may have named anew is taken from before, or not used.
const scroll = kept.scrollTo || ((place) => window.scrollTo(place));
const Names = kept.Map || Map, Some = kept.Set || Set;
const flat = (list, of) => { const out = []; for (const one of list) out.push(...of(one)); return out; };
const firstOf = (list, fits) => { for (const one of list) if (fits(one)) return one; return undefined; };
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
    for (let child = el.firstElementChild; child; child = child.nextElementSibling) walk(child);
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
const hitsOf = (selector) => flat(rootsOf(), (root) => root.querySelectorAll(selector));
// Of several the first that has a place; of copies of it (a slider's) one that no box cuts off.
const isCutOff = (el) => {
  const own = el.getBoundingClientRect();
  for (let e = up(el); e && e !== document.body; e = up(e)) {
    if (!/hidden|clip/.test(styleOf(e).overflowX)) continue;
    const r = e.getBoundingClientRect();
    if (own.right <= r.left || own.left >= r.right || own.bottom <= r.top || own.top >= r.bottom) return true;
  }
  return false;
};
const holdingOf = (el) => {
  const link = el.matches("a") ? el : el.querySelector("a"), picture = el.matches("img") ? el : el.querySelector("img");
  return [link && link.href, picture && picture.src, picture ? "" : el.textContent].join();
};
const first = (hits) => {
  const own = firstOf(hits, (el) => el.getClientRects().length > 0);
  if (!own || hits.length < 2 || !isCutOff(own)) return own || hits[0] || null;
  const isCopy = (el) => el.getClientRects().length > 0 && !isCutOff(el) && holdingOf(el) === holdingOf(own);
  return firstOf(hits, isCopy) || own;
};
const opacities = new Names();
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
  const above = (w) => { try { return w[Symbol.for("adops.kept")].parent; } catch { return w.parent; } };
  for (let w = window; w !== window.top; w = above(w)) {
    const outer = above(w);
    let step = null;
    try { for (let n = 0; outer[n] && step === null; n += 1) if (outer[n] === w) step = n; } catch { return null; }
    if (step === null) return null;
    steps.unshift(step);
  }
  return steps;
};
const urlsIn = (value) => [...value.matchAll(/url\("((?:[^"\\]|\\.)*)"\)/g)].map((m) => m[1]);
