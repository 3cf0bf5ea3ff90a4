"""Count told steps of drawn histories whose pages carry widgets that come, go and change, with known truth.

    python benchmarks/widgets.py [--histories 40] [--seed 1] [--only WIDGET] [--each] [--verbose] [--keep FOLDER]

A drawn policy (English, French, German or Spanish; words in data/widget_words.toml) is edited a few times. Each capture
puts the policy of its day into a page of one of four makes (tables of 1998, jQuery of 2010, Bootstrap of 2016, utility
classes of 2024), and half of the histories change their make in the middle. Widgets stand around and inside the policy:
some are new at each capture, some flicker, some run for a while, some change now and then. The pages are kept in a store
as fetched captures, and `derive` makes the timeline, as in a crawl.

A *step* is two neighbouring captures. It is *true* where the policy's words differ, *told* where the texts that versions
rest on differ. A revision is *false* where no edit lies between its captures; an edit is *found* where a revision holds it.
A change inside a revision is *stray* where none of its clauses has words that the edit added or removed. The causes of
false steps and stray changes are the widgets that hold the words, *redesign* where the make changed, else *unknown*.
--each plays every widget alone, six histories each, and prints a row for it: then no cause has to be guessed.
*Lost* are blocks of the policy whose words are missing in a reading. Silent-edit flags are *right* where the policy
changed and its stated date did not, and not within the month where only a month is stated.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

from clausetrail.pipelines.derive.derive_timeline import derive
from clausetrail.reports.wording.significance import flag_documents
from clausetrail.snapshots.model import Capture, Policy, Revision, Snapshot
from clausetrail.snapshots.storage.bodies import payload_digest
from clausetrail.snapshots.store import Store, opened

WORDS: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "data/widget_words.toml").read_text("utf-8"))
HEADERS = (("Content-Type", "text/html; charset=utf-8"),)

# The policy


@dataclass(frozen=True)
class Section:
    title: str
    blocks: tuple[str, ...]


@dataclass(frozen=True)
class Document:
    """One text of a policy: its title, the line with its date, its sections."""

    title: str
    dated: str
    sections: tuple[Section, ...]

    def lines(self) -> list[str]:
        found = [self.title, self.dated]
        for section in self.sections:
            found += [section.title, *(block.removeprefix("* ") for block in section.blocks)]
        return found


@dataclass
class Writer:
    """Draws the sentences of one policy, and edits them."""

    dice: random.Random
    language: str
    company: str
    unused: list[Section] = field(default_factory=list)
    month_only: bool = False

    @property
    def words(self) -> dict[str, Any]:
        return WORDS[self.language]

    def first(self, day: date) -> Document:
        sections = [Section(title, tuple(map(self._filled, blocks))) for title, *blocks in self.words["sections"]]
        self.dice.shuffle(middle := sections[1:])
        kept = self.dice.randint(7, len(middle) - 2)
        self.unused = middle[kept:]
        return Document(self.words["title"].format(co=self.company), self.dated(day), (sections[0], *middle[:kept]))

    def dated(self, day: date) -> str:
        return self.words["dated"].format(date=self.month(day) if self.month_only else self.day(day))

    def day(self, day: date) -> str:
        return self.words["date"].format(day=day.day, month=self.words["months"][day.month - 1], year=day.year)

    def month(self, day: date) -> str:
        return f"{self.words['months'][day.month - 1]} {day.year}"

    def _filled(self, sentence: str) -> str:
        return sentence.format(
            co=self.company, n=self.dice.choice(self.words["numbers"]), thing=self.dice.choice(self.words["things"])
        )

    def edited(self, document: Document) -> tuple[str, Document]:
        """Return the name of an edit, and the document after it."""
        edits: list[Callable[[Document], Document]] = [
            self.number, self.modal, self.inserted, self.clause_removed, self.clause_added, self.section_added,
            self.section_removed, self.replaced,
        ]  # fmt: skip
        self.dice.shuffle(edits)
        for edit in edits:
            after = edit(document)
            if after.lines() != document.lines():
                return edit.__name__, after
        raise AssertionError("no edit applies")

    def _some_block(self, document: Document, fits: Callable[[str], bool]) -> tuple[int, int] | None:
        places = [
            (at, n) for at, part in enumerate(document.sections) for n, block in enumerate(part.blocks) if fits(block)
        ]
        return self.dice.choice(places) if places else None

    def _with_block(self, document: Document, place: tuple[int, int], *new: str) -> Document:
        at, number = place
        part = document.sections[at]
        changed = replace(part, blocks=(*part.blocks[:number], *new, *part.blocks[number + 1 :]))
        return replace(document, sections=(*document.sections[:at], changed, *document.sections[at + 1 :]))

    def number(self, document: Document) -> Document:
        numbers = self.words["numbers"]
        return self._exchanged(document, [(a, b) for a in numbers for b in numbers if a != b])

    def modal(self, document: Document) -> Document:
        return self._exchanged(document, [tuple(pair) for pair in self.words["modal"]])

    def _exchanged(self, document: Document, pairs: list[tuple[str, str]]) -> Document:
        self.dice.shuffle(pairs)
        for old, new in pairs:
            place = self._some_block(document, lambda block, old=old: f" {old} " in block)  # type: ignore[misc]
            if place:
                block = document.sections[place[0]].blocks[place[1]]
                return self._with_block(document, place, block.replace(f" {old} ", f" {new} ", 1))
        return document

    def inserted(self, document: Document) -> Document:
        place = self._some_block(document, lambda block: block.endswith("."))
        if not place:
            return document
        block = document.sections[place[0]].blocks[place[1]]
        return self._with_block(document, place, f"{block[:-1]}, {self.dice.choice(self.words['inserted'])}.")

    def replaced(self, document: Document) -> Document:
        place = self._some_block(document, lambda block: any(thing in block for thing in self.words["things"]))
        if not place:
            return document
        block = document.sections[place[0]].blocks[place[1]]
        old = next(thing for thing in self.words["things"] if thing in block)
        new = self.dice.choice([thing for thing in self.words["things"] if thing != old])
        return self._with_block(document, place, block.replace(old, new))

    def clause_removed(self, document: Document) -> Document:
        many = {at for at, part in enumerate(document.sections) if len(part.blocks) > 1}
        places = [(at, n) for at in sorted(many) for n in range(len(document.sections[at].blocks))]
        return self._with_block(document, self.dice.choice(places)) if places else document

    def clause_added(self, document: Document) -> Document:
        if not self.unused:
            return document
        block = self.dice.choice(self.dice.choice(self.unused).blocks).removeprefix("* ")
        if block in document.lines():
            return document
        place = self._some_block(document, lambda old: not old.startswith("* "))
        assert place
        return self._with_block(document, place, document.sections[place[0]].blocks[place[1]], block)

    def section_added(self, document: Document) -> Document:
        if not self.unused:
            return document
        new = self.unused.pop()
        if set(new.blocks) & set(document.lines()):
            return document
        at = self.dice.randint(1, len(document.sections))
        return replace(document, sections=(*document.sections[:at], new, *document.sections[at:]))

    def section_removed(self, document: Document) -> Document:
        if len(document.sections) < 6:
            return document
        at = self.dice.randrange(1, len(document.sections))
        self.unused.append(document.sections[at])
        return replace(document, sections=(*document.sections[:at], *document.sections[at + 1 :]))


# The widgets


@dataclass
class Scene:
    """What a widget is drawn from at one capture. *epoch* counts the changes of the widget's own content."""

    dice: random.Random  # anew at each capture
    slow: random.Random  # the same as long as the epoch is
    epoch: int
    words: dict[str, Any]
    company: str
    title: str
    day: date
    make: str
    today: str  # with the weekday
    codes: random.Random  # the same within a make: names of classes

    def cls(self, name: str, old: str = "") -> str:
        """Return the attribute for a class: readable in old makes, obfuscated in the newest."""
        if self.make == "2024":
            return f'class="{"css" if self.codes.random() < 0.5 else "sc"}-{self.codes.randrange(16**6):06x}"'
        return f'class="{old or name}"' if self.make != "1998" else ""

    def many(self) -> str:
        return f"{self.dice.randint(1_000, 99_999):,}"


