"""The elements of HTML by their role: boxes, headings, sections, and elements that hold no text of the page."""

from __future__ import annotations

HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# The elements that a browser lays out as boxes of their own (HTML Standard, section 15.3, "display: block").
BLOCK_TAGS = HEADING_TAGS | {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "colgroup", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "header", "hgroup",
    "hr", "html", "legend", "li", "listing", "main", "marquee", "menu", "nav", "noframes", "noscript", "ol",
    "optgroup", "p", "plaintext", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul", "xmp"
}  # fmt: skip
# Elements that hold no text of the page: code, media, and fields in which a reader types or picks.
TEXTLESS_TAGS = frozenset({
    "applet", "area", "audio", "base", "canvas", "datalist", "embed", "head", "img", "link",
    "map", "math", "meta", "meter", "object", "param", "progress", "rp", "rt", "script", "select", "source",
    "style", "svg", "template", "textarea", "title", "track", "video", "wbr"
})  # fmt: skip
# Elements that show another page in this one. Their own text is for browsers without frames.
FRAME_TAGS = frozenset({"frame", "iframe"})
# Sections: the boilerplate rules treat boxes inside them differently.
SECTION_TAGS = frozenset({"main", "article", "blockquote", "table", "li"})
# Elements that hold the text of a page, if an author has marked it.
TEXT_TAGS = frozenset({"main", "article"})
# Elements that no rule drops, whatever their name is.
NEVER_DROPPED_TAGS = HEADING_TAGS | {"html", "body"} | TEXT_TAGS
# Elements that are passages or lists of passages: below them there is no layout.
PASSAGE_TAGS = frozenset({"p", "ul", "ol", "li", "dl", "dd", "pre", "blockquote"})
# In an element that is made for prose, a passage counts as prose from 5 unlinked words on, elsewhere from 10. Measured
# on 711 pages of 76 operators: of the rules tried, these kept every document of the held-out half above recall .95.
PROSE_TAGS = frozenset({"p", "li", "td", "dd", "blockquote", "pre"})
FEWEST_WORDS_IN_PROSE_TAG = 5
FEWEST_WORDS_ELSEWHERE = 10
# A boilerplate rule looks at these elements because of their tag alone.
RULE_TAGS = frozenset({"aside", "button", "dialog", "footer", "form", "header", "menu", "nav", "search"})
# A table cell that holds one of these is a part of a page layout, not a datum.
PAGE_PART_TAGS = HEADING_TAGS | {"table", "form", "nav", "hr", "article", "section", "main"}
# Levels. An element nested deeper becomes a sibling of the one at that depth, as in Blink, the engine of Chrome, which
# stops at 512 too.
MAX_DEPTH = 512
