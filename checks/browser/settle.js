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
  // What unfolds, slides in or fades in with the page is waited for, not what goes on for long.
  const moves = ({ selector }) => document.getAnimations().some(({ effect, playState, currentTime }) => {
    const end = playState === "running" && effect ? effect.getComputedTiming().endTime : 0;
    const el = end > (currentTime || 0) && end <= 3000 && find(selector);
    return el && effect.target && (effect.target.contains(el) || el.contains(effect.target));
  });
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
  // Some scripts that load late ask where the page stands only once it has stood for a while.
  const LATE = /^data-([\w-]*-)?(src|original|lazy|bg|background|echo)$/;
  const shows = (el) => (el.currentSrc || el.src || "") + getComputedStyle(el).backgroundImage;
  const isLate = (el) => [...el.attributes].some(({ name, value }) => LATE.test(name) && /[./]/.test(value) &&
    !shows(el).includes(value.trim().replace(/^(https?:)?[./]*/, "")));
  const late = ({ selector }) => {
    const root = find(selector);
    return root && root.getClientRects().length > 0 && all(root).some(isLate) ? root : null;
  };
  for (let n = 0, ticks = 0; n < slots.length; n += 1) {
    const root = ticks < 40 && late(slots[n]);
    if (root) root.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    for (const end = ticks + 16; root && ticks < end && late(slots[n]); ticks += 1) await sleep(50);
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
  for (let n = 0; n < 120 && slots.some(moves); n += 1) await sleep(25);
  return Math.round(performance.now());
}
