"""Our templates, with everything escaped. The only door to Jinja.

Archived text is hostile. Whatever a template prints goes through `_shown`, which takes away what could steer letters or
break an encoding, and then through autoescape; nothing but our own pictures is marked as safe.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from clausetrail.reports.wording.escaping import visible

_SURROGATES = re.compile("[\ud800-\udfff]")


class Templates:
    """The templates in *package*, which print no archived word as it came; *filters* are theirs by name."""

    def __init__(self, package: str, filters: Mapping[str, Callable[..., str]]) -> None:
        self._environment = Environment(
            loader=PackageLoader(package),
            autoescape=True,
            finalize=_shown,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(filters)

    def page(self, name: str, values: Mapping[str, Any]) -> str:
        """Return the page that the template *name* makes of *values*."""
        return self._environment.get_template(name).render(values)


def trusted_svg(svg: str) -> Markup:
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


def _shown(value: Any) -> Any:
    # Nothing printable is a control, a direction or a surrogate. Asked first: a site prints a million values.
    if value.__class__ is str and value.isprintable():
        return value
    if isinstance(value, str) and not isinstance(value, Markup):
        return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", visible(value))
    return value