Placed = dict[str, str]  # by place: markup; "css" is a place too


def code(dice: random.Random) -> str:
    return f"{dice.randrange(16**8):08x}-{dice.randrange(16**4):04x}-{dice.randrange(16**12):012x}"


def menu(scene: Scene) -> Placed:
    labels = scene.slow.sample(scene.words["menu"], 7)
    links = [f'<a href="/{n}">{escape(label)}</a>' for n, label in enumerate(labels)]
    if scene.make == "1998":
        return {"header": f"<table width=100%><tr>{''.join(f'<td>{link}</td>' for link in links)}</tr></table>"}
    items = "".join(f"<li>{link}</li>" for link in links)
    tag = "nav" if scene.make == "2016" else "div"
    return {"header": f"<{tag} {scene.cls('menu', 'topmenu')}><ul>{items}</ul></{tag}>"}


def side_menu(scene: Scene) -> Placed:
    labels = scene.slow.sample(scene.words["menu"], 6)
    links = "".join(f'<div><a href="/s/{n}">{escape(label)}</a></div>' for n, label in enumerate(labels))
    return {"aside": f"<div {scene.cls('side', 'sidebar-links')}>{links}</div>"}


def consent_dialog(scene: Scene) -> Placed:
    head, prose, accept, reject, manage, more = _consent(scene)
    return {
        "end": f'<div role="dialog" aria-modal="true" aria-label="{escape(head)}"><h2>{head}</h2><p>{prose}</p><p>{more}</p>'
        f"<button>{accept}</button><button>{reject}</button><button>{manage}</button></div>"
    }


def consent_div(scene: Scene) -> Placed:
    head, prose, accept, reject, manage, more = _consent(scene)
    name = scene.cls("cc", "cc-window")
    style = _rule(name, "position:fixed;bottom:0;left:0;right:0;z-index:9999;padding:1em")
    links = "".join(f'<a href="#" {scene.cls("b", "cc-btn")}>{label}</a>' for label in (accept, reject, manage))
    markup = f"<div {name}><div><b>{head}</b></div><div>{prose} {more}</div><div>{links}</div></div>"
    return {scene.slow.choice(("top", "end")): markup, "css": style}


def _consent(scene: Scene) -> list[str]:
    return [escape(line.format(k=scene.slow.randint(80, 1_400))) for line in scene.words["consent"]]


def _rule(name: str, style: str) -> str:
    return f".{name[7:-1]}{{{style}}}" if name else ""


