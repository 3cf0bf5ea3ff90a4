"""From plain values to HTML: our templates, with everything escaped. The only door to Jinja.

Archived text is hostile. Whatever a template prints goes through `_shown`, which takes away what could steer letters or
break an encoding, and then through autoescape; nothing but our own pictures is marked as safe.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.lettering import visible

# JavaScript and style come from our two files alone, and nothing from anywhere else (CSP level 3). No inline style:
# an archived word that slipped through could not even paint.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
    "object-src 'none'"
)
_FEW = 6
_SURROGATES = re.compile("[\ud800-\udfff]")
# ISO 639-1, so that a page's word on its own language never becomes an attribute that no reader understands.
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


def page(template: str, values: dict[str, Any]) -> str:
    """Return the page that *template* makes of *values*."""
    return _environment().get_template(f"{template}.html").render({"csp": POLICY} | values)


def picture(svg: str) -> Markup:
    """Return one of our own pictures as something to print unescaped; its words were escaped when it was drawn."""
    return Markup(svg)  # noqa: S704 (made by reports.plots, which escapes each word)


def web_link(url: str) -> str:
    """Return *url* if it is one of the web, to be followed by a click, else "": no `javascript:`, no `data:`, no `file:`."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    return url if usable and url.isprintable() and not _SURROGATES.search(url) else ""


def language(code: str) -> str:
    """Return the language that a page said of itself, as its first subtag, or "" where that is none."""
    first = code.strip().lower().replace("_", "-").partition("-")[0]
    return first if first in _LANGUAGES else ""


def _few(words: Sequence[str]) -> str:
    """Return the first of the *words* that a rule matched, each once: all of them stand in the redline beside it."""
    several = [*{word.casefold(): word for word in reversed(words)}.values()][::-1]
    rest = [] if len(several) <= _FEW else ["\N{HORIZONTAL ELLIPSIS}"]
    return ", ".join([*several[:_FEW], *rest])


def _shown(value: Any) -> Any:
    if isinstance(value, str) and not isinstance(value, Markup):
        return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", visible(value))
    return value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("reports.site"),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["few"] = _few
    environment.filters["thousands"] = lambda number: f"{number:,}"
    environment.filters["plural"] = lambda number, one, many="": (
        f"{number:,} {one if number == 1 else many or one + 's'}"
    )
    return environment
