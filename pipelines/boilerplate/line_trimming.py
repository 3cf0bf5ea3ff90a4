"""Which blocks at the two ends of a page, or changing at every load, are not the policy.

Link lines before the first and after the last passage of prose, copyright lines, counters, "updated 3 days ago",
the samples with which scripts measure fonts, and the second copy of a policy kept for small screens.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from clausetrail.pipelines.dom import patterns
from clausetrail.pipelines.dom.tree import word_count
from clausetrail.pipelines.extraction.blocks import ExtractedBlock
from clausetrail.snapshots.model import Block, Kind

DroppedBlock = tuple[str, int]  # the rule, and the position of the block it left out


def trimmed_blocks(page: Sequence[ExtractedBlock]) -> list[DroppedBlock]:
    """Return which blocks of *page* are left out, by position, and why."""
    left = [(reason, at) for at, shown in enumerate(page) if (reason := _changing(shown))]
    for rule in (_doubles, _contents, _bare_titles, _ends):
        gone = {at for _, at in left}
        left += rule(page, [at for at in range(len(page)) if at not in gone])
    return sorted(left, key=lambda pair: pair[1])


def _changing(shown: ExtractedBlock) -> str:
    said = shown.block.text
    words = said.split()
    if len(words) <= 10 and (patterns.AGO.search(said) or patterns.COUNTER.search(said)):
        return "changes at every load"
    if len(words) <= 10 and patterns.RATES.fullmatch(said):
        return "rating"
    if shown.linked and len(words) <= 8 and patterns.SKIPS.search(said):
        return "skip link"
    if len(words) <= 5 and not shown.block.label and patterns.SELECTS_LANGUAGE.fullmatch(said):
        return "language switcher"
    if "mmMwWLliI0" in said or (len(words) >= 5 and words.count(words[0]) == len(words)):
        return "font probe"
    return ""


def _ends(page: Sequence[ExtractedBlock], kept: list[int]) -> list[DroppedBlock]:
    first = next((order for order, at in enumerate(kept) if _is_prose(page[at])), None)
    if first is None:
        return []
    last = next(order for order in range(len(kept) - 1, -1, -1) if _is_prose(page[kept[order]]))
    left = [("before the text", at) for at in kept[:first] if _leads_away(page[at])]
    trailing = kept[last + 1 :]
    close = next((order for order, at in enumerate(trailing) if _closes(page[at].block)), len(trailing))
    left += [("after the text", at) for at in trailing[close:]]
    trailing = trailing[:close]
    stay = _announced(page, kept[: last + 1], trailing)
    while len(trailing) > stay and _trails(page, trailing, left):
        left.append(("after the text", trailing.pop()))
    return left


def _announced(page: Sequence[ExtractedBlock], said: list[int], trailing: list[int]) -> int:
    """Return how many of the *trailing* blocks stay because the text announces them: links under one last heading.

    Several headings are the columns of a footer. A passage that ends in a colon announces the items right after it.
    """
    titles = [order for order, at in enumerate(trailing) if page[at].block.kind is Kind.HEADING]
    if len(titles) == 1:
        return 0 if patterns.OFFERS.search(page[trailing[titles[0]]].block.text) else len(trailing)
    if titles or not said or not page[said[-1]].block.text.endswith((":", "：")):
        return 0
    return next((order for order, at in enumerate(trailing) if page[at].block.kind is not Kind.ITEM), len(trailing))


def _is_prose(shown: ExtractedBlock) -> bool:
    words = [word for word in shown.block.text.split() if any(map(str.isalnum, word))]
    if shown.block.kind is Kind.HEADING or shown.linked or word_count(" ".join(words)) < 10:
        return False
    if len(words) > 20 or not patterns.COPYRIGHT.search(shown.block.text):
        return True
    return bool(patterns.RULES.search(shown.block.text))


def _leads_away(shown: ExtractedBlock) -> bool:
    """A line of links that is neither a heading, nor a date, nor a table of contents."""
    block = shown.block
    if not shown.linked or block.kind is Kind.HEADING or patterns.DATED.search(block.text):
        return False
    return not all(link.startswith(("#", "mailto:", "tel:")) for link in block.links)


def _closes(block: Block) -> bool:
    """A copyright line ends a page: nothing but lines of the footer can follow, once there is no more prose."""
    if block.kind is not Kind.HEADING and patterns.COPYRIGHT.search(block.text):
        return not patterns.RULES.search(block.text)
    return _is_machine_word(block.text)


def _is_machine_word(words: str) -> bool:
    """The name of a server or a build, alone in its line: letters and digits in one word."""
    return len(words) < 40 and words.isascii() and words.isalnum() and not words.isalpha() and not words.isdigit()


def _trails(page: Sequence[ExtractedBlock], trailing: list[int], left: list[DroppedBlock]) -> bool:
    """The last block, if it is a link line of its own, or the heading of such that are left out already."""
    shown = page[trailing[-1]]
    if shown.block.kind is Kind.HEADING:
        return bool(left) and left[-1] == ("after the text", trailing[-1] + 1)
    if shown.joined and len(shown.block.links) == 1:
        return False  # "Read our terms", after a break in the last paragraph
    return _leads_away(shown)


def _contents(page: Sequence[ExtractedBlock], kept: list[int]) -> list[DroppedBlock]:
    """Name what a table of contents repeats: in runs of three links or more into the page, half of which do, and in runs
    of two at the head of a page that has headings of just these words.

    Nothing is lost: every line left out stands elsewhere letter by letter, as a heading or as the beginning of a
    passage, so that a page whose headings become bold words of the paragraph, or back, is read alike.
    """
    headings = {_letters(page[at].block.text) for at in kept if page[at].block.kind is Kind.HEADING}
    entries = {at for at in kept if _is_entry(page[at], headings)}
    if sum(page[at].linked for at in entries) < 2:
        return []
    said = sorted(_letters(page[at].block.text) for at in kept if at not in entries)
    left: list[DroppedBlock] = []
    for above, run in _runs(kept, entries):
        repeated = [at for at in run if _begins_any(_letters(page[at].block.text), said)]
        linked = sum(page[at].linked for at in run)
        is_long = linked > 2 and 2 * min(linked, len(repeated)) >= len(run)
        if is_long or _is_pair_at_the_head(page, kept, run):
            titles = [at for at in above if patterns.CONTENTS.match(page[at].block.text)]
            titles += [at for at in above if titles and _is_toggle(page[at])]
            left += [("table of contents", at) for at in titles + repeated]
    return left


def _is_pair_at_the_head(page: Sequence[ExtractedBlock], kept: list[int], run: list[int]) -> bool:
    """Return whether *run* are two lines before any prose, each but a link into the page and a heading further down.

    Two links in the midst of a text are what a sentence speaks of.
    """
    if len(run) != 2 or not all(link.startswith("#") for at in run for link in page[at].block.links):
        return False
    if not all(page[at].linked for at in run) or any(_is_prose(page[at]) for at in kept if at < run[0]):
        return False
    below = {_letters(page[at].block.text) for at in kept if at > run[1] and page[at].block.kind is Kind.HEADING}
    return all(_letters(page[at].block.text) in below for at in run)


def _bare_titles(page: Sequence[ExtractedBlock], kept: list[int]) -> list[DroppedBlock]:
    """Name the title of a table of contents that is left out or empty, and the buttons that unfolded it."""
    left: list[DroppedBlock] = []
    for order, at in enumerate(kept):
        if not patterns.CONTENTS_ONLY.fullmatch(page[at].block.text):
            continue
        before, after = kept[max(order - 1, 0) : order], kept[order + 1 : order + 3]
        toggles = [near for near in before + after[:1] if _is_toggle(page[near])]
        following = next((near for near in after if near not in toggles), None)
        if following is None or not (page[following].linked or page[following].block.kind is Kind.ITEM):
            left += [("table of contents", near) for near in sorted([at, *toggles])]
    return left


def _is_toggle(shown: ExtractedBlock) -> bool:
    return len(shown.block.text) < 30 and bool(patterns.TOGGLES.fullmatch(shown.block.text))


def _begins_any(letters: str, said: list[str]) -> bool:
    """Return whether one of *said*, which are sorted, begins with *letters*."""
    position = bisect_left(said, letters)
    return position < len(said) and said[position].startswith(letters)


def _runs(kept: list[int], entries: set[int]) -> Iterator[tuple[list[int], list[int]]]:
    """Yield each run of *entries*, after the two blocks above it: a title, and a button to unfold the contents."""
    above, run = list[int](), list[int]()
    for at in kept:
        if at in entries:
            run.append(at)
            continue
        yield above, run
        above, run = [*([] if run else above[-1:]), at], []
    yield above, run


def _is_entry(shown: ExtractedBlock, headings: set[str]) -> bool:
    """A line of links into the page, or an item that names a heading, as the current one is not a link at times."""
    if shown.block.kind is Kind.HEADING:
        return False
    if shown.linked:
        return all("#" in link for link in shown.block.links)
    return shown.block.kind is Kind.ITEM and _letters(shown.block.text) in headings


def _letters(words: str) -> str:
    """The letters alone: contents and headings differ in numbers and marks."""
    return "".join(filter(str.isalpha, words.casefold()))


def _doubles(page: Sequence[ExtractedBlock], kept: list[int]) -> list[DroppedBlock]:
    """Name the blocks of a second copy: runs of three or more that stood before, if they are 45 % of the page."""
    first: dict[tuple[str, str], int] = {}
    runs: list[list[int]] = [[]]
    expected = -1
    for order, at in enumerate(kept):
        block = page[at].block
        seen = first.setdefault((block.label, block.text), order)
        if seen != order:
            if seen != expected:
                runs.append([])
            runs[-1].append(at)
        expected = seen + 1 if seen != order else -1
    copies = [at for run in runs if len(run) > 2 for at in run]
    if not copies:
        return []
    words = [word_count(shown.block.text) for shown in page]
    return [("second copy", at) for at in copies] if sum(words[at] for at in copies) >= 0.45 * sum(words) else []
