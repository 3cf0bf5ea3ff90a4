"""A whole history of pages with a redesign, menus, an id, the day and stories: only the edits of the policy are changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import Store
from tests.support.small_histories import FIRST, SECOND, add

POLICY = Policy("heron", ("https://heron.example/privacy",))
TITLE = "Privacy Policy of the Heron Ferry"
MENUS = (("Boats", "Fares", "Landings", "Jobs"), ("Journeys", "Prices", "Piers", "Careers", "Press"))
STORIES = (
    "A night on the river",
    "How a hull is painted",
    "Our oldest pilot",
    "Fog",
    "Low water",
    "New ropes",
    "Ice",
    "A wedding on board",
)
# By capture: the redesign is at the sixth, the edit at the tenth.
CAPTURES, REDESIGN, EDIT = 14, 5, 9


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path)
    yield opened
    opened.close()


def markup(passages: tuple[str, ...]) -> str:
    return "".join(f"<h2>{one[1:]}</h2>" if one.startswith("#") else f"<p>{one}</p>" for one in passages)


def old_page(number: int, day: datetime, passages: tuple[str, ...]) -> str:
    links = "".join(f"<td><a href='/{one}'>{one}</a></td>" for one in MENUS[number % 2])
    return (
        f"<html lang='en'><head><title>{TITLE}</title></head><body><table><tr>{links}</tr></table>"
        f"<div id='bd'><div class='date'>{day:%A, %d %B %Y}</div><h1>{TITLE}</h1>{markup(passages)}</div>"
        f"<div id='ft'>Request {number * 7919 + 100003:x}a9f of our server. © {day:%Y} Heron Ferry</div></body></html>"
    )


def new_page(number: int, day: datetime, passages: tuple[str, ...]) -> str:
    links = "".join(f"<li><a href='/{one}'>{one}</a></li>" for one in MENUS[number % 2])
    cards = "".join(
        f"<div class='css-{at}'><a href='/log/{at}'><h3>{STORIES[(3 * number + at) % 8]}</h3></a><p>A pilot tells of one night.</p></div>"
        for at in range(3)
    )
    return (
        f"<html lang='en'><head><title>{TITLE}</title><style>.q{{display:none}}</style></head><body><div id='root'>"
        f"<div class='css-k'><ul>{links}</ul></div><div class='css-m'><div>Home &gt; {MENUS[number % 2][0]} &gt; {TITLE}</div>"
        f"<h1>{TITLE}</h1>{markup(passages)}<h2>From our log</h2>{cards}</div>"
        f"<span class='q'>Trace {number * 7919 + 100003:x}b7c</span><p class='css-f'>© {day:%Y} Heron Ferry</p></div></body></html>"
    )


def test_only_the_edit_of_the_policy_is_a_change(store: Store) -> None:
    days = [datetime(2021, 2, 3, 9, tzinfo=UTC) + timedelta(days=31 * number) for number in range(CAPTURES)]
    pages = {
        f"{day:%Y%m%d%H%M%S}": (old_page if number < REDESIGN else new_page)(
            number, day, FIRST if number < EDIT else SECOND
        )
        for number, day in enumerate(days)
    }
    add(store, POLICY, pages)
    first, second = store.derivations.versions(POLICY.name)
    assert (first.sightings, second.sightings) == (EDIT, CAPTURES - EDIT)
    texts = [{clause.text for clause in store.derivations.clauses(one.text)} for one in (first, second)]
    assert texts[0] - texts[1] == {passage for passage in FIRST if "30 days" in passage}
    assert texts[1] - texts[0] == {passage for passage in SECOND if "90 days" in passage}
