"""Titles, addresses, last links and forms of a policy stay; lists of stories, menus, dialogs and labels of pages do not."""

from __future__ import annotations

import pytest

from clausetrail.pipelines.boilerplate import drop_reasons
from clausetrail.pipelines.page import read

RULES = "".join(
    f"<p>Rule {name} of the cave holds for every guest who enters it with a lantern or without one.</p>"
    for name in ("one", "two", "three", "four", "five", "six", "seven")
)
TITLE = "<h1>Rules of the cave</h1>"


def kept(html: str) -> list[str]:
    assert read(html) == read(html, quick=True)
    return [block.text for block in read(html).blocks if not block.text.startswith("Rule ")]


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        (
            f"<div class='Head CookieNoticeTitle-x'><div>Cookie notice</div><div>Stand: 3. Mai 2024</div></div><div>{RULES}</div>",
            ["Cookie notice", "Stand: 3. Mai 2024"],
        ),
        (f"<div class=consent-banner-headline>Consent</div><div>{RULES}</div>", ["Consent"]),
        (
            f"<div>{RULES}<p>Write to:</p><p>Cave Trust<br>4 Hill Road<br>Ashford<br>© 2024 Cave Trust</p></div>",
            ["Write to:", "Cave Trust 4 Hill Road Ashford"],
        ),
        (
            (
                f"<div>{RULES}<p>Every guest may write to the office of the county at this address:</p>"
                "<p><a href=https://county.example/complain>https://county.example/complain</a></p>"
                "<p><a href=https://county.example/form>https://county.example/form</a></p></div><p><a href=/jobs>Jobs</a></p>"
            ),
            [
                "Every guest may write to the office of the county at this address:",
                "https://county.example/complain",
                "https://county.example/form",
            ],
        ),
        (
            (
                f"<main>{RULES}<form><p>To opt out of the sale of your records, write your number here; we act in nine days.</p>"
                "<input type=email><button>Send</button></form></main>"
            ),
            ["To opt out of the sale of your records, write your number here; we act in nine days."],
        ),
        (
            (
                f"<main>{RULES}<form><p>Hier können Sie der Verarbeitung Ihrer Daten für Werbung jederzeit widersprechen.</p>"
                "<input name=mail></form></main>"
            ),
            ["Hier können Sie der Verarbeitung Ihrer Daten für Werbung jederzeit widersprechen."],
        ),
    ],
)
def test_what_belongs_to_the_policy_stays(html: str, texts: list[str]) -> None:
    assert kept(html) == texts


CARD = "<li><h4><a href=/{n}>A goat of the village climbs tower {n}</a></h4><p>The mayor and the baker watched how it went up.</p></li>"
STORIES = "<div class=c2><h3>{}</h3><ul>" + CARD.format(n=1) + CARD.format(n=2) + "</ul></div>"
CARDS = (
    "<div class={}><div>Lanterns<p>Lamps and lights that make every cave in the country as bright as the day.</p>"
    "<a href=/l>All lamps</a></div><div>Ropes<p>Strong ropes that hold a grown guest and a goat for many years.</p>"
    "<a href=/r>All ropes</a></div></div>"
)
CONSENT = (
    "<div role=dialog><div>May we use cookies on this page?</div><p>We use cookies so that this page can be shown at all, and to "
    "count how many guests of the cave have read it, and we share these counts with our partners in the valley, who use them "
    "for offers, and keep them for as long as they need them for that.</p>"
    "<div role=button>Allow all cookies</div><div role=button>Decline optional cookies</div></div>"
)


@pytest.mark.parametrize(
    ("html", "reason", "texts"),
    [
        (f"<div>{STORIES.format('Most popular')}<div>{TITLE}{RULES}</div></div>", "stories", ["Rules of the cave"]),
        (f"<div><div>{TITLE}{RULES}</div>{STORIES.format('Les plus lus')}</div>", "stories", ["Rules of the cave"]),
        (f"<div><div>{TITLE}{RULES}</div>{STORIES.format('Meistgelesen')}</div>", "stories", ["Rules of the cave"]),
        (f"{CARDS.format('nav_dropdown')}<div>{TITLE}{RULES}</div>", "menu", ["Rules of the cave"]),
        (f"{CARDS.format('MegaMenu-x')}<div>{TITLE}{RULES}</div>".replace("MegaMenu-x", "megamenu"), "menu", ["Rules of the cave"]),
        (
            (f"<div>{TITLE}<table><tr><td>Name</td><td>Place</td></tr><tr><td>Lamp</td><td>Ely</td></tr>"
            f"<tr><td>Rope</td><td>Rye</td></tr></table></div>{CONSENT}"),
            "dialog",
            ["Rules of the cave", "Name | Place", "Lamp | Ely", "Rope | Rye"],
        ),
        (
            f"<div>{TITLE}{RULES}</div><div><h3>Articles in this section</h3><ul><li><a href=/a>Lanterns</a></ul></div>",
            "list of pages",
            ["Rules of the cave"],
        ),
        (f"<div id=header>Cave</div><div>{RULES}</div><div id=footer>Updated automatically every 5 minutes</div>", "footer", ["Cave"]),
        (f"{TITLE}{RULES}<p>Advertisement - Continue reading below</p>{RULES}", "advertisement label", ["Rules of the cave"]),
        (f"{TITLE}<p>Anzeige</p>{RULES}<p>Anzeige</p>{RULES}", "advertisement label", ["Rules of the cave"]),
        (
            f"{TITLE}{RULES}<noscript>&lt;img src=x alt=\"a lantern in the cave at night, lent for a day\"&gt;</noscript>",
            "noscript",
            ["Rules of the cave"],
        ),
        (
            (f"<div><ul><li>Ann Day, Ely, +44 20 7946 0018</li><li>Bo Fry, Rye, +44 20 7946 0123</li>"
            f"<li>Cy Gow, Lee, 020 7946 0999</li></ul>"
            f"<div>{TITLE}{RULES}</div></div>"),
            "list of addresses",
            ["Rules of the cave"],
        ),
    ],
)  # fmt: skip
def test_what_a_page_shows_beside_the_policy_is_dropped(html: str, reason: str, texts: list[str]) -> None:
    assert kept(html) == texts
    assert reason in {drop.reason for drop in read(html).dropped}
    assert drop_reasons.meaning(reason)


@pytest.mark.parametrize(
    "html",
    [
        f"{TITLE}<h2>Advertisement</h2>{RULES}",
        f"{TITLE}<p>Advertisement</p>{RULES}",
        f"{TITLE}{RULES}<h2>Related articles</h2><p>Rule eight of the cave holds for guests who read the articles on it.</p>",
        f"<div class=nav-page>{TITLE}{RULES}</div>",
        f"<dialog open>{TITLE}{RULES}<button>Accept cookies</button><button>Decline</button></dialog>",
    ],
)
def test_the_same_words_as_a_part_of_the_policy_stay(html: str) -> None:
    assert not [drop for drop in read(html).dropped if drop.reason != "button"]
