// How much of an ad a reader sees: hit-testing a grid of points, what covers it, what cuts it off.
const stackAt = (x, y, root = document) => {
  const out = [];
  for (const el of root.elementsFromPoint(x, y)) {
    if (el.getRootNode() !== root) continue;
    if (shadow(el)) out.push(...stackAt(x, y, shadow(el)));
    out.push(el);
  }
  return out;
};
const hitAt = (x, y, root = document) => {
  const el = root.elementFromPoint(x, y);
  if (!el || el.getRootNode() !== root) return null;
  return (shadow(el) && hitAt(x, y, shadow(el))) || el;
};
// Whether a background surely hides what is under it; of a file only the page's picture tells.
const isSolid = (s, opacity) => {
  const colour = s.backgroundColor.match(/[\d.]+/g) || [];
  const alpha = colour.length > 3 ? parseFloat(colour[3]) : colour.length === 3 ? 1 : 0;
  if (opacity < 0.5 || !/gradient\(/.test(s.backgroundImage)) return alpha * opacity >= 0.5;
  const thin = [...s.backgroundImage.matchAll(/rgba\([^)]*,\s*([\d.]+)\)|transparent/g)]
    .some((one) => parseFloat(one[1] || 0) * opacity < 0.5);
  return alpha * opacity >= 0.5 || !thin;
};
const isDense = (s, opacity) => isSolid(s, opacity) ||
  (opacity >= 0.5 && urlsIn(s.backgroundImage).some((url) => !/^about:/.test(url)));
// Whether what lies over an ad hides what is under it. Inside the slot a drawing may be see-through.
const paints = (el, slot) => {
  const opacity = opacityOf(el);
  if (opacity < 0.5) return false;
  if (el.localName === "img") return isDense(styleOf(el), opacity) || el.naturalWidth * el.naturalHeight > 4;
  if (isDense(styleOf(el), opacity)) return true;
  return el.matches(HOLDERS) && (el.localName === "iframe" || !inside(slot, el));
};
// Boxes drawn over an element by style alone: a click on them is one on the element.
const veils = new Names();
const veilsOf = (el) => {
  if (!veils.has(el)) veils.set(el, el.matches(HOLDERS) ? [] : ["::before", "::after"]
    .map((one) => styleOf(el, one))
    .filter((s) => !/^(none|normal)$/.test(s.content) && s.display !== "none" && s.visibility === "visible" &&
      !(parseInt(s.zIndex) < 0) && (s.position === "fixed" || (s.position === "absolute" && styleOf(el).position !== "static")) &&
      isDense(s, opacityOf(el) * parseFloat(s.opacity))));
  return veils.get(el);
};
const veilAt = (el, x, y) => firstOf(veilsOf(el), (s) => {
  const r = el.getBoundingClientRect(), px = (name) => parseFloat(s[name]) || 0;
  const fixed = s.position === "fixed";
  const left = px("left") + px("marginLeft") + (fixed ? 0 : r.left + el.clientLeft);
  const above = px("top") + px("marginTop") + (fixed ? 0 : r.top + el.clientTop);
  const more = (one, two) => s.boxSizing === "border-box" ? 0 :
    px(`padding${one}`) + px(`padding${two}`) + px(`border${one}Width`) + px(`border${two}Width`);
  const wide = px("width") + more("Left", "Right"), high = px("height") + more("Top", "Bottom");
  return x >= left && x < left + wide && y >= above && y < above + high;
});
// The innermost element that says so: the link around a picture and its mark says no more.
const isMark = (el) => MARK.test(el.textContent.trim()) && !el.querySelector(HOLDERS) &&
  ![...el.children].some((one) => one.textContent.trim());
