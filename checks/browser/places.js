// How many elements each selector matches, and the box of the first, CSS px of the page.
(selectors) => {
  const roots = [];
  const walk = (root) => {
    roots.push(root);
    for (const el of root.querySelectorAll("*")) if (el.shadowRoot) walk(el.shadowRoot);
  };
  walk(document);
  return selectors.map((selector) => {
    let hits;
    try { hits = roots.flatMap((root) => [...root.querySelectorAll(selector)]); }
    catch { return { count: -1 }; }
    const el = hits.find((one) => one.getClientRects().length) || hits[0];
    if (!el) return { count: 0 };
    const r = el.getBoundingClientRect();
    return { count: hits.length, x: r.left + scrollX, y: r.top + scrollY,
      width: r.width, height: r.height };
  });
}
