"""Who is told of what: every lasting change once, to every channel, whatever fails in between."""

from __future__ import annotations

import email
import hashlib
import json
import logging
import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from clausetrail.crawler.claim_holder import has_ended
from clausetrail.crawler.notify.apprise_client import expanded, send
from clausetrail.crawler.notify.delivery import deliver, pending_deliveries, register_channels
from clausetrail.pipelines.derive import derive_timeline
from clausetrail.pipelines.derive.derive_timeline import derive
from clausetrail.reports.feeds.alert_messages import AlertItem, Retraction, html_message, text_message
from clausetrail.reports.feeds.change_summary import ChangeSummary, summarize_change
from clausetrail.snapshots import clock
from clausetrail.snapshots.errors import ChannelDown, DeliveryUnconfirmed
from clausetrail.snapshots.model import Policy
from clausetrail.snapshots.storage.outbox import RecordedChange
from clausetrail.snapshots.storage.schema import CHANNEL_CLAIMS, OUTBOX
from clausetrail.snapshots.store import Store
from clausetrail.snapshots.watchlist.notify_rules import NotifyRule
from tests.conftest import Run
from tests.support.small_histories import FIRST, SECOND, THIRD, add, link, page, store_before

POLICY = Policy("heron", ("https://heron.example/privacy",), "Heron Ferry: Privacy")
PAST = {"20050310080000": page(*FIRST), "20060411080000": page(*FIRST), "20090512090000": page(*SECOND)}
BEFORE = PAST | {"20090912090000": page(*SECOND)}
NEWS = {"20140613100000": page(*THIRD), "20150613100000": page(*THIRD)}


class Desk:
    """A channel of a test: it keeps what it was sent, or is down."""

    def __init__(self) -> None:
        self.told: list[tuple[str, AlertItem]] = []
        self.down: set[str] = set()
        self.messages = 0

    def send(self, url: str, told: list[AlertItem]) -> None:
        if url in self.down:
            raise ChannelDown("nobody at home")
        self.messages += 1
        self.told += [(url, one) for one in told]


def night(store: Store, pages: dict[str, str], policy: Policy = POLICY) -> None:
    """Let *pages* come in on one night, after the index was read to its end."""
    store.facts.declare(policy)
    store.addresses.record_listing(policy.name, "archive.example", policy.urls[0], "", to_the_end=True)
    add(store, policy, pages)


def events(store: Store) -> list[RecordedChange]:
    return [*store.outbox.newest(100)]


def told_to(store: Store, *urls: str, weight: int = 0) -> dict[str, NotifyRule]:
    notices = {"heron": NotifyRule(urls, weight)}
    register_channels(store, notices)
    return notices


def test_what_was_there_when_a_policy_was_first_told_is_not_announced(store):
    notices = told_to(store, "a://")
    night(store, BEFORE | NEWS)
    assert len(events(store)) == 2
    assert deliver(store, notices, link, Desk().send) == []


def test_a_past_that_comes_in_over_several_nights_is_not_announced_either(store):
    notices = told_to(store, "a://")
    store.facts.declare(POLICY)
    add(store, POLICY, {"20150613100000": page(*THIRD), "20160613100000": page(*THIRD)})  # the index broke off
    night(store, BEFORE)
    assert events(store)
    assert deliver(store, notices, link, Desk().send) == []


def test_a_change_that_comes_later_is_told_once_to_each_channel(store):
    notices, desk = told_to(store, "a://", "b://"), Desk()
    night(store, BEFORE)
    night(store, NEWS)
    for _ in range(2):
        deliver(store, notices, link, desk.send)
    assert [(url, one.when) for url, one in desk.told] == [
        ("a://", "between 2009-09-12 and 2014-06-13"),
        ("b://", "between 2009-09-12 and 2014-06-13"),
    ]


def test_a_text_that_may_come_and_go_waits_until_it_has_stood(store):
    notices, desk = told_to(store, "a://"), Desk()
    night(store, BEFORE)
    night(store, {"20091013100000": page(*THIRD)})
    assert store.timeline(POLICY).versions[-1].candidate
    deliver(store, notices, link, desk.send)
    assert desk.told == []
    night(store, {"20100613100000": page(*THIRD)})
    deliver(store, notices, link, desk.send)
    assert len(desk.told) == 1


