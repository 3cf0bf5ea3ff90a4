"""Word the switch of a page to another document or language: what captures show of it, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from clausetrail.snapshots.dates.date_parsing import language_by_words
from clausetrail.snapshots.model import Change, Clause, Event, Revision, Switch, SwitchKind, iso_date

_FEWEST_WORDS = 40  # of each of two languages on one page
_LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "bs": "Bosnian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German",
    "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish",
    "fr": "French", "ga": "Irish", "gl": "Galician", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian",
    "lv": "Latvian", "ms": "Malay", "mt": "Maltese", "nb": "Norwegian", "nl": "Dutch", "nn": "Norwegian", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian",
    "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def switch_sentence(revision: Revision) -> str:
    """Return what the captures show of the switch of *revision*, and what is not known; "" without a switch."""
    switch = revision.switch
    if switch is None:
        return ""
    since, until = iso_date(revision.after.first.timestamp), iso_date(revision.before.last.timestamp)
    old, new = language_name(switch.old_language), language_name(switch.new_language)
    if base := switch.base:
        what = f"its text in {new}" if switch.kind is SwitchKind.LANGUAGE else f"the document of version {base.number}"
        words = _words_since(revision)
        return f"the page shows {what} again since {since}, {words} version {base.number}, seen until {iso_date(base.last.timestamp)}"
    if switch.kind is SwitchKind.DOCUMENT:
        share = f"it shares {switch.shared:.0%} of its words with the text seen until {until}"
        if switch.is_same_document:
            return (
                f"the text under this title is another one since {since}: {share}. No clause counts as added or removed"
            )
        other = f", in {new}" if switch.old_language != switch.new_language else ""
        return (
            f"another document at this address since {since}{other}: {share}, and has another title or does not name the "
            "site. No clause counts as added or removed"
        )
    if switch.is_same_document:
        return (
            f"the page shows the same document in {new} since {since}; until {until} it was in {old}. "
            "Whether the translation also changes anything is not known"
        )
    return (
        f"the page is in {new} since {since}; until {until} it was in {old}. Texts in two languages are not compared: "
        "whether it is the same document is not known"
    )


def _words_since(revision: Revision) -> str:
    return "with other words than in" if revision.changes else "with the words of"


def switch_summary(switch: Switch) -> str:
    """Return the switch in a few words: "another language: English to German", "English again, beside version 1"."""
    old, new = language_name(switch.old_language), language_name(switch.new_language)
    if base := switch.base:
        what = f"{new} again" if switch.kind is SwitchKind.LANGUAGE else "an earlier document again"
        return f"{what}, compared with version {base.number}"
    if switch.kind is SwitchKind.LANGUAGE:
        return f"another language: {old} to {new}"
    what = "the text written anew" if switch.is_same_document else "another document"
    return f"{what}, with {switch.shared:.0%} of its words in common"


def language_part(
    before: Sequence[Clause], after: Sequence[Clause], changes: Sequence[Change]
) -> tuple[Event, int, str, str] | None:
    """Return that *changes* remove or add a second language: the event, its clauses, its language and that of the rest.

    The rest of the text is in another language, as long as `_FEWEST_WORDS`, and stays. None where there is no such part.
    """
    touched_before = {place for change in changes for place in change.before}
    touched_after = {place for change in changes for place in change.after}
    for event, clauses, touched in ((Event.REMOVED, before, touched_before), (Event.ADDED, after, touched_after)):
        places = [place for change in changes if change.event is event for place in (*change.before, *change.after)]
        part = [clauses[place].text for place in places]
        rest = [clause.text for place, clause in enumerate(clauses) if place not in touched]
        if min(_words(part), _words(rest)) < _FEWEST_WORDS:
            continue
        own, other = language_by_words(part), language_by_words(rest)
        if own and other and own != other:
            return event, len(part), own, other
    return None


def part_sentence(revision: Revision, event: Event, clauses: int, own: str, other: str) -> str:
    """Return what the captures show of a second language that a page drops or adds; the arguments are of `language_part`."""
    since, what = iso_date(revision.after.first.timestamp), "clause" if clauses == 1 else "clauses"
    if event is Event.REMOVED:
        done = f"its {language_name(own)} text is not on it any more, so the {clauses} removed {what} are no edit of the policy"
    else:
        done = f"a {language_name(own)} text is beside it, so most of the {clauses} added {what} translate it"
    return f"the page keeps its {language_name(other)} text, and since {since} {done}"


def _words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)


def language_name(code: str) -> str:
    """Return the English name of the language with the ISO 639 *code*, or the code in quotes where it is not listed."""
    return _LANGUAGES.get(code, f"{code!r}" if code else "an unknown language")
