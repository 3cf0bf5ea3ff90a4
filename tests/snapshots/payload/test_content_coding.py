"""Content codings: each alone, in layers, undeclared, falsely declared, cut, damaged, and as a bomb."""

from __future__ import annotations

import contextlib
import gzip
import random
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.payload import content_coding
from clausetrail.snapshots.payload.content_coding import Undecodable, coding_names, decode_content

PAGE = b"<!DOCTYPE html><html><body><h1>Privacy</h1>" + b"<p>The kite club keeps your address for a year.</p>" * 40


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


CODERS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "br": brotli.compress,
}


@pytest.mark.parametrize("coding", CODERS)
def test_a_declared_coding_is_removed(coding: str) -> None:
    decoded = decode_content(CODERS[coding](PAGE), (coding,))
    assert (decoded.body, decoded.codings, decoded.cut) == (PAGE, (coding,), "")


@pytest.mark.parametrize("coding", CODERS)
def test_an_undeclared_coding_is_found_in_the_bytes(coding: str) -> None:
    assert decode_content(CODERS[coding](PAGE)).body == PAGE


def test_deflate_without_the_zlib_frame_is_removed() -> None:
    assert decode_content(raw_deflate(PAGE), ("deflate",)).body == PAGE


@pytest.mark.parametrize("declared", [("br",), ("gzip",), ("deflate",), ("zstd",), ("gzip", "br"), ("unknown",)])
def test_a_header_that_is_false_changes_nothing(declared: tuple[str, ...]) -> None:
    assert decode_content(PAGE, declared).body == PAGE


@pytest.mark.parametrize("actual", ["gzip", "zstd"])
@pytest.mark.parametrize("declared", CODERS)
def test_a_magic_number_wins_over_a_header_that_names_another_coding(actual: str, declared: str) -> None:
    assert decode_content(CODERS[actual](PAGE), (declared,)).body == PAGE


@pytest.mark.parametrize("outer", CODERS)
@pytest.mark.parametrize("inner", CODERS)
def test_two_layers_are_removed(inner: str, outer: str) -> None:
    assert decode_content(CODERS[outer](CODERS[inner](PAGE)), (inner, outer)).body == PAGE


