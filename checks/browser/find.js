// Boxes of a page that look like ads, each with selectors that match it alone, the most robust
// first; and what a selector that somebody typed matches. Boxes are CSS px from the page's left
// upper corner. `sizes` are [width, height], near which a box must be (none: any that is not
// small); `scaled`: the width may be scaled, as on phones.
({ sizes, scaled, texts, selector, most }) => {
  const NEAR = 0.12, EXACT = 1, SMALL = [60, 30], SAME = 12;
  const HOLDERS = ["img", "iframe", "video", "canvas", "object", "embed", "svg"];
  const AD = /(^|[^a-z])(ad|ads|adv|advert|banner|sponsor|promo|pdps|gg|guanggao)([^a-z]|$)/i;
  // what an element goes through, and no name of its place
  const STATE = /^data-(loaded|index|key|v-|reactid|src|original|lazy|hover|time)|^data-(.+-)?(status|state|done|filled)$/;
  const PASSING = /(^|[-_])(done|loaded|loading|filled|unfilled|active|current|cur|on|selected|hover|shown?|visible)$/i;
  // numbers that are no accident: the code of an ad's place, a size
  const PLACED = /^data-(ad-?)?(pdps|slot|unit|pos|position|place|placement|space)(-?id)?$/;
  const TOLD = /pdps[_-]?[0-9a-z]+|(?<!\d)\d{2,4}[x*_-]\d{2,4}(?!\d)/gi;
  const roots = [], elements = [];
  const walk = (root) => {
    roots.push(root);
    for (const el of root.querySelectorAll("*")) {
      elements.push(el);
      if (el.shadowRoot) walk(el.shadowRoot);
    }
  };
  walk(document);
  const flat = (list, of) => { const out = []; for (const one of list) out.push(...of(one)); return out; };
  const first = (list, fits) => { for (const one of list) if (fits(one)) return one; return undefined; };
  const any = (list, fits) => { for (const one of list) if (fits(one)) return true; return false; };
  const matches = (sel) => flat(roots, (root) => root.querySelectorAll(sel));
  const isAlone = (sel) => matches(sel).length === 1;
  const up = (el) => el.parentElement || (el.getRootNode().host ?? null);
  const boxOf = (el) => {
    const r = el.getBoundingClientRect();
    return { x: r.left + scrollX, y: r.top + scrollY, width: r.width, height: r.height };
  };
  const isShown = (el) => el.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const differs = (box, [w, h]) => {
    const by = scaled && w ? box.width / w : 1;
    if (by > 1.5 || by < 0.2) return [Infinity, Infinity];
    return [Math.abs(box.width - w * by), Math.abs(box.height - h * by)];
  };
  const isNear = (box) => !sizes.length
    ? box.width >= SMALL[0] && box.height >= SMALL[1]
    : sizes.some(([w, h]) => {
        const [dw, dh] = differs(box, [w, h]);
        return dw <= Math.max(4, NEAR * w) && dh <= Math.max(4, NEAR * h);
      });
  const isExact = (box) => sizes.some(([w, h]) => {
    const [dw, dh] = differs(box, [w, h]);
    return dw <= EXACT && dh <= EXACT;
  });
  const kindOf = (el) => {
    if (HOLDERS.includes(el.localName)) {
      if (el.localName === "svg" && el.parentElement?.closest("svg")) return null;
      return el.localName === "embed" ? "object" : el.localName;
    }
    return getComputedStyle(el).backgroundImage.includes("url(") ? "background" : null;
  };
  const urlOf = (el, kind) => {
    const given = kind === "background"
      ? (getComputedStyle(el).backgroundImage.match(/url\("?([^")]+)/) || [])[1]
      : el.currentSrc || el.src || el.data || "";
    return typeof given === "string" ? given.slice(0, 500) : "";
  };
  const linkOf = (el) => {
    for (let at = el; at; at = up(at)) if (at.localName === "a" && at.href) return at.href;
    return "";
  };
  const inside = (el) => {
    const found = [];
    const down = (node) => {
      found.push(node);
      if (node.shadowRoot) for (const child of node.shadowRoot.children) down(child);
      for (const child of node.children) down(child);
    };
    down(el);
    return found;
  };
  const adlike = (el) => [el.id, el.getAttribute("class") || "",
    ...[...el.attributes].filter((a) => a.name.startsWith("data-")).map((a) => a.name)]
    .some((words) => AD.test(words));

  // the elements that stand for one box, the outermost first
  const chainOf = (el) => {
    const box = boxOf(el), chain = [el];
    for (let at = up(el); at && at !== document.body && at !== document.documentElement;
         at = up(at)) {
      if (["inline", "contents"].includes(getComputedStyle(at).display)) {
        if (at.id || at.localName.includes("-") || byData(at).length) chain.unshift(at);
        continue;
      }
      const other = boxOf(at);
      if (Math.abs(other.width - box.width) > SAME || Math.abs(other.height - box.height) > SAME)
        break;
      chain.unshift(at);
    }
    return chain;
  };

  const isMade = (named) => {
    const word = named.replace(TOLD, "");
    return /\d{4,}/.test(word) || /[0-9a-f]{8,}/i.test(word) ||
      (/[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word)) || named.length > 60;
  };
  const quoted = (value) => `"${value.replace(/["\\]/g, "\\$&")}"`;
  const byId = (el) => (el.id && !isMade(el.id) ? [`#${CSS.escape(el.id)}`] : []);
  const byData = (el) => [...el.attributes]
    .filter((a) => (a.name.startsWith("data-") || a.name === "name") && !STATE.test(a.name) &&
      a.value && a.value.length <= 60 && (PLACED.test(a.name) || !isMade(a.value)) &&
      !/^(true|false|\d)$/.test(a.value))
    .map((a) => `${el.localName}[${a.name}=${quoted(a.value)}]`);
  const byClass = (el) => {
    const names = [...el.classList].filter((name) => !isMade(name) && !PASSING.test(name)).slice(0, 6);
    const one = names.map((name) => `.${CSS.escape(name)}`);
    const two = [];
    for (let i = 0; i < one.length; i += 1) for (let j = i + 1; j < one.length; j += 1) two.push(one[i] + one[j]);
    return [...one, ...two];
  };
  const step = (el) => {
    const siblings = [...(el.parentNode?.children || [])];
    const like = siblings.filter((one) => one.localName === el.localName);
    const name = el.localName.replace(/[^\w-]/g, "\\$&");
    return like.length === 1 ? name : `${name}:nth-of-type(${like.indexOf(el) + 1})`;
  };
  const below = (el) => {
    const steps = [];
    for (let at = el; at && at !== document.documentElement; at = at.parentElement) {
      const anchor = at === el ? undefined :
        first([...byId(at), ...byData(at), ...byClass(at)], isAlone);
      if (anchor) return { hold: "path", selector: [anchor, ...steps].join(" > ") };
      steps.unshift(step(at));
    }
    return { hold: "nth", selector: steps.join(" > ") };
  };
  const waysTo = (chain) => {
    const ways = [];
    const add = (hold, named) => {
      for (const el of chain)
        for (const one of named(el)) if (isAlone(one)) ways.push({ hold, selector: one });
    };
    add("id", byId);
    add("data", byData);
    add("class", byClass);
    const path = [chain[0], chain[chain.length - 1]].map(below);
    ways.push(...path.filter((one) => isAlone(one.selector)));
    const seen = [];
    for (const one of ways) if (!any(seen, (other) => other.selector === one.selector)) seen.push(one);
    return seen.slice(0, 8);
  };
  const told = (el, kind, chain) => {
    const box = boxOf(el);
    return { ...box, kind, url: urlOf(el, kind), link: linkOf(el).slice(0, 500),
      exact: isExact(box), ways: waysTo(chain) };
  };

  // by the outermost element of each box
  const found = [];
  const has = (el) => any(found, (one) => one.el === el);
  for (const el of elements) {
    if (found.length >= most) break;
    const kind = kindOf(el);
    if (!kind || el === document.body || el === document.documentElement) continue;
    const box = boxOf(el);
    if (!isNear(box) || !isShown(el)) continue;
    const chain = chainOf(el);
    const leads = kind === "iframe" || kind === "object" || linkOf(el) || el.onclick ||
      getComputedStyle(el).cursor === "pointer" || isExact(box) || chain.some(adlike);
    if (leads && !has(chain[0])) found.push({ el: chain[0], told: told(el, kind, chain) });
  }
  for (const el of elements) {
    if (found.length >= most) break;
    if (el.children.length || el.shadowRoot || el.textContent.trim() || !adlike(el)) continue;
    const box = boxOf(el), chain = chainOf(el);
    if (!kindOf(el) && isExact(box) && isShown(el) && !has(chain[0]))
      found.push({ el: chain[0], told: told(el, "empty", chain) });
  }
  for (const el of texts ? matches("a[href]") : []) {
    if (found.length >= most) break;
    const words = el.textContent.trim();
    if (words.length < 4 || inside(el).some(kindOf) || !isShown(el)) continue;
    if (!has(el)) found.push({ el, told: told(el, "text", [el]) });
  }

  let typed = null;
  if (selector) {
    try {
      const hits = matches(selector);
      const el = first(hits, (one) => one.getClientRects().length) || hits[0];
      typed = { count: hits.length };
      if (el) {
        const full = inside(el).map((one) => [one, kindOf(one), boxOf(one)])
          .filter(([, kind]) => kind).sort((a, b) => b[2].width * b[2].height - a[2].width * a[2].height);
        const kind = full.length ? full[0][1] : el.textContent.trim() ? "text" : "empty";
        const at = full.length ? full[0][0] : el;
        typed = { ...typed, ...boxOf(el), kind, url: urlOf(at, kind),
          link: (linkOf(at) || (el.querySelector("a[href]")?.href ?? "")).slice(0, 500),
          exact: isExact(boxOf(at)) };
      }
    } catch {
      typed = { count: -1 };
    }
  }
  const page = document.documentElement;
  return {
    found: flat(found, (one) => (one.told.ways.length ? [one.told] : [])), typed,
    width: Math.max(page.scrollWidth, innerWidth), height: Math.max(page.scrollHeight, innerHeight),
  };
}
