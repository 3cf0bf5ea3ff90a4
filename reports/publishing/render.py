"""Render plain values as pages of the site."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from clausetrail.reports.templating import Templates

# Scripts and styles are loaded from our two files alone, and nothing from anywhere else (CSP level 3). No inline style:
# archived markup that escaped our escaping could not even change the look of a page.
CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
    "object-src 'none'"
)
# Matched words that are printed beside a change.
_MAX_WORDS = 6
# ISO 639-1, so that the language that a page states for itself never becomes an attribute that no reader understands.
_LANGUAGES = frozenset(
    re.findall(
        r"\w\w",
        "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo"
        " es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg"
        " ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn"
        " no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta"
        " te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu",
    )
)


def render_page(template: str, values: dict[str, Any]) -> str:
    """Return the page of *template* with *values*; "csp" and "feed" have defaults."""
    return _templates().render(f"{template}.html", {"csp": CONTENT_POLICY, "feed": ""} | values)


def language_subtag(code: str) -> str:
    """Return the first subtag of the language *code* that a page states for itself, or "" where ISO 639-1 has none such."""
    first = code.strip().lower().replace("_", "-").partition("-")[0]
    return first if first in _LANGUAGES else ""


def _first_words(words: Sequence[str]) -> str:
    """Return the first of the *words* that a rule matched, each once; the redline beside them shows all."""
    distinct = [*{word.casefold(): word for word in reversed(words)}.values()][::-1]
    rest = [] if len(distinct) <= _MAX_WORDS else ["\N{HORIZONTAL ELLIPSIS}"]
    return ", ".join([*distinct[:_MAX_WORDS], *rest])


def _plural(number: int, singular: str, plural: str = "") -> str:
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


@cache
def _templates() -> Templates:
    return Templates("clausetrail.reports.site", {"few": _first_words, "thousands": "{:,}".format, "plural": _plural})