def promo_bar(scene: Scene) -> Placed:
    return {"top": f'<div {scene.cls("promo", "promo-bar")}><a href="/sale">{_pick(scene, "promo")}</a></div>'}


def promo_fixed(scene: Scene) -> Placed:
    name = scene.cls("pf", "site-message")
    return {
        "before": f'<div {name}><p>{_pick(scene, "promo")}</p><a href="/offer">→</a></div>',
        "css": _rule(name, "position:fixed;top:0;width:100%;background:#fc0"),
    }


def promo_sticky(scene: Scene) -> Placed:
    return {
        "before": f'<div style="position:sticky;top:0;z-index:40"><span>{_pick(scene, "promo")}</span> <a href="/x">×</a></div>'
    }


def promo_image_link(scene: Scene) -> Placed:
    label = _pick(scene, "promo")
    return {"mid": f'<p align="center"><a href="/ad"><img src="/ad{scene.epoch}.gif" alt="{label}"></a></p>'}


def _pick(scene: Scene, name: str) -> str:
    return escape(scene.slow.choice(scene.words[name]))


def notice(scene: Scene) -> Placed:
    return {
        "top": f'<div role="alert" {scene.cls("alert", "alert alert-warning")}><p>{_pick(scene, "notice")}</p></div>'
    }


def hidden_id(scene: Scene) -> Placed:
    label = escape(scene.words["request"][scene.slow.randrange(2)].format(id=code(scene.dice)))
    form = scene.slow.choice(
        ('<div style="display:none">{}</div>', "<span hidden>{}</span>", '<p style="visibility:hidden">{}</p>')
    )
    return {scene.slow.choice(("before", "after", "end")): form.format(label)}


def hidden_id_by_sheet(scene: Scene) -> Placed:
    name = scene.cls("rid", "rid") or 'class="rid"'
    label = escape(scene.words["request"][0].format(id=code(scene.dice)))
    return {"after": f"<span {name}>{label}</span>", "css": _rule(name, "display:none")}


def visible_id(scene: Scene) -> Placed:
    label = scene.words["request"][2].format(
        id=code(scene.dice), c=scene.dice.randint(1, 40), k=scene.dice.randint(1, 99)
    )
    return {scene.slow.choice(("after", "footer")): f"<div><small>{escape(label)}</small></div>"}


def announcer(scene: Scene) -> Placed:
    label = escape(scene.slow.choice(scene.words["announcer"]).format(title=scene.title))
    name = scene.cls("sr", "sr-only")
    style = "position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)"
    live = scene.slow.choice(('aria-live="assertive"', 'role="status" aria-live="polite"', ""))
    return {"end": f"<div {live} {name}>{label}</div>", "css": _rule(name, style)}


def languages(scene: Scene) -> Placed:
    labels = scene.words["languages"][: scene.slow.randint(3, 10)]
    if scene.make in ("1998", "2010") and scene.slow.random() < 0.5:
        options = "".join(f"<option>{label}</option>" for label in labels)
        return {"header": f"<form><select>{options}</select></form>"}
    links = "".join(f'<li><a href="/{n}" hreflang="x">{label}</a></li>' for n, label in enumerate(labels))
    return {scene.codes.choice(("before", "footer")): f"<ul {scene.cls('lang', 'lang-list')}>{links}</ul>"}


def region(scene: Scene) -> Placed:
    head, ship = scene.words["region"]
    country = scene.slow.choice(scene.words["countries"])
    name = scene.cls("region", "country-picker")
    buttons = "".join(f"<button>{escape(other)}</button>" for other in scene.words["countries"])
    return {
        "before": f"<div {name}><span>{escape(ship.format(country=country))}</span><div><h4>{escape(head)}</h4>{buttons}</div></div>"
    }


def stories(scene: Scene) -> Placed:
    chosen = scene.slow.sample(scene.words["stories"], 3)
    name = scene.cls("card", "related-item")
    cards = "".join(
        f'<div {name}><a href="/blog/{n}"><h3>{escape(head)}</h3></a><p>{escape(teaser)}</p></div>'
        for n, (head, teaser) in enumerate(chosen)
    )
    head = f"<h2>{escape(scene.words['related'])}</h2>"
    return {"after": f"<div {scene.cls('related', 'related')}>{head}{cards}</div>"}


def stories_1998(scene: Scene) -> Placed:
    chosen = scene.slow.sample(scene.words["stories"], 3)
    cells = "<br>".join(f'<a href="/n{n}.htm"><b>{escape(a)}</b></a><br>{escape(b)}' for n, (a, b) in enumerate(chosen))
    return {"aside": f"<font size=2><b>{escape(scene.words['related'])}</b><br>{cells}</font>"}


def newsletter(scene: Scene) -> Placed:
    head, prose, label, button = map(escape, scene.words["newsletter"])
    form = f'<form action="/nl"><label>{label}<input type="email" name="e"></label><button>{button}</button></form>'
    return {
        scene.codes.choice(
            ("after", "footer", "mid")
        ): f"<div {scene.cls('nl', 'newsletter')}><h3>{head}</h3><p>{prose}</p>{form}</div>"
    }


def today(scene: Scene) -> Placed:
    label = escape(scene.today)
    return {
        scene.slow.choice(("header", "before")): f"<div align=right><small>{label}</small></div>"
        if scene.make == "1998"
        else f"<div {scene.cls('today', 'date')}>{label}</div>"
    }


