"""A policy of which the page shows another language, or another document, for a while."""

from __future__ import annotations

from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store
from tests.support.small_histories import FIRST, SECOND, add, page

GERMAN = (
    (
        "Die Reiherfähre trägt Menschen und Pakete von einem Ufer zum anderen. Diese Erklärung sagt, welche Angaben wir am "
        "Steg aufschreiben, wozu wir sie für die Überfahrt brauchen und wie lange unsere Bücher sie danach behalten."
    ),
    "#Was wir aufschreiben",
    (
        "Wir schreiben den Namen jedes Fahrgastes auf, der eine Überfahrt bucht, und die Zeit des gebuchten Bootes, weil der "
        "Hafenmeister uns fragen darf, wer an Bord war. Last updated: 2005-01-01."
    ),
    (
        "Von einem Paket behalten wir das Gewicht und die Anschrift, die darauf steht, für 30 Tage nach der Ankunft; danach "
        "wird die Seite aus dem Buch gerissen."
    ),
    "#Wer unsere Bücher sonst noch liest",
    (
        "Wir geben die Namen der Fahrgäste an den Hafenmeister weiter und an niemanden sonst. Wir verkaufen keine "
        "personenbezogenen Daten, und kein anderes Unternehmen darf unsere Bücher lesen."
    ),
)
ORCHARD = (
    (
        "The Orchard at Mill Lane sells apples, pears and quinces from August on, and cider in bottles all the year round. "
        "Come by bicycle if you can, because the lane is narrow and the geese are proud."
    ),
    "#Opening hours",
    (
        "From Tuesday to Saturday the gate is open between nine and five, and on Sundays only while the blossom lasts. Dogs "
        "stay outside, children may climb the three trees beside the barn."
    ),
    (
        "A service of tea and cake is offered under the walnut tree when it does not rain, and you agree to wash your own cup. "
        "The terms of the swing are simple: nobody swings alone, and nobody swings twice in a row."
    ),
)
TITLE = "Heron Ferry: Privacy"


def pages(shown: str, texts: dict[str, str]) -> dict[str, str]:
    """Return the pages of *texts* that the letters of *shown* name, 20 days apart from 2020 on."""
    times = [f"20{20 + n // 16}{1 + n % 16 * 20 // 28:02}{1 + n % 16 * 20 % 28:02}080000" for n in range(len(shown))]
    return {time: texts[letter] for time, letter in zip(times, shown, strict=True)}


TEXTS = {
    "a": page(*FIRST, "Last updated: 2005-01-01"),
    "b": page(*SECOND, "Last updated: 2005-01-01"),
    "g": page(*GERMAN, title="Datenschutz der Reiherfähre").replace("lang='en'", "lang='de'"),
    "o": page(*ORCHARD, title="The Orchard at Mill Lane"),
}


def switching(store: Store, shown: str, name: str = "heron") -> Policy:
    """Return a policy whose captures show "a" and "b", two wordings, "g", a German text, or "o", another document."""
    policy = Policy(name, ("https://heron.example/privacy",), TITLE)
    add(store, policy, pages(shown, TEXTS))
    return policy
