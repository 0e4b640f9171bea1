// Runs before anything of the package: notes what only shows from inside the page.
(note) => {
  const tell = window[note];
  const said = (kind, what) => { try { tell(kind, String(what).slice(0, 300)); } catch { /* gone */ } };
  for (const name of ["clickTag", "clickTAG", "clicktag", "ClickTag", "click_tag", "clickTag1"]) {
    let value = new URLSearchParams(location.search).get("clickTag") || undefined;
    Object.defineProperty(window, name, {
      configurable: true,
      enumerable: true,
      get() { said("read", name); return value; },
      set(given) { value = given; },
    });
  }
  window.open = (url) => { said("open", url ?? ""); return null; };
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    if (!this.muted && this.volume > 0) { said("sound", this.currentSrc); }
    return play.call(this);
  };
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"]) {
    if (name in window) {
      window[name] = function () { said("connect", name); throw new Error("no network"); };
    }
  }
  window.navigation?.addEventListener("navigate", (event) => {
    if (!event.destination.sameDocument) { said("leave", event.destination.url); }
  });
  addEventListener("click", (event) => {
    let anchor = null;
    for (const one of event.composedPath()) {
      anchor = one.nodeType === 1 ? one.closest("a[href]") : null;
      if (anchor) break;
    }
    if (anchor && !anchor.getAttribute("href").startsWith("#")) {
      const kind = anchor.hasAttribute("download") ? "download" : anchor.target ? "open" : "follow";
      said(kind, anchor.href);
      event.preventDefault();
    }
  });
}
