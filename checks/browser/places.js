// How many elements each selector matches, and the box of the first, CSS px of the page.
(selectors) => {
  const roots = [];
  const walk = (root) => {
    roots.push(root);
    for (const el of root.querySelectorAll("*")) if (el.shadowRoot) walk(el.shadowRoot);
  };
  walk(document);
  const place = (selector) => {
    const hits = [];
    try { for (const root of roots) hits.push(...root.querySelectorAll(selector)); }
    catch { return { count: -1 }; }
    let el = hits[0];
    for (const one of hits) if (one.getClientRects().length) { el = one; break; }
    if (!el) return { count: 0 };
    const r = el.getBoundingClientRect();
    return { count: hits.length, x: r.left + scrollX, y: r.top + scrollY,
      width: r.width, height: r.height };
  };
  const found = [];
  for (const one of selectors) found.push(place(one));
  return found;
}
