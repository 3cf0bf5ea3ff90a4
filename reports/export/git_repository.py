"""Write the versions of all policies as a git repository: one commit a version, dated by its first capture.

The repository is a function of the store: the same versions give the same commit ids on any machine, in whatever
steps they were exported. It is written by `git fast-import`: a stream into one pack, with no dependency but the program
git. No hook, template or configuration of the machine is run or read.
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
from clausetrail.reports.wording.redline_pieces import count_revision
from clausetrail.snapshots.counted_nouns import counted
from clausetrail.snapshots.errors import UnusableSetting
from clausetrail.snapshots.history.versions import between_dates
from clausetrail.snapshots.model import Policy, Revision, Version, iso_date, parse_timestamp, repair_timestamp
from clausetrail.snapshots.store import Store

BRANCH = "refs/heads/main"
# The author is the same everywhere, or commit ids would differ; ".invalid" belongs to no one (RFC 2606).
_AUTHOR = b"Clausetrail <export@clausetrail.invalid>"
# The record of what was written, for the next export: a hash of each commit's content, oldest first, in the file _RECORD_FILE
# of a commit after the last one. Existing repositories have both names.
_RECORD = "refs/clausetrail/told"
_RECORD_FILE = "told"
# `git fast-import` updates one ref after another: it writes these, and one transaction gives both their names.
_NEW_BRANCH, _NEW_RECORD = "refs/clausetrail/new-main", "refs/clausetrail/new-told"
_HASH_DIGITS = 20  # hexadecimal, of SHA-256
_SAFE = ("-c", "core.hooksPath=/dev/null", "-c", "core.autocrlf=false")


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: its time, policy and version, the hash of its content, and where its parts are in the spooled stream.

    *offset*, *head* and *files* are the offset and the lengths in bytes of the part before and after the parent.
    """

    timestamp: str
    policy: str
    number: int
    digest: str
    offset: int
    head: int
    files: int


@dataclass(frozen=True, slots=True)
class Written:
    """The result of an export to git: the number of commits, of new ones, and a sentence where history was rewritten."""

    commits: int
    new: int
    rewritten: str = ""

    def __str__(self) -> str:
        return f"{counted(self.commits, 'commit')}, {self.new} of them new{f'; {self.rewritten}' if self.rewritten else ''}"


def write(store: Store, policies: Iterable[Policy], folder: Path, link: MementoLink) -> Written:
    """Update the repository in *folder*, made on first use, to the versions of *policies*.

    New versions are appended. Where the history derived today differs from the one written before, all commits are written
    again under the same branch, and the result says so. Raises UnusableSetting where git is missing or *folder* contains other
    commits, and OSError.
    """
    with tempfile.TemporaryFile() as spool:
        commits = sorted(
            _spooled(store, policies, link, spool), key=lambda commit: (commit.timestamp, commit.policy, commit.number)
        )
        written, tip = _recorded(folder)
        kept = _common_prefix(written, [commit.digest for commit in commits])
        if not commits:
            return Written(
                0, 0, "no version is known any more, and the repository was left as it is" if written else ""
            )
        rewritten = _rewritten_sentence(written, commits, kept) if kept < len(written) else ""
        if rewritten:
            _import(folder, spool, commits, commits, "")
        elif kept < len(commits):
            _import(folder, spool, commits[kept:], commits, tip)
    # Also where nothing is new: the run before may have been interrupted here. A reader's own branch is left alone.
    if _git(folder, "symbolic-ref", "--quiet", "HEAD").strip() == BRANCH:
        _git(folder, "reset", "-q", "--hard", BRANCH)
    return Written(len(commits), len(commits) - kept, rewritten)


def _common_prefix(written: Sequence[str], known: Sequence[str]) -> int:
    """Return how many of *written* and *known* are the same from the first on."""
    pairs = zip(written, known, strict=False)
    return next((at for at, (old, new) in enumerate(pairs) if old != new), min(len(written), len(known)))


def _rewritten_sentence(written: Sequence[str], commits: Sequence[Commit], kept: int) -> str:
    """Return from which commit on the history differs from the one written before; *kept* commits are the same."""
    since = (
        f"from {iso_date(commits[kept].timestamp)} ({commits[kept].policy}) on" if kept < len(commits) else "at its end"
    )
    removed = len(written) - kept
    return (
        f"the history differs from the one written before, {since}: all was written again, and {removed} earlier "
        f"{'commit is' if removed == 1 else 'commits are'} no longer part of it"
    )


def message(policy: Policy, version: Version, revision: Revision | None, link: MementoLink) -> str:
    """Return the message of the commit of *version*: a first line in the form of Open Terms Archive, and the captures."""
    name, first = policy.title or policy.name, version.first
    first_line = f"First record of {name}" if revision is None else f"Record changes of {name}"
    lines = [first_line, ""]
    if revision:
        lines += [f"Changed {between_dates(revision.before, revision.after)}: {count_revision(revision)}"]
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
    """Write the part of the stream that makes each version's commit to *spool*, and yield the commit with its place there."""
    for policy in policies:
        timeline = store.timeline(policy)
        revisions = {revision.after.number: revision for revision in timeline.revisions}
        for version in timeline.versions:
            clauses = store.derivations.clauses(version.text)
            text = markdown(version, title_of(store, version, policy), clauses, link, is_ended=False)
            text_of_commit = message(policy, version, revisions.get(version.number), link)
            head, files = _parts(policy, version, text_of_commit, text)
            digest = hashlib.sha256(head + files).hexdigest()[:_HASH_DIGITS]
            place = spool.tell(), spool.write(head), spool.write(files)
            yield Commit(repair_timestamp(version.first.timestamp), policy.name, version.number, digest, *place)


