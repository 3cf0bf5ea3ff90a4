"""Decide over the whole history of a policy which of its clauses are doubtful, with one decision for each text.

Each text of a clause is certain or doubtful everywhere, so that a redesign that moves it in the page adds and removes nothing.
The history only decides where pages disagree, and on lines that are new at nearly every capture. It never makes prose
doubtful: on a quiet page, a clause that is often revised looks as changeable as a widget.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from clausetrail.snapshots.dates.date_parsing import dates_in_text
from clausetrail.snapshots.model import Clause, Kind, parse_timestamp, repair_timestamp
from clausetrail.snapshots.text.date_masks import dates_the_policy, is_dating_line
from clausetrail.snapshots.text.normalize import match_key
from clausetrail.snapshots.zones.page_zones import CONTENTS, NOT_SHOWN, OVER_THE_PAGE, leads_elsewhere, page_doubts
from clausetrail.snapshots.zones.place import Place

# Shares of the captures that show a text. It turns certain or doubtful at these, and between them stays what it was at first,
# so that one more capture does not turn it back and forth.
_TURNS_CERTAIN, _TURNS_DOUBTFUL = 0.6, 0.4
# A line with a number or an identifier is a token if so many captures show it, and nearly each another one.
_FEWEST_CAPTURES = 5
_SHARE_OF_NEW = 0.8
# In as many captures: no sentence is revised so often in its number alone, however far the captures are apart.
_MANY_NUMBERS = 8
_LONGEST_TOKEN_LINE = 9  # words
# Of the captures since the first that shows a heading, and how many captures show one that lasts.
_SHARE_OF_LASTING, _FEWEST_OF_LASTING = 0.75, 3
_FEWEST_PROSE = 10  # words of a passage that may be an edition of a certain clause
_RUN = 4  # words in a row that two editions share
_SHARE_OF_RUNS = 0.4  # of the runs of the shorter edition
_TOKEN = re.compile(r"\S*\d\S*|\b[a-f]{8,}\b")
# An identifier or a time of day. Other numbers, such as years and terms, are a token only if they change faster than policies are
# revised: with one capture a year, each capture shows another year without being a counter.
_IDENTIFIER = re.compile(r"\d{5,}|\d+:\d\d|\b[a-f]{8,}\b|(?=\w*\d)(?=\w*[a-z])\w{6,}", re.IGNORECASE)
_DAY = re.compile(r"\d")
_DAYS_BESIDE = 1.6  # from noon of the day that a line names
_DAYS_FOR_A_NUMBER = 45.0  # days from one number to the next


@dataclass(frozen=True, slots=True)
class PlacedText:
    """The clauses of one or more captures that are equal in text and place, with *places* parallel to *clauses* or empty.

    *captures* is how many captures show them, *first* and *last* are the timestamps of the first and last of these.
    """

    clauses: tuple[Clause, ...]
    places: tuple[Place, ...] = ()
    captures: int = 1
    first: str = ""
    last: str = ""


def settled_doubts(history: Sequence[PlacedText]) -> list[tuple[str, ...]]:
    """Return for each text of *history* why each of its clauses is doubtful, in plain words, or "" where it is certain.

    *history* holds every distinct placed text of a policy. The order of *first* counts, not that of *history*.
    """
    order = sorted(range(len(history)), key=lambda at: history[at].first)
    settled = _settled_in_order([history[at] for at in order])
    found: list[tuple[str, ...]] = [()] * len(history)
    for at, doubts in zip(order, settled, strict=True):
        found[at] = doubts
    return found


def _settled_in_order(history: Sequence[PlacedText]) -> list[tuple[str, ...]]:
    keys = [[match_key(clause.text) for clause in text.clauses] for text in history]
    lasting = _lasting_headings(history)
    by_page = [page_doubts(text.clauses, text.places, lasting) for text in history]
    settled = _settled_by_majority(history, keys, by_page)
    settled.update(dict.fromkeys(_editions_of_certain_text(keys, settled), ""))
    tokens = dict.fromkeys(_tokens(history), "new at nearly every capture")
    tokens |= dict.fromkeys(_days_of_capture(history), "the day of the capture")
    return [
        tuple(
            tokens[clause.text] if not settled[key] and clause.text in tokens else settled[key] or listed
            for clause, key, listed in zip(
                text.clauses, names, (doubt if doubt == CONTENTS else "" for doubt in doubts), strict=True
            )
        )
        for text, names, doubts in zip(history, keys, by_page, strict=True)
    ]


def _lasting_headings(history: Iterable[PlacedText]) -> set[str]:
    """Return the headings that lead elsewhere and are in most captures since the first that shows them.

    They are over sections of the policy, such as the terms of another product. The headings of stories change, so where half
    of all such headings do not last, none does.
    """
    shown: Counter[str] = Counter()
    before: dict[str, int] = {}  # captures with such headings before the first that shows it
    captures = 0
    for text in history:
        headings = {
            clause.text
            for clause, place in zip(text.clauses, text.places, strict=False)
            if leads_elsewhere(clause, place)
        }
        for heading in headings:
            before.setdefault(heading, captures)
            shown[heading] += text.captures
        captures += text.captures if headings else 0
    lasting = {
        heading
        for heading, count in shown.items()
        if count >= _SHARE_OF_LASTING * (captures - before[heading]) and count >= min(_FEWEST_OF_LASTING, captures)
    }
    return lasting if 2 * len(lasting) > len(shown) else set()


def _settled_by_majority(
    history: Sequence[PlacedText], keys: Sequence[Sequence[str]], by_page: Sequence[Sequence[str]]
) -> dict[str, str]:
    """Return for each key why its text is doubtful in most captures, or "". The order of time decides between the thresholds."""
    certain: Counter[str] = Counter()
    total: Counter[str] = Counter()
    reasons: defaultdict[str, Counter[str]] = defaultdict(Counter)
    is_certain: dict[str, bool] = {}
    for text, names, doubts in zip(history, keys, by_page, strict=True):
        best: dict[str, str] = {}  # a text that is twice in a page is certain if one of them is
        for name, doubt in zip(names, doubts, strict=True):
            best[name] = doubt if best.get(name, doubt) else ""
        for name, doubt in best.items():
            total[name] += text.captures
            certain[name] += 0 if doubt else text.captures
            if doubt:
                reasons[name][doubt] += text.captures
            share = certain[name] / total[name]
            before = is_certain.get(name, not doubt)
            is_certain[name] = share >= (_TURNS_DOUBTFUL if before else _TURNS_CERTAIN) and share > 0
    return {
        name: "" if is_certain[name] else min(reasons[name], key=lambda why: (-reasons[name][why], why))
        for name in total
    }


def _editions_of_certain_text(keys: Sequence[Sequence[str]], settled: dict[str, str]) -> set[str]:
    """Return the keys of doubtful prose that is another edition of certain text, which no page shows beside it.

    What was certain and then changes stays certain, wherever a redesign sets it.
    """
    shown: defaultdict[str, set[int]] = defaultdict(set)
    for at, names in enumerate(keys):
        for name in names:
            shown[name].add(at)
    doubtful = [name for name, doubt in settled.items() if doubt and not _is_hidden_or_over(doubt) and _is_prose(name)]
    wanted = {run for name in doubtful for run in _runs(name)}
    holders: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, doubt in settled.items():
        if wanted and not doubt and _is_prose(name):
            for run in _runs(name) & wanted:
                holders[run].append(name)
    return {name for name in doubtful if _is_edition(name, holders, shown)}


def _is_edition(name: str, holders: dict[tuple[str, ...], list[str]], shown: dict[str, set[int]]) -> bool:
    runs = _runs(name)
    shared = Counter(holder for run in runs for holder in holders.get(run, ()))
    return any(
        count >= _SHARE_OF_RUNS * min(len(runs), len(_runs(holder))) and shown[holder].isdisjoint(shown[name])
        for holder, count in shared.items()
    )


def _is_hidden_or_over(doubt: str) -> bool:
    return doubt.startswith(NOT_SHOWN) or any(doubt == f"in a {part}" for part in OVER_THE_PAGE)


def _is_prose(key: str) -> bool:
    return key.count(" ") >= _FEWEST_PROSE - 1


def _runs(key: str) -> set[tuple[str, ...]]:
    words = key.split()
    return set(zip(*(words[at:] for at in range(_RUN)), strict=False))


def _tokens(history: Iterable[PlacedText]) -> set[str]:
    """Return the lines that differ only in numbers or identifiers, and are new at nearly every capture that shows one.

    Headings and the lines that date the policy are none.
    """
    captures: Counter[str] = Counter()
    lines: defaultdict[str, set[str]] = defaultdict(set)
    times: defaultdict[str, list[str]] = defaultdict(list)
    for text in history:
        for masked, line in _lines_with_tokens(text.clauses).items():
            captures[masked] += text.captures
            lines[masked].add(line)
            times[masked].append(text.first)
    return {
        line
        for masked, seen in lines.items()
        if captures[masked] >= _FEWEST_CAPTURES
        and len(seen) >= _SHARE_OF_NEW * captures[masked]
        and (
            len(seen) >= _MANY_NUMBERS
            or all(map(_IDENTIFIER.search, seen))
            or _quick_changes(times[masked]) >= _FEWEST_CAPTURES - 1
        )
        for line in seen
    }


def _days_of_capture(history: Iterable[PlacedText]) -> set[str]:
    """Return the lines with the day on which a page is shown: "Monday, 30 November 2026".

    Each is shown only by captures of that day or a day beside it, for zones of time. One such line may be the date of a policy
    that is captured on the day of its revision, so fewer than five are none. A line that says that it dates the policy is none.
    """
    lines: dict[str, list[PlacedText]] = {}
    for text in history:
        for clause in text.clauses:
            if clause.text.count(" ") < _LONGEST_TOKEN_LINE and _DAY.search(clause.text):
                lines.setdefault(clause.text, []).append(text)
    found = {line for line, texts in lines.items() if not dates_the_policy(line) and _is_day_of_all(line, texts)}
    return found if len(found) >= _FEWEST_CAPTURES else set()


def _is_day_of_all(line: str, texts: Iterable[PlacedText]) -> bool:
    days = {day for found in dates_in_text(line) for day in (found.day_first, found.month_first) if day}
    return any(
        all(
            text.first and abs(_days_between([day.replace("-", "") + "120000", time])) <= _DAYS_BESIDE
            for text in texts
            for time in (text.first, text.last)
        )
        for day in days
        if len(day) == len("2026-11-30")
    )


def _lines_with_tokens(clauses: Iterable[Clause]) -> dict[str, str]:
    found: dict[str, str] = {}
    for clause in clauses:
        if clause.kind is Kind.HEADING or clause.text.count(" ") >= _LONGEST_TOKEN_LINE or is_dating_line(clause.text):
            continue
        masked = _TOKEN.sub("#", clause.text)
        if masked != clause.text:
            found[f"{masked} {clause.label}"] = clause.text
    return found


def _quick_changes(timestamps: Iterable[str]) -> int:
    """Return how many of the steps between *timestamps* are shorter than policies take to be revised."""
    return sum(_days_between(pair) < _DAYS_FOR_A_NUMBER for pair in pairwise(sorted(timestamps)))


def _days_between(timestamps: Iterable[str]) -> float:
    """Return the days from the first to the last of *timestamps*; 0 where none is known."""
    known = sorted(repair_timestamp(timestamp) for timestamp in timestamps if timestamp)
    return (parse_timestamp(known[-1]) - parse_timestamp(known[0])) / timedelta(days=1) if known else 0.0
