"""Write the texts of all versions of one policy as a script, with which its page compares any two dates without a server.

A page that is opened from a disk may not fetch a file, but it may load a script beside it. Each distinct passage is in the
file once; a version is a list of places in the list of passages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from clausetrail.reports.policy_view.policy_context import PolicyContext
from clausetrail.reports.publishing.page_names import change_page, text_page
from clausetrail.reports.wording.escaping import visible
from clausetrail.snapshots.model import iso_date

TEXTS_FILE = "texts.js"
# The function of compare.js that takes the texts.
_RECEIVER = "clausetrailTexts"


def texts_script(context: PolicyContext) -> str:
    """Return the script with the texts of all versions of a policy, in ASCII."""
    document = json.dumps(texts_document(context), ensure_ascii=True, separators=(",", ":"))
    return f"{_RECEIVER}({document});\n"


def texts_document(context: PolicyContext) -> Mapping[str, Any]:
    """Return the distinct passages, and for each version its number, dates as YYYY-MM-DD, pages and places of passages.

    "same" is the number of the earlier version with the same text, or 0. "change" is the page of the change that led to
    the version, or "".
    """
    places: dict[str, int] = {}
    versions = []
    for version in context.timeline.versions:
        passages = [visible(clause.labelled_text) for clause in context.clauses_of(version.text)]
        stem = context.stems[version.number]
        versions.append(
            {
                "number": version.number,
                "first": iso_date(version.first.timestamp),
                "last": iso_date(version.last.timestamp),
                "page": text_page(stem),
                "change": change_page(stem) if version.number > 1 else "",
                "same": context.earlier_occurrence.get(version.number, 0),
                "passages": [places.setdefault(passage, len(places)) for passage in passages],
            }
        )
    return {"passages": [*places], "versions": versions}
