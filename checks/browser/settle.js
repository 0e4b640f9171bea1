// Lets a page come to rest: scrolls through it so that lazy slots load, then waits until the
// pictures and frames inside the slots are complete; what waits for a reader to come there is gone
// to. Resolves to the milliseconds since navigation.
async ({ slots, emptyMs, loadMs, visitsMs, untilMs }) => {
  const VISIT = 400; // most loaders look within 250 ms after the last scroll
  const FILE = /\.(jpe?g|png|gif|webp|avif|bmp|svg)([?#!@]|$)/i;
  const LOADER = /src|original|lazy|echo/i, FOR_NOW = /loading|default|holder|error|fallback|blank/i;
  const STANDARD = /^(src|srcset|href|alt|title|style|poster|data|value|on.*)$/i;
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
  // A frame is over after what runs in it: until then no observer saw where the page stands.
  let patience = 240;
  const painted = () => new Promise((done) => {
    const timer = setTimeout(() => { patience = 60; done(); }, patience);
    requestAnimationFrame(() => setTimeout(() => { clearTimeout(timer); done(); }, 0));
  });
  const kept = window[Symbol.for("adops.kept")] || { roots: new WeakMap() };
  const shadow = (el) => el.shadowRoot || kept.roots.get(el) || null;
  const find = (selector) => {
    const within = (root) => {
      const hit = root.querySelector(selector);
      if (hit) return hit;
      for (const el of root.querySelectorAll("*")) {
        const deeper = shadow(el) && within(shadow(el));
        if (deeper) return deeper;
      }
      return null;
    };
    try { return within(document); } catch { return undefined; }
  };
  const all = (el) => {
    const found = [];
    const walk = (node) => {
      found.push(node);
      const under = shadow(node);
      if (under) for (const child of under.children) walk(child);
      for (let child = node.firstElementChild; child; child = child.nextElementSibling) walk(child);
    };
    walk(el);
    return found;
  };
  // Whether a file was answered, or is known to have failed: backgrounds do not say so themselves.
  const asked = (url) => performance.getEntriesByName(url).length > 0;
  const came = (url) => asked(url) || asked(url.replace(/^http:/, "https:"));
  const any = (list, fits) => { for (const one of list) if (fits(one)) return true; return false; };
  const loading = (el) => {
    if (el.localName === "img") return !!(el.currentSrc || el.src) && !el.complete;
    if (el.localName === "video")
      return !el.error && el.networkState === 2 && el.readyState < 2 && !el.poster;
    if (el.localName === "iframe") {
      try { return !!el.contentDocument && el.contentDocument.readyState !== "complete"; }
      catch { return false; }
    }
    const behind = /url\("(https?:[^"#]+)"\)/.exec(getComputedStyle(el).backgroundImage);
    return !!behind && el.getClientRects().length > 0 && !came(behind[1]);
  };
  const holds = (el) => {
    const pixels = el.naturalWidth * el.naturalHeight;
    if (el.localName === "img") return !!(el.currentSrc || el.src) && !(pixels > 0 && pixels <= 4);
    if (el.localName === "video") return !!(el.currentSrc || el.src || el.poster);
    return el.matches("canvas,svg,iframe,object,embed") ||
      getComputedStyle(el).backgroundImage !== "none";
  };
  // What unfolds, slides in or fades in with the page is waited for, not what goes on for long.
  const moves = ({ selector }) => document.getAnimations().some(({ effect, playState, currentTime }) => {
    const end = playState === "running" && effect ? effect.getComputedTiming().endTime : 0;
    const el = end > (currentTime || 0) && end <= 3000 && find(selector);
    return el && effect.target && (effect.target.contains(el) || el.contains(effect.target));
  });
  // The files that a script is to put there, which it keeps in attributes of its own.
  const promised = (el) => {
    const urls = [];
    for (const name of el.getAttributeNames()) {
      if (STANDARD.test(name) || FOR_NOW.test(name)) continue;
      const value = el.getAttribute(name);
      for (const word of value.replace(/^url\(["']?|["']?\)$/g, "").split(/,?\s+/)) {
        if (!FILE.test(word) && !(LOADER.test(name) && /^(https?:)?\/./.test(word))) continue;
        try { urls.push(new URL(word, document.baseURI).href); } catch { /* is none */ }
      }
    }
    return urls;
  };
  const shownIn = (inside) => {
    const urls = [];
    for (const el of inside)
      urls.push(el.currentSrc || el.src || "", ...(getComputedStyle(el).backgroundImage.match(/https?:[^"]+/g) || []));
    return urls;
  };
  // Whether what is to stand in it has not been asked for yet: by the page's script, or the browser.
  const isDue = (inside) => {
    let here = null;
    for (const el of inside) {
      if (el.loading === "lazy" && el.src && (el.localName === "img" ? !el.complete : !came(el.src))) return true;
      const urls = promised(el);
      if (!urls.length) continue;
      here = here || shownIn(inside);
      if (!any(urls, (url) => here.indexOf(url) >= 0)) return true;
    }
    return false;
  };
  const state = (slot) => {
    const root = find(slot.selector);
    if (root === undefined) return { is: "done" };
    if (!root) return { is: "empty" };
    const inside = all(root), waits = isDue(inside);
    if (any(inside, loading)) return { is: "loading", root, waits };
    if (any(inside, holds) || root.textContent.trim()) return { is: "done", root, waits };
    return { is: slot.expected ? "empty" : "done", root, waits: waits || slot.expected };
  };
  const go = (y) => (kept.scrollTo || scrollTo)({ top: y, left: 0, behavior: "instant" });
  const height = () => document.scrollingElement ? document.scrollingElement.scrollHeight : 0;
  const inWindow = (el) => {
    const r = el.getBoundingClientRect();
    return el.getClientRects().length > 0 && r.bottom >= 0 && r.top <= innerHeight;
  };
  // Goes to a slot that waits, until it and what else is in the window there do not any more.
  const been = {};
  let visited = 0;
  const key = (n, one) => `${n} ${one.is} ${document.readyState === "complete"}`;
  const visit = async (first) => {
    const began = performance.now();
    const boxes = [];  // that cut off what is in them: no reader scrolls them
    for (let e = first.parentElement; e && e !== document.body; e = e.parentElement)
      if (/hidden|clip/.test(getComputedStyle(e).overflow)) boxes.push([e, e.scrollLeft, e.scrollTop]);
    if (!inWindow(first)) first.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    await painted();
    for (const until = performance.now() + VISIT; ;) {
      let waits = false;
      for (let n = 0; n < slots.length; n += 1) {
        const one = state(slots[n]);
        if (one.waits && one.root && (one.root === first || inWindow(one.root))) waits = been[key(n, one)] = true;
      }
      if (!waits || performance.now() > until) break;
      await sleep(25);
    }
    for (const [e, x, y] of boxes) { e.scrollLeft = x; e.scrollTop = y; }
    go(0);
    visited += performance.now() - began;
  };
  const unvisited = (states) => {
    const left = [];
    for (let n = 0; n < states.length; n += 1) {
      const { is, root, waits } = states[n];
      if (!waits || !root || been[key(n, states[n])] || !root.getClientRects().length) continue;
      if (is !== "empty" || !inWindow(root)) left.push(root);
    }
    return left;
  };
  // What nobody went to is not known as long as it stays as it was.
  const markOf = (root) => {
    const marks = [root.outerHTML];
    for (const el of all(root)) if (el.localName === "img") marks.push(el.complete, el.currentSrc);
    return marks.join();
  };
  for (let y = innerHeight, n = 0; y < height() && n < 80; y += innerHeight, n += 1) {
    go(y);
    await painted();
  }
  go(0);
  await new Promise((done) => { document.fonts.ready.then(done, done); setTimeout(done, 1000); });
  // What is empty is waited for from when the document was complete: its scripts may be slow.
  const began = performance.now();
  let complete = null, ahead = [];
  for (;;) {
    const states = [], now = performance.now(), spent = now - began;
    for (const slot of slots) states.push(state(slot));
    if (complete === null && document.readyState === "complete") complete = now;
    ahead = unvisited(states);
    if (ahead.length && visited < visitsMs) { await visit(ahead[0]); continue; }
    const has = (is) => any(states, (one) => one.is === is);
    const patient = complete === null ? spent < loadMs : now - complete < emptyMs;
    const waits = complete === null && patient && any(states, (one) => one.waits);
    if (!(has("loading") && spent < loadMs) && !(has("empty") && patient) && !waits) break;
    await sleep(25);
  }
  const marks = new WeakMap();
  for (const root of ahead) marks.set(root, markOf(root));
  kept.isUnvisited = (root) => marks.has(root) && marks.get(root) === markOf(root);
  // A slot's own waiting time runs from when the page's scripts were through: so do their timers.
  const [timing] = performance.getEntriesByType("navigation");
  const left = (timing ? timing.domContentLoadedEventEnd : 0) + untilMs - performance.now();
  if (left > 0) await sleep(left);
  for (let n = 0; n < 120 && slots.some(moves); n += 1) await sleep(25);
  // Whether something that a script is to put into a slot still was not asked for.
  return any(slots, (slot) => { const root = find(slot.selector); return !!root && isDue(all(root)); });
}
