"""Files as crawlers, converters, disks and downloads leave them: every record is read, or it is said where one was not."""

from __future__ import annotations

import base64
import gzip
import hashlib
import random
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clausetrail.crawler.replay_server.warc_files import ArchivedResponse, UnplayableError, WarcCollection
from tests.support.small_warcs import policy

PAGE = "http://lampwick.example/privacy"
OLD, NEW = policy("The wick is trimmed daily."), policy("The wick is trimmed weekly.")
HTML = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def record(
    date: str,
    body: bytes = OLD,
    *,
    kind: str = "response",
    url: str = PAGE,
    http: str = HTML,
    length: int | None = None,
    end: bytes = b"\r\n\r\n",
    version: str = "WARC/1.1",
    **fields: str,
) -> bytes:
    block = http.encode() + body
    lines = {"WARC-Type": kind, "WARC-Target-URI": url, "WARC-Date": date, "WARC-Record-ID": f"<urn:test:{date}>"}
    lines |= {name.replace("_", "-"): value for name, value in fields.items()}
    lines["Content-Length"] = str(len(block) if length is None else length)
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return f"{version}\r\n{head}\r\n".encode() + block + end


def revisit(date: str, **fields: str) -> bytes:
    return record(date, b"", kind="revisit", **fields)


def arc(*records: bytes) -> bytes:
    fields = "URL IP-address Archive-date Content-type Archive-length\n"
    version = "1 0 Lampwick\n"
    size = len(version) + len(fields)
    return f"filedesc://l.arc 0.0.0.0 19970101000000 text/plain {size}\n{version}{fields}\n".encode() + b"".join(
        records
    )


def arc_record(date: str, block: bytes = HTML.encode() + OLD, *, rest: str = "text/html", length: int = 0) -> bytes:
    head = f"http://lampwick.example:80/privacy 10.0.0.1 {date} {rest} {length or len(block)}\n"
    return head.encode() + block + b"\n"


def zst(content: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(content)


TWO = [record("2010-01-01T00:00:00Z"), record("2012-01-01T00:00:00Z", NEW)]
BOTH = [("20100101000000", OLD), ("20120101000000", NEW)]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., WarcCollection]:
    def make(content: bytes | Iterable[bytes], name: str = "l.warc") -> WarcCollection:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else b"".join(content))
        return WarcCollection.from_warcs([path])

    return make


def played(collection: WarcCollection, url: str = PAGE) -> list[tuple[str, bytes]]:
    return [(row.timestamp, collection.read(row).payload) for row in collection.rows(url)]


def only(collection: WarcCollection) -> ArchivedResponse:
    (row,) = collection.rows(PAGE)
    return collection.read(row)


def reasons(collection: WarcCollection) -> list[str]:
    return [found.line for found in collection.left_out]


# What holds the records


@pytest.mark.parametrize(
    "content",
    [
        b"".join(TWO),
        b"".join(map(gzip.compress, TWO)),
        b"".join(map(zst, TWO)),
        gzip.compress(b"".join(TWO)),
        zst(b"".join(TWO)),
        TWO[0] + gzip.compress(TWO[1]),
        gzip.compress(TWO[0]) + TWO[1],
        gzip.compress(TWO[0]) + zst(TWO[1]),
        gzip.compress(b"") + b"".join(map(gzip.compress, TWO)),
        b"\r\n" + b"".join(TWO),
        b"\xef\xbb\xbf" + b"".join(TWO),
        b"".join(map(gzip.compress, TWO)) + bytes(1_000),
        b"".join(TWO) + bytes(512),
        TWO[0].removesuffix(b"\r\n\r\n") + TWO[1],
        TWO[0] + b"\r\n\r\n\r\n" + TWO[1].removesuffix(b"\r\n\r\n"),
        gzip.compress(TWO[0].removesuffix(b"\r\n\r\n")) + gzip.compress(TWO[1]),
        b"".join(TWO).replace(b"WARC/1.1\r\n", b"WARC/0.17\n"),
    ],
)
def test_records_are_found_whatever_holds_them(read: Callable[..., WarcCollection], content: bytes) -> None:
    collection = read(content)
    assert played(collection) == BOTH
    assert reasons(collection) == []


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "compressed"])
def test_zstd_frames_are_read_with_the_dictionary_of_their_file(
    read: Callable[..., WarcCollection], packed: bool
) -> None:
    samples = [record(f"2010-01-{day:02}T00:00:00Z", policy(f"Lamp {day}")) for day in range(1, 29)]
    dictionary = zstandard.train_dictionary(4_000, samples * 4)
    stored = zst(dictionary.as_bytes()) if packed else dictionary.as_bytes()
    compressor = zstandard.ZstdCompressor(dict_data=dictionary)
    frames = [compressor.compress(one) for one in TWO]
    head = b"\x5d\x2a\x4d\x18" + len(stored).to_bytes(4, "little") + stored
    assert played(read([head, *frames], "l.warc.zst")) == BOTH


