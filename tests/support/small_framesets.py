"""A small archive of sites of 1998 to 2013 whose policies stand in frames: every page is made up."""

from __future__ import annotations

from pathlib import Path

from tests.support.small_warcs import SENTENCES, Page, policy, write

HERON = "http://www.heron-boats.example/privacy.html"
HERON_TEXT = "http://www.heron-boats.example/legal/privacy_text.html"
WATCHLIST = """
[policies.heron]
url = "http://www.heron-boats.example/privacy.html"
[policies.linnet]
url = "http://www.linnet-bank.example/privacy"
[policies.godwit]
url = "http://www.godwit-mail.example/privacy.html"
[policies.dunlin]
url = "http://www.dunlin-maps.example/privacy.html"
[policies.plover]
url = "http://www.plover-news.example/privacy.html"
[policies.curlew]
url = "http://www.curlew-tools.example/privacy.html"
[policies.whimbrel]
url = "http://www.whimbrel-maps.example/privacy.html"
"""


def frameset(*sources: str, base: str = "") -> bytes:
    frames = "".join(f"<frame src={source}>" for source in sources)
    head = f"<head><title>Privacy</title>{base}</head>"
    other = "<noframes>This page needs a browser that shows frames.</noframes>"
    return f"<html>{head}<frameset rows='80,*' border=0>{frames}{other}</frameset></html>".encode()


def links(*names: str) -> bytes:
    listed = "".join(f"<li><a href='/{name}.html' target=main>{name}</a>" for name in names)
    return f"<html><body bgcolor=silver><ul>{listed}</ul></body></html>".encode()


BANNER = (
    b"<html><body><h1>Heron Boats</h1><img src=heron.gif><p>Boats since 1961, built by hand on the river.</body></html>"
)
MENU = links("home", "boats", "prices", "orders", "news", "privacy", "contact")
SHELL = frameset("banner.html", "menu.html", "privacy_text.html", base="<base href='/legal/'>")
OLD = policy("Boats that were ordered by post are told of in our old paper, which we keep for ninety days.")
NEWS = "We now keep the letters that you write to us for a year."
NEW = policy(NEWS, clauses=SENTENCES[:-1])
OWN = policy("From this year on there are no frames any more, and we say it all here.", clauses=SENTENCES[2:])


def heron() -> list[Page]:
    """The same frameset four times, while the text in its frame changes once; then a page without frames."""
    shells = ("19980210120000", "19980801120000", "19990301120000", "20000115120000")
    texts = {"19980210120500": OLD, "19980801120500": OLD, "19990301120500": NEW, "20000115120500": NEW}
    legal = HERON_TEXT.rpartition("/")[0]
    return [
        *(Page(at, SHELL, url=HERON) for at in shells),
        *(Page(at, text, url=HERON_TEXT) for at, text in texts.items()),
        *(Page(f"{at[:-3]}030", BANNER, url=f"{legal}/banner.html") for at in shells[:2]),
        Page("19990301120040", MENU, url=f"{legal}/menu.html"),
        Page("20030401120000", OWN, url=HERON),
        Page("20040401120000", OWN, url=HERON),
        Page("20030601120000", NEW, url=HERON_TEXT),  # nobody is shown this any more
    ]


def others() -> list[Page]:
    """Each way in which a frame may not be what is looked for, or may."""
    heading = (
        b"<html><body><h1>Privacy at Linnet</h1><p>Our policy is below.</p><iframe src='/app/policy?lang=en'></iframe>"
    )
    ad = b"<iframe src='http://ads.plover-news.example/box.html'></iframe></body>"
    inner = frameset("left.html", "words.html")
    moved = ("Location", "http://www.whimbrel-maps.example/new/text.html")
    return [
        Page("20020505120000", frameset("text.html"), url="http://www.whimbrel-maps.example/privacy.html"),
        Page("20020505120001", b"", url="http://www.whimbrel-maps.example/text.html", status="301 Moved", headers=(moved,)),
        Page("20020601120000", policy(), url="http://www.whimbrel-maps.example/new/text.html"),
        Page("20120305120000", heading + b"</body></html>", url="http://www.linnet-bank.example/privacy"),
        Page("20120306120000", policy(), url="http://www.linnet-bank.example/app/policy?lang=en"),
        Page("19990505120000", frameset("http://www.elsewhere.example/p.html"), url="http://www.godwit-mail.example/privacy.html"),
        Page("19990505120001", policy(), url="http://www.elsewhere.example/p.html"),
        Page("20000505120000", frameset("top.html", "text.html"), url="http://www.dunlin-maps.example/privacy.html"),
        Page("20000505120001", BANNER, url="http://www.dunlin-maps.example/top.html"),
        Page("20100505120000", policy().replace(b"</body>", ad), url="http://www.plover-news.example/privacy.html"),
        Page("20100505120001", policy("Buy one more kite."), url="http://ads.plover-news.example/box.html"),
        Page("20010505120000", frameset("top.html", "in/inner.html"), url="http://www.curlew-tools.example/privacy.html"),
        Page("20010505120001", BANNER, url="http://www.curlew-tools.example/top.html"),
        Page("20010601120000", inner, url="http://www.curlew-tools.example/in/inner.html"),
        Page("20010601120001", MENU, url="http://www.curlew-tools.example/in/left.html"),
        Page("20010601120002", policy(), url="http://www.curlew-tools.example/in/words.html"),
    ]  # fmt: skip


def archived(path: Path) -> Path:
    """Write the whole archive to *path*, and return it."""
    return write(path, [*heron(), *others()])
