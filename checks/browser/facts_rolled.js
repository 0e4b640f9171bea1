// Boxes that scroll by themselves, as the window does elsewhere: what is rolled up in them is out of
// sight of the page's picture. Where they fill half of the window or more they are unrolled for it.
const isScrolling = (e) => {
  const page = document.documentElement;
  if (e === page || (e === document.body && styleOf(page).overflowY === "visible")) return false;
  return /auto|scroll/.test(styleOf(e).overflow) &&
    (e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1);
};
const isUnrolled = (e) => !!firstOf(kept.rolls, ([one]) => one === e);
const isScroller = (e) => isUnrolled(e) || (e.clientWidth * e.clientHeight * 2 >= innerWidth * innerHeight &&
  /^(auto|scroll)$/.test(styleOf(e).overflowY) && e.scrollHeight > e.clientHeight + 1 && isScrolling(e));
const isRolled = (el) => {
  if (!el.getClientRects().length || fixedOf(el)) return false;
  const r = el.getBoundingClientRect();
  for (let e = up(el); e; e = up(e)) if (isScroller(e)) {
    const above = e.getBoundingClientRect().top + e.clientTop;
    if (r.top < above - 1 || r.bottom > above + e.clientHeight + 1) return true;
  }
  return false;
};
// As high as what is in it. The window stays as it is, and so does what sizes itself by it.
const grow = (e) => {
  const more = e.scrollHeight - e.clientHeight, high = parseFloat(styleOf(e).height);
  if (more <= 1 || !(high > 0)) return;
  const around = up(e) && styleOf(up(e)), { style } = e;
  const isStacked = around && /flex/.test(around.display) && /^column/.test(around.flexDirection);
  if (!isUnrolled(e)) kept.rolls.push([e, style.cssText, e.scrollTop]);
  style.setProperty("transition", "none", "important");
  style.setProperty("max-height", "none", "important");
  style.setProperty("height", `${high + more}px`, "important");
  if (isStacked) style.setProperty("flex", "0 0 auto", "important");
};
const unroll = (targets) => {
  const page = document.documentElement, { body } = document;
  const isPlain = styleOf(page).overflowY === "visible" || !body || styleOf(body).overflowY === "visible";
  for (const el of targets) {
    let grows = false;
    for (let e = up(el); e && e !== page; e = up(e)) {
      grows = grows || isScroller(e);
      if (grows && !(e === body && isPlain)) grow(e);
    }
  }
};
const roll = () => {
  const rolls = kept.rolls.splice(0);
  for (const [e, css] of rolls) e.style.cssText = css;
  for (const [e, css, above] of rolls) {
    e.style.setProperty("scroll-behavior", "auto", "important");
    e.scrollTop = above;
    e.style.cssText = css;
  }
};
// Where an ad lies in boxes that scroll, large or small, they are brought to it.
const reach = (el) => {
  for (let e = up(el); e; e = up(e)) if (isScrolling(e)) { center(el, "center"); return true; }
  return false;
};