def test_a_wacz_is_read_with_all_its_members_and_names_the_others(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "inner.wacz", "w") as inner:
        inner.writestr("archive/b.warc.zst", zst(TWO[1]))
    with zipfile.ZipFile(tmp_path / "outer.wacz", "w", zipfile.ZIP_DEFLATED) as outer:
        outer.writestr("archive/a.warc.gz", gzip.compress(TWO[0]))
        outer.write(tmp_path / "inner.wacz", "more/inner.wacz")
        outer.writestr("archive/c.warc.bz2", b"x")
        outer.writestr("archive/a.warc.gz.md5", b"x")
    collection = WarcCollection.from_warcs([tmp_path / "outer.wacz"])
    assert played(collection) == BOTH
    (line,) = reasons(collection)
    assert line.startswith("outer.wacz, member archive/c.warc.bz2: left out: only files that end in .warc, ")


# What is damaged


BAD = gzip.compress(record("2011-01-01T00:00:00Z"))


@pytest.mark.parametrize(
    "between",
    [
        b"\x1f\x8b\x08\x00 no deflate in here " * 3,
        random.Random(5).randbytes(5_000),
        BAD[: len(BAD) // 2],
        BAD[:-8] + b"\0\0\0\0" + BAD[-4:],
        b"<html>a page that was saved here</html>",
        record("2011-01-01T00:00:00Z", length=-1),
        bytes(600),
        zst(record("2011-01-01T00:00:00Z"))[:-9],
    ],
)
@pytest.mark.parametrize("pack", [gzip.compress, zst, lambda one: one], ids=["gzip", "zstd", "plain"])
def test_what_is_damaged_between_two_records_is_passed_over_and_said(
    read: Callable[..., WarcCollection], between: bytes, pack: Callable[[bytes], bytes]
) -> None:
    first = pack(TWO[0])
    collection = read([first, between, pack(TWO[1])])
    assert [one for one in played(collection) if one[0] != "20110101000000"] == BOTH
    found = collection.left_out[0]
    assert found.file == "l.warc"
    assert found.offset in {0, len(first) - 4, len(first)}
    assert any(one.is_loss for one in collection.left_out)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.data())
def test_one_damaged_byte_costs_one_record_and_is_said(
    read: Callable[..., WarcCollection], data: st.DataObject
) -> None:
    dates = [f"20{year}-01-01T00:00:00Z" for year in range(10, 15)]
    members = [gzip.compress(record(date, policy(date))) for date in dates]
    struck = data.draw(st.integers(0, 4))
    # Not in the ten bytes of the gzip header, of which most have no effect on the content.
    place = data.draw(st.integers(10, len(members[struck]) - 1))
    damaged = bytearray(members[struck])
    damaged[place] ^= data.draw(st.integers(1, 255))
    collection = read([*members[:struck], bytes(damaged), *members[struck + 1 :]])
    expected = {f"20{year}0101000000" for year in range(10, 15)} - {f"20{10 + struck}0101000000"}
    found = {row.timestamp for row in collection.rows(PAGE)}
    assert expected <= found
    assert found == expected | {f"20{10 + struck}0101000000"} or collection.left_out


def test_a_length_that_is_too_long_is_corrected_by_the_next_record(read: Callable[..., WarcCollection]) -> None:
    collection = read([record("2010-01-01T00:00:00Z", length=len(HTML) + len(OLD) + 50), TWO[1]])
    assert played(collection) == BOTH
    assert "the next one begins after" in reasons(collection)[0]
    assert collection.read(collection.rows(PAGE)[0]).truncated == ""