// The places of words, line by line, of anything else the one box.
const rectsOf = (target, words) => words ? flat(words.nodes, linesOf) : [target.getBoundingClientRect()];
const unionOf = (rects) => {
  const sides = (name, of) => of(...rects.map((r) => r[name]));
  const left = sides("left", Math.min), above = sides("top", Math.min);
  return new DOMRect(left, above, sides("right", Math.max) - left, sides("bottom", Math.max) - above);
};
// A large background may be the page's own (背景), with the page on it.
const isGround = (main) => !!main && main.kind === "background" && area(main) > (innerWidth * innerHeight) / 2;
// What an ad that is a background holds may cover it, unless it is the page's own; words may be
// covered by a picture in the same box.
const isOnTop = (target, hit, { main, ground }) => {
  if (!main) return /^(img|video|iframe)$/.test(hit.localName) && hit !== target && paints(hit, target);
  if (main.kind !== "background" || ground) return false;
  for (let e = hit; e && e !== target; e = up(e)) if (paints(e, target)) return true;
  return false;
};
// A modal dialog takes the clicks of all that is not in it, as `inert` does: no hit test meets an ad
// there. What the dialog leaves of it is seen through its backdrop.
const blockerOf = (target) => {
  const dialog = firstOf(document.querySelectorAll(":modal"), (el) => !inside(el, target));
  if (dialog) return { dialog: dialog.checkVisibility({ visibilityProperty: true }) ? dialog : null };
  for (let e = target; e; e = up(e)) if (e.inert) return { dialog: null };
  return null;
};
// What lies over an ad that no hit test meets.
const isAbove = (el, target) => {
  const follows = target.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING;
  for (let e = el; e && !inside(e, target); e = up(e)) {
    const s = styleOf(e), level = parseInt(s.zIndex, 10) || 0;
    if (s.position !== "static" && level < 0) return false;
    if (s.position !== "static" && (level > 0 || follows)) return true;
  }
  return false;
};
const isIn = (r, x, y) => x >= r.left && x <= r.right && y >= r.top && y <= r.bottom;
const sightIn = (r, look, [columns, rows]) => {
  const { target, root: slot, over } = look;
  let seen = 0, covered = 0, solid = 0, total = 0;
  const cover = (s, opacity) => { covered += 1; if (isSolid(s, opacity)) solid += 1; };
  const blocker = blockerOf(target), open = blocker && openRect(target);
  const behind = (x, y) => {
    const { dialog } = blocker, ground = dialog && styleOf(dialog, "::backdrop");
    if (dialog && isIn(dialog.getBoundingClientRect(), x, y)) cover(styleOf(dialog), opacityOf(dialog));
    else if (ground && isDense(ground, parseFloat(ground.opacity))) cover(ground, parseFloat(ground.opacity));
    else {
      const wall = dialog ? null : firstOf(stackAt(x, y), (el) => paints(el, slot) && isAbove(el, target));
      if (wall) { cover(styleOf(wall), opacityOf(wall)); over.add(wall); }
      else if (isIn(open, x, y) && x >= 0 && y >= 0 && x <= innerWidth && y <= innerHeight) seen += 1;
    }
  };
  for (let i = 0; i < columns; i += 1) for (let j = 0; j < rows; j += 1) {
    total += 1;
    const x = r.left + (r.width * (i + 0.5)) / columns, y = r.top + (r.height * (j + 0.5)) / rows;
    if (blocker) { behind(x, y); continue; }
    const hit = hitAt(x, y);
    if (inside(target, hit) && !veilAt(hit, x, y) && !isOnTop(target, hit, look)) { seen += 1; continue; }
    for (const el of stackAt(x, y)) {
      const veil = veilAt(el, x, y);
      if (veil) { cover(veil, opacityOf(el) * parseFloat(veil.opacity)); break; }
      if (inside(target, el) && !(el !== target && isOnTop(target, el, look))) { seen += 1; break; }
      if (isMark(el) && inside(slot, el) && el.offsetWidth * el.offsetHeight * 4 < r.width * r.height) continue;
      if (inside(el, target) || !paints(el, slot)) continue;
      cover(styleOf(el), opacityOf(el));
      over.add(el);
      break;
    }
  }
  const part = (count) => (total ? count / total : 0);
  return { shown: part(seen), covered: part(covered), solid: part(solid) };
};
// Of a background that is higher or wider than the window as much as is in it.
const inWindow = (r) => {
  const left = Math.max(0, r.left), above = Math.max(0, r.top);
  return new DOMRect(left, above, Math.min(innerWidth, r.right) - left, Math.min(innerHeight, r.bottom) - above);
};
// Of what is sold as the page's ground the page leaves the edges free, a tenth left and right.
const placesOf = ({ target, words, main, ground }) => {
  const r = target.getBoundingClientRect(), isLarge = r.width > innerWidth || r.height > innerHeight;
  const seen = main && (ground === "sold" || (main.kind === "background" && isLarge)) ? inWindow(r) : null;
  if (!seen || !(seen.width > 0 && seen.height > 0)) return rectsOf(target, words);
  if (ground !== "sold" || target === document.body) return [seen];
  const wide = seen.width / 10;
  return [seen.left, seen.right - wide].map((left) => new DOMRect(left, seen.top, wide, seen.height));
};
// Of several places each counts by its size.
const sightOf = (look, fineness) => {
  const rects = placesOf(look).slice(0, 12);
  let whole = 0, shown = 0, covered = 0, solid = 0;
  for (const r of rects) whole += r.width * r.height;
  for (const r of rects) {
    const sight = sightIn(r, look, fineness), share = whole ? (r.width * r.height) / whole : 1 / rects.length;
    [shown, covered, solid] = [shown + sight.shown * share, covered + sight.covered * share, solid + sight.solid * share];
  }
  return { shown, covered, solid };
};
// A box through which slides are drawn, by its name, its list, or how it is moved: each has its
// turn.
const TURNS = /swiper|slick|slid|carousel|focus|owl-|marquee|scroll|lunbo|banner-?(list|box|wrap)/i;
const isTurning = (box, el) => {
  for (let e = el; e; e = up(e)) {
    const s = e.style;
    const isMoved = s && (s.transform || s.transition || s.left || s.marginLeft) || /^(ul|ol)$/.test(e.localName);
    if (TURNS.test(`${e.getAttribute("class") || ""} ${e.id}`) || (isMoved && e !== box && e.children.length > 1)) return true;
    if (e === box) return false;
  }
  return false;
};
// Only what a reader could scroll too: a box that cuts off what is in it stays as it was, unless
// it is as good as the window, shows slides, or is to move as well (`loose`).
const isCut = (way) => way === "hidden" || way === "clip";
const cutting = (el) => {
  const found = [];
  for (let e = up(el); e && e !== document.body && e !== document.documentElement; e = up(e)) {
    const s = styleOf(e), across = isCut(s.overflowX), down = isCut(s.overflowY);
    const isShell = e.clientWidth * e.clientHeight * 2 > innerWidth * innerHeight;
    if ((across || down) && !isShell && !isTurning(e, el)) found.push([e, across ? e.scrollLeft : null, down ? e.scrollTop : null]);
  }
  return found;
};
const putBack = (boxes) => {
  for (const [e, left, above] of boxes) {
    if (left !== null && e.scrollLeft !== left) e.scrollLeft = left;
    if (above !== null && e.scrollTop !== above) e.scrollTop = above;
  }
};
const center = (el, block, loose = false) => {
  if (!top) return;
  const boxes = loose ? [] : cutting(el), left = scrollX;
  const narrow = [document.documentElement, document.body].some((e) => e && isCut(styleOf(e).overflowX));
  el.scrollIntoView({ block, inline: "nearest", behavior: "instant" });
  putBack(boxes);
  if (narrow && scrollX !== left) scroll({ left, top: scrollY, behavior: "instant" });
};
// What would come into sight if the box around it moved waits for its turn there, or never comes:
// where it stands meanwhile, else "".
const tuckedAt = (look) => {
  const boxes = top ? cutting(look.target) : [];
  if (!boxes.length) return "";
  center(look.target, "center", true);
  const { shown } = sightOf(look, grid);
  putBack(boxes);
  if (shown <= 0.5) return "";
  const [own, outer] = [look.target, boxes[0][0]].map((el) => el.getBoundingClientRect());
  return `${Math.round(own.left - outer.left)} ${Math.round(own.top - outer.top)}`;
};
// One of several in a list, or in a box named for it, of which another shows now, has its turn:
// what a script fades, switches or stacks. How the row stands meanwhile ("gap": none of it shows),
// else "".
const isUp = (el) => el.checkVisibility({ visibilityProperty: true }) && parseFloat(styleOf(el).opacity) >= 0.5;
const shows = (el) => isUp(el) && firstOf(holdersOf(el), (one) => isUp(one.el) && opacityOf(one.el) >= 0.5);
// Of frames of one kind exactly one shows, the others are put away by `display`: a switch, by whatever name,
// perhaps.
const isOff = (el) => styleOf(el).display === "none";
const isSwitched = (e, others) => isOff(e) && others.filter(shows).length === 1 &&
  others.every((one) => shows(one) || isOff(one));
