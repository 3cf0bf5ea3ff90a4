"""The versions of all policies as a git repository: one commit a version, made at the time it was first seen.

The repository is a function of the store: the same versions give the same commit ids on any machine, in whatever
steps they were exported. It is written by `git fast-import`: a stream into one pack, and no dependency but a program
that whoever wants a repository has; no hook, template or configuration of anybody is run or read.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from clausetrail.reports.export.markdown_corpus import file_name, markdown, title_of
from clausetrail.reports.timeline.timeline_document import MementoLink, is_across_imports
from clausetrail.reports.wording.escaping import visible
from clausetrail.reports.wording.redline_pieces import count_changes
from clausetrail.snapshots.errors import UnusableSetting
from clausetrail.snapshots.history.versions import between_dates
from clausetrail.snapshots.model import Policy, Revision, Version, iso_date, parse_timestamp, repair_timestamp
from clausetrail.snapshots.store import Store

BRANCH = "refs/heads/main"
# The author is the same everywhere, or commit ids would differ; ".invalid" is nobody's (RFC 2606).
_AUTHOR = b"Clausetrail <export@clausetrail.invalid>"
# What was written, for the next export: a hash of each commit's content, oldest first, in a commit after the last one.
_RECORD = "refs/clausetrail/told"
_LIST = "told"
_DIGITS = 20
_SAFE = ("-c", "core.hooksPath=/dev/null", "-c", "core.autocrlf=false")


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: when, of which policy, and where its parts of the stream lie, by whose hash it is known again."""

    timestamp: str
    policy: str
    number: int
    digest: str
    offset: int
    head: int
    files: int


@dataclass(frozen=True, slots=True)
class Written:
    """What an export to git came to: how many commits there are, how many are new, and what was told again."""

    commits: int
    new: int
    retold: str = ""

    def __str__(self) -> str:
        return f"{self.commits} commits, {self.new} of them new{f'; {self.retold}' if self.retold else ''}"


def write(store: Store, policies: Iterable[Policy], folder: Path, link: MementoLink) -> Written:
    """Bring the repository in *folder*, made on first use, up to what is told of *policies*.

    New versions are appended. Where history was told otherwise before, all commits are written again under the same
    name, and that is said. Raises UnusableSetting where git is missing or *folder* holds commits of others, and OSError.
    """
    with tempfile.TemporaryFile() as spool:
        told = sorted(_spooled(store, policies, link, spool), key=lambda one: (one.timestamp, one.policy, one.number))
        held, tip = _held(folder)
        kept = _alike(held, [one.digest for one in told])
        if not told:
            return Written(0, 0, "nothing is told any more, and the repository was left as it is" if held else "")
        retold = _retold(held, told, kept) if kept < len(held) else ""
        if retold:
            _import(folder, spool, told, told, "")
        elif kept < len(told):
            _import(folder, spool, told[kept:], told, tip)
    # Also where nothing is new: the run before may have been interrupted here. A reader's own branch is left alone.
    if _git(folder, "symbolic-ref", "--quiet", "HEAD").strip() == BRANCH:
        _git(folder, "reset", "-q", "--hard", BRANCH)
    return Written(len(told), len(told) - kept, retold)


def _alike(held: Sequence[str], known: Sequence[str]) -> int:
    """Return how many of *held* and *known* are the same from the first on."""
    pairs = zip(held, known, strict=False)
    return next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(held), len(known)))


def _retold(held: Sequence[str], told: Sequence[Commit], kept: int) -> str:
    """Return from where on history is another than the one written before."""
    since = f"from {iso_date(told[kept].timestamp)} ({told[kept].policy}) on" if kept < len(told) else "at its end"
    gone = len(held) - kept
    return (
        f"history was told otherwise before, {since}: all was written again, and {gone} earlier "
        f"{'commit is' if gone == 1 else 'commits are'} no longer part of it"
    )


def message(policy: Policy, version: Version, revision: Revision | None, link: MementoLink) -> str:
    """Return what the commit of *version* says: a first line in the words of Open Terms Archive, and the evidence."""
    name, first = policy.title or policy.name, version.first
    told = f"First record of {name}" if revision is None else f"Record changes of {name}"
    lines = [told, ""]
    if revision:
        lines += [f"Changed {between_dates(revision.before, revision.after)}: {count_changes(revision.changes)}"]
        lines += [f"Before: {link(revision.before.last)}"]
    lines += [f"{'After: ' if revision else 'Memento:'} {link(first)}"]
    lines += [f"Version {version.number} of {policy.name}, present on {iso_date(first.timestamp)}"]
    if version.is_imported:
        lines += ["An imported text, cleaned by others."]
    elif revision and is_across_imports(revision):
        lines += ["The text before was imported: differences may come from how others cleaned it."]
    # When it was last seen, and whether it is a candidate, changes with every capture: a commit must not.
    return "\n".join(map(visible, lines)) + "\n"


