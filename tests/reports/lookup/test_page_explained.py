"""A saved page explained: what was kept, what was dropped, and why."""

from __future__ import annotations

from clausetrail.reports.lookup.page_explained import (
    DroppedPassage,
    ExplainedPage,
    explanation_lines,
    page_document,
    text_lines,
)
from clausetrail.reports.wording.redline_pieces import to_plain_text
from clausetrail.snapshots.model import Block, Clause, Kind, Verdict
from clausetrail.snapshots.zones.place import Place

CLAUSES = (
    Clause(Kind.HEADING, "Keeping", level=2),
    Clause(Kind.HEADING, "Orders", path=("Keeping",)),
    Clause(Kind.ITEM, "We keep orders.", "1.", ("Keeping", "Orders"), level=1),
    Clause(Kind.ITEM, "For a year.", "\N{BULLET}", ("Keeping", "Orders"), level=2),
)
MENU = DroppedPassage("navigation", "a list of links", " ".join(f"word{number}" for number in range(40)))


def explained(
    *passages: Block | DroppedPassage, confidence: float = 0.99, declared: str = "", doubts: tuple[str, ...] = ()
) -> ExplainedPage:
    return ExplainedPage(
        "saved.html",
        "HTML",
        Verdict.POLICY,
        "",
        "utf-8",
        "",
        "en",
        confidence,
        declared,
        "f",
        CLAUSES,
        passages,
        (),
        (),
        (Place(),) * len(doubts),
        doubts,
        doubts[: len(passages)],
    )


def shown(page: ExplainedPage, *, full: bool = False) -> list[str]:
    return [to_plain_text(line) for line in explanation_lines(page, full=full)]


def test_text_is_marked_as_in_markdown() -> None:
    assert [to_plain_text(line) for line in text_lines(CLAUSES)] == [
        "## Keeping",
        "",
        "## Orders",
        "1. We keep orders.",
        "  - \N{BULLET} For a year.",
    ]


def test_dropped_passages_are_cut_unless_full_and_their_rule_is_explained_once() -> None:
    page = explained(MENU, Block(Kind.HEADING, "Keeping", level=2), MENU)
    lines = shown(page)
    assert [line[:12] for line in lines if line.startswith(("+ ", "- "))] == [
        "- navigation",
        "+ heading 2 ",
        "- navigation",
    ]
    assert not any("word39" in line for line in lines)
    assert sum("word39" in line for line in shown(page, full=True)) == 2
    assert lines.count("  navigation: a list of links") == 1
    assert any("2 passages, 80 words: navigation 2" in line for line in lines)


def test_the_language_is_detected_or_declared_or_neither() -> None:
    assert any(line.endswith("en detected (0.99); declared: fr") for line in shown(explained(declared="fr")))
    assert any(line.endswith("not detected; declared: none") for line in shown(explained(confidence=0.0)))


def test_the_document_has_every_clause_with_its_language() -> None:
    document = page_document(explained(MENU), ["en", "en", "en", "fr"])
    assert [clause["language"] for clause in document["clauses"]] == ["en", "en", "en", "fr"]
    assert document["dropped"][0]["meaning"] == "a list of links"
    assert document["words"] == sum(len(clause.text.split()) for clause in CLAUSES)


def test_a_doubtful_clause_is_marked_with_its_reason() -> None:
    doubts = ("", "links beside the text", "", "")
    passages = (Block(Kind.HEADING, "Keeping", level=2), Block(Kind.HEADING, "Orders"))
    page = explained(*passages, doubts=doubts)
    lines = shown(page)
    assert [line.rstrip() for line in lines if line.startswith(("+ ", "? "))] == [
        "+ heading 2      Keeping",
        "? heading        Orders [doubtful: links beside the text]",
    ]
    assert any("1 clause, 1 word: links beside the text 1" in line for line in lines)
    clauses = page_document(page, ["en"] * 4)["clauses"]
    assert [clause["zone"] for clause in clauses] == ["certain", "doubtful", "certain", "certain"]
    assert clauses[1]["doubt"] == "links beside the text"
    assert clauses[0]["region"] == "core"
