"""Translate a query that a person types into an expression of FTS5 (sqlite.org/fts5.html, section 3).

Several words must all be present; "quoted words" must be present in this order; a * after a word or a quote makes it a prefix;
AND, OR, NOT and parentheses combine them. Everything else is a word: third-party, o'clock and e-mail need no quotes. In scripts
without spaces between words, any run of characters is a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clausetrail.snapshots.errors import UnusableQuery
from clausetrail.snapshots.search.cjk import is_indexed_alone, separate_characters

_LONGEST = 1_000  # characters
_MOST = 60  # words and signs
_DEEPEST = 15  # parentheses within each other; the parser of FTS5 has a stack of 100
_TOKEN = re.compile(r'"(?P<quote>[^"]*)"(?P<star>\*?)|(?P<sign>[()])|(?P<open>")|(?P<word>[^\s()"]+)')
_WORDS = frozenset({"AND", "OR", "NOT"})
_STAR_WITHIN = re.compile(r"\*\w")


@dataclass(frozen=True, slots=True)
class _Token:
    """One token of a query: a parenthesis, an operator, or a phrase to search for."""

    kind: str
    text: str


def to_fts5(query: str) -> str:
    """Return *query* as an expression of FTS5. Raises UnusableQuery with the mistake in its message."""
    if len(query) > _LONGEST:
        raise UnusableQuery(f"a query has at most {_LONGEST:,} characters, this one {len(query):,}")
    tokens = [*_tokens(query)]
    if not any(token.kind == "phrase" for token in tokens):
        raise UnusableQuery(f"the query {query!r} holds no word to look for")
    if len(tokens) > _MOST:
        raise UnusableQuery(f"a query has at most {_MOST} words and signs, this one {len(tokens)}")
    parser = _Parser(tokens)
    expression = parser.either(0)
    if parser.kind:
        raise UnusableQuery(f"the query {query!r} has a closing parenthesis too many")
    return expression


def to_regex(query: str) -> re.Pattern[str]:
    """Return a pattern with one group for the phrases of *query*, for texts that are too long for FTS5 to mark: accents count."""
    phrases = [_phrase_regex(token.text) for token in _tokens(query) if token.kind == "phrase"]
    return re.compile(f"({'|'.join(phrases)})", re.IGNORECASE)


def _phrase_regex(phrase: str) -> str:
    words = re.findall(r"[^\W_]+", phrase)
    begin = "" if is_indexed_alone(words[0][0]) else r"(?<![^\W_])"
    end = "" if is_indexed_alone(words[-1][-1]) else r"[^\W_]*" if phrase.endswith("*") else r"(?![^\W_])"
    return begin + r"[\W_]{0,9}".join(map(re.escape, words)) + end


def query_hints(query: str) -> Iterator[str]:
    """Yield a hint for each part of *query* that may have another meaning than intended, for a search without results."""
    words = [found["word"] for found in _TOKEN.finditer(query) if found["word"]]
    if small := next((word for word in words if word.isalpha() and word.upper() in _WORDS and word not in _WORDS), ""):
        yield f"{small!r} was searched as a word: the operator is {small.upper()}, in capitals"
    if starred := next((word for word in words if _STAR_WITHIN.search(word)), ""):
        yield f"the star of {starred!r} has no effect: a star works at the end of a word or a quote only"
    if minus := next((word for word in words if len(word) > 1 and word.startswith("-")), ""):
        yield f"{minus!r} was searched as a word: words to exclude follow NOT"


def _tokens(query: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(query):
        if found["open"]:
            raise UnusableQuery(f"the query {query!r} has a quote that is not closed")
        if found["sign"]:
            yield _Token(found["sign"], found["sign"])
        elif found["word"] in _WORDS:
            yield _Token(found["word"], found["word"])
        else:
            yield from _phrase(found["word"] or found["quote"] + found["star"])


def _phrase(text: str) -> Iterator[_Token]:
    """Yield *text* as a string of FTS5, unless it has no letter or digit to search for."""
    is_prefix = text.endswith("*")
    words = re.sub(r'["\x00\ud800-\udfff]', " ", text.rstrip("*"))
    if any(character.isalnum() for character in words):
        yield _Token("phrase", f'"{separate_characters(words)}"{" *" if is_prefix else ""}')


class _Parser:
    """A parser of tokens from left to right: OR has the lowest precedence, then AND, then NOT, as in FTS5."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens[::-1]

    @property
    def kind(self) -> str:
        """The kind of the next token, or "" at the end."""
        return self._tokens[-1].kind if self._tokens else ""

    def either(self, depth: int) -> str:
        """Return the expression up to the end, or up to a closing parenthesis. *depth* counts the open parentheses."""
        parts = [self._all(depth)]
        while self.kind == "OR":
            self._tokens.pop()
            parts.append(self._all(depth))
        return f"({' OR '.join(parts)})" if len(parts) > 1 else parts[0]

    def _all(self, depth: int) -> str:
        parts = [self._without(depth)]
        while self.kind in {"AND", "phrase", "("}:
            if self.kind == "AND":
                self._tokens.pop()
            parts.append(self._without(depth))
        return f"({' AND '.join(parts)})" if len(parts) > 1 else parts[0]

    def _without(self, depth: int) -> str:
        expression = self._operand(depth)
        while self.kind == "NOT":
            self._tokens.pop()
            expression = f"({expression} NOT {self._operand(depth)})"
        return expression

    def _operand(self, depth: int) -> str:
        if self.kind == "phrase":
            return self._tokens.pop().text
        if self.kind != "(":
            raise UnusableQuery(_missing(self.kind))
        if depth == _DEEPEST:
            raise UnusableQuery(f"a query has at most {_DEEPEST} parentheses within each other")
        self._tokens.pop()
        expression = self.either(depth + 1)
        if self.kind != ")":
            raise UnusableQuery("a parenthesis of the query is not closed")
        self._tokens.pop()
        return expression


def _missing(kind: str) -> str:
    """Return the mistake where words are expected and a token of *kind* follows."""
    if kind == "NOT":
        return "NOT needs words on both sides, those to find and those to exclude: sell NOT share"
    if kind == ")":
        return "a parenthesis of the query closes where words are expected"
    where = f"before the {kind}" if kind else "at the end"
    return f"words are missing {where} of the query; in quotes, AND, OR and NOT are words like others"
