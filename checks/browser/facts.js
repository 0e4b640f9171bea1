// Facts of the ads in one frame, in one call and without a pause, so that nothing moves meanwhile.
// In the top frame: of each slot. In a frame inside a slot: of the whole frame (`slots` is null).
// `mode` look: all facts; still: what the picture shows, without scrolling or hit-testing; away and
// back: floating ads are hidden, so that they cover nobody, and shown again (`loose`: so is one that
// is laid over the page and goes with it); unroll and roll: boxes
// that scroll by themselves are made as high as what is in them, and put back; reach: the ad is
// brought into the middle of them.
// What lies over an ad covers it even where clicks fall through it.
const solid = new CSSStyleSheet(), solidIn = rootsOf();
for (const one of solidIn) one.adoptedStyleSheets = [...one.adoptedStyleSheets, solid];
const lookAt = (root, sold = {}) => {
  const holders = holdersOf(root);
  const said = wordsOf(root), main = mainOf(holders, said, sold), words = main ? null : said;
  const ground = sold.ground ? "sold" : isGround(main) ? "large" : "";
  const target = main ? main.el : words ? words.el : root;
  const over = new Some();
  const fact = { found: true, text: textOf(root, said, sold.text), shown: 1, hiddenBy: null, unvisited: !!kept.isUnvisited && kept.isUnvisited(root), thin: false, tucked: "", link: null, scripted: false, into: null, adData: {} };
  const put = (el) => { for (const name of el.getAttributeNames()) if (name.startsWith("data-ad")) fact.adData[name] = cut(el.getAttribute(name), 300); };
  put(root);
  if (target !== root) put(target);
  return { fact, root, target, holders, main, said, words, over, ground, turns: !!sold.turns };
};
// What a page's own names lead astray in one slot costs that slot alone.
const UNREAD = "script";
const each = (rows, act) => {
  for (const row of rows) if (row.look && !row.unread)
    try { for (const one of [row.look, ...(row.look.pieces || [])]) act(one); } catch { row.unread = UNREAD; }
};
// How much of each a reader sees, then where a click on it goes, at the place where it is seen best.
const tested = (rows) => {
  if (mode !== "look") return;
  solid.replaceSync("*{pointer-events:auto !important}");
  each(rows, (one) => { one.sight = bestSight(one); });
  solid.replaceSync("");
  each(rows, (one) => {
    center(one.target, one.sight.place);
    one.fact.shown = one.sight.shown;
    one.fact.hiddenBy = hiddenBy(one);
    one.fact.tucked = (/^(clipped|covered)$/.test(one.fact.hiddenBy) && one.sight.tucked) ||
      (/^(display|visibility|opacity|covered)$/.test(one.fact.hiddenBy) && turnAt(one)) || "";
    one.fact.thin = one.fact.hiddenBy === "covered" && one.sight.solid < 0.5;
    Object.assign(one.fact, linkOf(one));
  });
};
// Boxes are measured after all the scrolling, at position 0, where the picture is taken.
const measure = ({ fact, root, target, holders, main, said, over, pieces }) => {
  for (const h of holders) {
    h.paint = h.paint && h === main ? paintOf(h.el) : null;
    h.box = h.kind === "background" ? rectOf(h.el.getBoundingClientRect()) : contentBox(h.el);
    h.outer = rectOf(h.el.getBoundingClientRect());
    h.restyled = h === main && isRestyled(h.el);
  }
  const whole = main ? area(main) : 0;
  const marks = all(root).filter((el) => el !== root && !(main && inside(el, main.el)) && isMark(el) && el.checkVisibility({ visibilityProperty: true }))
    .map((el) => rectOf(el.getBoundingClientRect())).filter((r) => !whole || r.width * r.height <= whole * 0.15);
  const masks = [...marks, ...(main ? cornersOf(main.el) : [])];
  for (const h of holders)
    if (main && h !== main && h.kind !== "iframe" && area(h) > 16 && area(h) < whole * 0.06 && Math.min(h.box.width, h.box.height) <= 32) {
      masks.push(h.box);
      if (!isClosing(h.el)) marks.push(h.box);
    }
  return { ...fact, near: around(target), box: rectOf(root.getBoundingClientRect()), marks: masks,
    words: fact.text && (said || !main) ? rectOf(said ? unionOf(flat(said.nodes, linesOf)) : root.getBoundingClientRect()) : null, marked: isMarked(root, marks),
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
// The box laid over the page that is the ad's own; around its slot, where it holds no other ad.
const laidOf = (root, main) => {
  const isLaid = (e) => styleOf(e).position === "absolute";
  let box = null;
  for (let e = main ? main.el : root; e && inside(root, e); e = up(e)) if (isLaid(e)) box = e;
  for (let e = up(root); e && e !== document.body && !box; e = up(e)) if (isLaid(e)) box = e;
  const isOther = (h) => h.el !== box && !inside(root, h.el) && !(main && area(h) * 4 < area(main));
  return box && !firstOf(holdersOf(box), isOther) ? box : null;
};
const away = (hide) => {
  for (const [el, value, priority] of kept.away.splice(0)) el.style.setProperty("visibility", value, priority);
  if (!hide) return;
  const gone = new Some();
  for (const { selector, sold, loose } of slots) {
    let hits = [];
    try { hits = hitsOf(selector); } catch { continue; }
    for (const root of hits) {
      const main = mainOf(holdersOf(root), null, sold), fixed = fixedOf(main ? main.el : root) || (loose ? laidOf(root, main) : null);
      for (const el of fixed ? [...all(fixed), ...shades()] : []) if (el.style && !gone.has(el)) {
        gone.add(el);
        kept.away.push([el, el.style.getPropertyValue("visibility"), el.style.getPropertyPriority("visibility")]);
        el.style.setProperty("visibility", "hidden", "important");
      }
    }
  }
};

const found = ({ code, selector, pieces, sold }) => {
  let hits;
  try { hits = hitsOf(selector); } catch { return { code, unread: "selector" }; }
  const root = first(hits);
  if (!root) return { code };
  try { return { code, look: { ...lookAt(root, sold), pieces: piecesOf(hits, root, pieces) } }; }
  catch { return { code, unread: UNREAD }; }
};
const told = ({ code, unread = null, look }) => {
  if (look && !unread) try { return { code, ...measure(look) }; } catch { unread = UNREAD; }
  return { code, found: false, unread };
};

let facts, rolled = false;
try {
  if (mode === "away" || mode === "back") { away(mode === "away"); facts = []; }
  else if (mode === "roll") { roll(); facts = []; }
  else if (top) {
    const rows = slots.map(found);
    tested(rows);
    const seen = flat(rows, ({ look, unread }) => (look && !unread ? [look] : []));
    const targets = flat(seen, ({ target, pieces }) => [target, ...flat(pieces, (one) => [one.target])]);
    if (mode === "look") scroll({ top: 0, left: 0, behavior: "instant" });
    if (mode === "unroll") unroll(targets);
    if (mode === "reach") rolled = !!firstOf(targets, reach);
    else if (mode !== "still") rolled = !!firstOf(targets, isRolled);
    facts = rows.map(told);
  } else {
    const rows = [{ code: "", look: lookAt(document.body || document.documentElement) }];
    tested(rows);
    if (rows[0].unread) throw new Error(UNREAD);
    facts = [{ code: "", ...measure(rows[0].look) }];
  }
} finally {
  for (const root of solidIn) root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== solid);
}
const page = document.documentElement, body = document.body || page;
// A frame whose own document has not come yet shows the empty one that every frame begins with.
const blank = location.href === "about:blank" && !body.hasChildNodes();
let below = 1;
for (const [el] of kept.rolls) below = Math.max(below, el.getBoundingClientRect().bottom + scrollY);
return { path: path(), ready: document.readyState, blank, slots: facts, origin: performance.timeOrigin,
  width: Math.max(page.scrollWidth, innerWidth),
  rolled, height: Math.max(page.scrollHeight, body.scrollHeight, page.offsetHeight, below) };
