"""Explain in a sentence why a passage was dropped from a reading, by the short reason of the rule."""

from __future__ import annotations

MEANINGS = {
    "removed by the watchlist": "an element that `remove` in the watchlist names",
    "noscript": "shown only where scripts are switched off; the same page has more text with them",
    "noframes": "shown only by browsers without frames; the same page has more text in them",
    "consent tool": "the box of a consent tool, by the name that the tool gives it, with a word on cookies or consent",
    "consent box": "a box on cookies or consent, by its name or by buttons that agree and that decline",
    "dialog": "an element with the tag or role of a dialog over the page",
    "named dialog": "a box with the class or id of a dialog over the page",
    "navigation": "an element with the tag or role of navigation, with little of the page's prose",
    "menu": "an element with the tag or role of a menu, with little of the page's prose",
    "search": "a search form",
    "header": "the header of the page, without its title and with little of its prose",
    "footer": "the footer of the page, with little of its prose",
    "after the footer": "is after the footer of the page, where scripts insert dialogs and notices",
    "aside": "an element with the tag, role or name of a column beside the text, with little of the page's prose",
    "beside the text": "links or fields before the first or after the last box with prose",
    "hidden beside the text": "a small box outside the text that is hidden until a script shows it",
    "form": "a small form: search, sign-in, or an offer by mail",
    "sign-up": "a small box with a field for an e-mail address or a password",
    "button": "a button that neither opens a passage nor is part of a sentence",
    "language switcher": "offers the page in other languages",
    "notice": "a short live region, a word on the connection, or a number that scripts read",
    "player": "the buttons of a player of sound or video",
    "note on a new window": "words for screen readers: that a link opens a new window",
    "before the text": "a line of links before the first passage of prose",
    "after the text": "a line of links or of copyright after the last passage of prose",
    "changes at every load": "a counter, a reading time, or an age like \"3 days ago\"",
    "rating": "asks whether the page was of help",
    "skip link": "a link that jumps over the navigation or back to the top",
    "font probe": "a sample with which scripts measure fonts",
    "advertisement label": "says that an advertisement follows, or that the text continues after it",
    "stories": "a list of other stories beside the text, with their titles as links",
    "list of addresses": "the addresses of agents or branches, before the title of the page",
    "list of pages": "the list of neighbouring pages that a help centre shows beside each page",
    "table of contents": "repeats a heading or the beginning of a passage that is kept, as a link into the page",
    "second copy": "repeats text of the page in a box that is hidden, a print version, or for another device",
    "in a hidden copy": "differs from the text of the page, in a hidden copy of it: no reader sees this wording",
    "struck out": "struck through on the page: not in force",
}  # fmt: skip
_BOX_BY_NAME = "a box without prose or full of links, dropped for its class or id"


def meaning(reason: str) -> str:
    """Return a sentence that explains *reason*. Raises KeyError for a reason that no rule gives."""
    sentence = MEANINGS.get(reason)
    if sentence is None and reason.startswith("named "):
        return _BOX_BY_NAME
    return sentence if sentence is not None else MEANINGS[reason]
