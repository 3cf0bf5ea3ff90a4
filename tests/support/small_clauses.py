"""Six clauses without common content, and a reading made of texts."""

from __future__ import annotations

from clausetrail.snapshots.model import Clause, Kind

FEES = "You pay the yearly fee before the first day of the term and we send the invoice by post."
DATA = "Our partners receive your postal address only where a parcel has to be delivered to you."
LAW = "Disputes are heard by the courts of the town in which the customer has a permanent home."
KEEP = "Order forms are kept in a locked cabinet for thirty days after the parcel has arrived."
POST = "Twice a year a printed catalogue goes to everybody who has ordered something since spring."
TALK = "Letters to the editor may be quoted in the newsletter unless the writer asks us not to."


def page(*texts: str) -> tuple[Clause, ...]:
    """Return a reading of paragraphs."""
    return tuple(Clause(Kind.PARAGRAPH, text) for text in texts)
