// Finds the close button of a floating ad, or (`gone`) tells whether the ad is away after the click.
// In a frame inside the slot `selector` is null. Resolves to the button, null, true or false.
async ({ selector, gone, untilMs }) => {
  const kept = window[Symbol.for("adops.kept")] || { roots: new WeakMap() };
  const shadow = (el) => el.shadowRoot || kept.roots.get(el) || null;
  const all = (root) => {
    const found = [];
    const walk = (el) => {
      if (found.length > 800) return;
      found.push(el);
      for (const child of [...(shadow(el)?.children || []), ...el.children]) walk(child);
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
      if ((kept.closing || []).some(isAway)) return true;
      if (performance.now() > until) return false;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
  const roots = selector === null ? [document.documentElement] : all(document.documentElement)
    .filter((el) => { try { return el.matches(selector); } catch { return false; } });
  const up = (el) => el.parentElement || (el.getRootNode() instanceof ShadowRoot ? el.getRootNode().host : null);
  const boxOf = (root) => {
    for (let e = root; e; e = up(e)) if (getComputedStyle(e).position === "fixed") return e;
    return root;
  };
  const holders = roots.flatMap(all).filter((el) => el.matches("img,iframe,video,canvas,svg,object,embed") && seen(el));
  const most = holders.reduce((a, b) => (!a || area(b) > area(a) ? b : a), null) || roots[0];
  if (!most) return null;
  if (selector !== null) {
    const big = holders.filter((el) => area(el) * 2 >= area(most));
    kept.closing = (big.length ? big : [most]).map((el) => ({ el, before: area(el) }));
  }
  const NAMED = /close|guanbi|关闭|shut|dismiss/i;
  const WORDS = /^([×✕✖╳✗xX]|关闭|关闭广告|关掉|跳过.*|close|.{0,6}\s*(×|✕|关闭))$/i;
  const isButton = (el) => {
    if (el === most || !seen(el) || area(el) < 16) return false;
    const r = el.getBoundingClientRect();
    if (r.width > 140 || r.height > 70 || area(el) > area(most) / 2) return false;
    const said = (el.innerText || "").trim();
    const names = ["id", "class", "aria-label", "title", "alt", "onclick", "src"].map((name) => el.getAttribute(name) || "");
    return WORDS.test(said) || names.some((name) => NAMED.test(name));
  };
  const boxes = [...new Set(roots.map(boxOf))];
  const found = boxes.flatMap(all).filter(isButton);
  return found.at(-1) || null;
}