def views(scene: Scene) -> Placed:
    label = scene.words["views"][scene.codes.randrange(2)].format(k=scene.many())
    return {scene.codes.choice(("after", "footer")): f"<p {scene.cls('views', 'counter')}>{escape(label)}</p>"}


def prices(scene: Scene) -> Placed:
    p, r = f"{scene.dice.randint(500, 3_000) / 100:.2f}", f"{scene.dice.uniform(0.9, 1.3):.4f}"
    lines = [escape(line.format(p=p, r=r)) for line in scene.words["price"]]
    return {"aside": f"<div {scene.cls('ticker', 'ticker')}>{''.join(f'<div>{line}</div>' for line in lines)}</div>"}


def helpful(scene: Scene) -> Placed:
    ask, counts, yes, no = scene.words["helpful"]
    some = scene.dice.randint(20, 900)
    counts = counts.format(k=some, m=some + scene.dice.randint(1, 90))
    return {
        "after": f"<div {scene.cls('vote', 'helpful')}><p>{escape(ask)}</p><button>{yes}</button><button>{no}</button><p>{escape(counts)}</p></div>"
    }


def cart(scene: Scene) -> Placed:
    lines = [escape(line.format(c=scene.dice.randint(0, 9))) for line in scene.words["cart"]]
    return {
        "header": f"<div {scene.cls('cart', 'minicart')}>{''.join(f'<span>{line}</span> ' for line in lines)}</div>"
    }


def app_box(scene: Scene) -> Placed:
    head, prose = scene.words["app"]
    prose = prose.format(c=scene.slow.randint(1, 9), k=f"{scene.slow.randint(1_000, 99_999):,}")
    name = scene.cls("app", "app-banner")
    return {
        "top": f'<div {name}><div>{escape(head)}</div><div>{escape(prose)}</div><a href="/app">↓</a></div>',
        "css": _rule(name, "position:sticky;top:0"),
    }


def quote(scene: Scene) -> Placed:
    return {
        scene.codes.choice(
            ("aside", "after")
        ): f"<blockquote {scene.cls('quote', 'testimonial')}>{escape(scene.slow.choice(scene.words['quote']))}</blockquote>"
    }


def chat(scene: Scene) -> Placed:
    head, prose = scene.words["chat"]
    name = scene.cls("chat", "chat-widget")
    prose = prose.format(name=scene.dice.choice(scene.words["names"]))
    return {
        "end": f"<div {name}><strong>{escape(head)}</strong><p>{escape(prose)}</p></div>",
        "css": _rule(name, "position:fixed;right:12px;bottom:12px;width:280px"),
    }


def social(scene: Scene) -> Placed:
    labels = [line.format(k=scene.many(), c=scene.dice.randint(1, 900)) for line in scene.words["social"]]
    links = "".join(f'<li><a href="/share/{n}">{escape(label)}</a></li>' for n, label in enumerate(labels))
    return {scene.codes.choice(("before", "after")): f"<ul {scene.cls('social', 'share')}>{links}</ul>"}


def survey(scene: Scene) -> Placed:
    head, prose, start, no = map(escape, scene.words["survey"])
    name = scene.cls("survey", "survey-pop")
    return {
        "end": f"<div {name}><h3>{head}</h3><p>{prose}</p><button>{start}</button> <button>{no}</button></div>",
        "css": _rule(name, "position:fixed;top:20%;left:30%;width:40%"),
    }


def noscript(scene: Scene) -> Placed:
    return {"top": f"<noscript><p>{escape(scene.words['noscript'])}</p></noscript>"}


def rights(scene: Scene) -> Placed:
    label = scene.words["rights"].format(year=scene.day.year, co=scene.company)
    return {scene.codes.choice(("after", "footer")): f"<p {scene.cls('legal', 'copyright')}>{escape(label)}</p>"}


def breadcrumb(scene: Scene) -> Placed:
    labels = scene.slow.sample(scene.words["menu"], scene.slow.randint(1, 3))
    links = " &gt; ".join(f'<a href="/{n}">{escape(label)}</a>' for n, label in enumerate(labels))
    return {"before": f"<div {scene.cls('crumbs', 'breadcrumb')}>{links} &gt; {escape(scene.title)}</div>"}


def sections_list(scene: Scene) -> Placed:
    """A list of related pages beside the policy, as help centres have it."""
    chosen = scene.slow.sample(scene.words["stories"], 4)
    links = "".join(f'<li><a href="/help/{n}">{escape(head)}</a></li>' for n, (head, _) in enumerate(chosen))
    return {
        scene.codes.choice(
            ("after", "aside")
        ): f"<section {scene.cls('rel', 'related-articles')}><h3>{escape(scene.words['related'])}</h3><ul>{links}</ul></section>"
    }


