// Boxes in CSS px and the declared animations of a package's page.
() => {
  const root = document.documentElement;
  const body = document.body || root;
  const styles = [root, body].map((one) => getComputedStyle(one));
  const cut = styles.some((one) => one.overflowX === "hidden" || one.overflowX === "clip");
  let width = Math.max(root.scrollWidth, innerWidth);
  let height = Math.max(root.scrollHeight, innerHeight);
  if (cut) {
    // what is cut off at the window's edge is only a stage that begins in its corner
    const stages = [...body.children].map((one) => one.getBoundingClientRect())
      .filter((box) => Math.abs(box.left) <= 1 && Math.abs(box.top) <= 1);
    width = Math.max(innerWidth, ...stages.map((box) => Math.round(box.width)));
    height = Math.max(innerHeight, ...stages.map((box) => Math.round(box.height)));
  }
  const runs = document.getAnimations().map((one) => {
    const timing = one.effect ? one.effect.getComputedTiming() : {};
    const once = timing.delay + (Number(timing.duration) || 0);
    return [once, timing.iterations];
  }).filter(([once]) => Number.isFinite(once) && once > 0);
  const endless = runs.some(([, plays]) => plays === Infinity);
  return {
    extent: [width, height],
    white: styles.map((one) => one.backgroundColor === "rgb(255, 255, 255)"),
    runMs: Math.round(Math.max(0, ...runs.map(([once]) => once))),
    plays: endless ? 0 : Math.ceil(Math.max(1, ...runs.map(([, plays]) => plays))),
  };
}