@pytest.mark.parametrize("coding", CODERS)
def test_a_stream_without_its_end_is_cut_and_gives_what_it_holds(coding: str) -> None:
    data = bytes(range(256)) * 40 + PAGE
    packed = CODERS[coding](data)
    decoded = decode_content(packed[: len(packed) * 2 // 3], (coding,))
    assert decoded.cut == coding
    assert data.startswith(decoded.body)


@pytest.mark.parametrize("coding", CODERS)
def test_a_damaged_stream_is_undecodable_and_names_its_coding(coding: str) -> None:
    packed = bytearray(CODERS[coding](bytes(range(256)) * 40))
    packed[6:30] = b"\xff" * 24
    with pytest.raises(Undecodable, match=rf"undecodable \({coding}\)"):
        decode_content(bytes(packed), (coding,))


@pytest.mark.parametrize("coding", CODERS)
def test_a_bomb_is_refused(coding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content_coding, "MAX_SIZE", 100_000)
    with pytest.raises(Undecodable, match="once decoded"):
        decode_content(CODERS[coding](b"\x00" * 10_000_000), (coding,))


def test_many_layers_are_refused() -> None:
    body = PAGE
    for _ in range(9):
        body = gzip.compress(body)
    with pytest.raises(Undecodable, match="layers"):
        decode_content(body)


def test_a_coding_that_nobody_decodes_is_undecodable_where_the_body_is_no_text() -> None:
    with pytest.raises(Undecodable, match=r"undecodable \(compress\): no decoder"):
        decode_content(bytes(range(256)) * 10, ("compress",))


@pytest.mark.parametrize(
    "body", [b"", b"x", b"%PDF-1.4\n\x01\x02\x03\x04", b"\x89PNG\r\n\x1a\n\x00\x00\x00", "Datenschutz".encode("utf-16")]
)
@pytest.mark.parametrize("declared", [(), ("br",), ("deflate",)])
def test_what_is_not_coded_stays_as_it_is(body: bytes, declared: tuple[str, ...]) -> None:
    assert decode_content(body, declared).body == body


def test_members_and_frames_are_joined_and_padding_is_ignored() -> None:
    assert decode_content(gzip.compress(PAGE) + gzip.compress(b"more") + b"\x00" * 9).body == PAGE + b"more"
    skippable = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc"
    frame = zstandard.ZstdCompressor().compress
    assert decode_content(skippable + frame(PAGE) + frame(b"more")).body == PAGE + b"more"


def test_header_fields_name_codings_in_the_order_in_which_they_were_applied() -> None:
    headers = [
        ("Content-Type", "text/html"),
        ("content-encoding", "x-gzip, BR"),
        ("X-Archive-Orig-Content-Encoding", "identity"),
    ]
    assert coding_names(headers) == ("gzip", "br")


@given(st.binary(max_size=300), st.lists(st.sampled_from([*CODERS, "compress"]), max_size=3))
def test_any_bytes_are_decoded_or_refused(body: bytes, declared: list[str]) -> None:
    with contextlib.suppress(Undecodable):
        assert len(decode_content(body, declared).body) <= content_coding.MAX_SIZE


@given(st.text(max_size=200), st.lists(st.sampled_from([*CODERS]), max_size=3))
def test_up_to_three_layers_of_any_coding_are_removed_from_a_text(text: str, layers: list[str]) -> None:
    body = b"<p>" + text.encode("utf-8", "replace")
    packed = body
    for layer in layers:
        packed = CODERS[layer](packed)
    assert decode_content(packed, layers).body == body


def test_bytes_that_only_begin_like_gzip_stay_as_they_are() -> None:
    assert decode_content(b"\x1f\x8b and more").body == b"\x1f\x8b and more"
    assert decode_content(b"\x1f\x8b\x08").body == b"\x1f\x8b\x08"
    assert decode_content(b"\x28\xb5\x2f\xfd").body == b"\x28\xb5\x2f\xfd"


@pytest.mark.parametrize("seed", range(20))
def test_a_declared_stream_that_is_cut_is_never_taken_for_a_text(seed: int) -> None:
    words = random.Random(seed)
    text = b"<html><p>" + b" ".join(b"%x" % words.getrandbits(60) for _ in range(20_000))
    packed = brotli.compress(text, quality=4)
    decoded = decode_content(packed[: len(packed) * 2 // 3], ("br",))
    assert decoded.cut == "br"
    assert text.startswith(decoded.body)


def test_a_cut_zstd_stream_is_cut_even_where_no_block_is_whole() -> None:
    packed = zstandard.ZstdCompressor().compress(bytes(range(256)) * 100 + PAGE)
    assert decode_content(packed[:200]).cut == "zstd"


@pytest.mark.parametrize("coding", [*CODERS, "deflate without its frame"])
def test_every_beginning_of_a_declared_stream_is_cut_or_undecodable(coding: str) -> None:
    whole = raw_deflate(PAGE) if coding not in CODERS else CODERS[coding](PAGE)
    name = coding.partition(" ")[0]
    for size in range(12, len(whole) - 1):
        with contextlib.suppress(Undecodable):
            decoded = decode_content(whole[:size], (name,))
            assert (decoded.codings, decoded.cut) == ((name,), name), size


@pytest.mark.parametrize("coding", ["br", "deflate"])
def test_the_beginning_of_an_undeclared_stream_is_cut_where_it_decodes_to_markup(coding: str) -> None:
    whole = CODERS[coding](b"".join(b"<p>Kite %d keeps %d</p>" % (n, n * n) for n in range(400)))
    assert decode_content(whole[: len(whole) // 2]).cut == coding


def test_binary_bytes_under_a_false_declaration_are_undecodable() -> None:
    with pytest.raises(Undecodable, match=r"undecodable \(gzip\)"):
        decode_content(random.Random(7).randbytes(500), ("gzip",))
