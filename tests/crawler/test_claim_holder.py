"""Whether the process that holds a claim has ended."""

from __future__ import annotations

import subprocess
import sys

from clausetrail.crawler.claim_holder import has_ended, new_holder


def test_this_process_has_not_ended_and_has_a_new_name_each_time() -> None:
    assert new_holder() != new_holder()
    assert not has_ended(new_holder())


def test_a_process_that_has_ended_is_recognised_and_one_of_another_machine_is_not() -> None:
    code = "from clausetrail.crawler.claim_holder import new_holder; print(new_holder())"
    ended = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert has_ended(ended)
    assert not has_ended("elsewhere " + ended.partition(" ")[2])


def test_a_number_that_another_process_has_now_is_no_longer_the_holder() -> None:
    host, pid, _, number = new_holder().split(" ")
    assert has_ended(f"{host} {pid} 1 {number}")
