"""Sketches of texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clausetrail.snapshots.history_screening.minhash import SKETCH_SIZE, sketch_from_bytes, sketch_of
from clausetrail.snapshots.model import Clause, Kind
from tests.support.invented_policies import policy_text


def test_a_sketch_estimates_what_two_texts_share() -> None:
    long = sketch_of(policy_text(5, 20_000))
    assert abs(sketch_of(policy_text(5, 20_000)[:500]).shared_with(long) - 1) < 0.15
    assert sketch_of(policy_text(6, 20_000)).shared_with(long) < 0.02
    assert sketch_of(()).shared_with(long) == 0


def test_a_sketch_has_a_bounded_size() -> None:
    sketch = sketch_of(policy_text(5, 20_000))
    assert (len(sketch.hashes), len(sketch.to_bytes())) == (SKETCH_SIZE, 4 * (SKETCH_SIZE + 2))
    assert list(sketch.hashes) == sorted(sketch.hashes)


words = st.lists(
    st.sampled_from(["we", "share", "and", "keep", "your", "personal", "data", "with", "third", "parties"]), max_size=40
)


@given(words, words)
def test_shares_of_short_texts_are_exact_and_bytes_hold_the_sketch(one: list[str], other: list[str]) -> None:
    left, right = (sketch_of([Clause(Kind.PARAGRAPH, " ".join(text))]) for text in (one, other))
    common = len({*left.hashes} & {*right.hashes})
    assert abs(left.shared_with(right) - common / min(left.runs, right.runs)) < 1e-9
    assert left.shared_with(right) == right.shared_with(left)
    assert sketch_from_bytes(left.to_bytes()) == left
