"""Render our templates with every value escaped. The only module that imports Jinja.

Archived text is hostile. Every value that a template prints passes through `_printable`, which removes control and
direction characters and what no encoding can hold, and then through autoescape. Only our own pictures are marked as safe.
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
    """The templates in *package*, with escaping of all values; *filters* are functions that templates call by name."""

    def __init__(self, package: str, filters: Mapping[str, Callable[..., str]]) -> None:
        self._environment = Environment(
            loader=PackageLoader(package),
            autoescape=True,
            finalize=_printable,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(filters)

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """Return the text of the template *name* with *values*. Raises UndefinedError where the template names another value."""
        return self._environment.get_template(name).render(values)


def trusted_svg(svg: str) -> Markup:
    """Return one of our own pictures for printing without escaping; its text was escaped when it was drawn."""
    return Markup(svg)  # noqa: S704 (made by reports.plots, which escapes each word)


def web_link(url: str) -> str:
    """Return *url* if it is an http or https URL that is safe as a link, else "": no `javascript:`, `data:` or `file:`."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    return url if usable and url.isprintable() and not _SURROGATES.search(url) else ""


def _printable(value: Any) -> Any:
    # A printable string has no control, direction or surrogate character. Tested first, since a site prints a million values.
    if value.__class__ is str and value.isprintable():
        return value
    if isinstance(value, str) and not isinstance(value, Markup):
        return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", visible(value))
    return value
