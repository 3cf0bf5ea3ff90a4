"""The URL keys of local files. The right values are what the package `surt`, which pywb and the Internet Archive use, returns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clausetrail.crawler.replay_server.surt import filing_key, host_of_key, urlkey

HEX = "0123456789ABCDEF0123456789abcdef"
ASP = "4hqa0555fwsecu455xqckv45"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        # hosts
        ("http://www2.quillfen.example/", "example,quillfen)/"),
        ("http://www.www2.quillfen.example/", "example,quillfen,www2)/"),
        ("http://www-1.quillfen.example/", "example,quillfen,www-1)/"),
        ("http://www.com/", "com)/"),
        ("http://www/", "www)/"),
        ("http://.quillfen..example./", "example,quillfen)/"),
        ("http://quillfen%2Eexample/", "example,quillfen)/"),
        ("http://3279880203/blah", "11,0,127,195)/blah"),
        ("http://010.010.010.010/", "8,8,8,8)/"),
        ("http://1.2.3/", "3,0,2,1)/"),
        ("http://256.256.256.256/", "256,256,256,256)/"),
        ("http://[2001:db8::1]:8080/x", "2001:db8::1:8080)/x"),
        ("http://a_b.example/", "example,a_b)/"),
        ("http://☃.example/", "example,xn--n3h)/"),
        ("http://日本.example/日本", "example,xn--wgv71a)/%e6%97%a5%e6%9c%ac"),
        ("http://quillfen。example/", "example,quillfen)/"),
        # ports and users
        ("http://quillfen.example:/p", "example,quillfen)/p"),
        ("http://quillfen.example:080/p", "example,quillfen)/p"),
        ("http://quillfen.example:443/", "example,quillfen:443)/"),
        ("https://quillfen.example:443/", "example,quillfen)/"),
        ("https://quillfen.example:80/", "example,quillfen:80)/"),
        ("http://u:p:q@quillfen.example:8080/x", "example,quillfen:8080)/x"),
        ("http://u@v@quillfen.example/", "example,quillfen)/"),
        # schemes
        ("HTTP://QUILLFEN.EXAMPLE/P", "example,quillfen)/p"),
        ("http:////quillfen.example/p", "example,quillfen)/p"),
        ("http:/quillfen.example/p", "example,quillfen)/p"),
        ("//quillfen.example/x", "example,quillfen)/x"),
        (" http://quillfen.example/a\tb ", "example,quillfen)/ab"),
        # paths
        ("http://quillfen.example/x/../p", "example,quillfen)/p"),
        ("http://quillfen.example/x/./p/", "example,quillfen)/x/p"),
        ("http://quillfen.example/x/y/../../../p", "example,quillfen)/../p"),
        ("http://quillfen.example/%2E%2E/p", "example,quillfen)/../p"),
        ("http://quillfen.example//a//b///c//", "example,quillfen)/a/b/c"),
        ("http://quillfen.example/http://x.example/p", "example,quillfen)/http:/x.example/p"),
        ("http://quillfen.example/x/..../y", "example,quillfen)/x/..../y"),
        (f"http://quillfen.example/(S({ASP}))/p.aspx", "example,quillfen)/p.aspx"),
        (f"http://quillfen.example/({ASP})/p.aspx?x=1", "example,quillfen)/p.aspx?x=1"),
        (f"http://quillfen.example/p;jsessionid={HEX}", f"example,quillfen)/p;jsessionid={HEX.lower()}"),
        # escapes
        ("http://quillfen.example/%2520", "example,quillfen)/%20"),
        ("http://quillfen.example/a%2Fb%3Fc%3Bd", "example,quillfen)/a/b?c;d"),
        ("http://quillfen.example/x%23a", "example,quillfen)/x%23a"),
        ("http://quillfen.example/%zz%", "example,quillfen)/%25zz%25"),
        ("http://quillfen.example/%E9é", "example,quillfen)/%e9%c3%a9"),
        ("http://quillfen.example/P%C3%89", "example,quillfen)/p%c3%89"),
        ('http://quillfen.example/"<>`{}|^[]', 'example,quillfen)/"<>`{}|^[]'),
        # queries
        ("http://quillfen.example?x=1", "example,quillfen)/?x=1"),
        ("http://quillfen.example/p?&a=1&&b=2&", "example,quillfen)/p?&&&a=1&b=2"),
        ("http://quillfen.example/p?ab=1&a=1&a-b=1&a", "example,quillfen)/p?a&a=1&a-b=1&ab=1"),
        ("http://quillfen.example/p?q=%26", "example,quillfen)/p?&q="),
        (f"http://quillfen.example/p?a=1&jsessionid={HEX}&b=2", "example,quillfen)/p?a=1&b=2"),
        (f"http://quillfen.example/p?PHPSESSID={HEX}", "example,quillfen)/p"),
        ("http://quillfen.example/p?cfid=1&cftoken=2&x=1", "example,quillfen)/p?x=1"),
        ("http://quillfen.example/p?cfid=1&y=2&cftoken=2", "example,quillfen)/p?cfid=1&cftoken=2&y=2"),
        # IDNA 2008 with UTS 46, unlike `surt`
        ("http://straße.example/", "example,xn--strae-oqa)/"),
        ("http://BÜCHER.example/", "example,xn--bcher-kva)/"),
    ],
)
def test_a_key_is_that_of_other_archives(url: str, key: str) -> None:
    assert urlkey(url) == key


@pytest.mark.parametrize("session", [HEX, "1A2B3C.node-1", "abc!-5", "x"])
def test_local_files_list_a_page_without_the_session_of_a_java_server(session: str) -> None:
    plain = filing_key("http://quillfen.example/p?x=1")
    assert filing_key(f"http://quillfen.example/p;jsessionid={session}?x=1") == plain
    assert filing_key(f"http://quillfen.example/p;JSESSIONID={session}?x=1") == plain


def test_the_host_of_a_key_has_no_port() -> None:
    assert host_of_key(urlkey("http://www.quillfen.example:8080/x")) == "example,quillfen"


@given(st.text())
def test_any_text_has_a_key_in_ascii_or_with_its_own_host(text: str) -> None:
    assert urlkey("http://quillfen.example/" + text).startswith("example,quillfen")
    urlkey(text)
