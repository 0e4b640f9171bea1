// The document as it stands, open shadow roots included, without what was typed or hidden in forms.
(most) => {
  const shadows = [];
  const walk = (root) => {
    for (const el of root.querySelectorAll("*")) {
      if (el.shadowRoot) { shadows.push(el.shadowRoot); walk(el.shadowRoot); }
      if (el.localName === "input" && (el.type === "password" || el.type === "hidden")) el.setAttribute("value", "");
      if (el.localName === "textarea") el.textContent = "";
      if (el.localName === "meta" && /token|csrf|xsrf/i.test(el.name || "")) el.setAttribute("content", "");
    }
  };
  walk(document);
  const root = document.documentElement;
  const html = root.getHTML ? root.getHTML({ serializableShadowRoots: true, shadowRoots: shadows }) : root.innerHTML;
  const type = document.doctype ? `<!DOCTYPE ${document.doctype.name}>\n` : "";
  let attributes = "";
  for (const a of root.attributes) attributes += ` ${a.name}="${a.value.replace(/&/g, "&amp;").replace(/"/g, "&quot;")}"`;
  return { html: `${type}<html${attributes}>${html}</html>`.slice(0, most), length: html.length, cookies: document.cookie };
}
