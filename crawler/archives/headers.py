"""Split the headers of an archive's answer into its own and those of the origin."""

from __future__ import annotations

from scrapy.http.headers import Headers

from clausetrail.snapshots.addresses.ascii_urls import decoded_location

_ORIGIN = "x-archive-orig-"


def header_pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    """Return all headers in order, one pair for each value, decoded as latin-1 (RFC 9110, 5.5)."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values
    )


def lowercase_headers(headers: Headers) -> dict[str, str]:
    """Return the last value of each header by its name in lower case: archives have changed the case of names."""
    return {name.lower(): value for name, value in header_pairs(headers)}


def location(headers: Headers) -> str:
    """Return the Location of an answer, or "": its bytes are read as UTF-8 where they are UTF-8 (`decoded_location`)."""
    return decoded_location((headers.get("Location") or b"").decode("latin-1"))


def split_origin_headers(
    headers: tuple[tuple[str, str], ...],
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Return the archive's own headers and the origin's.

    The Internet Archive prefixes the origin's headers with `X-Archive-Orig-`, except Content-Type; pywb prefixes only
    some of them. So Content-Type counts as the origin's where there is no prefixed one.
    """
    origin = tuple((name[len(_ORIGIN) :], value) for name, value in headers if name.lower().startswith(_ORIGIN))
    own = tuple((name, value) for name, value in headers if not name.lower().startswith(_ORIGIN))
    if not any(name.lower() == "content-type" for name, _ in origin):
        origin += tuple((name, value) for name, value in own if name.lower() == "content-type")
    return own, origin
