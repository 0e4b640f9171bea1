// Lets a page come to rest: scrolls through it so that lazy slots load, then waits until the
// pictures and frames inside the slots are complete. Resolves to the milliseconds since navigation.
async ({ slots, emptyMs, loadMs, untilMs }) => {
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
  const painted = () => Promise.race([new Promise(requestAnimationFrame), sleep(60)]);
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
      for (const child of node.children) walk(child);
    };
    walk(el);
    return found;
  };
  // Whether a file was answered, or is known to have failed: backgrounds do not say so themselves.
  const came = (url) => [url, url.replace(/^http:/, "https:")]
    .some((one) => performance.getEntriesByName(one).length > 0);
  const loading = (el) => {
    if (el instanceof HTMLImageElement) return !!(el.currentSrc || el.src) && !el.complete;
    if (el instanceof HTMLVideoElement)
      return !el.error && el.networkState === 2 && el.readyState < 2 && !el.poster;
    if (el instanceof HTMLIFrameElement) {
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
  const state = (slot) => {
    const root = find(slot.selector);
    if (root === undefined) return "done";
    if (!root) return "empty";
    const inside = all(root);
    if (inside.some(loading)) return "loading";
    if (inside.some(holds) || root.textContent.trim()) return "done";
    return slot.expected ? "empty" : "done";
  };
  const height = () => document.scrollingElement ? document.scrollingElement.scrollHeight : 0;
  for (let y = innerHeight, n = 0; y < height() && n < 80; y += innerHeight, n += 1) {
    scrollTo({ top: y, left: 0, behavior: "instant" });
    await painted();
  }
  scrollTo({ top: 0, left: 0, behavior: "instant" });
  await Promise.race([document.fonts.ready, sleep(1000)]);
  // What is empty is waited for from when the document was complete: its scripts may be slow.
  const began = performance.now();
  let complete = null;
  for (;;) {
    const states = slots.map(state), now = performance.now(), spent = now - began;
    if (complete === null && document.readyState === "complete") complete = now;
    const patient = complete === null ? spent < loadMs : now - complete < emptyMs;
    if (!(states.includes("loading") && spent < loadMs) && !(states.includes("empty") && patient)) break;
    await sleep(25);
  }
  // A slot's own waiting time runs from when the page's scripts were through: so do their timers.
  const [visit] = performance.getEntriesByType("navigation");
  const left = (visit ? visit.domContentLoadedEventEnd : 0) + untilMs - performance.now();
  if (left > 0) await sleep(left);
  return Math.round(performance.now());
}