def test_a_page_that_its_length_cuts_is_marked_as_truncated(read: Callable[..., WarcCollection]) -> None:
    collection = read([record("2010-01-01T00:00:00Z", length=len(HTML) + len(OLD) - 40), TWO[1]])
    cut, whole = (collection.read(row) for row in collection.rows(PAGE))
    assert (cut.payload, whole.payload) == (OLD[:-40], NEW)
    assert cut.truncated.startswith("44 bytes follow the record's ")
    assert whole.truncated == ""
    assert collection.left_out[0].is_loss


def test_a_page_may_quote_a_record(read: Callable[..., WarcCollection]) -> None:
    quoting = OLD.replace(b"</body>", b"<pre>\r\n\r\n" + TWO[1] + b"</pre></body>")
    collection = read([record("2010-01-01T00:00:00Z", quoting), TWO[1]])
    assert played(collection) == [("20100101000000", quoting), BOTH[1]]
    assert reasons(collection) == []


def test_the_last_record_of_a_file_that_is_cut_is_truncated(read: Callable[..., WarcCollection]) -> None:
    content = b"".join(TWO)
    collection = read(content[: -len(NEW) // 2])
    _, cut = (collection.read(row) for row in collection.rows(PAGE))
    assert cut.truncated.startswith("the file ends inside a record: ")
    assert collection.left_out[0].is_loss


def test_chunks_without_an_end_are_truncated(read: Callable[..., WarcCollection]) -> None:
    chunked = HTML.replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n")
    half = OLD[: len(OLD) // 2]
    whole = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(half), half, len(OLD) - len(half), OLD[len(half) :])
    assert only(read(record("2010-01-01T00:00:00Z", whole, http=chunked))).payload == OLD
    cut = only(read(record("2010-01-01T00:00:00Z", whole[: len(half) + 20], http=chunked)))
    assert cut.truncated == "the last chunk is missing"
    plain = only(read(record("2010-01-01T00:00:00Z", OLD, http=chunked)))
    assert (plain.payload, plain.truncated) == (OLD, "")


POST = "POST /privacy HTTP/1.1\r\nHost: lampwick.example\r\nContent-Length: 9\r\n\r\n"


@pytest.mark.parametrize("links", ["request", "response", "neither"])
@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_what_answers_another_request_than_get_is_no_capture(
    read: Callable[..., WarcCollection], links: str, is_first: bool, method: str
) -> None:
    at, other = "2011-01-01T00:00:00Z", "2010-01-01T00:00:00Z"
    to = {"request": {"WARC_Concurrent_To": "<urn:test:answer>"}, "response": {}, "neither": {}}[links]
    back = {"response": {"WARC_Concurrent_To": "<urn:test:post>"}, "request": {}, "neither": {}}[links]
    asked = record(
        at,
        b"wick=trim",
        kind="request",
        http=POST.replace("POST", method),
        **{"WARC_Record_ID": "<urn:test:post>", **to},
    )
    answer = record(at, NEW, **{"WARC_Record_ID": "<urn:test:answer>", **back})
    pair = asked + answer if is_first else answer + asked
    get = record(other, b"", kind="request", http=POST.replace("POST", "GET"), WARC_Record_ID="<urn:test:get>")
    collection = read(record(other) + get + pair)
    assert [row.timestamp for row in collection.rows(PAGE)] == ["20100101000000"]
    assert reasons(collection) == ["l.warc: 1 response to other requests than GET is left out"]


def test_a_segment_is_not_the_whole_page(read: Callable[..., WarcCollection]) -> None:
    collection = read(
        record("2010-01-01T00:00:00Z", OLD[:900], WARC_Segment_Number="1")
        + record("2010-01-01T00:00:00Z", OLD[900:], kind="continuation", http="", WARC_Segment_Number="2")
    )
    assert only(collection).truncated == "the record holds a segment only"
    assert reasons(collection) == ["l.warc: 1 record of the type 'continuation' is left out"]


def test_a_file_without_a_record_is_refused_and_one_of_several_is_left_out(tmp_path: Path) -> None:
    for name, content in (("a.warc", OLD), ("b.warc.gz", b""), ("c.warc", gzip.compress(OLD))):
        (tmp_path / name).write_bytes(content)
    bad = sorted(tmp_path.iterdir())
    for path in bad:
        with pytest.raises(ValueError, match=f"{path.name}: there is no WARC or ARC record in it"):
            WarcCollection.from_warcs([path])
    (tmp_path / "d.warc").write_bytes(TWO[0])
    (tmp_path / "e.wacz").write_bytes(b"PK")
    collection = WarcCollection.from_warcs(sorted(tmp_path.iterdir()))
    assert played(collection) == BOTH[:1]
    assert [line.partition(":")[0] for line in reasons(collection)] == ["a.warc", "b.warc.gz", "c.warc", "e.wacz"]


def test_a_file_with_records_and_without_captures_is_none_that_is_refused(read: Callable[..., WarcCollection]) -> None:
    assert len(read(record("2010-01-01T00:00:00Z", b"software: x\r\n", kind="warcinfo", http="", url=""))) == 0


# What a record is


def test_a_resource_is_a_capture(read: Callable[..., WarcCollection]) -> None:
    fields = {"kind": "resource", "http": "", "Content_Type": "text/html"}
    collection = read([record("2010-01-01T00:00:00Z", **fields), record("2012-01-01T00:00:00Z", NEW, **fields)])
    assert played(collection) == BOTH
    assert {(row.statuscode, row.mimetype) for row in collection.rows(PAGE)} == {("200", "text/html")}
    assert collection.read(collection.rows(PAGE)[0]).header("content-type") == "text/html"


@pytest.mark.parametrize(
    ("http", "status"),
    [
        ("", 0),
        ("\r\n\r\n", 0),
        ("HTTP/1.1 100 Continue\r\n\r\n" + HTML, 200),
        ("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + HTML, 200),
        ("\r\n" + HTML, 200),
        ("ICY 200 OK\r\nContent-Type: text/html\r\n\r\n", 200),
        ("HTTP/1.1 200\r\nContent-Type: text/html\r\n\r\n", 200),
        ("http/1.0 200 ok\ncontent-type: text/html\n\n", 200),
        ("HTTP/2 404\r\n\r\n", 404),
        ("HTTP/1.1 200 OK\r\r\nServer: x\r\r\n\r\r\n", 200),
        ("HTTP/1.1 200 OK\r\nX-Folded: a\r\n b\r\nnot a header\r\n\r\n", 200),
        ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", 200),  # the page begins where a header should
    ],
)
def test_the_payload_begins_where_the_http_head_ends(
    read: Callable[..., WarcCollection], http: str, status: int
) -> None:
    response = only(read(record("2010-01-01T00:00:00Z", http=http)))
    assert (response.payload.lstrip(), response.statuscode) == (OLD, status)


@pytest.mark.parametrize(
    "rest",
    [
        "text/html",
        "text/html; charset=iso-8859-1",
        "no-type",
        "text/html 200 3b6e2f81 - 4711 l.arc.gz",
        "text/html; charset=utf-8 200 - - 4711 l.arc.gz",
    ],
)
def test_an_arc_record_has_five_or_ten_fields(read: Callable[..., WarcCollection], rest: str) -> None:
    collection = read(arc(arc_record("19970101120000", rest=rest)), "l.arc")
    assert played(collection) == [("19970101120000", OLD)]
    assert reasons(collection) == []


def test_an_arc_record_without_an_http_head_has_the_type_of_its_line(read: Callable[..., WarcCollection]) -> None:
    collection = read(
        arc(arc_record("19970101120000", OLD), arc_record("19980101120000", b"<SCRIPT>\r\n\r\n" + NEW)), "l.arc"
    )
    assert played(collection) == [("19970101120000", OLD), ("19980101120000", b"<SCRIPT>\r\n\r\n" + NEW)]
    assert [row.mimetype for row in collection.rows(PAGE)] == ["text/html", "text/html"]


@pytest.mark.parametrize(
    ("date", "timestamp"),
    [
        ("2012-01-01T03:00:00+05:00", "20111231220000"),
        ("2012-01-01T03:00:00-0530", "20120101083000"),
        ("2012-01-01T03:04:05.123456789Z", "20120101030405"),
        ("2012-06-30T23:59:60Z", "20120630235959"),
        ("2012-01-01t03:04:05z", "20120101030405"),
        ("20120101030405", "20120101030405"),
        ("2012-01-01T03:04Z", "20120101030400"),
        ("2012-02-03", "20120203000000"),
        ("2012-11", "20121101000000"),
        ("2012", "20120101000000"),
    ],
)
def test_dates_are_read_as_warc_allows_them(read: Callable[..., WarcCollection], date: str, timestamp: str) -> None:
    collection = read(record(date))
    assert [row.timestamp for row in collection.rows(PAGE)] == [timestamp]
    assert bool(reasons(collection)) == (len(date) <= len("2012-01-01"))


@pytest.mark.parametrize(
    "date",
    [
        "",
        "yesterday",
        "00000000000000",
        "0",
        "1970-01-01T00:00:00Z",
        "2999-12-31T23:59:59Z",
        "20120231120000",
        "2012-13-01T00:00:00Z",
        "20120101246000",
    ],
)
def test_an_impossible_date_makes_a_malformed_record_that_is_said(
    read: Callable[..., WarcCollection], date: str
) -> None:
    collection = read([record(date), TWO[1]])
    assert played(collection) == BOTH[1:]
    (found,) = collection.left_out
    assert (found.offset, found.url, found.is_loss) == (0, PAGE, True)
    assert "a record is malformed: it" in found.line


def test_schemes_have_any_case_and_uris_may_have_brackets(read: Callable[..., WarcCollection]) -> None:
    collection = read(
        [
            record("2010-01-01T00:00:00Z", url=f"<{PAGE}>"),
            record("2012-01-01T00:00:00Z", NEW, url="HTTP://Lampwick.example/privacy"),
        ]
    )
    assert played(collection) == BOTH
    assert [row.original for row in collection.rows(PAGE)] == [PAGE, "http://Lampwick.example/privacy"]


def test_hosts_in_any_notation_are_one_page(read: Callable[..., WarcCollection]) -> None:
    raw, ascii_form = "http://laterne-süd.example/p", f"http://{'laterne-süd'.encode('idna').decode()}.example/p"
    collection = read([record("2010-01-01T00:00:00Z", url=raw), record("2012-01-01T00:00:00Z", NEW, url=ascii_form)])
    assert played(collection, raw) == played(collection, ascii_form) == BOTH
    assert played(collection, "http://laterne-s%C3%BCd.example/p") == BOTH


# Two captures in one second


def test_of_two_captures_in_one_second_the_second_is_said_not_to_be_reachable(
    read: Callable[..., WarcCollection],
) -> None:
    collection = read([record("2012-01-01T00:00:00.900Z", NEW), record("2012-01-01T00:00:00.100Z")])
    assert played(collection) == [("20120101000000", OLD)]
    (found,) = collection.left_out
    assert found.is_loss
    assert "a second capture within one second" in found.line
    assert (found.offset, found.url) == (0, PAGE)


def test_the_same_payload_twice_or_a_redirect_beside_a_page_is_no_loss(read: Callable[..., WarcCollection]) -> None:
    redirect = "HTTP/1.1 302 Found\r\nLocation: /privacy\r\n\r\n"
    collection = read(
        [
            record("2012-01-01T00:00:00.1Z", b"", http=redirect),
            record("2012-01-01T00:00:00.2Z"),
            record("2012-01-01T00:00:00.9Z"),
        ]
    )
    assert played(collection) == [("20120101000000", OLD)]
    assert reasons(collection) == []


# Revisits


def digest(body: bytes, kind: str, form: Callable[[bytes], bytes] | None = None) -> str:
    raw = hashlib.new(kind, body).digest()
    return f"{kind}:{form(raw).decode() if form else raw.hex()}"


KINDS = [("sha1", base64.b32encode), ("sha1", None), ("sha256", None), ("sha256", base64.b32encode), ("md5", None)]
REFERS = {"WARC_Refers_To_Target_URI": PAGE, "WARC_Refers_To_Date": "2010-01-01T00:00:00Z"}


@pytest.mark.parametrize(("kind", "form"), KINDS)
@pytest.mark.parametrize("refers", [REFERS, {}], ids=["refers", "digest"])
def test_a_revisit_repeats_the_record_with_its_digest_of_any_kind(
    read: Callable[..., WarcCollection], kind: str, form: Callable[[bytes], bytes] | None, refers: dict[str, str]
) -> None:
    payload = digest(OLD, kind, form)
    collection = read(
        [
            record("2010-01-01T00:00:00Z", WARC_Payload_Digest=payload),
            record("2012-01-01T00:00:00Z", NEW, WARC_Payload_Digest=digest(NEW, kind, form)),
            revisit("2014-01-01T00:00:00Z", WARC_Payload_Digest=payload, **refers),
            record("2015-01-01T00:00:00Z", b"", url="http://lampwick.example/empty"),
        ]
    )
    assert played(collection) == [*BOTH, ("20140101000000", OLD)]
    first, _, last = collection.rows(PAGE)
    assert last.digest == first.digest == digest(OLD, "sha1", base64.b32encode)[5:]


@pytest.mark.parametrize(
    "fields",
    [
        REFERS,
        {"WARC_Refers_To": "<urn:test:2010-01-01T00:00:00Z>"},
        REFERS | {"WARC_Refers_To_Date": "2010-01-01T01:00:00+01:00"},
        REFERS | {"WARC_Payload_Digest": digest(b"", "sha1", base64.b32encode)},
        REFERS | {"WARC_Payload_Digest": digest(b"", "sha256")},
        {"WARC_Refers_To_Date": "2010-01-01T00:00:00Z"},
    ],
)
def test_a_revisit_without_a_digest_repeats_the_record_that_it_refers_to(
    read: Callable[..., WarcCollection], fields: dict[str, str]
) -> None:
    empty = record("2009-01-01T00:00:00Z", b"", url="http://lampwick.example/empty")
    assert played(read([empty, *TWO, revisit("2014-01-01T00:00:00Z", **fields)])) == [*BOTH, ("20140101000000", OLD)]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "it has neither a digest nor a record that it refers to"),
        ({"WARC_Payload_Digest": digest(b"elsewhere", "sha256")}, "no record of these files holds the payload"),
        (REFERS | {"WARC_Refers_To_Date": "2001-01-01T00:00:00Z"}, "no record of these files holds the payload"),
        (REFERS | {"WARC_Payload_Digest": digest(b"other", "sha1")}, "the record that it refers to has another digest"),
        ({"WARC_Payload_Digest": digest(b"", "sha1", base64.b32encode)}, "it has neither a digest nor a record"),
    ],
)
def test_a_revisit_that_cannot_be_resolved_says_so_and_takes_no_other_body(
    read: Callable[..., WarcCollection], fields: dict[str, str], reason: str
) -> None:
    empty = record("2009-01-01T00:00:00Z", b"", url="http://lampwick.example/empty")
    collection = read([empty, *TWO, revisit("2014-01-01T00:00:00Z", **fields)])
    last = collection.rows(PAGE)[-1]
    with pytest.raises(UnplayableError, match=reason):
        collection.read(last)
    assert last.digest not in {row.digest for row in collection.rows(PAGE)[:-1]}
    assert last.digest != digest(b"", "sha1", base64.b32encode)[5:]
    (found,) = collection.left_out
    assert reason in found.line


def test_a_revisit_of_a_record_that_shares_its_second_is_told_apart_by_the_fraction(
    read: Callable[..., WarcCollection],
) -> None:
    refers = REFERS | {"WARC_Refers_To_Date": "2010-01-01T00:00:00.9Z"}
    records = [record("2010-01-01T00:00:00.1Z"), record("2010-01-01T00:00:00.9Z", NEW)]
    assert played(read([*records, revisit("2014-01-01T00:00:00Z", **refers)]))[-1] == ("20140101000000", NEW)
    unclear = read([*records, revisit("2014-01-01T00:00:00Z", **REFERS)])
    with pytest.raises(UnplayableError, match="several records of that second"):
        unclear.read(unclear.rows(PAGE)[-1])


def test_a_revisit_after_a_304_has_the_headers_of_the_page(read: Callable[..., WarcCollection]) -> None:
    not_modified = "HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"
    collection = read([TWO[0], revisit("2014-01-01T00:00:00Z", http=not_modified, **REFERS)])
    response = collection.read(collection.rows(PAGE)[-1])
    assert (response.statuscode, response.header("content-type"), response.payload) == (200, "text/html", OLD)