def test_a_channel_that_is_down_gets_everything_when_it_is_up_and_the_other_nothing_twice(store):
    notices, desk = told_to(store, "a://", "b://"), Desk()
    night(store, BEFORE)
    desk.down = {"b://"}
    night(store, NEWS)
    up, down = deliver(store, notices, link, desk.send)
    assert (up.delivered, up.pending) == (1, 0)
    assert (down.delivered, down.pending, down.error) == (0, 1, "nobody at home")
    assert [one.pending for one in pending_deliveries(store, notices)] == [0, 1]
    night(store, {"20180613100000": page(*FIRST), "20190613100000": page(*FIRST)})
    desk.down.clear()
    deliver(store, notices, link, desk.send)
    assert [(url, one.when[-10:]) for url, one in desk.told] == [
        ("a://", "2014-06-13"),
        ("a://", "2018-06-13"),
        ("b://", "2014-06-13"),
        ("b://", "2018-06-13"),
    ]
    assert desk.messages == 3


def test_a_process_that_ends_while_it_sends_loses_nothing(store):
    notices, desk = told_to(store, "a://"), Desk()
    night(store, BEFORE)
    night(store, NEWS)

    def killed(url: str, told: list[AlertItem]) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(store, notices, link, killed)
    deliver(store, notices, link, desk.send)
    assert len(desk.told) == 1


