// Where a click goes, and what is said in words: texts, marks, errors.
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
  const r = target.getBoundingClientRect(), least = r.width * r.height * 0.03;
  return el.localName === "area" || [...el.getClientRects()].some((r) => r.width * r.height >= Math.max(1, least));
};
const around = (el) => {
  for (let e = el; e; e = up(e)) if (/^(a|area)$/.test(e.localName)) return styleOf(e).pointerEvents === "none" ? null : hrefOf(e);
  return null;
};
// What lies over an ad, is no link and has its own script, takes the click; a link whose script
// keeps the browser from following it leads where the script says, or where it leads itself (`href`).
const takesOver = (over, target, root) => {
  if (!over) return null;
  if (!hrefOf(over)) return inside(over, target) || inside(target, over) ? null : scriptOf(over, root);
  const code = scriptOf(over);
  if (/^\s*return\s+false\s*;?\s*$/.test(code || "")) return "()"; // what else it does is bound elsewhere
  if (!code || /(\bopen\w*\s*\(|\blocation(\.href)?\s*=|\blocation\.(assign|replace)\s*\()\s*this\.href/i.test(code)) return null;
  return /return\s+false|preventDefault/.test(code) && /https?:\/\//.test(code) ? code : null;
};
// One whole address is where it leads, unless it is only asked for; of several, or of one that is
// put together when it is clicked, nobody knows.
const ASKS = /(\bsrc\s*=|\b\w*(beacon|fetch|track|count|stat|log|report|push|send|ping|ajax|script|json|request|trace|monitor)\w*\s*\(|\b(get|post|load|ga|gtag|bid|dot)\s*\()[^();]*['"`]https?:/i;
const addressIn = (code) => {
  const said = new Some(code.match(/https?:\/\/[^\s'"()<>]+/g));
  const pieced = /https?:[^\s'"]*(['"`]\s*\+|\$\{)|\+\s*['"`]https?:/.test(code);
  return said.size === 1 && !ASKS.test(code) && !pieced ? [...said][0] : null;
};
// The page lies on its own background (背景): a click on that is one where nothing of the page is.
const isBare = (el) => !el.matches(HOLDERS) && !isDense(styleOf(el), 1) &&
  ![...el.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
const bareAt = (x, y, target) => {
  const stack = stackAt(x, y);
  for (const el of stack) if (inside(el, target)) break; else if (!isBare(el)) return null;
  return stack[0] || null;
};
const metOnGround = (target) => {
  const r = inWindow(target.getBoundingClientRect()), hits = [];
  for (const down of [0.1, 0.3, 0.5, 0.7, 0.9]) for (const across of [0.02, 0.98, 0.07, 0.93, 0.5])
    hits.push(bareAt(r.left + r.width * across, r.top + r.height * down, target));
  const bare = hits.filter((el) => el), linked = bare.filter(hrefOf);
  if (new Some(linked.map(hrefOf)).size > 1) return undefined; // of several nobody knows
  return linked[0] || firstOf(bare, (el) => scriptOf(el, null)) || bare[0] || null;
};
const metOn = (target, root, words) => {
  const [r] = rectsOf(target, words).sort((a, b) => b.width * b.height - a.width * a.height);
  const hit = hitAt(r.left + r.width / 2, r.top + r.height / 2);
  return hit && (inside(root, hit) || inside(hit, root) || hrefOf(hit)) ? hit : null;
};
const linkOf = ({ target, root, words, ground }) => {
  const { top: above, bottom: below } = target.getBoundingClientRect();
  if (above < 0 || below > innerHeight) center(target, ground ? "start" : "center");
  const over = ground ? metOnGround(target) : metOn(target, root, words);
  if (over && over.localName === "iframe") return { link: null, scripted: false, into: frameIndex(over) };
  let link = (over && hrefOf(over)) || around(target);
  const own = link ? null : scriptOf(over && inside(root, over) ? over : target, up(root));
  if (!link && !own) for (const el of all(root)) if (!(ground && (over === undefined || !isBare(el))) && isOpen(el, target) && (link = hrefOf(el))) break;
  // A link to the page itself does what its script says, which may be bound elsewhere.
  const here = link && link.split("#")[0] === location.href.split("#")[0];
  const nowhere = here || /^javascript:/i.test(link || "");
  const hand = !link && styleOf(inside(root, over) ? over : target).cursor === "pointer"; // it says that a click does something
  const code = takesOver(over, target, root) || (link && !nowhere ? null : scriptOf(over || target, ground ? up(root) : document.body) || (here || hand ? "()" : link || null));
  if (code !== null) {
    return { link: addressIn(code), scripted: true, into: null };
  }
  return { link, scripted: !!ground && !link, into: null }; // the page may listen for clicks that meet nothing else
};

// Two code units may be one sign: half of one is left out.
const cut = (text, most) => text.slice(0, most).replace(/[\ud800-\udbff]$/, "");
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
// Words that style alone writes: no icon's signs, ornament, badge or mark. Where words are sold they count if
// there are no others.
const styled = (root) => {
  const said = [];
  for (const el of all(root)) for (const one of ["::before", "::after"]) {
    const s = styleOf(el, one), quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(s.content);
    const isSeen = s.display !== "none" && s.visibility === "visible" && opacityOf(el) * parseFloat(s.opacity) >= 0.1;
    if (quoted && isSeen && el.checkVisibility() && /[\p{L}\p{N}]{5}/u.test(quoted[1].replace(/\s/g, ""))) said.push(quoted[1]);
  }
  return said.join(" ");
};
const textOf = (root, words, isSold) => {
  if (words && words.isPart) return cut(words.nodes.map((node) => node.data.trim()).join(" "), 400);
  if (root.checkVisibility && !root.checkVisibility()) return cut(root.textContent.trim(), 400);
  let text = root.innerText || "";
  for (const el of all(root)) if (shadow(el))
    for (const child of shadow(el).children) text += " " + (child.localName === "style" ? "" : child.innerText || "");
  text = text.trim();
  return MARK.test(text) ? "" : cut(text || (isSold ? styled(root) : ""), 400);
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
  const urls = [...flat(all(root), named), ...holders.map((h) => h.url)];
  return [...new Some(urls)].filter((url) => typeof url === "string" && url.startsWith("http:")).slice(0, 5);
};
const plain = ({ el, ...rest }) => rest;
// What scrolls in a box that stands in the window does not stand there itself.
const fixedOf = (el) => {
  for (let e = el; e; e = up(e)) {
    if (e !== el && isScroller(e)) return null;
    if (styleOf(e).position === "fixed") return e;
  }
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
