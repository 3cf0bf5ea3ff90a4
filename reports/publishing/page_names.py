"""What files and folders of the site are called: safe on any disk, the same each time, never two of one name.

A policy's name and its URLs are data of users and of archives; no page is named by them unchecked.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from clausetrail.snapshots.model import Version, repair_timestamp

# Names that Windows keeps for devices, in any folder and with any ending (Microsoft, "Naming Files, Paths, and Namespaces").
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_MARKED = re.compile(r"-[0-9a-f]{10}")


def slug(name: str) -> str:
    """Return the folder of the policy *name*: the name itself where it is plain, else what is plain of it and a digest.

    Plain are lower-case ASCII letters, digits, "-", "." and "_": disks that fold case keep "A" and "a" in one folder.
    """
    plain = re.sub(r"[^a-z0-9_]+", lambda found: "." if found[0] == "." else "-", name.lower())[:60].strip("-.")
    if plain == name and plain and not _DEVICES.fullmatch(plain) and not _MARKED.fullmatch(plain[-11:]):
        return plain
    return f"{plain or 'policy'}-{_digest(name)}"


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def version_stems(versions: Sequence[Version]) -> dict[int, str]:
    """Return by its number what the pages of each version are named by: the 14 digits of when it was first seen.

    A capture that turns up late may change the number of a version, seldom when it was first seen.
    """
    seen: Counter[str] = Counter()
    found = {}
    for version in versions:
        stamp = repair_timestamp(version.first.timestamp)
        seen[stamp] += 1
        found[version.number] = stamp if seen[stamp] == 1 else f"{stamp}-{seen[stamp]}"
    return found


def text_page(stem: str) -> str:
    """Return the file that shows a whole version."""
    return f"text-{stem}.html"


def change_page(stem: str) -> str:
    """Return the file that shows how a version came about."""
    return f"change-{stem}.html"


def clauses_page(stem: str) -> str:
    """Return the file that tells the lives of the clauses which a version brought."""
    return f"clauses-{stem}.html"


# The first version beside the last one.
ENDS_PAGE = "first-to-last.html"


def policy_feed(policy: str) -> str:
    """Return the file of the feed of one policy."""
    return f"policy-{slug(policy)}.atom"


def kind_feed(kind: str) -> str:
    """Return the file of the feed of one kind of change."""
    return f"kind-{re.sub('[^a-z]+', '-', kind)}.atom"


# The feed of all policies.
ALL_FEED = "all.atom"