def test_a_telling_that_does_not_end_announces_nothing(store, monkeypatch):
    night(store, BEFORE)
    known = len(events(store))
    monkeypatch.setattr(store.outbox, "_add", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        night(store, NEWS)
    assert (len(events(store)), len(store.timeline(POLICY).versions)) == (known, 2)


def test_a_new_channel_is_told_only_what_comes_after_it(store):
    night(store, BEFORE)
    night(store, NEWS)
    assert deliver(store, {"heron": NotifyRule(("late://",), 0)}, link, Desk().send) == []


def test_what_a_filter_passed_over_stays_untold_when_the_filter_is_loosened(store):
    desk = Desk()
    strict = told_to(store, "a://", weight=100)
    night(store, BEFORE)
    night(store, NEWS)
    deliver(store, strict, link, desk.send)
    deliver(store, {"heron": NotifyRule(("a://",), 0)}, link, desk.send)
    assert desk.told == []


def test_a_channel_may_ask_for_kinds_of_changes(store):
    desk = Desk()
    notices = told_to(store, "a://", "b://")
    night(store, BEFORE)
    night(store, NEWS)
    kinds = {"a://": frozenset({"contact"}), "b://": frozenset({"move"})}
    for url, matters in kinds.items():
        deliver(store, {"heron": replace(notices["heron"], urls=(url,), matters=matters)}, link, desk.send)
    assert [url for url, _ in desk.told] == ["b://"]


def test_a_capture_in_between_narrows_the_event_and_announces_nothing(store):
    notices, desk = told_to(store, "a://"), Desk()
    night(store, BEFORE)
    night(store, NEWS)
    deliver(store, notices, link, desk.send)
    before = events(store)[0]
    night(store, {"20120101000000": page(*SECOND)})
    after = events(store)[0]
    assert (before.name, before.earliest, after.earliest) == (after.name, "20090912090000", "20120101000000")
    assert deliver(store, notices, link, desk.send) == []


def test_a_change_that_is_parted_in_two_keeps_its_name_for_what_it_led_to(store):
    night(store, BEFORE)
    night(store, NEWS)
    (name,) = [one.name for one in events(store) if one.to_announce]
    halfway = page(*SECOND[:-1])
    night(store, {"20110101000000": halfway, "20120101000000": halfway})
    spans = {one.name: (one.earliest[:4], one.latest[:4]) for one in events(store) if one.to_announce}
    assert len(spans) == 2
    assert spans[name] == ("2012", "2014")


def test_newer_code_announces_nothing_and_renames_nothing(store, monkeypatch):
    notices, desk = told_to(store, "a://"), Desk()
    night(store, BEFORE)
    night(store, NEWS)
    deliver(store, notices, link, desk.send)
    known = events(store)
    monkeypatch.setattr(derive_timeline, "revision_code", lambda: "another")
    derive(store, POLICY)
    derive(store, POLICY, again=True)
    assert events(store) == known
    assert deliver(store, notices, link, desk.send) == []


def test_a_change_that_is_not_told_any_more_is_withdrawn_and_not_sent(store):
    notices, desk = told_to(store, "a://"), Desk()
    night(store, BEFORE)
    night(store, NEWS)
    store.outbox.record_revisions("heron", store.timeline(POLICY).revisions[:1], ())
    assert [bool(one.withdrawn_at) for one in events(store) if one.to_announce] == [True]
    assert deliver(store, notices, link, desk.send) == []
    store.outbox.record_revisions("heron", store.timeline(POLICY).revisions, ())
    deliver(store, notices, link, desk.send)
    assert len(desk.told) == 1


LASTS = {"20091101100000": page(*THIRD), "20091120100000": page(*THIRD)}
FLAPS = {"20091110100000": page(*SECOND), "20091125100000": page(*SECOND)}  # captures that the archive publishes late


def test_a_change_that_turns_out_to_have_come_and_gone_is_taken_back_once_where_it_was_told(store):
    notices, desk = told_to(store, "a://", "b://"), Desk()
    night(store, BEFORE)
    night(store, LASTS)
    deliver(store, {"heron": NotifyRule(("a://",), 0)}, link, desk.send)
    night(store, FLAPS)
    for _ in range(2):
        deliver(store, notices, link, desk.send)
    assert [(url, type(one)) for url, one in desk.told] == [("a://", ChangeSummary), ("a://", Retraction)]
    wrong, right = desk.told[1][1], desk.told[0][1]
    assert wrong.when == right.when == "between 2009-09-12 and 2009-11-01"
    night(store, {"20120613100000": page(*THIRD), "20130613100000": page(*THIRD)})
    deliver(store, notices, link, desk.send)
    assert [url for url, _ in desk.told[2:]] == ["a://", "b://"]


def test_what_is_to_be_taken_back_waits_for_a_channel_that_is_down_and_goes_with_the_news(store):
    notices, desk = told_to(store, "a://"), Desk()
    night(store, BEFORE)
    night(store, LASTS)
    deliver(store, notices, link, desk.send)
    night(store, FLAPS)
    desk.down = {"a://"}
    (down,) = deliver(store, notices, link, desk.send)
    assert (down.pending, down.retracted) == (1, 0)
    night(store, {"20120613100000": page(*THIRD), "20130613100000": page(*THIRD)})
    desk.down.clear()
    (up,) = deliver(store, notices, link, desk.send)
    assert (up.delivered, up.retracted, desk.messages) == (1, 1, 2)
    assert up.line == f"1 change sent to {up.channel}, 1 sent earlier withdrawn"
    assert deliver(store, notices, link, desk.send) == []


def test_what_was_passed_over_is_not_taken_back(store):
    desk, strict = Desk(), told_to(store, "a://", weight=100)
    night(store, BEFORE)
    night(store, LASTS)
    deliver(store, strict, link, desk.send)
    night(store, FLAPS)
    assert deliver(store, strict, link, desk.send) == []
    assert desk.told == []


def test_what_was_taken_back_and_stands_again_is_told_again(store):
    notices, desk = told_to(store, "a://"), Desk()
    night(store, BEFORE)
    night(store, NEWS)
    revisions = store.timeline(POLICY).revisions
    for told in (revisions, revisions[:1], revisions[:1], revisions, revisions):
        store.outbox.record_revisions("heron", told, ())
        deliver(store, notices, link, desk.send)
    assert [type(one) for _, one in desk.told] == [ChangeSummary, Retraction, ChangeSummary]


def test_what_stands_again_before_anybody_heard_that_it_does_not_is_not_mentioned(store):
    notices, desk = told_to(store, "a://"), Desk()
    night(store, BEFORE)
    night(store, NEWS)
    revisions = store.timeline(POLICY).revisions
    deliver(store, notices, link, desk.send)
    store.outbox.record_revisions("heron", revisions[:1], ())
    store.outbox.record_revisions("heron", revisions, ())
    assert deliver(store, notices, link, desk.send) == []


@pytest.mark.parametrize("form", [text_message, html_message])
def test_a_retraction_is_short_and_comes_first(store, form):
    told = one_news(store)
    wrong = Retraction("<b>Heron", "2026-11-20", "between 2009-09-12 and 2014-06-13", "heron")
    body = form([told, wrong], 30_000).body
    assert body.index("the change announced on 2026-11-20 is withdrawn") < body.index(told.headline)
    assert "clausetrail timeline heron" in body
    assert "<b>" not in html_message([wrong], 30_000).body
    titles = [form(some, 30_000).title for some in ([wrong], [wrong, wrong], [told, wrong], [told, told, wrong])]
    assert titles == [
        "<b>Heron: the change announced on 2026-11-20 is withdrawn",
        "2 changes withdrawn in one policy",
        "1 change in 2 policies, 1 withdrawn",
        "2 changes in 2 policies, 1 withdrawn",
    ]


def test_what_a_store_of_an_earlier_release_holds_is_no_news(tmp_path):
    old = store_before(tmp_path, OUTBOX)
    old.execute("INSERT INTO policies VALUES (1, 'heron', '{}', '')")
    old.execute("INSERT INTO captures VALUES (1, 1, '', '', '20090912090000', '', '', '200', '', NULL, '')")
    old.execute("INSERT INTO told VALUES (1, '', '')")
    old.close()
    store = Store.open(tmp_path)
    assert store._database.execute("SELECT * FROM horizons").fetchall() == [(1, "20090912090000")]
    store.close()


def one_news(store: Store, text: str = "ninety") -> ChangeSummary:
    pages = BEFORE | {
        "20140613100000": page(*FIRST, f"We may sell {text} to anybody."),
        "20150613100000": page(*FIRST, f"We may sell {text} to anybody."),
    }
    night(store, pages)
    return summarize_change(store.timeline(POLICY).revisions[-1], POLICY, store.derivations.clauses, link)


def test_a_message_shows_the_redline_in_text_and_in_html(store):
    told = one_news(store)
    text, html = text_message([told], 30_000).body, html_message([told], 30_000).body
    assert "{+We may sell ninety to anybody.+}" in text
    assert "for [-90-]{+30+} days" in text
    assert "<ins>{+30+}</ins>" in html
    assert "https://archive.example/web/20090912090000/" in text
    assert 'href="https://archive.example/web/20140613100000/' in html


def test_words_of_a_page_are_never_markup_and_never_a_link_of_an_alert(store):
    told = one_news(store, "<script>alert(1)</script> \u202egnp.exe <a href='javascript:x'>you</a>")
    hostile = replace(told, after=replace(told.after, href=""), title="<b>x</b>")
    body = html_message([hostile, hostile], 30_000).body
    assert "&lt;b&gt;x&lt;/b&gt;" in body
    assert not any(sign in body for sign in ("<script", "<a href='", "\u202e", "<b>x"))
    assert body.count("<a ") == 2
    assert "\u202e" not in text_message([hostile], 30_000).body


@pytest.mark.parametrize("limit", [300, 900, 3_000, 30_000])
@pytest.mark.parametrize("form", [text_message, html_message])
def test_a_message_fits_its_channel_and_names_what_it_leaves_out(store, limit, form):
    told = [replace(one, title=f"Policy {n}") for n, one in enumerate([one_news(store)] * 12)]
    message = form(told, limit)
    assert len(message.body) <= limit
    assert "Policy 11" in message.body or "more: clausetrail timeline" in message.body
    assert message.title == "12 changes in 12 policies"


def test_secrets_come_from_the_environment_and_are_kept_nowhere(store, tmp_path, monkeypatch):
    monkeypatch.setenv("PASSWORD", "p@ss/w:rd")
    url = "mailto://me:$PASSWORD@mail.example?x=$$1"
    assert expanded(url) == "mailto://me:p%40ss%2Fw%3Ard@mail.example?x=$1"
    monkeypatch.setenv("WHOLE", "json://a/b?c=d")
    assert expanded("${WHOLE}") == "json://a/b?c=d"
    with pytest.raises(ChannelDown, match="NOT_THERE is not set"):
        expanded("json://$NOT_THERE/")
    for password in ("pa$Hunter2secret", "$ecret", "$ECRET", "a${x$ECRET"):
        with pytest.raises(ChannelDown, match=r"the variable after \$ number \d of its URL is not set") as refused:
            expanded(f"json://bob:{password}@mail.example/")
        assert not {word for word in ("unter", "ecret", "ECRET") if word in str(refused.value)}
    told_to(store, "json://hushed-token/x")
    store.close()
    assert b"hushed" not in b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())


