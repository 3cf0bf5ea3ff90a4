"""Read and verify time-stamps (RFC 3161): the hash that one was made of, its time, and its signature.

The library is an optional extra. Nothing here sends a request: a person chooses an authority and fetches its response.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.x509 import Certificate, load_pem_x509_certificates

from clausetrail.snapshots.errors import UnusablePack

try:
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response
except ImportError:  # installed without the extra
    IS_INSTALLED = False
else:
    IS_INSTALLED = True

_SHA256 = "2.16.840.1.101.3.4.2.1"
# A response with its certificates has some kilobytes.
MAX_RESPONSE_BYTES = 256 * 1024
INSTALL_COMMAND = "pip install 'clausetrail[timestamp]'"


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """A time-stamp: its time in UTC, the SHA-256 it was made of in hexadecimal, and whether its signature was verified."""

    at: str
    hashed: str
    signed: bool


def read_time_stamp(response: bytes, roots: bytes = b"") -> TimeStamp:
    """Return the time-stamp in an authority's *response*; verify its signature up to one of the PEM certificates *roots*, if given.

    Raises UnusablePack where the response is not a valid one, is a refusal, is made of another kind of hash, or is not
    signed under *roots*; and where the library is not installed.
    """
    if not IS_INSTALLED:
        raise UnusablePack(f"reading a time-stamp needs a library that is not installed: {INSTALL_COMMAND}")
    if len(response) > MAX_RESPONSE_BYTES:
        raise UnusablePack(f"the time-stamp has {len(response):,} bytes, more than {MAX_RESPONSE_BYTES:,}")
    try:
        decoded = decode_timestamp_response(response)
        info = decoded.tst_info
        imprint = info.message_imprint
        if decoded.status not in {0, 1} or imprint.hash_algorithm.dotted_string != _SHA256:
            raise ValueError("it was refused, or is not made of a SHA-256")
        if roots:
            _verify_signature(response, imprint.message, roots)
        return TimeStamp(f"{info.gen_time:%Y-%m-%dT%H:%M:%SZ}", imprint.message.hex(), bool(roots))
    except (ValueError, TypeError) as error:
        raise UnusablePack(f"the time-stamp cannot be read: {error}") from error


def _verify_signature(response: bytes, hashed: bytes, roots: bytes) -> None:
    """Raise ValueError unless *response* for the hash *hashed* is signed by an authority with a certificate under *roots*."""
    builder = VerifierBuilder()
    certificates: list[Certificate] = load_pem_x509_certificates(roots)
    for certificate in dict.fromkeys(certificates):
        builder = builder.add_root_certificate(certificate)
    try:
        builder.build().verify(decode_timestamp_response(response), hashed)
    except VerificationError as error:
        raise ValueError(f"its signature does not hold under these certificates: {error}") from error
