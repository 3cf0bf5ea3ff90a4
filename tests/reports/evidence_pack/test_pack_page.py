"""The page of an evidence pack: its limitations in sentences, its captures, its highlighted change."""

from __future__ import annotations

from dataclasses import replace

from clausetrail.reports.evidence_pack.pack_page import evidence_page, limitations
from clausetrail.snapshots.store import Store
from tests.support.small_packs import gathered


def test_the_limitations_name_what_is_not_known(ferry: Store) -> None:
    evidence, _ = gathered(ferry)
    sentences = [*limitations(evidence)]
    assert "No capture is listed between the two: nothing is known of the page in that time." in sentences
    assert "In the text of 2006-04-11 no date was found that the text states of itself." in sentences
    assert not any("could not be compared with the hash" in sentence for sentence in sentences)


def test_bytes_without_proof_are_a_limitation(ferry: Store) -> None:
    evidence, _ = gathered(ferry)
    weaker = replace(evidence, before=replace(evidence.before, proof=""))
    assert (
        "The bytes of the earlier capture could not be compared with the hash in the archive's index (not tried)."
        in [*limitations(weaker)]
    )


def test_the_highlighted_change_has_a_heading_of_its_own(ferry: Store) -> None:
    evidence, _ = gathered(ferry, number=3)
    assert "The change in question" not in evidence_page(evidence)
    page = evidence_page(replace(evidence, highlight=1))
    assert "The change in question" in page
    assert "What else changed in the same interval" in page


def test_a_long_header_is_cut(ferry: Store) -> None:
    evidence, _ = gathered(ferry)
    after = replace(evidence.after, origin_headers=(("Link", "x" * 900),))
    page = evidence_page(replace(evidence, after=after))
    assert "x" * 300 + " \N{HORIZONTAL ELLIPSIS} (all of it: evidence.json)" in page
    assert "x" * 301 not in page
