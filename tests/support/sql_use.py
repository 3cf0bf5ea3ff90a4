"""Find what looks like SQL, or like the use of a database connection, in a module's syntax tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

# Parts of strings that are filled in later, as in f"DELETE FROM {table}".
_FILLED_IN = "filled_in"
_STATEMENT = re.compile(
    r"\b(?:SELECT\s.+\bFROM|INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|PRAGMA\s"
    r"|(?:CREATE|DROP|ALTER)\s+(?:VIRTUAL\s+|TEMP\s+|UNIQUE\s+)?(?:TABLE|INDEX|VIEW|TRIGGER)\b|BEGIN\s+IMMEDIATE|ATTACH\s+DATABASE)",
    re.DOTALL,
)
# As a whole string, in small letters: no sentence begins like these.
_WHOLE = re.compile(
    r"\s*(?:select\s.+\sfrom\s+\w|insert\s+(?:or\s+\w+\s+)?into\s|update\s+\w+\s+set\s|delete\s+from\s+\w|pragma\s+\w+"
    r"|create\s+(?:virtual\s+|temp\s+|unique\s+)?(?:table|index|view)\s+\w)",
    re.DOTALL,
)
_METHODS = frozenset({"execute", "executemany", "executescript", "cursor", "create_function"})
_CONNECTION = "_database"  # the attribute by which the store's parts keep their connection
_MODULES = (
    "clausetrail.snapshots.storage.database",
    "clausetrail.snapshots.storage.schema",
    "sqlite3",
    "apsw",
    "sqlalchemy",
)


def sql_uses(tree: ast.AST) -> Iterator[str]:
    """Yield a description of each statement, connection and call of a connection in *tree*."""
    for node in ast.walk(tree):
        text = _text(node)
        if text is not None and (_STATEMENT.search(text) or _WHOLE.match(text)):
            yield f"SQL in line {node.lineno}"  # type: ignore[attr-defined]
        if isinstance(node, ast.Constant) and node.value in _METHODS and node.value != "cursor":
            yield f"the name of a method in line {node.lineno}"
        if isinstance(node, ast.Attribute):
            own = isinstance(node.value, ast.Name) and node.value.id in {"self", "super"}
            if (node.attr in _METHODS and not own) or node.attr == _CONNECTION:
                yield f".{node.attr} in line {node.lineno}"
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(_MODULES):
            yield f"an import in line {node.lineno}"
        if isinstance(node, ast.Import) and any(alias.name.startswith(_MODULES) for alias in node.names):
            yield f"an import in line {node.lineno}"


def _text(node: ast.AST) -> str | None:
    """Return the string that *node* makes, with its parts put together, or None where it makes none."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or _FILLED_IN for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        left, right = _text(node.left), _text(node.right)
        if left is None and right is None:
            return None
        if isinstance(node.op, ast.Mod):
            return None if left is None else re.sub(r"%[-#0 +]*\w", _FILLED_IN, left)
        return (_FILLED_IN if left is None else left) + (_FILLED_IN if right is None else right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"join", "format"}:
        receiver = _text(node.func.value)
        if receiver is None:
            return None
        if node.func.attr == "format":
            return re.sub(r"\{[^}]*\}", _FILLED_IN, receiver)
        parts = node.args[0].elts if node.args and isinstance(node.args[0], ast.List | ast.Tuple) else []
        return receiver.join(_text(part) or _FILLED_IN for part in parts)
    return None
