"""Define every exception that Clausetrail raises. An exception that is added belongs in this list too.

* ClausetrailError
  x PoliciesError           policies.toml is missing or invalid
    + InvalidEntry          one place in it is
    + UnusableDate          a date is none, or two of them contradict each other
  x UnknownClause           no policy in the store has a clause of that ID
  x UnknownPolicy           neither the watchlist nor the store has a policy of that name
  x UnusableURL             a URL is not one of a web page
  x UnusableArchive         an archive is neither known by name nor an endpoint that can be read
  x UnusableSetting         an option or a setting has an invalid value
  x UnusableQuery           a search query cannot be parsed, or this SQLite has no full-text search
  x UnusableImport          a file to import is not in a known form
  x UnusablePack            a file is not an evidence pack, or the requested evidence cannot be packed
  x MalformedRow            a line of an index does not have the CDX form
  x StoreError              the store cannot be opened, read or written: the run ends at once, and nothing is lost
    + StoreIsNewer          a newer Clausetrail wrote it
    + StoreIsMissing        there is no store, where one is required
    + DamagedBody           stored bytes no longer match their hash
    + DamagedText           a stored text no longer matches its hash
  x UnwritableOutput        standard output is closed or full
  x ChannelDown             a notification channel could not be reached: its messages stay pending
    + DeliveryUnconfirmed   it did not confirm a message, which may have arrived: it is sent again

Each message names the problem and the remedy; commands print it in one line and exit with *exit_code*.
"""

from __future__ import annotations


class ClausetrailError(Exception):
    """The base class of all these errors. *exit_code* is the exit code of a command that ends with it."""

    exit_code = 1


class PoliciesError(ClausetrailError):
    """policies.toml is missing, is not TOML, or has an unknown key or an invalid value; or a date is invalid."""


class InvalidEntry(PoliciesError):
    """One place in policies.toml has an unknown key or an invalid value. *place* are the steps to it, from the root."""

    def __init__(self, message: str, place: tuple[str | int, ...]) -> None:
        super().__init__(message)
        self.place = place


class UnusableDate(PoliciesError):
    """A date is none, or the beginning of a period lies after its end."""

    exit_code = 2


class UnknownClause(ClausetrailError):
    """A command names a clause that no policy in the store has ever had."""

    exit_code = 2


class UnknownPolicy(ClausetrailError):
    """A command names a policy that neither policies.toml nor the store has, or of which no text is known."""

    exit_code = 2


class UnusableURL(ClausetrailError):
    """A URL has no host, or has a scheme that no web archive captures."""

    exit_code = 2


class UnusableArchive(ClausetrailError):
    """An archive is neither a name in the ARCHIVES setting nor an http(s) endpoint."""

    exit_code = 2


class UnusableSetting(ClausetrailError):
    """An option or a setting has an invalid value, like a budget of -3."""

    exit_code = 2


class UnusableQuery(ClausetrailError):
    """A search query lacks a quote, a parenthesis or any word, or this SQLite has no full-text search."""

    exit_code = 2


class UnusableImport(ClausetrailError):
    """A file for `import` lacks the provenance line that dates its text."""

    exit_code = 2


class UnusablePack(ClausetrailError):
    """A file is not one of our evidence packs, or the requested evidence cannot be packed. Nothing in it was trusted."""

    exit_code = 2


class MalformedRow(ClausetrailError):
    """An index line lacks columns, or its timestamp or digest is invalid. Such lines are counted and skipped, never guessed."""


class StoreError(ClausetrailError):
    """SQLite reported an error: disk full, no permission, locked for too long, damaged file."""

    exit_code = 5


class StoreIsNewer(StoreError):
    """The store has a schema that this release does not know."""


class DamagedBody(StoreError):
    """The bytes of a body do not have the hash that they are stored under."""


class DamagedText(StoreError):
    """The clauses of a text do not have the hash that they are stored under. `rebuild` makes them again from the bodies."""


class StoreIsMissing(StoreError):
    """There is no store in the data folder, and the command needs one."""

    exit_code = 1


class UnwritableOutput(ClausetrailError):
    """Standard output is closed, or what it leads to is full. The store is not affected."""

    exit_code = 5


class ChannelDown(ClausetrailError):
    """A channel refused, did not answer, or is not usable as configured in policies.toml. Its messages are kept."""

    exit_code = 7


class DeliveryUnconfirmed(ChannelDown):
    """A channel did not confirm a message that may have arrived: no answer in time, or a connection that broke off."""
