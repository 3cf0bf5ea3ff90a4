"""Find the text of a page that only its scripts show: in the data from which they build the page.

Applications send a policy as JSON beside an empty body: `__NEXT_DATA__`, `__NUXT_DATA__` and other islands of
`application/json`, the `articleBody` of JSON-LD, states that a script assigns, the rows of React's server components, and JSON in
an attribute. The values are HTML, Markdown, plain text or a tree of rich text, under names that each site chooses. So the smallest
part of the data that holds nearly all of its prose is taken, whatever its name, and written as HTML in its own order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape, unescape
from typing import NamedTuple

from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_IS_JSON = re.compile(r"application/(?:ld\+)?json|text/json|__NEXT_DATA__|__NUXT", re.IGNORECASE)
_ID = re.compile(r"\bid\s*=\s*[\"']?([\w-]{1,60})")
_ATTRIBUTE = re.compile(r"\s(data-[\w-]{1,40}|props)\s*=\s*(?:\"([^\"]{400,})\"|'([^']{400,})')")
_ASSIGNED = re.compile(r"=\s*(?:JSON\.parse\(\s*(?=[\"'])|(?=[\[{]\s*[\"\[{]))")
_SERVER_ROWS = re.compile(r"__next_f\.push\(\[1,\s*(\"(?:[^\"\\]|\\.)*\")\s*\]\)")
_ROW = re.compile(r"([0-9a-f]+):(?:T([0-9a-f]+),)?")
_OLD_SHADOW_ROOT = re.compile(r"(<template\b[^<>]*?\s)shadowroot(?=\s*=)", re.IGNORECASE)
_STRING = re.compile(r"\"((?:[^\"\\]|\\.){200,})\"")
_SHORTEST = 300  # characters of data that may hold a policy
_MOST_ASSIGNED = 20  # values that are assigned in one script
_DEEPEST = 60  # levels of JSON that are followed
_FEWEST_WORDS = 40  # the shortest policy has more; see `page_verdict`
_SHARE = 0.9  # of the prose, that the part holds which is taken
_FEWEST_PROSE_WORDS = 5  # of a string that reads like prose
_LONGEST_TITLE = 20  # words

_HTML = re.compile(r"</?(?:p|div|h[1-6]|li|ul|ol|br|strong|b|em|span|a|table|tr|td|section)\b[^<>]*>", re.IGNORECASE)
_MARKDOWN_LINE = re.compile(r"^(?:#{1,6}\s|\s{0,3}[-*]\s|\d{1,2}[.)]\s)|\*\*\S", re.MULTILINE)
_TITLE_KEYS = frozenset(
    {"title", "heading", "header", "headline", "subtitle", "subheading", "question", "label", "name", "term"}
)
_LIST_KEYS = frozenset({"items", "list", "bullets", "points", "listitems"})
_CHILD_KEYS = ("children", "content", "nodes", "childNodes")
_TYPE_KEYS = ("style", "nodeType", "type", "_type", "tag", "tagName", "name", "blockType")
_HEADING_TYPE = re.compile(r"^h([1-6])$|head(?:ing|er)[-_ ]?(?:level[-_ ]?)?([1-6])?$|^(?:sub)?title$", re.IGNORECASE)
_LOCALE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?")
_TAG_NAME = re.compile(r"[a-z][a-z0-9]{0,9}")
_SILENT_TAGS = frozenset({"script", "style", "link", "meta", "title", "template", "svg", "noscript"})

Json = object


class Embedded(NamedTuple):
    """Text that is in the markup of a page and not shown: HTML made of it, and where it was found, in words."""

    markup: str
    source: str


def embedded_texts(html: str, language: str = "") -> Iterator[Embedded]:
    """Yield the texts in the data of the page *html*, those with the most words first.

    *language* is that of the page: of data in several languages, its own is taken.
    """
    if _OLD_SHADOW_ROOT.search(html):
        yield Embedded(_OLD_SHADOW_ROOT.sub(r"\1shadowrootmode", html), "a shadow root of an older form")
    found = list[tuple[int, Embedded]]()
    for source, value in _values(html):
        part = _with_prose(value, language)
        markup = "".join(_Writer().write(part))
        if (words := _word_count(markup)) >= _FEWEST_WORDS:
            found.append((words, Embedded(f"<body>{markup}</body>", source)))
    for _, embedded in sorted(found, key=lambda pair: -pair[0]):
        yield embedded


def _values(html: str) -> Iterator[tuple[str, Json]]:
    """Yield the data in *html*, each with its source."""
    rows = list[str]()
    for script in _SCRIPT.finditer(html):
        attributes, content = script[1], script[2].strip().removeprefix("<!--").removesuffix("-->").strip()
        if len(content) < _SHORTEST and "__next_f" not in content:
            continue
        if _IS_JSON.search(attributes):
            named = _ID.search(attributes)
            source = "JSON-LD" if "ld+json" in attributes.lower() else f"{named[1]}" if named else "an island of JSON"
            yield from ((source, value) for value in _parsed(content))
        elif "__next_f" in content:
            rows += [str(value) for row in _SERVER_ROWS.finditer(content) for value in _parsed(row[1])]
        else:
            yield from (("the data of a script", value) for value in _assigned(content))
    if rows:
        yield "the rows of server components", list(_server_rows("".join(rows)))
    for attribute in _ATTRIBUTE.finditer(html):
        written = unescape(attribute[2] or attribute[3]).strip()
        if written[:1] in {"{", "["}:
            yield from ((f"the attribute {attribute[1]}", value) for value in _parsed(written))


def _parsed(text: str) -> Iterator[Json]:
    try:
        yield json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return


def _assigned(script: str) -> Iterator[Json]:
    """Yield the JSON that *script* assigns, or where it is no strict JSON, the long strings of HTML in it."""
    decoder = json.JSONDecoder(strict=False)
    values = list[Json]()
    position = 0
    while len(values) < _MOST_ASSIGNED and (assigned := _ASSIGNED.search(script, position)):
        position = assigned.end()
        try:
            value, position = decoder.raw_decode(script, position)
        except (ValueError, RecursionError):
            continue
        values += _parsed(value) if isinstance(value, str) else [value]
    yield from values
    if not values:
        strings = [value for quoted in _STRING.finditer(script) for value in _parsed(f'"{quoted[1]}"')]
        yield [value for value in strings if isinstance(value, str) and _HTML.search(value)]


def _server_rows(stream: str) -> Iterator[Json]:
    """Yield the values of the rows of React server components: "id:json", or "id:T", the length of a text in bytes, and the text."""
    encoded = stream.encode()
    position = 0
    while position < len(encoded):
        row = _ROW.match(encoded[position : position + 40].decode("utf-8", "replace"))
        if row is None:
            position = encoded.find(b"\n", position) + 1 or len(encoded)
            continue
        position += row.end()
        if row[2]:
            end = position + int(row[2], 16)
            yield encoded[position:end].decode("utf-8", "replace")
        else:
            end = encoded.find(b"\n", position)
            end = len(encoded) if end < 0 else end
            yield from _parsed(encoded[position:end].decode("utf-8", "replace"))
            end += 1
        position = end


def _with_prose(value: Json, language: str) -> Json:
    """Return the smallest part of *value* that holds nearly all of its prose."""
    words = _prose(value)
    for _ in range(_DEEPEST):
        if isinstance(value, dict) and (chosen := _of_language(value, language)) is not None:
            value, words = chosen, _prose(chosen)
            continue
        children = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
        if _is_rich_text(value) or _is_element(value):
            break
        largest = next((child for child in children if words and _prose(child) >= _SHARE * words), None)
        if largest is None or isinstance(largest, str):
            return value if largest is None else largest
        value = largest
    return value


def _of_language(value: dict[str, Json], language: str) -> Json | None:
    """Return the part of *value* in *language*, where its keys are languages."""
    if len(value) < 2 or not language or not all(_LOCALE.fullmatch(str(key)) for key in value):
        return None
    wanted = language.lower().replace("_", "-")
    for key, child in value.items():
        if str(key).lower().replace("_", "-").partition("-")[0] == wanted.partition("-")[0] and _prose(child):
            return child
    return None


def _prose(value: Json) -> int:
    """Return the number of words in the strings of *value* that read like prose."""
    words = 0
    stack: list[tuple[Json, int]] = [(value, 0)]
    while stack:
        item, depth = stack.pop()
        if isinstance(item, str):
            words += len(item.split()) if _is_prose(item) else 0
        elif depth < _DEEPEST:
            children = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
            stack += [(child, depth + 1) for child in children]
    return words


def _is_prose(text: str) -> bool:
    if len(text) < 20 or text.lstrip()[:1] in {"{", "["}:
        return False
    if _HTML.search(text):
        return True
    is_code = "{" in text or text.count(";") > 3 or text.startswith(("http:", "https:", "/", "data:"))
    return not is_code and (
        text.count(" ") >= _FEWEST_PROSE_WORDS - 1 or any(letter >= "\u3040" for letter in text[:40])
    )


def _is_rich_text(value: Json) -> bool:
    """Return whether *value* is one block of rich text: its children are texts."""
    return isinstance(value, dict) and any(
        isinstance(children := value.get(key), list) and children and all(_is_inline(child) for child in children)
        for key in _CHILD_KEYS
    )


def _is_inline(value: Json) -> bool:
    if isinstance(value, str):
        return True
    if not isinstance(value, dict):
        return False
    if isinstance(value.get("text"), str) and not any(isinstance(value.get(key), list) for key in _CHILD_KEYS):
        return True
    if isinstance(value.get("value"), str):
        return True
    is_link = any("link" in str(value.get(key, "")).lower() or value.get(key) == "a" for key in _TYPE_KEYS)
    return is_link and _is_rich_text(value)


def _is_element(value: Json) -> bool:
    """Return whether *value* is an element of React: the mark "$", its tag or component, its key, and its properties."""
    return isinstance(value, list) and len(value) >= 4 and value[0] == "$" and isinstance(value[3], dict)


class _Writer:
    """Writes data as HTML; a text that occurs twice in it is written once."""

    def __init__(self) -> None:
        self._written: set[str] = set()

    def write(self, value: Json, key: str = "", depth: int = 0) -> Iterator[str]:
        """Yield the HTML of *value*, which has the name *key* in its object."""
        if depth > _DEEPEST:
            return
        if isinstance(value, str):
            yield from self._text(value, key)
        elif _is_element(value):
            assert isinstance(value, list)
            yield from self._element(value[1], value[3], depth)
        elif isinstance(value, list):
            for item in value:
                is_point = key.lower() in _LIST_KEYS and isinstance(item, str) and not _HTML.search(item)
                yield from [f"<li>{escape(str(item))}</li>"] if is_point else self.write(item, key, depth + 1)
        elif isinstance(value, dict):
            yield from self._object(value, depth)

    def _object(self, value: dict[str, Json], depth: int) -> Iterator[str]:
        tag = _tag_of(value)
        text = value.get("text")
        if isinstance(data := value.get("data"), dict) and isinstance(data.get("text"), str) and tag:
            text = data["text"]
            tag = _tag_of({**value, **data}) or tag
        if _is_rich_text(value):
            yield f"<{tag or 'p'}>{''.join(_inline(value))}</{tag or 'p'}>"
        elif (
            isinstance(text, str)
            and tag
            and not any(isinstance(value.get(key), list) and value[key] for key in _CHILD_KEYS)
        ):
            yield f"<{tag}>{text if _HTML.search(text) else escape(text)}</{tag}>"
        else:
            titles = [key for key in value if str(key).lower() in _TITLE_KEYS and isinstance(value[key], str)]
            for key in [*titles, *(key for key in value if key not in titles)]:
                yield from self.write(value[key], str(key), depth + 1)

    def _element(self, tag: Json, properties: dict[str, Json], depth: int) -> Iterator[str]:
        name = tag if isinstance(tag, str) and _TAG_NAME.fullmatch(tag) else "div"
        if name in _SILENT_TAGS:
            return
        yield f"<{name}>"
        inner = properties.get("dangerouslySetInnerHTML")
        if isinstance(inner, dict) and isinstance(inner.get("__html"), str):
            yield str(inner["__html"])
        yield from self._children(properties.get("children"), depth + 1)
        if name == "div":
            rest = {
                key: found for key, found in properties.items() if key not in {"children", "dangerouslySetInnerHTML"}
            }
            yield from (
                part
                for found in rest.values()
                if isinstance(found, (dict, list))
                for part in self.write(found, "", depth + 1)
            )
        yield f"</{name}>"

    def _children(self, children: Json, depth: int) -> Iterator[str]:
        if isinstance(children, str):
            yield "" if children.startswith("$") else escape(children)
        elif _is_element(children) or isinstance(children, dict):
            yield from self.write(children, "", depth)
        elif isinstance(children, list) and depth <= _DEEPEST:
            for child in children:
                yield from self._children(child, depth + 1)

    def _text(self, text: str, key: str) -> Iterator[str]:
        stripped = text.strip()
        if not stripped or stripped in self._written:
            return
        if "&lt;" in stripped and "<" not in stripped:
            stripped = unescape(stripped)
        if key.lower() in _TITLE_KEYS and len(stripped.split()) <= _LONGEST_TITLE and not _HTML.search(stripped):
            yield f"<h2>{escape(stripped)}</h2>"
        elif _is_prose(stripped):
            self._written.add(stripped)
            yield _as_html(stripped)


def _as_html(text: str) -> str:
    """Return *text*, which is HTML, Markdown or plain lines, as HTML."""
    if _HTML.search(text):
        return f"<div>{text}</div>"
    if _MARKDOWN_LINE.search(text):
        return str(_MARKDOWN.render(text))
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def _inline(value: Json) -> Iterator[str]:
    """Yield the texts of one block of rich text, escaped."""
    stack: list[Json] = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            yield escape(item)
        elif isinstance(item, dict):
            children = next((item[key] for key in _CHILD_KEYS if isinstance(item.get(key), list)), None)
            text = item.get("text") if isinstance(item.get("text"), str) else item.get("value")
            stack += reversed(children) if children is not None else [text] if isinstance(text, str) else []


def _tag_of(value: dict[str, Json]) -> str:
    """Return the HTML element for a block of rich text by its type, or "" where it has none."""
    if value.get("listItem"):
        return "li"
    for key in _TYPE_KEYS:
        kind = value.get(key)
        if not isinstance(kind, str):
            continue
        if heading := _HEADING_TYPE.search(kind):
            level = heading[1] or heading[2] or value.get("level") or value.get("depth") or "2"
            return f"h{level}" if str(level) in set("123456") else "h2"
        if re.search(r"list[-_ ]?item|^li$", kind, re.IGNORECASE):
            return "li"
        if re.search(r"paragraph|^p$|^normal$|^block$|^text$", kind, re.IGNORECASE):
            return "p"
    return ""


def _word_count(markup: str) -> int:
    text = re.sub(r"<[^<>]*>", " ", markup)
    return max(len(text.split()), sum(letter >= "\u3040" for letter in text) // 2)
