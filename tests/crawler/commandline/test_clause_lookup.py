"""A clause is found by its ID, and the change that added, reworded or removed it by the moment that is asked for."""

from __future__ import annotations

import pytest

from clausetrail.api import dated_clauses
from clausetrail.crawler.commandline.clause_lookup import ClauseMoment, change_number, event_at_moment, find_clause
from clausetrail.snapshots.errors import UnknownClause, UnknownPolicy, UnusablePack
from clausetrail.snapshots.store import Store


def clause_id(store: Store, words: str) -> str:
    return next(each.clause_id for each in dated_clauses(store, "ferry") if words in each.clause.text)


def test_a_clause_is_found_by_its_whole_id_or_its_second_half_and_a_policy(ferry: Store) -> None:
    whole = clause_id(ferry, "90 days")
    found = find_clause(ferry, whole)
    assert (found.name, found.policy.name) == (whole, "ferry")
    assert find_clause(ferry, whole.partition("-")[2], "ferry").history.number == found.history.number


def test_what_names_no_clause_is_refused(ferry: Store) -> None:
    half = clause_id(ferry, "90 days").partition("-")[2]
    with pytest.raises(UnknownClause, match="give the whole ID, or --policy NAME"):
        find_clause(ferry, half)
    with pytest.raises(UnknownClause, match="no stored clause is called"):
        find_clause(ferry, "0a0b0c-0123456789")
    with pytest.raises(UnknownPolicy):
        find_clause(ferry, half, "nosuch")


def test_the_event_is_the_current_wording_where_no_moment_is_named(ferry: Store) -> None:
    clause = find_clause(ferry, clause_id(ferry, "90 days"))
    event = event_at_moment(clause, None)
    assert (event.version, event) == (2, event_at_moment(clause, ClauseMoment.REWORDED))
    assert change_number(ferry, clause, event) == 1


def test_a_moment_without_a_change_is_refused(ferry: Store) -> None:
    clause = find_clause(ferry, clause_id(ferry, "90 days"))
    with pytest.raises(UnusablePack, match="is in the policy since the first stored capture, of 2005-03-10"):
        event_at_moment(clause, ClauseMoment.ADDED)
    with pytest.raises(UnusablePack, match="never been removed"):
        event_at_moment(clause, ClauseMoment.REMOVED)
