/* Conveniences of the page of a change: copy buttons, and keys that lead from change to change. It is whole without them. */
"use strict";

{
  const said = document.getElementById("copied");
  const copy = (words) => navigator.clipboard.writeText(words).then(
    () => { said.textContent = "Copied."; },
    () => { said.textContent = "The browser did not allow copying: select the text instead."; },
  );
  if (navigator.clipboard) {
    document.querySelectorAll("button.copy").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => {
        const place = button.dataset.copies;
        copy(place ? document.getElementById(place).textContent : location.href);
      });
    });
  }

  const choice = document.getElementById("with-keys");
  if (choice) choice.closest("p").hidden = false;
  const step = (forward) => {
    const entries = [...document.querySelectorAll(".rows .entry")].filter((one) => getComputedStyle(one).display !== "none");
    let place = entries.indexOf(document.activeElement);
    place = place < 0 ? (forward ? 0 : entries.length - 1) : place + (forward ? 1 : -1);
    const next = entries[place];
    if (!next) return;
    for (let fold = next.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    next.tabIndex = -1;
    next.focus();
    next.scrollIntoView({ block: "start" });
  };
  addEventListener("keydown", (pressed) => {
    if (!choice || !choice.checked || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return;
    if (pressed.target.closest("input[type=search], input[type=text], textarea, select")) return;
    if (pressed.key === "n" || pressed.key === "p") step(pressed.key === "n");
    const page = { N: "next", P: "prev" }[pressed.key];
    const link = page && document.querySelector(`a[rel=${page}]`);
    if (link) link.click();
  });
  addEventListener("beforeprint", () => {
    document.querySelectorAll(".rows .more, .provenance").forEach((fold) => { fold.open = true; });
  });
}