class Mailbox:
    """A mail server on loopback that keeps what it is sent."""

    def __init__(self) -> None:
        self.mails: list[email.message.EmailMessage] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        self.mails.append(email.message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return "250 kept"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Hook(BaseHTTPRequestHandler):
    """A webhook on loopback; it answers 503 as often as it is told to."""

    met: list[dict[str, str]]
    failing = 0

    def do_POST(self) -> None:
        document = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if Hook.failing:
            Hook.failing -= 1
            self.send_error(503)
            return
        Hook.met.append(document)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def hook() -> Iterator[str]:
    Hook.met, Hook.failing = [], 0
    server = HTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"json://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # Apprise 2.2 on Python 3.11 and 3.12
def test_a_mail_server_and_a_webhook_are_told_once_each_through_failures(store, hook):
    box, port = Mailbox(), free_port()
    mail = f"mailto://127.0.0.1:{port}?from=us@example.org&to=you@example.org"
    notices = told_to(store, mail, hook)
    night(store, BEFORE)
    night(store, NEWS)
    Hook.failing = 1
    first = deliver(store, notices, link, send)
    assert [(one.delivered, one.pending) for one in first] == [(0, 1), (0, 1)]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        second = deliver(store, notices, link, send)
        third = deliver(store, notices, link, send)
    finally:
        server.stop()
    assert [one.delivered for one in second] == [1, 1]
    assert third == []
    (got,) = box.mails
    assert got["subject"] == "Heron Ferry: Privacy: changed between 2009-09-12 and 2014-06-13"
    plain, html = (got.get_body((kind,)) for kind in ("plain", "html"))
    assert plain
    assert html
    assert "[-We share the names" in plain.get_content().replace("\n", " ")
    assert "<del>[-We share the names" in html.get_content()
    (met,) = Hook.met
    assert met["title"] == got["subject"]
    assert "removed: Privacy Policy of the Heron Ferry" in met["message"]


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # Apprise 2.2 on Python 3.11 and 3.12
def test_a_mail_server_and_a_webhook_hear_once_each_what_does_not_stand_through_failures(store, hook):
    box, port = Mailbox(), free_port()
    notices = told_to(store, f"mailto://127.0.0.1:{port}?from=us@example.org&to=you@example.org", hook)
    night(store, BEFORE)
    night(store, LASTS)
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        deliver(store, notices, link, send)
    finally:
        server.stop()
    night(store, FLAPS)
    Hook.failing = 1
    first = deliver(store, notices, link, send)
    assert [(one.retracted, one.pending) for one in first] == [(0, 1), (0, 1)]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        second, third = deliver(store, notices, link, send), deliver(store, notices, link, send)
    finally:
        server.stop()
    assert ([one.retracted for one in second], third) == ([1, 1], [])
    for title in (box.mails[1]["subject"], Hook.met[1]["title"]):
        assert title.startswith("Heron Ferry: Privacy: the change announced on 20")
    assert "The change between 2009-09-12 and 2009-11-01 is withdrawn" in Hook.met[1]["message"]
    assert (len(box.mails), len(Hook.met)) == (2, 2)


def test_notify_says_what_waits_and_ends_with_7_while_a_channel_is_down(store, hook, run: Run, tmp_path: Path):
    (tmp_path / "policies.toml").write_text(
        f'[notify]\nurls = ["{hook}"]\nfrom_weight = 0\n[policies.heron]\nurl = "https://heron.example/privacy"\n'
    )
    told_to(store, hook)
    night(store, BEFORE)
    night(store, NEWS)
    assert "1 waiting" in run("notify", "--waiting").stdout
    Hook.failing = 1
    down = run("notify")
    assert (down.returncode, "for the next run wait 1 change: " in down.stdout) == (7, True)
    up = run("notify")
    assert (up.returncode, up.stdout[:21]) == (0, "1 change sent to json")
    assert run("notify").stdout == "nothing is pending for any channel\n"
    assert len(Hook.met) == 1


def test_track_tells_at_its_end_what_a_later_night_brought(hook, archive, run: Run, tmp_path: Path):
    listed = (
        '[notify]\nurls = ["{}"]\n[policies.larkspur]\nurl = "http://www.larkspur-records.example/privacy.html"\n{}'
    )
    watchlist = tmp_path / "policies.toml"
    watchlist.write_text(listed.format(hook, "until = 2001\n"))
    first = run("track", "--archive", archive)
    assert (first.returncode, Hook.met) == (0, [])
    held = Store.open(tmp_path / "data")  # as if the archive had had no more that night: a bounded past is no news
    held._database.execute("INSERT INTO horizons SELECT policy, max(timestamp) FROM captures GROUP BY policy")
    held.close()
    watchlist.write_text(listed.format(hook, ""))
    Hook.failing = 1
    assert run("track", "--archive", archive).returncode == 7
    third = run("track", "--archive", archive)
    assert (third.returncode, "sent to json" in third.stdout) == (0, True)
    (met,) = Hook.met
    assert "{+90+} days after the parcel has arrived" in met["message"]


def test_a_channel_of_an_earlier_release_keeps_what_it_was_sent_under_a_keyed_name(tmp_path):
    plain = hashlib.sha256(b"a://").hexdigest()[:16]
    old = store_before(tmp_path, CHANNEL_CLAIMS)
    old.execute("INSERT INTO policies VALUES (1, 'heron', '{}', '')")
    for number in (1, 2):
        old.execute("INSERT INTO events VALUES (?, 1, 'n', 2, '2009', '2010', '', '', '', 1, '', '', '')", (number,))
    old.execute("INSERT INTO channels VALUES (?, 0)", (plain,))
    old.execute("INSERT INTO channels VALUES ('0123456789abcdef', 2)")
    old.execute("INSERT INTO deliveries VALUES (?, 1, 'delivered', '')", (plain,))
    old.commit()
    old.close()
    store = Store.open(tmp_path)
    name = store.outbox.channel_name("a://")
    assert len(name) == 32
    assert [event.id for event in store.outbox.pending(name, ["heron"])] == [2]
    assert store.outbox.add_channel(name) is False
    assert sorted(row[1] for row in store._database.execute("SELECT * FROM channels")) == [0, 2]
    assert store._database.execute("PRAGMA foreign_key_check").fetchall() == []
    store.close()
    assert not [path for path in tmp_path.iterdir() if plain.encode() in path.read_bytes()]


def test_one_url_has_another_name_in_another_store(tmp_path):
    stores = [Store.open(tmp_path / folder) for folder in "ab"]
    assert len({store.outbox.channel_name("a://") for store in stores}) == 2
    for store in stores:
        store.close()


# Two runs at once, and runs that are killed --------------------------------------------------------------------------------


def opened_twice(store: Store) -> tuple[Store, Store]:
    """Return two connections to the store of a test, as two processes have them."""
    folder = Path(store._database.execute("PRAGMA database_list").fetchone()[2]).parent
    return Store.open(folder), Store.open(folder)


def test_two_deliveries_at_the_same_moment_send_each_message_once(store):
    notices = told_to(store, "a://")
    night(store, BEFORE)
    night(store, NEWS)
    desk, begun, results = Desk(), threading.Barrier(2), []

    def slow(url: str, told: list[AlertItem]) -> None:
        clock.pause(0.4)
        desk.send(url, told)

    def run(one: Store) -> None:
        begun.wait()
        results.append(deliver(one, notices, link, slow))

    stores = opened_twice(store)
    threads = [threading.Thread(target=run, args=(one,)) for one in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in stores:
        one.close()
    assert (desk.messages, len(desk.told)) == (1, 1)
    assert sorted(len(found) for found in results) == [0, 1]


def test_what_another_run_is_sending_for_too_long_waits_and_is_said_to(store):
    notices = told_to(store, "a://")
    night(store, BEFORE)
    night(store, NEWS)
    name = store.outbox.channel_name("a://")
    store.outbox.claim_channel(name, "elsewhere 1 - x", 600, has_ended)
    (held,) = deliver(store, notices, link, Desk().send, patience=0.1)
    assert (held.pending, held.error[:37]) == (1, "another run has been sending to it si")


@pytest.mark.parametrize(
    ("holder", "until"),
    [
        (f"{socket.gethostname()} 4194303 1 x", 60),  # no such process
        (f"{socket.gethostname()} {os.getpid()} 1 x", 60),  # a process with that number, started at another time
        ("elsewhere 1 1 x", -1),  # a claim that has ended
        ("elsewhere 1 1 x", 90_000),  # a claim of a clock that was wrong
    ],
    ids=["no such process", "another process of that number", "ended", "wrong clock"],
)
def test_the_claim_of_a_run_that_was_killed_is_taken_over_and_the_repetition_said(store, holder, until):
    notices, desk = told_to(store, "a://"), Desk()
    night(store, BEFORE)
    night(store, NEWS)
    name = store.outbox.channel_name("a://")
    assert store.outbox.claim_channel(name, holder, 60, lambda _: False).holder == holder
    assert store.outbox.begin_message(name, holder, until, 1)
    (done,) = deliver(store, notices, link, desk.send, patience=0.1)
    assert (done.delivered, done.repeated) == (1, 1)
    assert done.line.endswith("; 1 of them perhaps for the second time, as nothing confirmed an earlier message")
    assert deliver(store, notices, link, desk.send) == []


def test_a_run_that_is_interrupted_while_it_sends_leaves_the_channel_free_and_the_repetition_known(store):
    notices, desk = told_to(store, "a://"), Desk()
    night(store, BEFORE)
    night(store, NEWS)

    def interrupted(url: str, told: list[AlertItem]) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(store, notices, link, interrupted)
    (done,) = deliver(store, notices, link, desk.send, patience=0)
    assert (done.delivered, done.repeated) == (1, 1)


def test_a_run_that_lost_its_claim_sends_nothing_more(store):
    notices = told_to(store, "a://", weight=0)
    night(store, BEFORE)
    night(store, NEWS)
    assert store.outbox.begin_message(store.outbox.channel_name("a://"), "nobody", 60, 1) is False
    claim = store.outbox.claim_channel(store.outbox.channel_name("a://"), "first 1 1 x", 0, lambda _: False)
    assert deliver(store, notices, link, Desk().send)[0].delivered == 1
    assert not store.outbox.begin_message(store.outbox.channel_name("a://"), claim.holder, 60, 1)


def test_a_refusal_keeps_it_known_that_an_earlier_message_may_have_arrived(store):
    notices, desk = told_to(store, "a://"), Desk()
    night(store, BEFORE)
    night(store, NEWS)

    def unsure(url: str, told: list[AlertItem]) -> None:
        raise DeliveryUnconfirmed("no answer")

    (first,) = deliver(store, notices, link, unsure)
    assert first.line.endswith("the next run sends 1 change, perhaps for the second time: no answer")
    desk.down = {"a://"}
    deliver(store, notices, link, desk.send)
    desk.down.clear()
    assert [one.repeated for one in deliver(store, notices, link, desk.send)] == [1]


class Dying(BaseHTTPRequestHandler):
    """A webhook that reads a message and then does what *way* says instead of a plain 200."""

    way = ""
    met = 0

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        Dying.met += 1
        if Dying.way == "slow":
            clock.pause(1.5)
        if Dying.way == "gone":
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(int(Dying.way) if Dying.way.isdecimal() else 200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
@pytest.mark.parametrize(
    ("way", "error", "unconfirmed"),
    [
        ("slow", "", False),  # within the time that a channel has
        ("slow?rto=0.5", "could", True),
        ("gone", "could", True),
        ("504", "error=504", True),
        ("500", "error=500", False),
        ("closed port", "could", False),
    ],
)
def test_a_slow_or_dying_webhook_is_said_to_be_unconfirmed_where_it_may_have_the_message(
    store, way, error, unconfirmed
):
    Dying.way, Dying.met = way.partition("?")[0], 0
    server = HTTPServer(("127.0.0.1", 0), Dying)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    port = free_port() if way == "closed port" else server.server_port
    notices = told_to(store, f"json://127.0.0.1:{port}/hook-{'x' * 20}{way[way.find('?') :] if '?' in way else ''}")
    night(store, BEFORE)
    night(store, NEWS)
    try:
        (found,) = deliver(store, notices, link, send)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert (found.delivered, bool(found.error), found.unconfirmed) == (not error, bool(error), unconfirmed)
    assert ("did not confirm" in found.line, "x" * 20 in found.line) == (unconfirmed, False)
    assert error == "could" or error in found.error


SECRET = "Zaunkoenig77"
URLS = [
    f"json://bob:{SECRET}@127.0.0.1:1/tok-{SECRET}?apikey={SECRET}",
    f"jsons://bob:{SECRET}@127.0.0.1:1/?apikey={SECRET}",
    f"mailto://bob:{SECRET}@127.0.0.1:1",
    f"mailtos://bob:{SECRET}@127.0.0.1:1?smtp=127.0.0.1&pass={SECRET}",
    f"xml://bob:{SECRET}@no-such-host.invalid/",
    f"form://127.0.0.1:1/{SECRET}%21/x?+X-Token={SECRET}",
    f"bogus://bob:{SECRET}@x",
    f"json://bob:{SECRET}@[::1/",
    "json://bob:$CHANNEL_SECRET@127.0.0.1:1/$CHANNEL_SECRET",
    "$CHANNEL_SECRET",
]


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
@pytest.mark.parametrize("url", URLS)
def test_no_part_of_a_channel_is_in_a_log_of_any_level_or_in_a_result(store, url, monkeypatch, tmp_path, capfd):
    monkeypatch.setenv("CHANNEL_SECRET", f"{SECRET}!/9")
    log = tmp_path / "debug.log"
    handler = logging.FileHandler(log)
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        notices = told_to(store, url)
        night(store, BEFORE)
        night(store, NEWS)
        (down,) = deliver(store, notices, link, send)
        logging.getLogger("urllib3").debug("later")
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        handler.close()
    assert (down.delivered, down.pending) == (0, 1)
    said = log.read_text() + down.line + down.error + "".join(capfd.readouterr())
    assert SECRET.lower() not in said.lower()
    assert "later" in said  # what others log otherwise is logged
    stored = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    for form in (SECRET, hashlib.sha256(url.encode()).hexdigest()[:16]):
        assert form.encode() not in stored


ONCE = {"20091013100000": page(*THIRD)}


def asked_for_candidates(store: Store, *urls: str) -> dict[str, NotifyRule]:
    notices = {"heron": NotifyRule(urls, 0, candidates=True)}
    register_channels(store, notices)
    return notices


def test_a_text_seen_once_is_announced_as_provisional_where_that_is_asked_for_and_again_once_it_lasts(store):
    eager, patient, desk = asked_for_candidates(store, "a://"), told_to(store, "b://"), Desk()
    night(store, BEFORE)
    night(store, ONCE)
    for _ in range(2):
        for notices in (eager, patient):
            deliver(store, notices, link, desk.send)
    ((url, provisional),) = desk.told
    assert (url, provisional.provisional) == ("a://", "seen once, waits for a second capture")
    assert "provisional" in provisional.headline
    assert events(store) == [event for event in events(store) if not event.is_provisional]  # feeds have none
    night(store, {"20100613100000": page(*THIRD)})
    for _ in range(2):
        for notices in (eager, patient):
            deliver(store, notices, link, desk.send)
    assert [(url, one.provisional) for url, one in desk.told[1:]] == [("a://", ""), ("b://", "")]


def test_a_provisional_text_that_does_not_last_is_taken_back_once_where_it_was_told(store):
    eager, patient, desk = asked_for_candidates(store, "a://"), told_to(store, "b://"), Desk()
    night(store, BEFORE)
    night(store, ONCE)
    deliver(store, eager, link, desk.send)
    night(store, {"20091030100000": page(*SECOND)})
    for _ in range(2):
        for notices in (eager, patient):
            deliver(store, notices, link, desk.send)
    assert [(url, type(one)) for url, one in desk.told] == [("a://", ChangeSummary), ("a://", Retraction)]
    retraction = desk.told[1][1]
    assert "provisional" in retraction.headline
    assert "later captures do not confirm" in retraction.text


def test_a_channel_that_is_new_when_a_text_is_confirmed_gets_the_change(store):
    night(store, BEFORE)
    night(store, ONCE)
    notices, desk = told_to(store, "late://"), Desk()
    night(store, {"20100613100000": page(*THIRD)})
    deliver(store, notices, link, desk.send)
    assert [url for url, _ in desk.told] == ["late://"]


def test_a_filter_that_passes_a_provisional_text_over_keeps_to_that(store):
    notices, desk = {"heron": NotifyRule(("a://",), 100, candidates=True)}, Desk()
    register_channels(store, notices)
    night(store, BEFORE)
    night(store, ONCE)
    for _ in range(2):
        deliver(store, notices, link, desk.send)
    assert desk.told == []
    assert pending_deliveries(store, notices)[0].pending == 0


def test_a_candidate_of_the_first_derivation_is_history(store):
    notices, desk = asked_for_candidates(store, "a://"), Desk()
    night(store, BEFORE | ONCE)
    deliver(store, notices, link, desk.send)
    assert desk.told == []