ALWAYS, FLICKER, CAMPAIGN, EPOCHS = "each capture", "flickers", "runs for a while", "changes now and then"
# Each widget, how it behaves, and the makes of page that have it.
ALL, NEWER, NEWEST = ("1998", "2010", "2016", "2024"), ("2010", "2016", "2024"), ("2016", "2024")
WIDGETS: dict[str, tuple[Callable[[Scene], Placed], tuple[str, ...], tuple[str, ...]]] = {
    "menu": (menu, (EPOCHS,), ALL), "side menu": (side_menu, (EPOCHS,), ALL),
    "consent dialog": (consent_dialog, (FLICKER, CAMPAIGN), NEWEST), "consent div": (consent_div, (FLICKER, EPOCHS), NEWER),
    "promo bar by class": (promo_bar, (CAMPAIGN, EPOCHS), NEWER), "promo fixed by sheet": (promo_fixed, (CAMPAIGN, EPOCHS), NEWER),
    "promo sticky by style": (promo_sticky, (CAMPAIGN, EPOCHS), NEWEST), "promo image": (promo_image_link, (CAMPAIGN, EPOCHS), ("1998", "2010")),
    "service notice": (notice, (CAMPAIGN, FLICKER), NEWER), "hidden id": (hidden_id, (ALWAYS,), ALL),
    "hidden id by sheet": (hidden_id_by_sheet, (ALWAYS,), NEWER), "visible id": (visible_id, (ALWAYS,), ALL),
    "route announcer": (announcer, (FLICKER, CAMPAIGN), NEWEST), "language picker": (languages, (EPOCHS, FLICKER), ALL),
    "region picker": (region, (EPOCHS, FLICKER), NEWER), "stories": (stories, (EPOCHS, ALWAYS), NEWER), "stories in cell": (stories_1998, (EPOCHS,), ("1998",)),
    "newsletter form": (newsletter, (CAMPAIGN, FLICKER), NEWER), "date of today": (today, (ALWAYS,), ("1998", "2010")),
    "view counter": (views, (ALWAYS,), ("1998", "2010")), "prices": (prices, (ALWAYS,), ALL), "votes": (helpful, (ALWAYS,), NEWER),
    "cart": (cart, (ALWAYS, FLICKER), NEWER), "app banner": (app_box, (CAMPAIGN, EPOCHS), NEWEST), "quote": (quote, (EPOCHS, ALWAYS), NEWER),
    "chat": (chat, (FLICKER, ALWAYS), NEWEST), "share counts": (social, (ALWAYS,), NEWER), "survey": (survey, (FLICKER, CAMPAIGN), NEWER),
    "noscript": (noscript, (CAMPAIGN, FLICKER), NEWER), "copyright year": (rights, (EPOCHS,), ALL), "breadcrumb": (breadcrumb, (EPOCHS,), ALL),
    "related links": (sections_list, (EPOCHS, ALWAYS), NEWER),
}  # fmt: skip


@dataclass
class Widget:
    """A widget of one history: when it is present, and which epoch of its content each capture shows."""

    name: str
    behaviour: str
    epochs: list[int]
    present: list[bool]
    seed: int

    @classmethod
    def drawn(cls, name: str, dice: random.Random, captures: int) -> Widget:
        behaviour = dice.choice(WIDGETS[name][1])
        epochs = [0] * captures
        for _ in range(dice.randint(1, 3) if behaviour in (EPOCHS, CAMPAIGN) else 0):
            at = dice.randrange(1, captures)
            epochs = [epoch + (n >= at) for n, epoch in enumerate(epochs)]
        if behaviour == ALWAYS:
            epochs = [*range(captures)]
        present = [True] * captures
        if behaviour == FLICKER:
            present = [dice.random() < 0.5 for _ in range(captures)]
        if behaviour == CAMPAIGN:
            start = dice.randrange(captures - 2)
            end = start + dice.randint(2, captures)
            present = [start <= n < end for n in range(captures)]
        return cls(name, behaviour, epochs, present, dice.randrange(10**9))


# The makes of page


def _paragraphs(document: Document, make: str, mid: str) -> str:
    """Return the policy's markup in the manner of a make; *mid* stands between two of its sections."""
    parts = []
    for number, section in enumerate(document.sections):
        parts += [mid] if mid and number == len(document.sections) // 2 else []
        items = [escape(block[2:]) for block in section.blocks if block.startswith("* ")]
        title, done = escape(section.title), False
        if make == "1998":
            parts.append(f"<p><b>{title}</b><p>")
        elif make == "2010":
            parts.append(f"<h3>{title}</h3>")
        elif make == "2016":
            parts.append(f'<h2 id="s{number}">{title}</h2>')
        else:
            parts.append(f'<section class="mt-8"><h2 class="text-xl font-semibold tracking-tight">{title}</h2>')
        for block in section.blocks:
            if not block.startswith("* "):
                text = escape(block)
                parts.append(
                    f"<p><font face=Arial size=2>{text}</font>"
                    if make == "1998"
                    else f'<p class="mt-4 leading-7">{text}</p>'
                    if make == "2024"
                    else f"<p>{text}</p>"
                )
            elif not done:
                done = True
                parts.append(
                    "<ul>" + "".join(f"<li>{item}" + ("" if make == "1998" else "</li>") for item in items) + "</ul>"
                )
        parts += ["</section>"] if make == "2024" else []
    return "\n".join(parts)


def page(document: Document, make: str, language: str, company: str, at: dict[str, str]) -> str:
    """Return a page of *make* with the widgets *at* their places."""
    get: Callable[[str], str] = lambda place: at.get(place, "")  # noqa: E731
    body, title, dated = _paragraphs(document, make, get("mid")), escape(document.title), escape(document.dated)
    name = escape(company)
    if make == "1998":
        return f"""<HTML><HEAD><TITLE>{title}</TITLE></HEAD><BODY BGCOLOR=white>{get("top")}
<TABLE WIDTH=760 BORDER=0><TR><TD COLSPAN=2><IMG SRC=logo.gif ALT="{name}">{get("header")}</TD></TR>
<TR><TD WIDTH=150 VALIGN=top>{get("aside")}</TD><TD VALIGN=top>{get("before")}<H1>{title}</H1><P><I>{dated}</I>
{body}
{get("after")}</TD></TR><TR><TD COLSPAN=2 ALIGN=center>{get("footer")}</TD></TR></TABLE>{get("end")}</BODY></HTML>"""
    if make == "2010":
        return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" lang="{language}"><head><title>{title}</title><style type="text/css">{get("css")}</style>
