// The console: keyboard shortcuts. The page is complete without it, and they can be switched off on the page that lists them.
"use strict";
(() => {
  const OFF = "masalama-letters-off";
  const isOff = () => localStorage.getItem(OFF) === "1";
  let isGoing = false;

  const isTyping = (element) => element.matches("input, select, textarea, [contenteditable]");
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const inside = (row) => row.querySelector("summary, a[href], button, input:not([type=hidden]), select, textarea");

  function move(by) {
    const all = rows();
    const here = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by];
    const target = next && inside(next);
    if (target) {
      target.focus();
      next.scrollIntoView({ block: "nearest" });
    }
  }

  function go(letter) {
    const place = [...document.querySelectorAll("a[data-letter]")].find((link) => link.dataset.letter === letter);
    if (place) location.assign(place.href);
  }

  function search() {
    const field = document.querySelector("[data-search]");
    if (field) field.focus();
    else go("s");
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const element = document.activeElement || document.body;
    if (event.key === "Escape" && isTyping(element)) {
      element.blur();
      return;
    }
    if (isOff() || isTyping(element)) return;
    if (isGoing) {
      isGoing = false;
      go(event.key.toLowerCase());
      event.preventDefault();
      return;
    }
    const does = {
      "/": search,
      "?": () => go("k"),
      g: () => { isGoing = true; },
      j: () => move(1),
      k: () => move(-1),
      n: () => { const next = document.querySelector("a[data-next]"); if (next) location.assign(next.href); },
    }[event.key];
    if (does) {
      event.preventDefault();
      does();
    }
  });

  const button = document.querySelector("button[data-letters]");
  if (button) {
    const show = () => { button.textContent = isOff() ? button.dataset.on : button.dataset.off; };
    button.hidden = false;
    button.addEventListener("click", () => {
      if (isOff()) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
      show();
    });
    show();
  }
})();
