"""Drop blocks at the two ends of a page, and blocks that change at every load.

These are lines of links before the first and after the last passage of prose, copyright lines, counters, "updated 3 days
ago", the samples with which scripts measure fonts, tables of contents, and second copies (`second_copies`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from clausetrail.pipelines.boilerplate import second_copies
from clausetrail.pipelines.dom import patterns
from clausetrail.pipelines.dom.tree import word_count
from clausetrail.pipelines.extraction.blocks import ExtractedBlock
from clausetrail.pipelines.extraction.page_variants import ViewBox
from clausetrail.snapshots.model import Block, Kind
from clausetrail.snapshots.text.normalize import letters

DroppedBlock = tuple[str, int]  # the reason, and the position of the block in the page
Page = Sequence[ExtractedBlock]
TrimmingRule = Callable[[Page, list[int]], list[DroppedBlock]]

# Words of a line at most, for the rules on short lines.
_LONGEST_COUNTER = 10
_LONGEST_RATING = 10
_LONGEST_SKIP_LINK = 8
_LONGEST_LANGUAGE_PROMPT = 5
_LONGEST_ADVERTISEMENT = 10
_SHORTEST_REPEATED_WORD = 5  # words of a line that repeats one word: a font sample
_FEWEST_PROSE_WORDS = 10
_FEWEST_ANNOUNCING_WORDS = 5  # of a line before links: "Follow us on:" is a label
_LONGEST_COPYRIGHT_LINE = 20  # words: a longer line that mentions copyright is prose
_LONGEST_BUILD_NAME = 39  # characters of the name of a server or a build
_LONGEST_TOGGLE = 29  # characters of the label of a button that shows or hides a table of contents


def trimmed_blocks(page: Page, views: Sequence[ViewBox] = ()) -> list[DroppedBlock]:
    """Return the blocks of *page* to drop, each with its reason, in order of position; *views* are its boxes for one view.

    Lines are judged alone first, then second copies, because a copy repeats tables of contents and edges too. Then each
    rule of `_RULES` gets the positions of the blocks that are still kept.
    """
    dropped = [(reason, at) for at, extracted in enumerate(page) if (reason := _line_reason(extracted))]
    if views:
        judged = {at for _, at in dropped}
        dropped += second_copies.copied_blocks(page, views, [at for at in range(len(page)) if at not in judged])
    for rule in _RULES:
        positions = {at for _, at in dropped}
        dropped += rule(page, [at for at in range(len(page)) if at not in positions])
    return sorted(dropped, key=lambda pair: pair[1])


def _line_reason(extracted: ExtractedBlock) -> str:
    """Return the reason to drop a block that shows by its own text that it is not the policy, or ""."""
    text = extracted.block.text
    words = text.split()
    if len(words) <= _LONGEST_COUNTER and (patterns.RELATIVE_TIME.search(text) or patterns.COUNTER.search(text)):
        return "changes at every load"
    if len(words) <= _LONGEST_RATING and patterns.RATING_QUESTION.fullmatch(text):
        return "rating"
    if extracted.is_linked and len(words) <= _LONGEST_SKIP_LINK and patterns.SKIP_LINK.search(text):
        return "skip link"
    if len(words) <= _LONGEST_ADVERTISEMENT and _is_advertisement(text):
        return "advertisement label"
    is_short = len(words) <= _LONGEST_LANGUAGE_PROMPT
    if is_short and not extracted.block.label and patterns.LANGUAGE_PROMPT.fullmatch(text):
        return "language switcher"
    if "mmMwWLliI0" in text or (len(words) >= _SHORTEST_REPEATED_WORD and words.count(words[0]) == len(words)):
        return "font probe"
    return ""


def _is_advertisement(text: str) -> bool:
    label = patterns.ADVERTISEMENT.fullmatch(text)
    return bool(label and label["more"]) or bool(patterns.ADVERTISEMENT_ASIDE.fullmatch(text))


def _advertisement_labels(page: Page, kept: list[int]) -> list[DroppedBlock]:
    """Return the lines that only say "Advertisement", where there are several and no headings: one may be a title."""
    labels = [
        at
        for at in kept
        if page[at].block.kind is not Kind.HEADING
        and len(page[at].block.text) <= _LONGEST_TOGGLE
        and patterns.ADVERTISEMENT.fullmatch(page[at].block.text)
    ]
    return [("advertisement label", at) for at in labels] if len(labels) > 1 else []


def _neighbour_lists(page: Page, kept: list[int]) -> list[DroppedBlock]:
    """Return the lists of other pages of a help centre, with their titles: lines of links right below the title."""
    dropped: list[DroppedBlock] = []
    for order, at in enumerate(kept):
        if not patterns.NEIGHBOURS_TITLE.fullmatch(page[at].block.text):
            continue
        below = kept[order + 1 :]
        end = next((place for place, near in enumerate(below) if not _is_link_line(page[near])), len(below))
        dropped += [("list of pages", near) for near in (at, *below[:end]) if end]
    return dropped


def _tables_of_contents(page: Page, kept: list[int]) -> list[DroppedBlock]:
    """Return the entries of tables of contents that are repeated in the page, with the titles above them.

    An entry is dropped in a run with three or more links into the page, of which half are repeated, and in a run of two
    at the head of a page that has headings of exactly these words. Nothing is lost: the letters of every dropped line
    occur elsewhere, as a heading or as the beginning of a passage. So a page reads alike whether its headings are
    headings or bold words of a paragraph.
    """
    headings = {letters(page[at].block.text) for at in kept if page[at].block.kind is Kind.HEADING}
    entries = {at for at in kept if _is_entry(page[at], headings)}
    if sum(page[at].is_linked for at in entries) < 2:
        return []
    texts = sorted(letters(page[at].block.text) for at in kept if at not in entries)
    dropped: list[DroppedBlock] = []
    for above, run in _runs(kept, entries):
        repeated = [at for at in run if _is_prefix_of_any(letters(page[at].block.text), texts)]
        linked = sum(page[at].is_linked for at in run)
        is_long = linked > 2 and 2 * min(linked, len(repeated)) >= len(run)
        if is_long or _is_pair_at_the_head(page, kept, run):
            titles = [at for at in above if patterns.CONTENTS_TITLE.match(page[at].block.text)]
            titles += [at for at in above if titles and _is_toggle(page[at])]
            dropped += [("table of contents", at) for at in titles + repeated]
    return dropped


def _is_pair_at_the_head(page: Page, kept: list[int], run: list[int]) -> bool:
    """Return whether *run* is two lines before any prose, each only a link into the page and a heading further down.

    Two links in the middle of a text belong to a sentence.
    """
    if len(run) != 2 or not all(link.startswith("#") for at in run for link in page[at].block.links):
        return False
    if not all(page[at].is_linked for at in run) or any(_is_prose(page[at]) for at in kept if at < run[0]):
        return False
    below = {letters(page[at].block.text) for at in kept if at > run[1] and page[at].block.kind is Kind.HEADING}
    return all(letters(page[at].block.text) in below for at in run)


def _is_entry(extracted: ExtractedBlock, headings: set[str]) -> bool:
    """Return whether a block is a line of links into the page, or an item with the text of a heading.

    The entry of the current section is sometimes not a link.
    """
    if extracted.block.kind is Kind.HEADING:
        return False
    if extracted.is_linked:
        return all("#" in link for link in extracted.block.links)
    return extracted.block.kind is Kind.ITEM and letters(extracted.block.text) in headings


def _runs(kept: list[int], entries: set[int]) -> Iterator[tuple[list[int], list[int]]]:
    """Yield each run of *entries* after the two blocks above it: a title, and a button that unfolds the contents."""
    above, run = list[int](), list[int]()
    for at in kept:
        if at in entries:
            run.append(at)
            continue
        yield above, run
        above, run = [*([] if run else above[-1:]), at], []
    yield above, run


def _is_prefix_of_any(letters: str, texts: list[str]) -> bool:
    """Return whether one of *texts*, which are sorted, begins with *letters*."""
    position = bisect_left(texts, letters)
    return position < len(texts) and texts[position].startswith(letters)


def _contents_titles(page: Page, kept: list[int]) -> list[DroppedBlock]:
    """Return the titles of tables of contents that are dropped or empty, and the buttons that unfold them."""
    dropped: list[DroppedBlock] = []
    for order, at in enumerate(kept):
        if not patterns.CONTENTS_TITLE_ONLY.fullmatch(page[at].block.text):
            continue
        before, after = kept[max(order - 1, 0) : order], kept[order + 1 : order + 3]
        toggles = [near for near in before + after[:1] if _is_toggle(page[near])]
        following = next((near for near in after if near not in toggles), None)
        if following is None or not (page[following].is_linked or page[following].block.kind is Kind.ITEM):
            dropped += [("table of contents", near) for near in sorted([at, *toggles])]
    return dropped


def _is_toggle(extracted: ExtractedBlock) -> bool:
    text = extracted.block.text
    return len(text) <= _LONGEST_TOGGLE and bool(patterns.TOGGLE_LABEL.fullmatch(text))


def _ends(page: Page, kept: list[int]) -> list[DroppedBlock]:
    """Return the link lines before the first prose, and the lines from a copyright line or of links after the last prose."""
    first = next((order for order, at in enumerate(kept) if _is_prose(page[at])), None)
    if first is None:
        return []
    last = next(order for order in range(len(kept) - 1, -1, -1) if _is_prose(page[kept[order]]))
    dropped = [("before the text", at) for at in kept[:first] if _is_link_line(page[at])]
    # A short line that ends in a colon announces links as prose does: "You can object here:".
    announcing = (order for order in range(len(kept) - 1, last, -1) if _is_announcement(page[kept[order]]))
    last = next(announcing, last)
    trailing = kept[last + 1 :]
    close = next((order for order, at in enumerate(trailing) if _closes_page(page[at].block)), len(trailing))
    dropped += [("after the text", at) for at in trailing[close:]]
    trailing = trailing[:close]
    announced = _announced_count(page, kept[: last + 1], trailing)
    while len(trailing) > announced and _is_trailing_link(page, trailing, dropped):
        dropped.append(("after the text", trailing.pop()))
    return dropped


def _announced_count(page: Page, text: list[int], trailing: list[int]) -> int:
    """Return how many of the *trailing* blocks stay because the *text* announces them: links under one last heading.

    Several headings are the columns of a footer. A passage that ends in a colon announces the items right
    after it, or the addresses, or else the one line that follows.
    """
    titles = [order for order, at in enumerate(trailing) if page[at].block.kind is Kind.HEADING]
    if len(titles) == 1:
        return 0 if patterns.OFFER_HEADING.search(page[trailing[titles[0]]].block.text) else len(trailing)
    if titles or not text or not page[text[-1]].block.text.endswith((":", "：")):
        return 0
    items = next((order for order, at in enumerate(trailing) if page[at].block.kind is not Kind.ITEM), len(trailing))
    return items or next((order for order, at in enumerate(trailing) if not _is_address(page[at])), len(trailing)) or 1


def _is_announcement(extracted: ExtractedBlock) -> bool:
    """Return whether a block is an unlinked sentence of five words or more that ends in a colon; a shorter one is a label."""
    block = extracted.block
    is_text = block.kind is not Kind.HEADING and not extracted.is_linked
    return is_text and block.text.endswith((":", "：")) and word_count(block.text) >= _FEWEST_ANNOUNCING_WORDS


def _is_address(extracted: ExtractedBlock) -> bool:
    """Return whether a block is only the address of a page or a mailbox, as written in a link."""
    text = extracted.block.text
    return " " not in text and bool(patterns.ADDRESS.fullmatch(text))


def _is_prose(extracted: ExtractedBlock) -> bool:
    text = extracted.block.text
    words = [word for word in text.split() if any(map(str.isalnum, word))]
    if extracted.block.kind is Kind.HEADING or extracted.is_linked or word_count(" ".join(words)) < _FEWEST_PROSE_WORDS:
        return False
    if len(words) > _LONGEST_COPYRIGHT_LINE or not patterns.COPYRIGHT.search(text):
        return True
    return bool(patterns.OBLIGATION_WORDS.search(text))


def _is_link_line(extracted: ExtractedBlock) -> bool:
    """Return whether a block is a line of links that is neither a heading, nor a date, nor a table of contents."""
    block = extracted.block
    if not extracted.is_linked or block.kind is Kind.HEADING or patterns.DATE_WORDS.search(block.text):
        return False
    return not all(link.startswith(("#", "mailto:", "tel:")) for link in block.links)


def _closes_page(block: Block) -> bool:
    """Return whether *block* is a copyright line or a build name: after the last prose, only lines of the footer follow it."""
    if block.kind is not Kind.HEADING and patterns.COPYRIGHT.search(block.text):
        return not patterns.OBLIGATION_WORDS.search(block.text)
    return _is_build_name(block.text)


def _is_build_name(text: str) -> bool:
    """Return whether *text* is the name of a server or a build, alone in its line: letters and digits in one word."""
    return (
        len(text) <= _LONGEST_BUILD_NAME
        and text.isascii()
        and text.isalnum()
        and not text.isalpha()
        and not text.isdigit()
    )


def _is_trailing_link(page: Page, trailing: list[int], dropped: list[DroppedBlock]) -> bool:
    """Return whether the last block is a separate line of links, or the heading of such lines that are dropped already."""
    extracted = page[trailing[-1]]
    if extracted.block.kind is Kind.HEADING:
        return bool(dropped) and dropped[-1] == ("after the text", trailing[-1] + 1)
    if extracted.follows_text and len(extracted.block.links) == 1:
        return False  # "Read our terms", after a break in the last paragraph
    return _is_link_line(extracted)


_RULES: tuple[TrimmingRule, ...] = (
    _advertisement_labels,  # with the next one before the ends, so that they are not the last lines with text
    _neighbour_lists,
    _tables_of_contents,  # before the ends, which would drop contents above the text as lines of links
    _contents_titles,  # after the tables of contents, because a title is alone once its entries are dropped
    _ends,  # last: the first and the last prose are those of the blocks that are kept
)