<script type="text/javascript" src="/js/jquery-1.4.2.min.js"></script></head><body><div id="wrap">{get("top")}<div id="hd"><a href="/">{name}</a>{get("header")}</div>
<div id="bd"><div id="left">{get("aside")}</div><div id="content">{get("before")}<h2 class="pagetitle">{title}</h2><p class="upd"><em>{dated}</em></p>
{body}
{get("after")}</div></div><div id="ft">{get("footer")}</div></div>{get("end")}</body></html>"""
    if make == "2016":
        return f"""<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title} | {name}</title><style>{get("css")}</style></head>
<body>{get("top")}<header class="navbar navbar-default"><div class="container"><a class="navbar-brand" href="/">{name}</a>{get("header")}</div></header>
<div class="container"><div class="row"><div class="col-md-9">{get("before")}<div class="page-header"><h1>{title}</h1></div><p class="text-muted">{dated}</p>
{body}
{get("after")}</div><div class="col-md-3">{get("aside")}</div></div></div><footer class="footer"><div class="container">{get("footer")}</div></footer>{get("end")}</body></html>"""
    return f"""<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title><style>{get("css")}</style></head>
<body class="antialiased"><div id="__next">{get("top")}<div class="sc-7ad1 flex h-16"><a href="/" class="sc-19fe">{name}</a>{get("header")}</div>
<div class="css-14k mx-auto grid"><div class="css-9px col-span-8">{get("before")}<h1 class="text-4xl font-bold">{title}</h1><p class="text-sm text-gray-500">{dated}</p>
{body}
{get("after")}</div><div class="css-2ab col-span-4">{get("aside")}</div></div><div class="css-77f bg-gray-50">{get("footer")}</div></div>{get("end")}</body></html>"""


# A history


@dataclass
class History:
    """A drawn history: per capture its day, document, make of page, widgets with their words, and page."""

    name: str
    language: str
    days: list[date]
    documents: list[Document]
    makes: list[str]
    edits: dict[int, str]  # by capture: the edit that it is the first to show
    words: list[dict[str, str]] = field(default_factory=list)  # by capture: the words of each widget
    pages: list[str] = field(default_factory=list)


def drawn(number: int, seed: int, only: str) -> History:
    dice = random.Random(f"{seed} {number}")
    language = ("en", "fr", "en", "de", "en", "es")[number % 6]
    words = WORDS[language]
    company = dice.choice(words["companies"])
    writer = Writer(dice, language, company, month_only=dice.random() < 0.25)
    captures = dice.randint(20, 28)
    days = [date(dice.randint(2012, 2023), dice.randint(1, 12), dice.randint(1, 28))]
    while len(days) < captures:
        days.append(days[-1] + timedelta(days=dice.choice((3, 7, 11, 20, 34, 60))))
    own = WIDGETS[only][2] if only else ALL
    makes = [dice.choice(own)] * captures
    if dice.random() < 0.5:
        turn, other = dice.randrange(5, captures - 5), dice.choice([make for make in ALL if make != makes[0]])
        makes = makes[:turn] + [other] * (captures - turn)
    starts = sorted(dice.sample(range(3, captures - 3, 4), k=dice.randint(2, 4)))
    document, documents, edits = writer.first(days[0] - timedelta(days=dice.randint(10, 400))), [], {}
    for at, day in enumerate(days):
        if at in starts:
            edits[at], document = writer.edited(document)
            if dice.random() < 0.65:
                document = replace(document, dated=writer.dated(day - timedelta(days=dice.randint(0, 2))))
        documents.append(document)
    fitting = [name for name, (_, _, which) in WIDGETS.items() if set(which) & set(makes)]
    chosen = (
        [only]
        if only
        else [
            "menu",
            "copyright year",
            *dice.sample(sorted({*fitting} - {"menu", "copyright year"}), k=dice.randint(3, 7)),
        ]
    )
    widgets = [Widget.drawn(name, dice, captures) for name in chosen]
    history = History(f"drawn-{number}", language, days, documents, makes, edits)
    for at, (day, make) in enumerate(zip(days, makes, strict=True)):
        placed, said = _placed(widgets, at, day, make, writer, documents[at].title)
        history.words.append(said)
        history.pages.append(page(documents[at], make, language, company, placed))
    return history


def _placed(
    widgets: Sequence[Widget], at: int, day: date, make: str, writer: Writer, title: str
) -> tuple[Placed, dict[str, str]]:
    """Return the markup of the widgets at capture *at* by place, and the words of each."""
    placed: dict[str, str] = {}
    said = {}
    words = WORDS[writer.language]
    for widget in widgets:
        function, _, makes = WIDGETS[widget.name]
        if make not in makes or not widget.present[at]:
            continue
        scene = Scene(
            random.Random(f"{widget.seed} at {at}"), random.Random(f"{widget.seed} in {widget.epochs[at]}"), widget.epochs[at],
            words, writer.company, title, day, make,
            words["today"].format(weekday=words["weekdays"][day.weekday()], date=writer.day(day)),
            random.Random(f"{widget.seed} {make}"),
        )  # fmt: skip
        parts = function(scene)
        said[widget.name] = letters(
            re.sub(r"<[^>]*>", " ", " ".join(part for place, part in parts.items() if place != "css"))
        )
        for place, part in parts.items():
            placed[place] = placed.get(place, "") + part
    return placed, said


def letters(text: str) -> str:
    """Return only the letters and digits of *text*, as both sides are compared."""
    return re.sub(r"[\W_]+", "", text.replace("&gt;", " ").replace("&#x27;", "'").replace("&amp;", "&")).casefold()


# The judgement


@dataclass
class Score:
    steps: Counter[str] = field(default_factory=Counter)
    revisions: Counter[str] = field(default_factory=Counter)
    edits: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    stray: Counter[str] = field(default_factory=Counter)
    changes: int = 0
    flags: Counter[str] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    blocks: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    other: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)


def keep(store: Store, history: History) -> Policy:
    """Keep the pages of *history* as fetched captures in *store*, and derive the timeline."""
    url = f"https://{history.name}.example/privacy"
    policy = Policy(history.name, (url,))
    store.facts.declare(policy)
    store.facts.record_archive("loopback", "https://archive.example", "ia")
    for day, document in zip(history.days, history.pages, strict=True):
        body, stamp = document.encode(), f"{day:%Y%m%d}120000"
        seen = Capture(
            policy.name,
            "loopback",
            f"example,{history.name})/privacy",
            stamp,
            url,
            "text/html",
            200,
            payload_digest(body),
        )
        memento = f"https://archive.example/web/{stamp}id_/{url}"
        store.facts.add_snapshot(Snapshot(seen, body, memento, 200, (), HEADERS, "2026-01-01T00:00:00Z", "equal"))
    derive(store, policy)
    return policy


def judge(store: Store, history: History, policy: Policy, score: Score) -> None:
    stamps = {f"{day:%Y%m%d}120000": at for at, day in enumerate(history.days)}
    said: dict[str, set[str]] = {}
    for shown in history.words:
        for name, words in shown.items():
            said.setdefault(name, set()).add(words)
    score.seen.update(said.keys())
    observations = list(store.derivations.observations(policy.name))
    shown_at = {stamps[one.capture.timestamp]: one for one in observations if one.fingerprint}
    score.other["captures without a text"] += len(history.days) - len(shown_at)
    for before, after in pairwise(sorted(shown_at)):
        old, new = shown_at[before], shown_at[after]
        true, told = (
            history.documents[before].lines() != history.documents[after].lines(),
            old.fingerprint != new.fingerprint,
        )
        score.steps[f"{'true' if true else 'quiet'} {'told' if told else 'untold'}"] += 1
        if told and not true:
            redesigned = history.makes[before] != history.makes[after]
            for cause in _causes(store, history, old.text, new.text, said, redesigned, score):
                score.causes[cause] += 1
    timeline = store.timeline(policy)
    _judge_revisions(store, history, timeline.revisions, stamps, said, score)
    score.other["transient texts"] += len(timeline.transient_revisions)
    done = set()
    for at, one in shown_at.items():
        if (one.text, history.documents[at]) in done:
            continue
        done.add((one.text, history.documents[at]))
        text = letters("\n".join(clause.labelled_text for clause in store.derivations.clauses(one.text or "")))
        for block in history.documents[at].lines():
            score.blocks += 1
            if letters(block) not in text:
                score.lost[history.makes[at]] += 1
                score.examples.setdefault(
                    f"lost {history.makes[at]}", f"{history.name} {history.days[at]}: {block[:90]}"
                )


def _judge_revisions(
    store: Store,
    history: History,
    revisions: Sequence[Revision],
    stamps: dict[str, int],
    said: dict[str, set[str]],
    score: Score,
) -> None:
    unfound = dict(history.edits)
    for revision in revisions:
        first, last = stamps[revision.before.last.timestamp], stamps[revision.after.first.timestamp]
        held = [at for at in history.edits if first < at <= last]
        score.revisions["true" if held else "false"] += 1
        for at in held:
            unfound.pop(at, None)
        before, after = (store.derivations.clauses(side.text) for side in (revision.before, revision.after))
        old, new = history.documents[first], history.documents[last]
        edited = {letters(line) for line in {*old.lines()} ^ {*new.lines()}}
        for change in revision.changes:
            texts = [
                letters(side[at].text)
                for side, places in ((before, change.before), (after, change.after))
                for at in places
            ]
            score.changes += 1
            if change.event.value in ("same", "cosmetic", "renumbered") or any(
                text in line or line in text for text in texts for line in edited if text and line
            ):
                continue
            cause = next((name for text in texts for name in _holders(text, said)), "unknown")
            score.stray[cause] += 1
            example = f"{history.name} {history.days[last]} {history.makes[last]}: {change.event} {[side[at].text[:60] for side, places in ((before, change.before), (after, change.after)) for at in places]}"
            score.examples.setdefault(f"stray {cause}", example)
        _judge_flags(revision, before, after, history, (first, last), score)
    score.edits["found"] += len(history.edits) - len(unfound)
    score.edits["missed"] += len(unfound)
    score.missed.update(unfound.values())
    for at, edit in unfound.items():
        score.examples.setdefault(f"missed {edit}", f"{history.name} {history.days[at]} {history.makes[at]}")


def _judge_flags(
    revision: Revision, before: Any, after: Any, history: History, ends: tuple[int, int], score: Score
) -> None:
    first, last = ends
    old, new = history.documents[first], history.documents[last]
    silent = old.sections != new.sections and old.dated == new.dated
    if silent and not any(character.isdigit() for character in re.sub(r"(?:19|20)\d\d", "", new.dated)):
        # Only a month is stated: the edit may lie in it.
        months = WORDS[history.language]["months"]
        month = next(number for number, name in enumerate(months, 1) if name in new.dated)
        year = int(re.findall(r"\d{4}", new.dated)[0])
        silent = (history.days[first].year, history.days[first].month) > (year, month)
    raised = any(flag["flag"] == "silent edit" for flag in flag_documents(revision, before, after))
    score.flags[f"{'silent' if silent else 'not silent'}, {'flagged' if raised else 'no flag'}"] += 1


def _holders(text: str, said: dict[str, set[str]]) -> Iterator[str]:
    """Yield the widgets whose words hold *text*, or are held by it."""
    if text:
        yield from (
            name
            for name, all_words in said.items()
            if any(text in words or words and words in text for words in all_words)
        )


def _causes(
    store: Store,
    history: History,
    old: str | None,
    new: str | None,
    said: dict[str, set[str]],
    redesigned: bool,
    score: Score,
) -> set[str]:
    """Return what a false step is due to: the widgets that hold the clauses which differ."""
    sides = [Counter(letters(clause.text) for clause in store.derivations.clauses(text or "")) for text in (old, new)]
    differing = [*((sides[0] - sides[1]) + (sides[1] - sides[0]))]
    found = {name for text in differing for name in [*_holders(text, said)][:1]}
    if not found:
        found = {"redesign" if redesigned else "unknown"}
    for name in found:
        score.examples.setdefault(f"false {name}", f"{history.name}: {[text[:60] for text in differing][:4]}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--histories", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", choices=["", *WIDGETS], help="one widget alone in each history")
    parser.add_argument("--keep", type=Path, help="folder to keep the store in")
    parser.add_argument("--verbose", action="store_true", help="show an example of each cause")
    parser.add_argument("--each", action="store_true", help="play every widget alone, in six histories")
    chosen = parser.parse_args()
    for name in WIDGETS if chosen.each else ():
        score, captures = _played(6, chosen.seed, name, None)
        told, quiet = score.steps["quiet told"], score.steps["quiet told"] + score.steps["quiet untold"]
        print(f"{name:24} {captures} captures: {told} of {quiet} quiet steps told, {score.revisions['false']} false revisions, "
              f"{score.stray.total()} stray changes, {score.edits['missed']} of {score.edits.total()} edits missed, "
              f"{score.flags['not silent, flagged']} false silent edits, {score.lost.total()} blocks lost")  # fmt: skip
    if chosen.each:
        return
    started = time.process_time()
    score, captures = _played(chosen.histories, chosen.seed, chosen.only, chosen.keep)
    print(f"{chosen.histories} histories, {captures} captures, {score.edits.total()} edits, seed {chosen.seed}, "
          f"CPU {time.process_time() - started:.0f} s")  # fmt: skip
    _report(score, chosen.verbose)


def _played(histories: int, seed: int, only: str, kept: Path | None) -> tuple[Score, int]:
    """Return the score of that many histories, and how many captures they have."""
    score, captures = Score(), 0
    with tempfile.TemporaryDirectory() as temporary:
        for number in range(histories):
            folder = (kept or Path(temporary)) / f"{number}"
            folder.mkdir(parents=True, exist_ok=True)
            history = drawn(number, seed, only)
            captures += len(history.pages)
            with opened(folder) as store:
                judge(store, history, keep(store, history), score)
    return score, captures


def _report(score: Score, verbose: bool) -> None:
    steps = score.steps
    told, true = steps["true told"] + steps["quiet told"], steps["true told"] + steps["true untold"]
    print(
        f"steps: precision {steps['true told'] / max(1, told):.3f}, recall {steps['true told'] / max(1, true):.3f} {dict(steps)}"
    )
    quiet = steps["quiet told"] + steps["quiet untold"]
    print(f"false steps are {steps['quiet told'] / max(1, quiet):.2%} of {quiet} quiet ones")
    told = score.revisions.total()
    print(f"revisions: precision {score.revisions['true'] / max(1, told):.3f} {dict(score.revisions)}; edits found "
          f"{score.edits['found'] / max(1, score.edits.total()):.3f} {dict(score.missed)}")  # fmt: skip
    print(f"changes in revisions: {score.changes}, stray {score.stray.total()}")
    right, wrong = score.flags["silent, flagged"], score.flags["not silent, flagged"]
    print(f"silent-edit flags: precision {right / max(1, right + wrong):.3f} {dict(score.flags)}")
    print(f"policy blocks lost: {score.lost.total()} of {score.blocks} {dict(score.lost)}; {dict(score.other)}")
    names = sorted({*score.causes, *score.stray}, key=lambda name: -score.causes[name] - score.stray[name])
    for name in names:
        print(
            f"  {name:24} {score.causes[name]:4} false steps, {score.stray[name]:4} stray changes, in {score.seen[name]} histories"
        )
    for name, example in sorted(score.examples.items()) if verbose else ():
        print(f"  {name}: {example}")


if __name__ == "__main__":
    main()
