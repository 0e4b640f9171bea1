/* Small helps for forms; every page can be read without them. */
(() => {
  "use strict";

  // A refusal is read out and seen: focus goes to it.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target && event.detail.target.id === "notice") {
      event.detail.target.focus();
    }
  });

  // A new try: neither what was refused before nor what was done before is said of it. A check of
  // what is typed is none.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.requestConfig.verb !== "get" && event.detail.elt.matches("form")) {
      const notice = document.getElementById("notice");
      notice.replaceChildren();
      notice.removeAttribute("class");
      document.getElementById("done")?.remove();
    }
  });

  // No answer came: say so, keep everything typed. What was sent may have arrived all the same.
  document.addEventListener("htmx:sendError", (event) => {
    const notice = document.getElementById("notice");
    const asks = event.detail.requestConfig.verb === "get";
    notice.textContent = asks
      ? "连不上服务器，页面上的内容可能不是最新的；请稍后刷新。"
      : "连不上服务器，不能确定有没有提交上；填写的内容还在，请稍后原样再提交一次。";
    notice.className = "alert alert-danger";
    if (!asks) {
      notice.focus();
    }
  });

  // What was seen is laid over what was expected, as far as the slider says.
  document.addEventListener("input", (event) => {
    if (event.target.matches("input[data-lay]")) {
      const top = event.target.closest(".lay").querySelector(".lay-top");
      top.style.clipPath = `inset(0 ${100 - event.target.value}% 0 0)`;
    }
  });

  // A picture or a film as it will be seen; nothing of any other file.
  const previewOf = (file) => {
    const tag = file && { image: "img", video: "video" }[file.type.split("/")[0]];
    if (!tag) {
      return null;
    }
    const shown = document.createElement(tag);
    if (tag === "img") {
      shown.alt = "所选文件的预览";
    } else {
      shown.controls = shown.muted = shown.playsInline = true;
      shown.setAttribute("aria-label", "所选视频的预览");
    }
    shown.src = URL.createObjectURL(file);
    return shown;
  };

  // A chosen file is shown at once, and checked at once where the page can.
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("input[type=file][data-preview]")) {
      return;
    }
    const preview = document.querySelector(input.dataset.preview);
    preview.querySelectorAll("[src]").forEach((shown) => URL.revokeObjectURL(shown.src));
    const shown = previewOf(input.files[0]);
    preview.hidden = !shown;
    preview.replaceChildren(...(shown ? [shown] : []));
    const fields = [...input.form.querySelectorAll("input[type=file]:required")];
    if (fields.every((one) => one.files.length)) {
      document.querySelector(input.dataset.check).click();
    }
  });

  // What was checked is checked again when what it is checked against changes; a moment later, so
  // that nothing moves under a click on its way to another button.
  const SETTLED_MS = 250;
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("[data-recheck]")) {
      return;
    }
    const fields = [...input.form.querySelectorAll("input[type=file]:required")];
    if (fields.length && fields.every((one) => one.files.length)) {
      window.setTimeout(() => document.querySelector(input.dataset.recheck).click(), SETTLED_MS);
    }
  });

  // Copying needs the script; without it the text can still be chosen and copied by hand.
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
  }
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) {
      return;
    }
    const text = document.querySelector(button.dataset.copy);
    const said = button.parentElement.querySelector("[role=status]");
    text.select();
    try {
      // pages on plain http have no clipboard of the newer kind
      await (navigator.clipboard ? navigator.clipboard.writeText(text.value) : Promise.reject());
      said.textContent = "已复制";
    } catch {
      said.textContent = document.execCommand("copy") ? "已复制" : "没有复制成，文字已选中，请按 Ctrl+C";
    }
  });

  // A choice that shows another list at once (no button needed).
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) {
      event.target.form.requestSubmit();
    }
  });
})();