def _spooled(store: Store, policies: Iterable[Policy], link: MementoLink, spool: IO[bytes]) -> Iterator[Commit]:
    """Write the part of the stream that makes each version's commit to *spool*, and yield where it lies."""
    for policy in policies:
        timeline = store.timeline(policy)
        revisions = {revision.after.number: revision for revision in timeline.revisions}
        for version in timeline.versions:
            clauses = store.derivations.clauses(version.text)
            text = markdown(version, title_of(store, version, policy), clauses, link, is_ended=False)
            told = message(policy, version, revisions.get(version.number), link)
            head, files = _parts(policy, version, told, text)
            digest = hashlib.sha256(head + files).hexdigest()[:_DIGITS]
            place = spool.tell(), spool.write(head), spool.write(files)
            yield Commit(repair_timestamp(version.first.timestamp), policy.name, version.number, digest, *place)


def _parts(policy: Policy, version: Version, told: str, text: str) -> tuple[bytes, bytes]:
    """Return the commands of one commit: those before the one that says which it follows, and those after it.

    Texts are counted, not quoted, so that none can end early; the path is made of safe characters alone.
    """
    path = f"{file_name(policy.name)}.md"
    files = b"M 100644 inline %s\n%s" % (path.encode(), _data(text))
    return _signed(version.first.timestamp, told), files


def _signed(timestamp: str, told: str) -> bytes:
    when = b"%s %d +0000\n" % (_AUTHOR, int(parse_timestamp(timestamp).timestamp()))
    return b"author %scommitter %s%s" % (when, when, _data(told))


def _data(text: str) -> bytes:
    content = text.encode("utf-8", "replace")
    return b"data %d\n%s\n" % (len(content), content)


def _held(folder: Path) -> tuple[list[str], str]:
    """Return the hashes of the commits that were written to *folder*, and the id of the last, or nothing."""
    if not folder.exists() or not any(folder.iterdir()):
        return [], ""
    strange = UnusableSetting(f"{folder} holds other things than this export; name another folder")
    if not (folder / ".git").is_dir():
        raise strange
    tip, known = (_git(folder, "rev-parse", "--verify", "--quiet", name).strip() for name in (BRANCH, f"{_RECORD}^"))
    if not known and (tip or _git(folder, "for-each-ref") or len([*folder.iterdir()]) > 1):
        raise strange
    if tip != known:
        raise UnusableSetting(f"{folder} holds commits of others on {BRANCH}; export into another folder, and merge")
    return _git(folder, "cat-file", "blob", f"{_RECORD}:{_LIST}").split() if tip else [], tip


def _import(folder: Path, spool: IO[bytes], new: Sequence[Commit], told: Sequence[Commit], tip: str) -> None:
    """Write the commits *new* after *tip*, or in place of everything where there is none, and check out the last."""
    if not (folder / ".git").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _git(folder, "init", "-q", "--template=", "--object-format=sha1", f"--initial-branch={Path(BRANCH).name}")
    with _running(["git", *_SAFE, "fast-import", "--quiet", "--force", "--done"], folder) as importing:
        assert importing.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # git says itself why it went
            importing.stdin.writelines(_stream(spool, new, told, tip))
        _, said = importing.communicate()
    if importing.returncode:
        raise OSError(importing.returncode, f"git fast-import failed: {said.decode(errors='replace')[:500]}")


def _stream(spool: IO[bytes], new: Sequence[Commit], told: Sequence[Commit], tip: str) -> Iterator[bytes]:
    """Yield the stream for `git fast-import`: each commit follows the one before, the first one *tip*, if there is one.

    The record of all of them is a commit that follows the last one under a name of ours: both come in one run.
    """
    branch, record = BRANCH.encode(), _RECORD.encode()
    yield b"reset %s\n\nreset %s\n\n" % (branch, record)
    follows = b"from %s\n" % tip.encode() if tip else b""
    for one in new:
        spool.seek(one.offset)
        yield b"commit %s\n%s%s" % (branch, spool.read(one.head), follows)
        yield spool.read(one.files)
        follows = b""
    signed = _signed(told[-1].timestamp, "The contents of all commits, for the next export\n")
    listed = _data("".join(f"{one.digest}\n" for one in told))
    yield b"commit %s\n%sfrom %s\ndeleteall\n" % (record, signed, branch)
    yield b"M 100644 inline %s\n%sdone\n" % (_LIST.encode(), listed)


def _git(folder: Path, *arguments: str) -> str:
    """Return what git says to *arguments* in *folder*, nothing where it fails and they ask it to be "--quiet".

    Raises UnusableSetting without git, and OSError where it fails otherwise.
    """
    with _running(["git", *_SAFE, *arguments], folder) as process:
        out, error = process.communicate()
    if process.returncode and "--quiet" not in arguments:
        raise OSError(process.returncode, f"git {arguments[0]} failed: {error.decode(errors='replace')[:500]}")
    return out.decode(errors="replace")


def _running(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    """Start git so that nobody's configuration, and no repository around, has a say in it."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    ours |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_ATTR_NOSYSTEM": "1"}
    ours |= {"GIT_DIR": str(folder.resolve() / ".git"), "GIT_WORK_TREE": str(folder.resolve()), "LC_ALL": "C"}
    author = {"GIT_COMMITTER_NAME": "Clausetrail", "GIT_COMMITTER_EMAIL": "export@clausetrail.invalid"}
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen(  # noqa: S603 (a program of a fixed name, no shell)
            command, cwd=folder, env=ours | author, stdin=pipe, stdout=pipe, stderr=pipe
        )
    except FileNotFoundError as error:
        raise UnusableSetting("--git needs the program git, which is not installed") from error
