"""The place of each block of a page."""

from __future__ import annotations

import pytest

from clausetrail.pipelines import page as pages_to_read
from clausetrail.pipelines.places import block_places
from clausetrail.snapshots.zones.place import Region
from tests.pipelines.places.pages import CLAUSES, TEXT, doubtful, found_places, page

TOKEN = "Request number 93f1c07ab2"


def test_the_core_is_from_the_first_to_the_last_prose_of_the_container():
    html = page(f"<div class=bar>Parcels are free in May</div><main><div>{TEXT}<p>Merle Depot</p></div></main>")
    places = found_places(html)
    assert {places[text].region for text in CLAUSES} == {Region.CORE}
    assert places["Parcel terms"].titled
    assert places["Parcels are free in May"].region is Region.OUTSIDE


def test_text_beside_the_container_with_the_title_is_near():
    summary = "<section><h1>Parcel terms</h1><p>In short: we keep little, and we keep it for less than one year.</p></section>"
    places = found_places(
        page(f"<div>{summary}<section>{TEXT.replace('h1', 'h2')}</section></div><div>Buy stamps now</div>")
    )
    assert places["In short: we keep little, and we keep it for less than one year."].region is Region.NEAR
    assert places["Buy stamps now"].region is Region.OUTSIDE


@pytest.mark.parametrize("tag", ["div", "span"])
@pytest.mark.parametrize("wrapper", ["{hidden}<article>{text}</article>", "<div class=page>{hidden}{text}</div>"])
def test_a_hidden_token_is_doubtful_wherever_it_is(tag, wrapper):
    hidden = f'<{tag} style="display: none">{TOKEN}</{tag}>'
    html = page(wrapper.format(hidden=hidden, text=TEXT))
    assert set(doubtful(html)) <= {TOKEN}
    assert not doubtful(page(wrapper.format(hidden="", text=TEXT)))


def test_a_hidden_inline_token_is_a_block_of_its_own():
    html = page(f"<main>{TEXT.replace(CLAUSES[1], CLAUSES[1] + ' <span hidden>' + TOKEN + '</span>')}</main>")
    assert doubtful(html) == {TOKEN: "not shown: hidden"}
    assert CLAUSES[1] in found_places(html)


def test_an_announcer_for_screen_readers_is_doubtful():
    html = page(f"<main><span class=sr-only aria-live=polite>Parcel terms | Merle Depot</span>{TEXT}</main>")
    assert list(doubtful(html)) == ["Parcel terms | Merle Depot"]


def test_a_promotion_in_a_fixed_bar_is_doubtful():
    bar = '<div style="position:fixed;top:0">All parcels go for half the price until the second Sunday of May</div>'
    assert len(doubtful(page(f"{bar}<div class=page>{TEXT}</div>"))) == 1


def test_a_cookie_dialog_over_a_short_policy_is_doubtful():
    dialog = (
        "<div role=dialog><div>May we set cookies in this browser, and may our partners read them?</div>"
        "<p>We use cookies to measure how often the pages of this depot are opened, and by whom they are opened.</p>"
        "<div>Allow all cookies</div></div>"
    )
    policy = (
        "<h1>Parcel depots</h1><table><tr><td>Depot</td><td>Town</td></tr><tr><td>North</td><td>Varde</td></tr></table>"
    )
    found = doubtful(page(f"<div><div>{policy}</div></div>{dialog}", title="Parcel depots"))
    assert not {"Parcel depots", "Depot | Town", "North | Varde"} & set(found)
    assert "May we set cookies in this browser, and may our partners read them?" in found


def test_a_whole_policy_in_a_dialog_is_certain():
    assert not doubtful(page(f"<div role=dialog>{TEXT}</div><p>Merle</p>")).keys() & set(CLAUSES)


def test_text_behind_controls_is_certain():
    panels = "".join(
        f'<button aria-controls="p{at}">More on {at}</button><div id="p{at}" style="display:none"><p>{text}</p></div>'
        for at, text in enumerate(CLAUSES)
    )
    html = page(f"<main><h1>Parcel terms</h1>{panels}</main>")
    assert not doubtful(html)
    assert found_places(html)[CLAUSES[0]].opened


@pytest.mark.parametrize("box", ["form", "aside", "footer"])
def test_a_clause_in_a_part_of_the_container_is_certain(box):
    clause = "Write to the depot on paper if you do not want the record of your parcels to be kept."
    assert clause not in doubtful(page(f"<main>{TEXT}<{box}><p>{clause}</p></{box}></main>"))


def test_a_menu_of_teasers_is_doubtful_under_any_name():
    teaser = "Open day and night, and never further away than three miles."
    menu = f"<div class=x1><div>Depots</div><div>{teaser}</div><a href=/d>All of them</a></div>"
    html = page(f"<div class=x0>{menu}</div><div class=page><div>{TEXT}</div></div>")
    assert set(doubtful(html)) <= {"Depots", teaser, "All of them"}
    assert teaser in doubtful(html)


def test_a_page_that_is_selected_has_no_places():
    assert pages_to_read.read(page(TEXT), ("body",)).places == ()


def test_the_evidence_of_a_hidden_page_does_not_count():
    assert not doubtful(page(f'<div style="visibility:hidden">{TEXT}</div><div>Merle</div>')).keys() & set(CLAUSES)
    assert callable(block_places.mark_hidden)


SLOGAN = "Build routes and depots that grow with all of your parcels."


def test_a_sentence_in_named_navigation_does_not_widen_the_core():
    drawer = f'<div class="nav_drawer"><div>{SLOGAN}</div><div>Resources</div></div>'
    assert set(doubtful(page(f"{drawer}{TEXT}"))) == {SLOGAN, "Resources"}


def test_a_policy_in_a_box_that_is_called_a_menu_is_certain():
    assert not doubtful(page(f'<div class="tab-menu">{TEXT}</div>'))


def test_an_element_with_the_role_of_a_link_is_a_link():
    names = ("Depots", "Vans", "Stamps")
    tabs = "".join(f'<div role="link" tabindex="0"><div>{name}</div></div>' for name in names)
    places = found_places(page(f"<div>{tabs}</div>{TEXT}"))
    assert all(places[name].linked for name in names)
    assert not places["Parcel terms"].linked


CONTACT = "You can write to our depot at 4 Quay Street, and we answer each letter within thirty days."


@pytest.mark.parametrize(
    "box", ["<main>{text}<footer>{last}</footer></main>", "<article>{text}<footer>{last}</footer></article>"]
)
def test_a_clause_in_the_footer_of_the_text_is_certain_with_its_heading(box):
    menu = '<footer><a href="/jobs">Jobs</a> <a href="/vans">Vans</a></footer>'
    html = page(box.format(text=TEXT, last=f"<h2>Contact</h2><p>{CONTACT}</p>") + menu)
    assert CONTACT in found_places(html)
    assert not doubtful(html)


@pytest.mark.parametrize(
    "hiding", ['<style>.x{display:none}</style><span class="x">{}</span>', "<span hidden>{}</span>"]
)
def test_a_hidden_token_right_below_a_heading_is_no_panel(hiding):
    for heading in ("</h1>", "<h2>Part two</h2>"):
        html = page(TEXT.replace(heading, heading + hiding.replace("{}", TOKEN), 1))
        assert set(doubtful(html)) == {TOKEN}


def test_a_hidden_clause_below_a_heading_of_its_own_is_a_panel():
    html = page(TEXT.replace("<p>We keep", '<p style="display:none">We keep', 1))
    assert not doubtful(html)