def _parts(policy: Policy, version: Version, message_text: str, text: str) -> tuple[bytes, bytes]:
    """Return the commands of one commit: those before the command that names its parent, and those after it.

    The length of each text is given, so that none can end early; the path consists of safe characters.
    """
    path = f"{file_name(policy.name)}.md"
    files = b"M 100644 inline %s\n%s" % (path.encode(), _data(text))
    return _header(version.first.timestamp, message_text), files


def _header(timestamp: str, message_text: str) -> bytes:
    """Return author, committer and message of a commit."""
    when = b"%s %d +0000\n" % (_AUTHOR, int(parse_timestamp(timestamp).timestamp()))
    return b"author %scommitter %s%s" % (when, when, _data(message_text))


def _data(text: str) -> bytes:
    content = text.encode("utf-8", "replace")
    return b"data %d\n%s\n" % (len(content), content)


def _recorded(folder: Path) -> tuple[list[str], str]:
    """Return the hashes of the commits that were written to *folder*, and the id of the last one, or ([], "").

    Raises UnusableSetting where *folder* contains anything else.
    """
    if not folder.exists() or not any(folder.iterdir()):
        return [], ""
    foreign = UnusableSetting(f"{folder} contains other things than this export; name another folder")
    if not (folder / ".git").is_dir():
        raise foreign
    tip, known = (_git(folder, "rev-parse", "--verify", "--quiet", name).strip() for name in (BRANCH, f"{_RECORD}^"))
    if not known and (tip or _foreign_refs(folder) or len([*folder.iterdir()]) > 1):
        raise foreign
    if tip != known:
        raise UnusableSetting(f"{folder} contains other commits on {BRANCH}; export into another folder, and merge")
    return _git(folder, "cat-file", "blob", f"{_RECORD}:{_RECORD_FILE}").split() if tip else [], tip


def _foreign_refs(folder: Path) -> set[str]:
    """Return the refs of the repository in *folder*, without those that a run of ours left which was killed."""
    return {*_git(folder, "for-each-ref", "--format=%(refname)").split()} - {_NEW_BRANCH, _NEW_RECORD}


def _import(folder: Path, spool: IO[bytes], new: Sequence[Commit], commits: Sequence[Commit], tip: str) -> None:
    """Write the commits *new* after *tip*, or in place of everything where there is none, and check out the last."""
    if not (folder / ".git").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _git(folder, "init", "-q", "--template=", "--object-format=sha1", f"--initial-branch={Path(BRANCH).name}")
    with _running(["git", *_SAFE, "fast-import", "--quiet", "--force", "--done"], folder) as importing:
        assert importing.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # the exit code and the message of git are reported below
            importing.stdin.writelines(_stream(spool, new, commits, tip))
        _, error = importing.communicate()
    if importing.returncode:
        raise OSError(importing.returncode, f"git fast-import failed: {error.decode(errors='replace')[:500]}")
    updates = ((BRANCH, _NEW_BRANCH), (_RECORD, _NEW_RECORD))
    commands = "".join(f"update {name} {new}\ndelete {new}\n" for name, new in updates)
    _git(folder, "update-ref", "--stdin", given=commands.encode())


def _stream(spool: IO[bytes], new: Sequence[Commit], commits: Sequence[Commit], tip: str) -> Iterator[bytes]:
    """Yield the stream for `git fast-import`: the parent of each commit is the one before, of the first one *tip*, if any.

    The record of all of them is a commit on top of the last one, under a ref of its own: both are written in one run.
    """
    branch, record = _NEW_BRANCH.encode(), _NEW_RECORD.encode()
    yield b"reset %s\n\nreset %s\n\n" % (branch, record)
    parent = b"from %s\n" % tip.encode() if tip else b""
    for commit in new:
        spool.seek(commit.offset)
        yield b"commit %s\n%s%s" % (branch, spool.read(commit.head), parent)
        yield spool.read(commit.files)
        parent = b""
    header = _header(commits[-1].timestamp, "The contents of all commits, for the next export\n")
    record_text = _data("".join(f"{commit.digest}\n" for commit in commits))
    yield b"commit %s\n%sfrom %s\ndeleteall\n" % (record, header, branch)
    yield b"M 100644 inline %s\n%sdone\n" % (_RECORD_FILE.encode(), record_text)


def _git(folder: Path, *arguments: str, given: bytes = b"") -> str:
    """Return the output of git with *arguments* in *folder*, which reads *given*; "" where it fails and "--quiet" is among them.

    Raises UnusableSetting without git, and OSError where it fails otherwise.
    """
    with _running(["git", *_SAFE, *arguments], folder) as process:
        out, error = process.communicate(given)
    if process.returncode and "--quiet" not in arguments:
        raise OSError(process.returncode, f"git {arguments[0]} failed: {error.decode(errors='replace')[:500]}")
    return out.decode(errors="replace")


def _running(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    """Start git without any configuration of the machine, in the repository of *folder* alone."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_ATTR_NOSYSTEM": "1"}
    environment |= {"GIT_DIR": str(folder.resolve() / ".git"), "GIT_WORK_TREE": str(folder.resolve()), "LC_ALL": "C"}
    author = {"GIT_COMMITTER_NAME": "Clausetrail", "GIT_COMMITTER_EMAIL": "export@clausetrail.invalid"}
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen(  # noqa: S603 (a program of a fixed name, no shell)
            command, cwd=folder, env=environment | author, stdin=pipe, stdout=pipe, stderr=pipe
        )
    except FileNotFoundError as error:
        raise UnusableSetting("--git needs the program git, which is not installed") from error
