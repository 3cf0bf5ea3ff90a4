"""The static site in a real browser: by keyboard, at 320 px, in both colour schemes, without a word to any other host.

Needs a Chromium of the system (Debian: `apt-get install chromium`); skips, saying so, where there is none.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.store import opened
from tests.reports.site.test_build import HOSTILE
from tests.support.small_histories import FIRST, SECOND, add, built, heron
from tests.support.small_histories import page as document

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine (Debian: apt-get install chromium)"
)

CHANGE = "p/heron/change-20140613100000.html"
REWORDED = "p/heron/change-20090512090000.html"
PAGES = {
    "home": "index.html",
    "policy": "p/heron/index.html",
    "change": CHANGE,
    "ends": "p/heron/first-to-last.html",
    "text": "p/heron/text-20090512090000.html",
    "clauses": "p/heron/clauses-20050310080000.html",
    "long": "p/long/change-20090512090000.html",
    "bare": "p/bare/index.html",
    "hostile": "p/hostile/change-20090512090000.html",
}
Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reading-room")
    with opened(folder / "store") as store:
        heron(store)
        heron(store, "egret", "Egret Ferry: Terms")
        store.facts.declare(Policy("bare", ("https://bare.example/",), "Bare Landing"))
        policy = Policy("hostile", ("https://hostile.example/",), "<script>window.hacked = 0</script>")
        add(store, policy, {"20050310080000": document(*FIRST), "20090512090000": document(*SECOND, *HOSTILE.values())})
        passages = [
            f"Rule {at} names the colour of boat {at} and the side of the river on which it lies for {at + 2} nights."
            for at in range(120)
        ]
        newer = [one.replace("nights", "weeks") if at % 3 else one for at, one in enumerate(passages) if at % 7]
        long = Policy("long", ("https://long.example/",), "Long Landing")
        add(store, long, {"20050310080000": document(*passages), "20090512090000": document(*newer)})
        built(store, folder / "site")
    return folder / "site"


@pytest.fixture(scope="module")  # no longer: while Playwright runs, no other test of the process can run a loop
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def show(browser: Browser, site: Path) -> Iterator[Opened]:
    """Open a page of the site; at the end nothing may have been said on the console or asked of another host."""
    said: list[str] = []
    contexts = []

    def opener(name: str, width: int = 1200, scheme: str = "light", *, scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,  # type: ignore[arg-type]
        )
        contexts.append(context)
        shown = context.new_page()
        shown.on("console", lambda message: said.append(message.text))
        shown.on("pageerror", lambda error: said.append(str(error)))
        shown.on("dialog", lambda dialog: said.append(dialog.message))
        shown.on("request", lambda request: request.url.startswith(("file:", "data:")) or said.append(request.url))
        shown.goto((site / name).as_uri())
        return shown

    yield opener
    for context in contexts:
        context.close()
    assert said == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_breaks_a_rule_of_access_that_a_machine_can_check(show: Opened, name: str) -> None:
    """All of axe-core at both widths, and the contrast of both colour schemes at either."""
    contrast = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
    for width, scheme, options in (
        (320, "light", {}),
        (1200, "dark", {}),
        (320, "dark", contrast),
        (1200, "light", contrast),
    ):
        shown = show(PAGES[name], width, scheme)
        shown.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
        found = Axe().run(shown, options={"preload": False} | options).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == [], (width, scheme)
        assert shown.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_whole_without_scripts(show: Opened, name: str) -> None:
    shown = show(PAGES[name], scripts=False)
    assert shown.locator("h1").is_visible()
    assert not shown.locator("#filter, #unfold").filter(visible=True).count()


def test_the_first_key_leads_past_the_navigation(show: Opened) -> None:
    shown = show(PAGES["change"])
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.className") == "skip"
    assert shown.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
    shown.keyboard.press("Enter")
    assert shown.evaluate("document.activeElement.id") == "main"


def test_every_stop_of_the_keyboard_is_seen(show: Opened) -> None:
    shown = show(PAGES["change"])
    stops = 0
    while stops < 60:
        shown.keyboard.press("Tab")
        if shown.evaluate("document.activeElement === document.body"):
            break
        stops += 1
        outline = shown.evaluate(
            "(() => { const at = document.activeElement, label = at.labels && at.labels[0];"
            " return getComputedStyle(at.type === 'radio' ? label : at).outlineStyle })()"
        )
        assert outline != "none", shown.evaluate("document.activeElement.outerHTML")
    assert stops > 10


def test_since_when_a_phrase_reads_so_is_written_behind_it_on_demand(show: Opened) -> None:
    shown = show(PAGES["text"], scripts=False)
    phrase = shown.locator(".ph").filter(has_text="90").first
    width = "getComputedStyle(document.querySelector('.ph.a5'), '::after').width"
    assert (
        shown.evaluate("getComputedStyle(document.querySelector('.ph.a5'), '::after').content") == '"[since 2009-05]"'
    )
    assert shown.evaluate(width) == "1px"
    shown.locator("#dated").focus()
    shown.keyboard.press("Space")
    assert shown.evaluate(width) != "1px"
    assert phrase.inner_text() == "90"  # who copies the text copies nothing else


def test_what_did_not_change_is_folded_and_opens_by_keyboard(show: Opened) -> None:
    shown = show(PAGES["change"])
    fold = shown.locator("details.fold").first
    passage = fold.locator(".passage").first
    assert not passage.is_visible()
    fold.locator("summary").focus()
    shown.keyboard.press("Enter")
    assert passage.is_visible()


def test_side_by_side_is_chosen_by_keyboard_and_without_scripts(show: Opened) -> None:
    shown = show(REWORDED, scripts=False)
    entry = shown.locator("article.entry.reworded").first
    assert entry.locator(".inline").is_visible()
    assert not entry.locator(".sides").is_visible()
    shown.locator("#view-inline").focus()
    shown.keyboard.press("ArrowRight")
    assert entry.locator(".sides").is_visible()
    assert not entry.locator(".inline").is_visible()
    old, new = entry.locator(".old"), entry.locator(".new")
    assert old.locator("ins").count() == 0
    assert new.locator("del").count() == 0


def test_both_sides_stand_beside_each_other_where_there_is_room(show: Opened) -> None:
    for width, beside in ((1200, True), (320, False)):
        shown = show(REWORDED, width)
        shown.click("label[for=view-sides]")
        left, right = (shown.locator(f"article.entry .{side}").first.bounding_box() for side in ("old", "new"))
        assert left
        assert right
        assert (left["y"] == right["y"]) is beside


def test_a_button_unfolds_everything_and_folds_it_again(show: Opened) -> None:
    shown = show(PAGES["change"])
    button = shown.get_by_role("button", name="Unfold everything")
    button.click()
    assert shown.locator(".rows details:not([open])").count() == 0
    shown.get_by_role("button", name="Fold again").click()
    assert shown.locator(".rows details[open]").count() == 0


def test_a_permalink_opens_the_fold_that_it_leads_into(show: Opened, site: Path) -> None:
    shown = show(PAGES["change"])
    anchor = shown.locator("details.fold .passage").first.get_attribute("id")
    shown.goto(f"{(site / CHANGE).as_uri()}#{anchor}")
    assert shown.locator(f"#{anchor}").is_visible()


def test_previous_and_next_walk_the_changes(show: Opened) -> None:
    shown = show(PAGES["change"])
    shown.get_by_role("link", name="Previous change").first.click()
    assert shown.url.endswith("change-20090512090000.html")
    assert shown.get_by_text("No earlier change").first.is_visible()
    shown.get_by_role("link", name="Next change").first.click()
    assert shown.url.endswith("change-20140613100000.html")


def test_the_filter_shows_the_policies_that_are_asked_for(show: Opened) -> None:
    shown = show(PAGES["home"])
    rows = shown.locator("table.policies tbody tr")
    assert rows.filter(visible=True).count() == 5
    shown.get_by_label("Only policies with a name or address that contains").fill("EGRET terms")
    assert rows.filter(visible=True).count() == 1
    assert shown.locator("#found").inner_text() == "1 of 5"
    shown.get_by_label("Only policies with a name or address that contains").fill("nobody")
    assert shown.get_by_text("No policy of that name.").is_visible()


def test_from_home_to_a_clause_by_links_alone(show: Opened) -> None:
    shown = show(PAGES["home"])
    shown.get_by_role("table", name="Every policy").get_by_role("link", name="Heron Ferry: Privacy").click()
    shown.get_by_role("link", name="Version 2").click()
    shown.locator("a.since").filter(has_text="2009-05").first.click()
    assert "clauses-20050310080000.html#k" in shown.url
    assert shown.locator(".life:target ins").filter(has_text="90").count() == 1


def test_hostile_words_run_nowhere(show: Opened, site: Path) -> None:
    for path in sorted((site / "p" / "hostile").glob("*.html")):
        shown = show(str(path.relative_to(site)))
        assert shown.evaluate("typeof window.hacked") == "undefined"
        assert shown.evaluate("document.querySelectorAll('main script, main img, main iframe').length") == 0


def test_on_paper_the_redline_is_in_one_text_without_controls(show: Opened) -> None:
    shown = show(PAGES["change"])
    shown.click("label[for=view-sides]")
    shown.emulate_media(media="print")
    assert shown.locator("article.entry .inline").first.is_visible()
    assert not shown.locator(".tools").is_visible()


def test_any_two_dates_are_compared_without_a_server(show: Opened) -> None:
    shown = show(PAGES["policy"], 375)
    output = shown.locator("#compared")
    shown.get_by_label("From").fill("2005-03-10")
    shown.get_by_label("To", exact=True).fill("2009-05-12")
    shown.get_by_role("button", name="Compare").press("Enter")
    output.locator("ins, del").first.wait_for()
    assert "2005-03-10: version 1, seen from 2005-03-10" in output.inner_text()
    assert output.get_by_role("link", name="The page of this change").count() == 1
    assert shown.evaluate("document.documentElement.scrollWidth") <= 375
    found = Axe().run(shown, options={"preload": False}).response["violations"]
    assert [one["id"] for one in found] == []


def test_dates_of_one_version_and_dates_before_the_first_capture_are_said_in_words(show: Opened) -> None:
    shown = show(PAGES["policy"])
    output = shown.locator("#compared")
    shown.get_by_label("From").fill("2005-03-10")
    shown.get_by_label("To", exact=True).fill("2005-03-10")
    shown.get_by_role("button", name="Compare").click()
    output.get_by_text("Both dates have the same version").wait_for()
    shown.get_by_label("From").fill("1999-01-01")
    shown.get_by_role("button", name="Compare").click()
    output.get_by_text("1999-01-01: not known. The first capture is of 2005-03-10.").wait_for()
    assert output.locator("ins, del").count() == 0


@pytest.mark.parametrize(("width", "height"), [(1200, 900), (375, 812)])
def test_a_long_redline_stays_under_five_screens_until_it_is_unfolded(show: Opened, width: int, height: int) -> None:
    shown = show(PAGES["long"], width)
    assert shown.locator(".rows .entry").count() > 80
    assert shown.evaluate("document.documentElement.scrollHeight") < 5 * height
    shown.get_by_role("button", name="Unfold everything").click()
    assert shown.locator(".rows .entry").filter(visible=True).count() == shown.locator(".rows .entry").count()


def test_keys_lead_from_change_to_change_and_can_be_turned_off(show: Opened) -> None:
    shown = show(PAGES["long"])
    focused = "document.activeElement.id"
    shown.keyboard.press("n")
    first = shown.evaluate(focused)
    shown.keyboard.press("n")
    second = shown.evaluate(focused)
    assert first != second
    assert shown.locator(f"#{second}").is_visible()
    shown.keyboard.press("p")
    assert shown.evaluate(focused) == first
    shown.locator("#with-keys").uncheck()
    shown.keyboard.press("n")
    assert shown.evaluate(focused) == "with-keys"


def test_a_key_leads_to_the_page_of_the_previous_change(show: Opened) -> None:
    shown = show(PAGES["change"])
    shown.keyboard.press("Shift+P")
    shown.wait_for_url("**/change-20090512090000.html")


def test_filters_hide_kinds_of_change_without_a_script(show: Opened) -> None:
    shown = show(PAGES["long"], scripts=False)
    shown.locator(".statements-box details summary").click()
    removed = shown.locator(".statements li.removed")
    reworded = shown.locator(".statements li.reworded").first
    assert reworded.is_visible()
    shown.locator("#show-reworded").uncheck()
    assert not reworded.is_visible()
    assert removed.filter(visible=True).count()
    shown.locator("#show-removed").uncheck()
    assert not removed.filter(visible=True).count()


def test_a_link_of_the_list_opens_the_fold_of_its_change(show: Opened) -> None:
    shown = show(PAGES["long"])
    shown.locator(".statements-box details summary").click()
    link = shown.locator(".statements-box details a").last
    target = link.get_attribute("href") or ""
    link.click()
    shown.locator(target).wait_for(state="visible")


def test_side_by_side_leaves_no_half_empty(show: Opened) -> None:
    shown = show(PAGES["change"])
    shown.locator("label[for=view-sides]").click()
    entry, words = shown.locator(".entry.removed").first, shown.locator(".entry.removed .entry-body").first
    columns = words.evaluate("node => getComputedStyle(node).gridTemplateColumns")
    assert entry.is_visible()
    assert len(columns.split()) == 1
