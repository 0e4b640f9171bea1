// Lets a page come to rest: scrolls through it so that lazy slots load, then waits until the
// pictures and frames inside the slots are complete. Resolves to the milliseconds since navigation.
async ({ slots, emptyMs, loadMs, untilMs }) => {
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
  const painted = () => Promise.race([new Promise(requestAnimationFrame), sleep(60)]);
  const find = (selector) => {
    const within = (root) => {
      const hit = root.querySelector(selector);
      if (hit) return hit;
      for (const el of root.querySelectorAll("*")) {
        const deeper = el.shadowRoot && within(el.shadowRoot);
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
      if (node.shadowRoot) for (const child of node.shadowRoot.children) walk(child);
      for (const child of node.children) walk(child);
    };
    walk(el);
    return found;
  };
  const loading = (el) => {
    if (el instanceof HTMLImageElement) return !!(el.currentSrc || el.src) && !el.complete;
    if (el instanceof HTMLVideoElement)
      return !el.error && el.networkState === 2 && el.readyState < 2 && !el.poster;
    if (el instanceof HTMLIFrameElement) {
      try { return !!el.contentDocument && el.contentDocument.readyState !== "complete"; }
      catch { return false; }
    }
    return false;
  };
  const holds = (el) => {
    if (el.localName === "img") return !!(el.currentSrc || el.src);
    if (el.localName === "video") return !!(el.currentSrc || el.src || el.poster);
    return el.matches("canvas,svg,iframe,object,embed") ||
      getComputedStyle(el).backgroundImage !== "none";
  };
  const state = (slot) => {
    const root = find(slot.selector);
    if (root === undefined) return "done";
    if (!root) return slot.expected ? "empty" : "done";
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
  const began = performance.now();
  for (;;) {
    const states = slots.map(state);
    const spent = performance.now() - began;
    if (!(states.includes("loading") && spent < loadMs) &&
        !(states.includes("empty") && spent < emptyMs)) break;
    await sleep(25);
  }
  const left = untilMs - performance.now();
  if (left > 0) await sleep(left);
  return Math.round(performance.now());
}
