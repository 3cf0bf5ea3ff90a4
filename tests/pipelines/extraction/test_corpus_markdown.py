"""The title and the text of a policy in the Markdown of a corpus."""

from __future__ import annotations

from clausetrail.pipelines.extraction.corpus_markdown import PROVENANCE, split_title

QUOTE = "> *The following text is of (https://web.archive.org/web/20121023065019id_/http%3A//acme.example/p)*\n\n"


def test_the_provenance_is_removed_and_the_title_is_separate() -> None:
    assert split_title(f"{QUOTE}# Privacy\n\nWe keep it.") == ("Privacy", "\nWe keep it.")


def test_a_quote_without_provenance_is_text() -> None:
    assert split_title("> We keep it.\n") == ("", "> We keep it.\n")


def test_stray_marks_of_emphasis_are_removed_and_underscores_in_words_stay() -> None:
    assert split_title("_PRIVACY POLICY _ of **Acme** at snake_case")[1] == "PRIVACY POLICY  of Acme at snake_case"


def test_the_provenance_holds_link_moment_and_original() -> None:
    found = PROVENANCE.search(QUOTE)
    assert found is not None
    assert found.groups()[1:] == ("20121023065019", "http%3A//acme.example/p")
