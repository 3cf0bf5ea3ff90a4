"""What a person may ask of the words, and how it is put to FTS5 (sqlite.org/fts5.html, section 3).

Words side by side must all be there; "quoted words" stand as they are quoted; a word or a quote that ends in * begins
so; AND, OR, NOT and parentheses combine them. Whatever else is typed is a word: third-party, o'clock and e-mail need no quotes.
In scripts that put no spaces between words any stretch of characters is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clausetrail.snapshots.errors import UnusableQuery
from clausetrail.snapshots.search.cjk import is_indexed_alone, separate_characters

_LONGEST = 1_000
_MOST = 60
_DEEPEST = 15  # FTS5's parser has a stack of 100
_TOKEN = re.compile(r'"(?P<quote>[^"]*)"(?P<star>\*?)|(?P<sign>[()])|(?P<open>")|(?P<word>[^\s()"]+)')
_WORDS = frozenset({"AND", "OR", "NOT"})
_STAR_WITHIN = re.compile(r"\*\w")


@dataclass(frozen=True, slots=True)
class _Token:
    """One piece of a query: a sign, an operator, or words that are looked for."""

    kind: str
    text: str


def to_fts5(query: str) -> str:
    """Return *query* as an expression that FTS5 takes. Raises UnusableQuery, saying what to mend."""
    if len(query) > _LONGEST:
        raise UnusableQuery(f"a query has at most {_LONGEST:,} characters, this one {len(query):,}")
    tokens = [*_tokens(query)]
    if not any(token.kind == "phrase" for token in tokens):
        raise UnusableQuery(f"the query {query!r} holds no word to look for")
    if len(tokens) > _MOST:
        raise UnusableQuery(f"a query has at most {_MOST} words and signs, this one {len(tokens)}")
    parser = _Parser(tokens)
    told = parser.either(0)
    if parser.kind:
        raise UnusableQuery(f"the query {query!r} has a closing parenthesis too many")
    return told


def to_regex(query: str) -> re.Pattern[str]:
    """Return what finds the words of *query*, in one group, where a text is too long to be marked by FTS5: accents count."""
    told = [_marked(token.text) for token in _tokens(query) if token.kind == "phrase"]
    return re.compile(f"({'|'.join(told)})", re.IGNORECASE)


def _marked(phrase: str) -> str:
    words = re.findall(r"[^\W_]+", phrase)
    begin = "" if is_indexed_alone(words[0][0]) else r"(?<![^\W_])"
    end = "" if is_indexed_alone(words[-1][-1]) else r"[^\W_]*" if phrase.endswith("*") else r"(?![^\W_])"
    return begin + r"[\W_]{0,9}".join(map(re.escape, words)) + end


def query_hints(query: str) -> Iterator[str]:
    """Yield what in *query* may not mean what its writer thinks, for who found nothing."""
    words = [found["word"] for found in _TOKEN.finditer(query) if found["word"]]
    if small := next((word for word in words if word.isalpha() and word.upper() in _WORDS and word not in _WORDS), ""):
        yield f"{small!r} was looked for as a word: the operator is {small.upper()}, in capitals"
    if starred := next((word for word in words if _STAR_WITHIN.search(word)), ""):
        yield f"the star of {starred!r} stands for nothing: it does at the end of a word or a quote only"
    if minus := next((word for word in words if len(word) > 1 and word.startswith("-")), ""):
        yield f"{minus!r} was looked for as a word: what is not wanted stands after NOT"


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
    """Yield *text* as FTS5's string, unless it holds no letter or digit: then there is nothing to look for."""
    begins = text.endswith("*")
    words = re.sub(r'["\x00\ud800-\udfff]', " ", text.rstrip("*"))
    if any(sign.isalnum() for sign in words):
        yield _Token("phrase", f'"{separate_characters(words)}"{" *" if begins else ""}')


class _Parser:
    """Reads tokens from left to right: OR binds least, then AND, then NOT, as FTS5 has it."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens[::-1]

    @property
    def kind(self) -> str:
        """The kind of the next token, or "" at the end."""
        return self._tokens[-1].kind if self._tokens else ""

    def either(self, depth: int) -> str:
        """Return what stands from here to the end, or to a parenthesis that closes."""
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
        told = self._one(depth)
        while self.kind == "NOT":
            self._tokens.pop()
            told = f"({told} NOT {self._one(depth)})"
        return told

    def _one(self, depth: int) -> str:
        if self.kind == "phrase":
            return self._tokens.pop().text
        if self.kind != "(":
            raise UnusableQuery(_missing(self.kind))
        if depth == _DEEPEST:
            raise UnusableQuery(f"a query has at most {_DEEPEST} parentheses within each other")
        self._tokens.pop()
        told = self.either(depth + 1)
        if self.kind != ")":
            raise UnusableQuery("a parenthesis of the query is not closed")
        self._tokens.pop()
        return told


def _missing(kind: str) -> str:
    """Return what is wrong where words are expected and something of *kind* stands."""
    if kind == "NOT":
        return "NOT stands between what is wanted and what is not: sell NOT share"
    if kind == ")":
        return "a parenthesis of the query closes where words are expected"
    where = f"before the {kind}" if kind else "at the end"
    return f"words are missing {where} of the query; in quotes, AND, OR and NOT are words like others"
