// Keys: j and k move in a list, one letter presses what carries it as data-k, "g t" is two letters in a row.
// Nothing works by keys alone: every key presses a link or a button that stands on the page.
"use strict";
(() => {
  const AT_ONCE_MS = 900;
  let before = "", since = 0;

  const isField = (element) =>
    element.closest("input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable]") !== null;
  const isSeen = (element) => element.getClientRects().length > 0 && !element.closest("[hidden]");
  const carrying = (keys) =>
    [...document.querySelectorAll("[data-k]")].find((element) => element.dataset.k === keys && isSeen(element));

  // Rows of the list that the page is about: the one marked data-list, else the first queue.
  const rows = () => {
    const list = document.querySelector("[data-list]") ?? document.querySelector(".queue");
    return list ? [...list.querySelectorAll("[data-row], .queue a, tbody th a")].filter(isSeen) : [];
  };
  const move = (by) => {
    const all = rows();
    if (!all.length) return false;
    const focused = all.indexOf(document.activeElement);
    const at = focused >= 0 ? focused : all.findIndex((row) => row.matches("[aria-current]"));
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  };
  const toNote = (number) => {
    const note = document.querySelector(`[data-note="${number}"]`);
    if (!note) return false;
    note.tabIndex = -1;
    note.focus();
    note.scrollIntoView({ block: "nearest" });
    return true;
  };
  const press = (keys) => {
    const element = carrying(keys);
    if (!element) return false;
    element.matches("input, textarea, select") ? element.focus() : element.click();
    return true;
  };

  // On a phone the navigation is longer than the screen: show the part that the page belongs to.
  const here = document.querySelector(".mast nav [aria-current]");
  const nav = here?.closest("nav");
  if (nav && nav.scrollWidth > nav.clientWidth) nav.scrollLeft = here.offsetLeft - nav.offsetLeft - nav.clientWidth / 2 + here.offsetWidth / 2;

  addEventListener("keydown", (event) => {
    if (document.documentElement.dataset.keys !== "on" || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isField(event.target)) return;
    const pair = event.timeStamp - since < AT_ONCE_MS ? `${before} ${event.key}` : "";
    before = event.key;
    since = event.timeStamp;
    const done = (pair && press(pair)) || press(event.key) ||
      (event.key === "j" && move(1)) || (event.key === "k" && move(-1)) ||
      (/^[1-9]$/.test(event.key) && toNote(event.key));
    if (done) event.preventDefault();
  });
})();
