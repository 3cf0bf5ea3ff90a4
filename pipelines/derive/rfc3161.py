"""Time-stamps of RFC 3161: whether one was made of a given hash, by whom and when.

The library is an extra; nothing here asks an authority, since a person names one and fetches its answer.
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
# Answers with their certificates have some kilobytes.
MAX_RESPONSE_BYTES = 256 * 1024
INSTALL_COMMAND = "pip install 'clausetrail[timestamp]'"


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """What a time-stamp says: the time, and the hash it was made of. *signed* says whether its signature was proven."""

    at: str
    hashed: str
    signed: bool


def read_time_stamp(answer: bytes, roots: bytes = b"") -> TimeStamp:
    """Return what the authority's *answer* says, its signature proven up to one of the PEM certificates *roots*, if given.

    Raises UnusablePack where the answer is none, refuses, names another kind of hash, or is not signed under *roots*; and
    where the library is missing.
    """
    if not IS_INSTALLED:
        raise UnusablePack(f"reading a time-stamp needs a library that is not installed: {INSTALL_COMMAND}")
    if len(answer) > MAX_RESPONSE_BYTES:
        raise UnusablePack(f"a time-stamp has no {len(answer):,} bytes")
    try:
        told = decode_timestamp_response(answer)
        info = told.tst_info
        imprint = info.message_imprint
        if told.status not in {0, 1} or imprint.hash_algorithm.dotted_string != _SHA256:
            raise ValueError("it was refused, or is not made of a SHA-256")
        if roots:
            _prove(answer, imprint.message, roots)
        return TimeStamp(f"{info.gen_time:%Y-%m-%dT%H:%M:%SZ}", imprint.message.hex(), bool(roots))
    except (ValueError, TypeError) as error:
        raise UnusablePack(f"the time-stamp cannot be read: {error}") from error


def _prove(answer: bytes, hashed: bytes, roots: bytes) -> None:
    """Raise ValueError unless *answer* is signed by an authority that one of *roots* vouches for."""
    builder = VerifierBuilder()
    certificates: list[Certificate] = load_pem_x509_certificates(roots)
    for certificate in dict.fromkeys(certificates):
        builder = builder.add_root_certificate(certificate)
    try:
        builder.build().verify(decode_timestamp_response(answer), hashed)
    except VerificationError as error:
        raise ValueError(f"its signature does not hold under these certificates: {error}") from error
