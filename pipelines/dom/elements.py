"""The elements of HTML, by what they are to a reader: boxes, headings, sections, and what is never text."""

from __future__ import annotations

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# The elements that a browser lays out as boxes of their own (HTML Standard, section 15.3, "display: block").
BLOCKS = HEADINGS | {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "colgroup", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "header", "hgroup",
    "hr", "html", "legend", "li", "listing", "main", "marquee", "menu", "nav", "noframes", "noscript", "ol",
    "optgroup", "p", "plaintext", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul", "xmp"
}  # fmt: skip
# Not the words of the page: code, media, and what a reader types or picks.
SILENT = frozenset({
    "applet", "area", "audio", "base", "canvas", "datalist", "embed", "head", "img", "link",
    "map", "math", "meta", "meter", "object", "param", "progress", "rp", "rt", "script", "select", "source",
    "style", "svg", "template", "textarea", "title", "track", "video", "wbr"
})  # fmt: skip
# What shows another page in this one; its words are those of browsers without frames.
FRAMES = frozenset({"frame", "iframe"})
# What a box may stand in and be judged by.
SECTIONS = frozenset({"main", "article", "blockquote", "table", "li"})
# Prose in an element that is made for it counts from five unlinked words, elsewhere from ten: of the trial's
# rules on 711 pages of 76 operators, these kept every document of the held-out half above recall .95.
PROSE = frozenset({"p", "li", "td", "dd", "blockquote", "pre"})
# The elements that say themselves what they are, or that are judged by what they do.
JUDGED = frozenset({"aside", "button", "dialog", "footer", "form", "header", "menu", "nav", "search"})
# A cell with headings or a table of its own is a part of a page, not a datum.
PAGE_PARTS = HEADINGS | {"table", "form", "nav", "hr", "article", "section", "main"}
# An element nested deeper stands beside the one at that depth, as in Blink, the engine of Chrome, which stops at 512 too.
DEEPEST = 512
