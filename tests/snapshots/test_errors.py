"""The list of exceptions is complete, and each has an exit code of its kind."""

from __future__ import annotations

import inspect
import re

from clausetrail.snapshots import errors
from clausetrail.snapshots.errors import ClausetrailError


def classes() -> dict[str, type[ClausetrailError]]:
    return {name: value for name, value in vars(errors).items() if inspect.isclass(value)}


def test_the_docstring_of_the_module_lists_every_exception_in_its_place() -> None:
    listed = re.findall(r"^\s*[*x+] (\w+)", errors.__doc__ or "", re.MULTILINE)
    assert sorted(listed) == sorted(classes())
    above: type[Exception] = ClausetrailError
    for mark, name in re.findall(r"^\s*([x+]) (\w+)", errors.__doc__ or "", re.MULTILINE):
        assert classes()[name].__bases__ == ((above,) if mark == "+" else (ClausetrailError,))
        above = above if mark == "+" else classes()[name]


def test_every_exception_has_a_docstring_and_an_exit_code_that_means_an_error() -> None:
    assert [name for name, value in classes().items() if not value.__doc__] == []
    assert {value.exit_code for value in classes().values()} == {1, 2, 5, 7}