// What was sold as one of a row: another of its kind stands in its place, and no more of them show.
const isOneOf = (others, isStacked) => isStacked || (others.filter(shows).length === 1 &&
  others.every((one) => shows(one) || !isUp(one)));
const turnAt = ({ root, over, fact, turns }) => {
  const isStacked = fact.hiddenBy === "covered";
  for (let e = root, n = 0; e && up(e) && n < 4; e = up(e), n += 1) {
    const box = up(e), others = [];
    for (let one = box.firstElementChild; one; one = one.nextElementSibling)
      if (one !== e && one.localName === e.localName && holdersOf(one).length) others.push(one);
    const shown = others.filter(shows).length, isList = /^(ul|ol)$/.test(box.localName);
    const isDown = isStacked ? firstOf(others, (one) => firstOf(over, (el) => inside(one, el)))
      : isUp(box) && (!isUp(e) || (shown < 2 && !shows(e)));
    if (!isDown || !others.length || !holdersOf(e).length) continue;
    const named = firstOf([box, up(box)], (one) => one && TURNS.test(`${one.getAttribute("class") || ""} ${one.id}`));
    const isKnown = named || (isList && (isStacked || shown < 2)) || (turns && isOneOf(others, isStacked));
    if (!isKnown && !isSwitched(e, others)) continue;
    return shown ? (isKnown ? "" : "perhaps ") + [...box.children].map((one) => `${shows(one) ? "up" : "down"} ${styleOf(one).zIndex}`).join() : "gap";
  }
  return "";
};
// Near the half the grid is made finer: 49 % and 51 % are told apart.
const bestSight = (look) => {
  const { target } = look;
  let best = { shown: 0, covered: 0, solid: 0 }, place = "center";
  for (const block of top ? ["center", "start", "end"] : ["center"]) {
    center(target, block);
    const sight = sightOf(look, grid);
    if (sight.shown >= best.shown) [best, place] = [sight, block];
    if (best.shown > 0.75) return { ...best, place };
  }
  if (best.shown < 0.25) return { ...best, place, tucked: tuckedAt(look) };
  center(target, place);
  return { ...sightOf(look, fine), place };
};

const linesOf = (node) => {
  const range = new Range();
  range.selectNodeContents(node);
  return [...range.getClientRects()].filter((r) => r.width >= 1 && r.height >= 1);
};
const hiddenBy = ({ fact, root, target, words, main, sight }) => {
  const opacity = main ? main.opacity : words ? words.opacity : opacityOf(root);
  if (!root.getClientRects().length && !target.getClientRects().length) return "display";
  const r = unionOf(rectsOf(target, words));
  if (!target.checkVisibility()) return "display";
  if (r.width < 1 || r.height < 1 || (!main && !words && fact.text && fact.text !== styled(root))) return "display";
  if (!words && styleOf(target).visibility !== "visible") return "visibility";
  if (opacity < 0.1) return "opacity";
  const x = r.left + scrollX, y = r.top + scrollY, page = document.scrollingElement || document.documentElement;
  if (x + r.width <= 1 || y + r.height <= 1 || x >= Math.max(page.scrollWidth, innerWidth) - 1) return "off_page";
  if (sight.shown > 0.5) return null;
  return sight.covered >= sight.shown && sight.covered > 0 ? "covered" : "clipped";
};
