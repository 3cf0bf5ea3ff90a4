"""Invented pages for the tests of places and zones."""

from __future__ import annotations

from clausetrail.pipelines.reading import read_body
from clausetrail.snapshots.zones.page_zones import page_doubts
from clausetrail.snapshots.zones.place import Place

CLAUSES = (
    "We note the name and the address that you give us when you order a parcel from our depot.",
    "We keep the delivery record for eleven months and erase it on the first day of the twelfth.",
    "Our drivers see the address alone, and they return the list at the end of each round.",
    "You may ask the depot for a copy of the record, and the depot answers within nine days.",
)
TEXT = "<h1>Parcel terms</h1><p>Last updated: 4 March 2021</p>" + "".join(
    f"<h2>Part {number}</h2><p>{text}</p>"
    for number, text in zip(("one", "two", "three", "four"), CLAUSES, strict=True)
)


def page(body: str, *, title: str = "Parcel terms - Merle Depot", head: str = "") -> str:
    """Return a page with *body*."""
    return f"<!DOCTYPE html><html lang=en><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def found_places(html: str) -> dict[str, Place]:
    """Return the place of each clause of *html* by its text."""
    reading = read_body(html.encode(), "text/html; charset=utf-8", quick=True)
    assert len(reading.places) == len(reading.clauses)
    return {clause.text: place for clause, place in zip(reading.clauses, reading.places, strict=True)}


def doubtful(html: str) -> dict[str, str]:
    """Return the doubtful clauses of *html*, each with the reason."""
    reading = read_body(html.encode(), "text/html; charset=utf-8", quick=True)
    doubts = page_doubts(reading.clauses, reading.places)
    return {clause.text: doubt for clause, doubt in zip(reading.clauses, doubts, strict=True) if doubt}
