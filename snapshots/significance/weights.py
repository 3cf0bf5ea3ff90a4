"""The weights of all findings: points from 0 (nothing but typography) to 100.

The weights are a decision of ours, not measured: they order changes by what a reader can lose. Typography and numbering
are below 15, a change that no rule knows is in the middle, and a lost right is at 60 or more. Watchlists use them as
`from_weight`.
"""

from __future__ import annotations

from clausetrail.snapshots.significance.lexicon import Topic

NO_WORDS = 0  # typography, or no difference of words
PUNCTUATION = 2
NUMBERING = 3  # of clauses and of cross-references
LETTER_CASE = 5  # or spelling
MOVE = 8
ARTICLES = 10  # or the order of words
ONE_LETTER = 15  # in a long word
DATE = 20
CONTACT = 20
HEADING = 20  # added or removed, about nothing that a rule knows
CONTACT_LINK = 19  # a link that begins with mailto: or tel:
LINK = 25
NAME = 35
OTHER_WORDS = 35  # a rewording that no rule knows
WHOLE_CLAUSE = 45  # added or removed, about nothing that a rule knows
DEFINITION = 60

# Amounts.
PERIOD = 65  # or a sum or share
AGE = 75
RETENTION = 80  # how long data is kept

# A word of each topic that was added to a sentence or removed from it. The order is by what a reader can lose: a court,
# money or control over data first, a tone of voice last.
TOPICS = {
    Topic.ARBITRATION: 90, Topic.CLASS_ACTION: 90, Topic.SALE: 90, Topic.MACHINE_LEARNING: 85, Topic.RETENTION: 70,
    Topic.CONSENT: 75, Topic.OPT_OUT: 75, Topic.SENSITIVE: 75, Topic.SHARING: 70, Topic.NEGATION: 70,
    Topic.PROHIBITION: 70, Topic.COURTS: 75, Topic.CHILDREN: 70, Topic.DUTY: 65, Topic.PERMISSION: 65, Topic.LIMIT: 65,
    Topic.LIABILITY: 65, Topic.LICENCE: 70, Topic.ERASURE: 65, Topic.TRANSFER_ABROAD: 65, Topic.AUTHORITIES: 65,
    Topic.PAYMENT: 65, Topic.TERMINATION: 60, Topic.TRACKING: 60, Topic.NOTICE: 60, Topic.PROMISE: 55,
}  # fmt: skip
# "can" and "will" also describe facts: without a modal word on the other side they weigh less.
MODAL_ALONE = {Topic.PERMISSION: 45, Topic.PROMISE: 40, Topic.DUTY: 60}
MODAL_EXCHANGED = 5  # more than the heavier of two modal words: "may became must"
# Less for a small word (`lexicon.GRAMMAR`) in a sentence that was mostly rewritten, or for one that was exchanged.
REWRITTEN = 20
# Less for a topic of a whole clause than for a word of it in a sentence that changed.
WHOLE_CLAUSE_TOPIC = 10
WHOLE_CLAUSE_GRAMMAR = 45  # "may" or "not" in a clause that is added or removed, where most clauses have some
