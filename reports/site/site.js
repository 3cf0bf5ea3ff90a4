/* Conveniences for browsers that run scripts. No page needs them to be read. */
"use strict";

const filter = document.getElementById("filter");
if (filter) {
  const rows = [...document.querySelectorAll("table.policies tbody tr")];
  const names = rows.map((row) => row.cells[0].textContent.toLowerCase());
  const found = document.getElementById("found");
  const nothing = document.querySelector("p.nothing");
  filter.closest("p").hidden = false;
  filter.addEventListener("input", () => {
    const asked = filter.value.trim().toLowerCase().split(/\s+/);
    let shown = 0;
    rows.forEach((row, place) => {
      const fits = asked.every((word) => names[place].includes(word));
      row.hidden = !fits;
      shown += fits;
    });
    found.value = filter.value.trim() ? `${shown} of ${rows.length}` : "";
    nothing.hidden = shown > 0;
  });
}

const unfold = document.getElementById("unfold");
if (unfold) {
  const folds = [...document.querySelectorAll(".rows details")];
  unfold.hidden = folds.length === 0;
  unfold.addEventListener("click", () => {
    const open = folds.some((fold) => !fold.open);
    folds.forEach((fold) => { fold.open = open; });
    unfold.textContent = open ? "Fold again" : "Unfold everything";
  });
}

/* A permalink into a fold opens it. */
function reveal() {
  let place = null;
  try {
    place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return;
  }
  const fold = place && place.closest("details");
  if (fold && !fold.open) {
    fold.open = true;
    place.scrollIntoView();
  }
}
addEventListener("hashchange", reveal);
reveal();
