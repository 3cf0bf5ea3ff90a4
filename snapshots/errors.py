"""Every exception that this house raises. Please add none without documenting it here.

* ClausetrailError
  x PoliciesError           policies.toml cannot be used as it stands
  x UnknownPolicy           nobody watches a policy of that name
  x UnusableURL             what was given as a URL names no page of the web
  x UnusableArchive         what was given as an archive is no archive that we can read
  x UnusableSetting         an option or a setting has a value that means nothing
  x UnusableQuery           a search that cannot be read, or that nothing here can answer
  x UnusableImport          a file to import is not in a form that we know
  x UnusablePack            a file is no evidence pack, or evidence for what was asked cannot be packed
  x MalformedRow            a line of an index that does not follow the CDX form
  x StoreError              the store cannot be opened, read or written: crash at once, lose nothing
    + StoreIsNewer          it was written by a newer Clausetrail
    + DamagedBody           bytes at rest no longer match their hash
  x ChannelDown             somebody who is to be told could not be reached: what is to be told waits

Each message says what is wrong and what to do; commands print it in one line and exit with *exit_code*.
"""

from __future__ import annotations


class ClausetrailError(Exception):
    """The root of the tree. *exit_code* is what a command ends with."""

    exit_code = 1


class PoliciesError(ClausetrailError):
    """policies.toml is missing, is not TOML, or says something that we do not understand."""


class UnknownClause(ClausetrailError):
    """A command names a clause that no policy's past has."""

    exit_code = 2


class UnknownPolicy(ClausetrailError):
    """A command names a policy that neither policies.toml nor the store has."""

    exit_code = 2


class UnusableURL(ClausetrailError):
    """A URL has no host, or is of a scheme that no web archive keeps."""

    exit_code = 2


class UnusableArchive(ClausetrailError):
    """An archive is neither a name of the ARCHIVES setting nor an http(s) endpoint."""

    exit_code = 2


class UnusableSetting(ClausetrailError):
    """An option or a setting has a value that means nothing, like a budget of -3."""

    exit_code = 2


class UnusableQuery(ClausetrailError):
    """A search has a quote or a parenthesis too few, no word at all, or SQLite here has no full text."""

    exit_code = 2


class UnusableImport(ClausetrailError):
    """A file handed to `import` lacks the provenance line that dates its text."""

    exit_code = 2


class UnusablePack(ClausetrailError):
    """A file is no evidence pack of ours, or what was asked cannot be packed; nothing of it was believed."""

    exit_code = 2


class MalformedRow(ClausetrailError):
    """An index line lacks columns, or its timestamp or digest is none. Counted, kept out, never guessed."""


class StoreError(ClausetrailError):
    """SQLite refused: full disk, no permission, locked for too long, damaged file."""

    exit_code = 5


class StoreIsNewer(StoreError):
    """The store's schema is one that this release does not know yet."""


class DamagedBody(StoreError):
    """A body's bytes do not hash to the name they are kept under."""


class ChannelDown(ClausetrailError):
    """A channel refused, did not answer, or cannot be used as policies.toml has it. Nothing of it is lost."""

    exit_code = 7
