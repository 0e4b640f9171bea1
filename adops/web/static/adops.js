/* Small helps for forms; every page can be read without them. */
(() => {
  "use strict";

  // A refusal is read out and seen: focus goes to it.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target && event.detail.target.id === "notice") {
      event.detail.target.focus();
    }
  });

  // The server could not be asked at all: say so, keep everything typed.
  document.addEventListener("htmx:sendError", () => {
    const notice = document.getElementById("notice");
    notice.textContent = "连不上服务器，什么都没有提交；填写的内容还在，请稍后再试。";
    notice.className = "alert alert-danger";
    notice.focus();
  });

  // A chosen file is shown at once, and checked at once where the page can.
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("input[type=file][data-preview]")) {
      return;
    }
    const preview = document.querySelector(input.dataset.preview);
    const file = input.files[0];
    if (preview.src) {
      URL.revokeObjectURL(preview.src);
    }
    preview.hidden = !(file && file.type.startsWith("image/"));
    if (preview.hidden) {
      preview.removeAttribute("src");
    } else {
      preview.src = URL.createObjectURL(file);
    }
    const fields = [...input.form.querySelectorAll("input[type=file]")];
    if (fields.every((one) => one.files.length)) {
      document.querySelector(input.dataset.check).click();
    }
  });

  // What was checked is checked again when what it is checked against changes.
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("[data-recheck]")) {
      return;
    }
    const fields = [...input.form.querySelectorAll("input[type=file]")];
    if (fields.length && fields.every((one) => one.files.length)) {
      document.querySelector(input.dataset.recheck).click();
    }
  });

  // A choice that shows another list at once (no button needed).
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) {
      event.target.form.requestSubmit();
    }
  });
})();
