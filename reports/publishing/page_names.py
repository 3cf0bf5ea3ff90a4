"""Name the files and folders of the site: valid on any disk, the same in each run, and unique.

A policy's name and its URLs are data of users and of archives, so no page is named after them unchecked.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from clausetrail.snapshots.model import Version, repair_timestamp

# Names that Windows reserves for devices, in any folder and with any extension (Microsoft, "Naming Files, Paths, and Namespaces").
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_DIGEST_SUFFIX = re.compile(r"-[0-9a-f]{10}")


def slug(name: str) -> str:
    """Return the folder of the policy *name*: the name itself where it is plain, else its plain characters and a digest.

    Plain are lower-case ASCII letters, digits, "-", "." and "_": disks that ignore case store "A" and "a" in one folder.
    """
    plain = re.sub(r"[^a-z0-9_]+", lambda found: "." if found[0] == "." else "-", name.lower())[:60].strip("-.")
    if plain == name and plain and not _RESERVED.fullmatch(plain) and not _DIGEST_SUFFIX.fullmatch(plain[-11:]):
        return plain
    return f"{plain or 'policy'}-{_digest(name)}"


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def version_stems(versions: Sequence[Version]) -> dict[int, str]:
    """Return the stem of the page names of each version, by its number: the 14 digits of when it was first seen.

    A capture that is found late may change the number of a version, but seldom when it was first seen. Of several
    versions first seen in one second, the later ones get a suffix.
    """
    counts: Counter[str] = Counter()
    found = {}
    for version in versions:
        stamp = repair_timestamp(version.first.timestamp)
        counts[stamp] += 1
        found[version.number] = stamp if counts[stamp] == 1 else f"{stamp}-{counts[stamp]}"
    return found


def text_page(stem: str) -> str:
    """Return the name of the page of a whole version."""
    return f"text-{stem}.html"


def change_page(stem: str) -> str:
    """Return the name of the page of the revision that led to a version."""
    return f"change-{stem}.html"


def clauses_page(stem: str) -> str:
    """Return the name of the page with the histories of the clauses that were first seen in a version."""
    return f"clauses-{stem}.html"


# The page that compares the first version with the last one.
ENDS_PAGE = "first-to-last.html"


def policy_feed(policy: str) -> str:
    """Return the name of the feed of one policy."""
    return f"policy-{slug(policy)}.atom"


def kind_feed(kind: str) -> str:
    """Return the name of the feed of one kind of change."""
    return f"kind-{re.sub('[^a-z]+', '-', kind)}.atom"


# The name of the feed of all policies.
ALL_FEED = "all.atom"
