// Small helps of the portal. Every page is complete without them.
"use strict";

// The link of a receipt carries case and credential behind the number sign, which a browser sends to nobody.
function fillIn() {
  const form = document.querySelector("form[data-enter]");
  const [found, credential] = location.hash.slice(1).split(".");
  if (!form || !found || !credential) return;
  form.elements.case.value = found;
  form.elements.credential.value = credential;
  history.replaceState(null, "", location.pathname + location.search);
  form.querySelector("button").focus();
}

// The receipt can be printed.
function offerPrint() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

// A form is sent once, however often its button is pressed.
function sendOnce() {
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      else form.dataset.sent = "1";
    });
  }
  // Somebody who goes back may send it again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
}

// A picture that is too large is said so before it travels.
function checkSize() {
  for (const form of document.querySelectorAll("form[data-bytes-max]")) {
    const picture = form.querySelector("input[type=file]");
    const told = form.querySelector("[data-too-large]");
    picture.addEventListener("change", () => {
      const file = picture.files[0];
      const isTooLarge = file && file.size > Number(form.dataset.bytesMax);
      told.textContent = isTooLarge ? told.dataset.tooLarge : "";
      told.parentElement.classList.toggle("slipped", Boolean(isTooLarge));
      if (isTooLarge) {
        picture.value = "";
        picture.focus();
      }
    });
  }
}

// How far the case is, seen again every few seconds while somebody looks.
function follow() {
  const every = 8000;
  const triesMax = 450;
  let tries = 0;
  const look = async () => {
    const live = document.querySelector("#live[data-live]");
    if (!live || tries++ >= triesMax) return;
    if (document.visibilityState === "visible" && !live.contains(document.activeElement)) {
      try {
        const answer = await fetch(location.pathname, { redirect: "error", credentials: "same-origin" });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector("#live");
        // Another tab may have entered another case: this page goes on showing its own, and says that it stands still.
        if (!answer.ok || !fresh || fresh.dataset.case !== live.dataset.case) return stop(live);
        replace(live, fresh);
      } catch {
        return stop(live); // The session has ended or the network is gone: the page stays as it was read.
      }
    }
    setTimeout(look, every);
  };
  if (document.querySelector("#live[data-live]")) setTimeout(look, every);
}

// What is shown stays, and says that it is not seen again by itself.
function stop(live) {
  live.removeAttribute("data-live");
  for (const note of document.querySelectorAll("[data-stopped]")) note.hidden = false;
}

function replace(live, fresh) {
  if (live.textContent === fresh.textContent) return;
  const open = (within) => [...within.querySelectorAll("details")];
  const before = open(live).map((one) => one.open);
  open(fresh).forEach((one, place) => {
    if (place in before) one.open = before[place];
  });
  live.replaceChildren(...fresh.childNodes);
  live.toggleAttribute("data-live", fresh.hasAttribute("data-live"));
}

// Ticks of the guide, kept in this browser and nowhere else.
function keepTicks() {
  const guide = document.querySelector("[data-ticks]");
  if (!guide) return;
  const key = "masalama-guide:" + guide.dataset.ticks;
  let done;
  try {
    done = new Set(JSON.parse(localStorage.getItem(key) || "[]"));
  } catch {
    return;
  }
  for (const item of guide.querySelectorAll("li[data-tick]")) {
    const label = document.createElement("label");
    const tick = document.createElement("input");
    const name = item.dataset.tick;
    tick.type = "checkbox";
    tick.checked = done.has(name);
    label.append(tick, ...item.childNodes);
    item.append(label);
    item.classList.add("tick");
    tick.addEventListener("change", () => {
      if (tick.checked) done.add(name);
      else done.delete(name);
      localStorage.setItem(key, JSON.stringify([...done]));
    });
  }
  for (const note of guide.querySelectorAll("[data-ticks-note]")) note.hidden = false;
}

// The gaps of the guide's letter, filled in for every language at once. What is typed stays on this page.
function fillLetter() {
  const fields = document.querySelector("[data-letter-fields]");
  const own = document.querySelector("[data-letter]");
  if (!fields || !own) return;
  const seen = new Set();
  for (const first of own.querySelectorAll("[data-gap]")) {
    const number = first.dataset.gap;
    if (seen.has(number)) continue;
    seen.add(number);
    const gaps = [...document.querySelectorAll(`[data-gap="${number}"]`)];
    const empty = gaps.map((gap) => gap.textContent);
    const label = document.createElement("label");
    const field = document.createElement("input");
    field.autocomplete = "off";
    field.dir = "auto";
    label.append(first.textContent.slice(1, -1), field);
    fields.append(label);
    field.addEventListener("input", () => {
      const typed = field.value.trim();
      gaps.forEach((gap, place) => {
        gap.textContent = typed || empty[place];
        gap.classList.toggle("filled", Boolean(typed));
      });
    });
  }
  fields.hidden = false;
}

// A letter is copied as it stands, without the signs that keep names apart on a page.
function offerCopy() {
  if (!navigator.clipboard) return;
  for (const letter of document.querySelectorAll("[data-letter]")) {
    const offer = letter.querySelector("[data-copy]");
    const told = letter.querySelector("[data-copied]");
    const text = (part) => letter.querySelector(part).textContent.replace(/[\u2066-\u2069]/g, "");
    offer.hidden = false;
    offer.querySelector("button").addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text("[data-subject]") + "\n\n" + text("[data-body]"));
        told.textContent = told.dataset.copied;
      } catch {
        told.textContent = ""; // The browser does not allow it; the text can still be marked and copied.
      }
    });
  }
}

fillIn();
offerPrint();
sendOnce();
checkSize();
follow();
keepTicks();
fillLetter();
offerCopy();
