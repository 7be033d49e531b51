"""How large a text of SQL may be before it is parsed.

Rule: what costs the parser more than its length is bounded first. It calls itself once per open bracket or sign, and on
some versions of Python that ends the process instead of raising; subscripts and joins take it time that grows with
their square. The pieces of the text are counted, so brackets inside quotes are none.
"""

from __future__ import annotations

import sqlglot
from sqlglot.errors import ParseError
from sqlglot.tokenizer_core import TokenType

MAX_OPEN = 150
MAX_SUBSCRIPTS = 200
MAX_JOINS = 50
_OPENING = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE})
_CLOSING = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END})
_SIGNS = frozenset({TokenType.NOT, TokenType.DASH, TokenType.PLUS, TokenType.TILDE})  # each holds the next


class TooDeep(ParseError):
    """The text nests deeper, or or joins and takes elements more often, than anyone writes."""


def ensure_parsable(sql: str, dialect: str) -> str:
    """Return `sql`, or raise `TooDeep`; a text without pieces raises what the tokenizer raises (`SqlglotError`)."""
    depth = signs = subscripts = joins = 0
    for token in sqlglot.tokenize(sql, read=dialect):
        kind = token.token_type
        depth += (kind in _OPENING) - (kind in _CLOSING)
        signs = signs + 1 if kind in _SIGNS else 0
        subscripts += kind is TokenType.L_BRACKET
        joins += kind is TokenType.JOIN
        if depth + signs > MAX_OPEN or subscripts > MAX_SUBSCRIPTS or joins > MAX_JOINS:
            raise TooDeep("too deep")
    return sql
