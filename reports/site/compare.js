/* Compare the texts of any two dates on the page of a policy. The texts are in texts.js, which is loaded on demand. */
"use strict";

{
  const form = document.querySelector("form.dates");
  const output = document.getElementById("compared");
  let texts = null;

  window.clausetrailTexts = (given) => { texts = given; };

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  const link = (href, text) => {
    const made = element("a", text);
    made.href = href;
    return made;
  };

  /* The version of a date, and a sentence on how well that is known. */
  function versionAt(day) {
    const { versions } = texts;
    const place = versions.findLastIndex((one) => one.first <= day);
    if (place < 0) return [null, `${day}: not known. The first capture is of ${versions[0].first}.`];
    const found = versions[place];
    if (day <= found.last) return [found, `${day}: version ${found.number}, seen from ${found.first} to ${found.last}.`];
    const next = versions[place + 1];
    const known = `${day}: no capture shows which text was there. Version ${found.number} is the last one seen before, on ${found.last}`;
    return [found, next ? `${known}; version ${next.number} is first seen on ${next.first}.` : `${known}; no later version is known.`];
  }

  /* The number of the first version with the same words. */
  const original = (one) => one.same || one.number;

  /* The longest common subsequence of two lists as steps ["=" | "-" | "+", item]. Equal ends are cut off first; where the
     rest is too large for a table, all of it is removed and added. */
  function align(before, after) {
    let start = 0;
    while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
    let end = 0;
    while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
    const old = before.slice(start, before.length - end), now = after.slice(start, after.length - end);
    const steps = before.slice(0, start).map((item) => ["=", item]);
    if (old.length * now.length > 4e6) {
      steps.push(...old.map((item) => ["-", item]), ...now.map((item) => ["+", item]));
    } else {
      const width = now.length + 1;
      const table = new Uint32Array((old.length + 1) * width);
      for (let i = old.length - 1; i >= 0; i -= 1) {
        for (let j = now.length - 1; j >= 0; j -= 1) {
          table[i * width + j] = old[i] === now[j] ? table[(i + 1) * width + j + 1] + 1
            : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
        }
      }
      let i = 0, j = 0;
      while (i < old.length || j < now.length) {
        if (i < old.length && j < now.length && old[i] === now[j]) { steps.push(["=", old[i]]); i += 1; j += 1; }
        else if (j === now.length || (i < old.length && table[(i + 1) * width + j] >= table[i * width + j + 1])) { steps.push(["-", old[i]]); i += 1; }
        else { steps.push(["+", now[j]]); j += 1; }
      }
    }
    return steps.concat(before.slice(before.length - end).map((item) => ["=", item]));
  }

  const split = (text) => text.match(/\s+|[^\s]+/gu) || [];

  function marked(kind, text) {
    if (kind === "=") return document.createTextNode(text);
    const made = element(kind === "+" ? "ins" : "del");
    made.append(element("span", kind === "+" ? "[inserted: " : "[deleted: ", "vh"), text, element("span", "] ", "vh"));
    return made;
  }

  function passage(steps) {
    const words = element("p", "", "words");
    words.dir = "auto";
    let kind = "", text = "";
    for (const [next, word] of [...steps, ["", ""]]) {
      if (next !== kind && text) { words.append(marked(kind, text)); text = ""; }
      kind = next;
      text += word;
    }
    return words;
  }

  /* Removed and added passages next to each other are one reworded passage where half of their words are the same. */
  function redline(older, newer) {
    const steps = align(older.passages, newer.passages);
    const shown = document.createDocumentFragment();
    let quiet = 0, place = 0;
    const fold = () => {
      if (quiet) shown.append(element("p", `… ${quiet} ${quiet === 1 ? "passage" : "passages"} unchanged …`, "soft"));
      quiet = 0;
    };
    while (place < steps.length) {
      if (steps[place][0] === "=") { quiet += 1; place += 1; continue; }
      fold();
      const gone = [], come = [];
      while (place < steps.length && steps[place][0] !== "=") {
        (steps[place][0] === "-" ? gone : come).push(texts.passages[steps[place][1]]);
        place += 1;
      }
      for (const text of gone) {
        const words = align(split(text), come.length ? split(come[0]) : []);
        const kept = words.filter(([kind, word]) => kind === "=" && word.trim()).length;
        if (come.length && 2 * kept >= words.filter(([kind, word]) => kind !== "+" && word.trim()).length) {
          shown.append(passage(words));
          come.shift();
        } else shown.append(passage([["-", text]]));
      }
      for (const text of come) shown.append(passage([["+", text]]));
    }
    fold();
    return shown;
  }

  function compare() {
    const days = [form.elements.from.value, form.elements.to.value].sort();
    const [[older, from], [newer, to]] = days.map(versionAt);
    output.replaceChildren(element("p", from), element("p", to));
    if (!older || !newer) return;
    if (original(older) === original(newer)) {
      output.append(element("p", older.number === newer.number ? "Both dates have the same version: nothing to compare."
        : `Version ${newer.number} has the same words as version ${older.number}.`));
      return;
    }
    const links = element("p");
    links.append(link(older.page, `Version ${older.number}`), " · ", link(newer.page, `Version ${newer.number}`));
    if (newer.number === older.number + 1) links.append(" · ", link(newer.change, "The page of this change, with its evidence"));
    output.append(links, redline(older, newer));
  }

  if (form) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (texts) { compare(); return; }
      const script = element("script");
      script.src = "texts.js";
      script.addEventListener("load", compare);
      script.addEventListener("error", () => output.replaceChildren(element("p", "The file texts.js could not be loaded.")));
      document.head.append(script);
    });
  }
}
