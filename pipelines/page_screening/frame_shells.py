"""Pages that say little and show other pages in frames: which are those, and what do their frames show?"""

from __future__ import annotations

import re

from bs4 import Tag

from clausetrail.pipelines.dom import soup_tree
from clausetrail.pipelines.extraction.inline_text import link_target
from clausetrail.pipelines.page_screening.page_verdict import FEWEST_WORDS
from clausetrail.snapshots.model import Verdict
from clausetrail.snapshots.text.policy_words import count_stems

# How the reason of a reading begins that says so.
REASON_PREFIX = "a frameset: its words are at "
_FRAMESET = re.compile(r"<frameset\b", re.IGNORECASE)
# The languages whose stems of policies are known.
_STEMMED = frozenset({"en", "fr", "de", "es", "nl", "it"})
_SHORT = 120  # words: the shortest policy of 168 pages and 1,753 captures that people selected has 141
_FEWEST_STEMS, _ENOUGH_STEMS, _LONG = 3, 7, 300


def frameset_urls(markup: str) -> tuple[str, ...]:
    """Return what the frames of a frameset show, as written, or nothing where the page is none."""
    if not _FRAMESET.search(markup):
        return ()
    found = (link_target(str(tag.get("src") or "")) for tag in soup_tree.parse(markup).find_all("frame"))
    return tuple(url for url in found if url)


def visible_frames(markup: str, kept: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the frames *kept* that a reader sees: counters and tags of advertisers are frames without a size."""
    unseen = {
        link_target(str(tag.get("src") or "")) for tag in soup_tree.parse(markup).find_all("iframe") if _is_unseen(tag)
    }
    return tuple(url for url in kept if url not in unseen)


def is_shell(text: str, language: str, verdict: Verdict, *, is_frameset: bool) -> bool:
    """Return whether a page that shows others in frames, and says *text* itself, says nothing of the policy.

    What a frameset says besides is for browsers without frames, and hardly anybody has read it: it counts only where it
    has the words of a policy, by the bounds of `clausetrail.snapshots.history_screening.text_profile`. A page with an iframe is a page of its own, unless
    it has hardly a word, or few and none of those that policies are made of.
    """
    words, told = len(text.split()), count_stems(text)[0]
    if verdict is not Verdict.POLICY and words < FEWEST_WORDS:
        return True
    if is_frameset:
        return told < _FEWEST_STEMS or (told < _ENOUGH_STEMS and words < _LONG)
    return words < _SHORT and policy_word_count(text, language) == 0


def _is_unseen(tag: Tag) -> bool:
    style = str(tag.get("style") or "").lower().replace(" ", "")
    is_point = any(str(tag.get(side) or "").strip() in {"0", "1", "0px", "1px"} for side in ("width", "height"))
    return is_point or tag.has_attr("hidden") or "display:none" in style or "visibility:hidden" in style


def policy_word_count(text: str, language: str) -> int:
    """Return how many words *text* has, or 0 where its language is known and it has none of the words of policies.

    In scripts without spaces, a dozen characters count as one word: more than any word that is written with spaces has
    on average.
    """
    if language.partition("-")[0].lower() in _STEMMED and count_stems(text)[0] < _FEWEST_STEMS:
        return 0
    return max(len(text.split()), len(text) // 12)
