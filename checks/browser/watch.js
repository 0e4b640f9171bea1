// Runs in every frame before anything of the page: keeps what can't be asked for afterwards, the
// closed shadow roots and the script errors. Nothing of the page is changed.
(() => {
  const kept = { roots: new WeakMap(), errors: [], away: [], rolls: [] };
  // Old libraries give lists and words a toJSON of their own (Prototype 1.6): not for our answers.
  const { stringify } = JSON, { deleteProperty, getOwnPropertyDescriptor, defineProperty } = Reflect;
  const makers = [Object, Array, String, Number, Boolean].map((one) => one.prototype);
  kept.json = (value) => {
    const own = [];
    for (const one of makers) {
      own.push(getOwnPropertyDescriptor(one, "toJSON"));
      deleteProperty(one, "toJSON");
    }
    try { return stringify(value); }
    finally {
      for (let n = 0; n < makers.length; n += 1) if (own[n]) defineProperty(makers[n], "toJSON", own[n]);
    }
  };
  Object.assign(kept, { scrollTo: window.scrollTo.bind(window), parent: window.parent, Map, Set });
  performance.setResourceTimingBufferSize(5000);
  const numbers = new WeakMap();
  let last = 10000;
  kept.number = (el) => {
    if (!numbers.has(el)) numbers.set(el, last += 1);
    return numbers.get(el);
  };
  Object.defineProperty(window, Symbol.for("adops.kept"), { value: kept });
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function attachShadow(init) {
    const root = attach.call(this, init);
    kept.roots.set(this, root);
    return root;
  };
  const Failure = ErrorEvent;
  addEventListener("error", (event) => {
    if (!(event instanceof Failure) || kept.errors.length >= 20) return;
    const said = { message: String(event.message).slice(0, 200).replace(/[\ud800-\udbff]$/, ""), source: event.filename, script: document.currentScript };
    kept.errors.push(said);
  }, true);
})();
