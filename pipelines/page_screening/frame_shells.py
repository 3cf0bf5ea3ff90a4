"""Detect pages with little text of their own that show other pages in frames, and return the URLs of those frames."""

from __future__ import annotations

import re

from bs4 import Tag

from clausetrail.pipelines.dom import soup_tree
from clausetrail.pipelines.extraction.inline_text import link_target
from clausetrail.pipelines.page_screening.page_verdict import FEWEST_WORDS
from clausetrail.snapshots.model import Verdict
from clausetrail.snapshots.text.policy_words import count_stems

# The beginning of the reason of a reading of such a page.
REASON_PREFIX = "a frameset: its words are at "
_FRAMESET = re.compile(r"<frameset\b", re.IGNORECASE)
# The languages with known stems of policies.
_STEMMED_LANGUAGES = frozenset({"en", "fr", "de", "es", "nl", "it"})
# Words. A page with an iframe is a shell only below it: the shortest policy of 168 pages and 1,753 captures that people
# selected has 141 words.
_SHORT_PAGE = 120
# Different stems of policies: below the first, a text is not a policy; below the second only if it is short as well. The
# bounds are those of `clausetrail.snapshots.history_screening.text_profile`.
_FEWEST_STEMS = 3
_FEWEST_STEMS_OF_SHORT_TEXT, _SHORT_TEXT = 7, 300
_CHARACTERS_PER_WORD = 12  # in scripts without spaces; more than the average word with spaces has


def frameset_urls(markup: str) -> tuple[str, ...]:
    """Return the URLs of the frames of a frameset, as written, or an empty tuple where the page is not a frameset."""
    if not _FRAMESET.search(markup):
        return ()
    found = (link_target(str(tag.get("src") or "")) for tag in soup_tree.parse(markup).find_all("frame"))
    return tuple(url for url in found if url)


def visible_frames(markup: str, kept: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the frames *kept* that are visible: counters and advertisers' tags are frames without a size."""
    invisible = {
        link_target(str(tag.get("src") or ""))
        for tag in soup_tree.parse(markup).find_all("iframe")
        if _is_invisible(tag)
    }
    return tuple(url for url in kept if url not in invisible)


def is_shell(text: str, language: str, verdict: Verdict, *, is_frameset: bool) -> bool:
    """Return whether a page with frames and the *text* of its own has nothing of the policy in that text.

    The own text of a frameset is for browsers without frames, and few people have read it: it counts only where it has
    the words of a policy. A page with an iframe is a page of its own, unless it has hardly any words, or few words and
    none of the stems of policies.
    """
    words, distinct = len(text.split()), count_stems(text)[0]
    if verdict is not Verdict.POLICY and words < FEWEST_WORDS:
        return True
    if is_frameset:
        return distinct < _FEWEST_STEMS or (distinct < _FEWEST_STEMS_OF_SHORT_TEXT and words < _SHORT_TEXT)
    return words < _SHORT_PAGE and policy_word_count(text, language) == 0


def _is_invisible(tag: Tag) -> bool:
    style = str(tag.get("style") or "").lower().replace(" ", "")
    is_point = any(str(tag.get(side) or "").strip() in {"0", "1", "0px", "1px"} for side in ("width", "height"))
    return is_point or tag.has_attr("hidden") or "display:none" in style or "visibility:hidden" in style


def policy_word_count(text: str, language: str) -> int:
    """Return the number of words in *text*, or 0 where its language has known stems of policies and *text* has too few.

    In scripts without spaces, twelve characters count as one word.
    """
    if language.partition("-")[0].lower() in _STEMMED_LANGUAGES and count_stems(text)[0] < _FEWEST_STEMS:
        return 0
    return max(len(text.split()), len(text) // _CHARACTERS_PER_WORD)
