"""Text that is only in the data of a page is found, whatever the data is made of, and never beside a text that is shown."""

from __future__ import annotations

import html as entities
import json

import pytest

from clausetrail.pipelines.extraction.embedded_text import embedded_texts
from clausetrail.pipelines.reading import BodyReading, read_body
from clausetrail.snapshots.model import Verdict

SECTIONS = [
    (
        "Records",
        "We hold the personal data of each guest of the cave for nine years after the visit, as the law requires.",
    ),
    (
        "Your rights",
        "You may withdraw your consent to cookies at any time, and ask for a copy of the personal data that we hold.",
    ),
    (
        "Sharing",
        "The privacy officer shares personal information with the carriers only, under the terms of a contract.",
    ),
]
HTML = "".join(f"<h2>{title}</h2><p>{text}</p>" for title, text in SECTIONS)
TEXTS = [text for section in SECTIONS for text in section]


def page(data: str) -> str:
    return f"<html lang=en><title>Cave</title><body><div id=root></div>{data}</body></html>"


def island(value: object, attributes: str = "id=__NEXT_DATA__ type=application/json") -> str:
    return page(f"<script {attributes}>{json.dumps(value)}</script>")


def rich(title: str, text: str) -> list[dict[str, object]]:
    return [
        {"nodeType": "heading-2", "content": [{"nodeType": "text", "value": title}]},
        {
            "nodeType": "paragraph",
            "content": [{"nodeType": "text", "value": text[:9]}, {"nodeType": "text", "value": text[9:]}],
        },
    ]


def portable(title: str, text: str) -> list[dict[str, object]]:
    return [
        {"_type": "block", "style": "h2", "children": [{"_type": "span", "text": title}]},
        {"_type": "block", "style": "normal", "children": [{"_type": "span", "text": text}]},
    ]


ROWS = json.dumps(
    [["$", tag, None, {"children": text}] for pair in SECTIONS for tag, text in zip(("h2", "p"), pair, strict=True)]
)
STREAM = f"0:{ROWS}\n"
PAGES = {
    "HTML": island({"props": {"pageProps": {"id": "x" * 300, "html": HTML}}}),
    "escaped HTML": island({"body": entities.escape(HTML)}),
    "Markdown": island({"content": "".join(f"## {title}\n\n{text}\n\n" for title, text in SECTIONS)}),
    "sections": island({"page": [{"text": text, "title": title} for title, text in SECTIONS]}),
    "article body": island({"articleBody": "\n\n".join(TEXTS)}, "type='application/ld+json'"),
    "Contentful": island({"entry": {"document": [node for section in SECTIONS for node in rich(*section)]}}),
    "Portable Text": island({"page": [node for section in SECTIONS for node in portable(*section)]}),
    "Editor.js": island({"blocks": [
        node for title, text in SECTIONS
        for node in ({"type": "header", "data": {"text": title, "level": 2}}, {"type": "paragraph", "data": {"text": text}})
    ]}),
    "languages": island({"text": {"de": [{"p": "Wir bewahren die Daten der Gäste neun Jahre auf und löschen sie."}] * 9, "en": HTML}}),
    "Nuxt": island([["Reactive", 1], {"data": 2}, HTML], "type=application/json id=__NUXT_DATA__"),
    "assigned": page(f"<script>window.__STATE__ = {json.dumps({'page': {'html': HTML}})};start()</script>"),
    "parsed": page(f"<script>window.data = JSON.parse({json.dumps(json.dumps({'html': HTML}))});</script>"),
    "no strict JSON": page(f"<script>window.__NUXT__=(function(a){{return {{body:{json.dumps(HTML)},x:a}}}}(1))</script>"),
    "server components": page(
        f"<script>self.__next_f.push([1,{json.dumps(STREAM[:200])}])</script>"
        f"<script>self.__next_f.push([1,{json.dumps(STREAM[200:])}])</script>"
    ),
    "a row of text": page(f"<script>self.__next_f.push([1,{json.dumps(f'1a:T{len(HTML):x},{HTML}0:[]')}])</script>"),
    "attribute": page(f'<div id=app data-page="{entities.escape(json.dumps({"props": {"html": HTML}}))}"></div>'),
}  # fmt: skip


def reading(html: str) -> BodyReading:
    found = read_body(html.encode(), "text/html")
    assert found == read_body(html.encode(), "text/html", quick=True)
    return found


@pytest.mark.parametrize("html", PAGES.values(), ids=PAGES)
def test_the_text_is_read_from_the_data_and_marked_so(html: str) -> None:
    found = reading(html)
    assert [clause.text for clause in found.clauses] == TEXTS
    assert (found.verdict, found.page and found.page.title) == (Verdict.POLICY, "Cave")
    assert found.reason.startswith("read from ")
    assert found.page
    assert any(found.reason in note for note in found.page.notes)


def test_a_shadow_root_of_the_older_form_is_read_where_the_page_is_empty() -> None:
    html = page(f"<cave-rules><template shadowroot=open>{HTML}</template></cave-rules>")
    assert [clause.text for clause in reading(html).clauses] == TEXTS


def test_the_data_of_a_page_that_shows_its_text_is_not_read() -> None:
    html = page(f"{HTML}<script type=application/json>{json.dumps(HTML.replace('nine', 'four'))}</script>")
    assert [clause.text for clause in reading(html).clauses] == TEXTS
    assert reading(html).reason == ""


@pytest.mark.parametrize(
    "data",
    [
        [f"A goat of the village climbs tower {number} while the mayor watches." for number in range(20)],
        {"menu": ["Home", "Lanterns"] * 40},
        "a" * 400,
        [[[[["x " * 200]]]]],
    ],
)
def test_data_that_is_no_policy_leaves_the_page_empty(data: object) -> None:
    assert reading(island(data)).verdict is Verdict.EMPTY


@pytest.mark.parametrize("script", ["{" * 5_000, "[" * 200_000, '{"a": ' * 3_000 + "1" + "}" * 3_000, "= {" * 3_000])
def test_broken_and_deep_data_has_no_text(script: str) -> None:
    assert list(embedded_texts(page(f"<script type=application/json>{script}</script><script>{script}</script>"))) == []
