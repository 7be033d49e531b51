"""What a record keeps of a question: its words, and neither secrets nor values of personal fields.

Rule: a value of a personal field, and whatever looks like a key, an e-mail address, a telephone number or the number of
an id card or account, becomes `#` and a salted hash. Equal values stay equal within one folder; nobody can look them up
without its salt. Where the model says `audit_questions: hash`, the whole question is kept as a hash.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from semantic_layer.model import SemanticModel
from semantic_layer.whole_files import write_whole

_SECRETS = (
    r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?"
    r"|\b(?:sk|pk|rk|ghp|gho|ghs|glpat|xox[abprs])[-_][\w-]{12,}|\bgithub_pat_\w{20,}|\bAKIA[0-9A-Z]{16}\b"
    r"|\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?|(?<=[Bb]earer )[\w.~+/=-]{12,}"
)
_PERSONAL = (
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
    r"|(?<![\w.])\d{17}[\dXx](?!\w)|(?<![\w.])\d{15,19}(?![\w.])"  # id cards, accounts
    r"|(?<![\w.])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\w.])"
    r"|(?<!\w)\+\d[\d ()-]{7,30}\d(?!\w)|(?<![\w-])\d{3}-\d{3}-\d{4}(?![\w-])|(?<!\w)\(\d{3}\) ?\d{3}-\d{4}(?!\w)"
)
_TELLING = re.compile(f"{_SECRETS}|{_PERSONAL}", re.ASCII)
SALT = "audit.salt"
_NO_WORDS = ("status", "code", "calls")  # of a plan
_OURS = frozenset({"data", "model", "receipt", "conversation", "who"})  # made by us; a record names who asked


@dataclass(frozen=True)
class Discretion:
    """Hides what the records of one folder may not say. `personal` are names of fields, `values` theirs."""

    folder: Path
    personal: frozenset[str] = frozenset()
    hides_questions: bool = False
    values: tuple[str, ...] = ()

    @staticmethod
    def of(folder: Path, model: SemanticModel) -> Discretion:
        """What the records of a model are written with."""
        personal = frozenset(name for d in model.dimensions() if d.personal for name in (d.qualified, d.name))
        return Discretion(folder, personal, model.settings.get("audit_questions") == "hash")

    def record(self, facts: Mapping[str, object]) -> Mapping[str, object]:
        """The facts of one record as they may be written.

        Raises
        ------
        OSError
            When the salt can be neither read nor written.
        """
        found = {str(value) for field, value in _conditions(facts) if field in self.personal and str(value).strip()}
        mine = replace(self, values=tuple(sorted(found, key=len, reverse=True)))
        hidden = ("question", "unknown") if self.hides_questions else ()
        if hidden and isinstance(plan := facts.get("plan"), Mapping):  # how it was read repeats its words
            facts = {**facts, "plan": {name: plan[name] for name in _NO_WORDS if name in plan}}
        return {
            name: value if name in _OURS else mine.whole(value) if name in hidden else mine.content(value)
            for name, value in facts.items()
        }

    def whole(self, content: object) -> object:
        """Words of a person as a hash, however many there are."""
        return [self.hashed(str(word)) for word in content] if isinstance(content, list) else self.hashed(str(content))

    def text(self, text: str) -> str:
        """A text without what may not be said."""
        for value in self.values:
            text = re.sub(re.escape(value), lambda found: self.hashed(found[0]), text, flags=re.IGNORECASE)
        return _TELLING.sub(lambda found: self.hashed(found[0]), text)

    def content(self, content: object) -> object:
        """Plain content with every text in it, at any depth, as `text` gives it."""
        match content:
            case str():
                return self.text(content)
            case Mapping():
                return {name: self.content(value) for name, value in content.items()}
            case list() | tuple():
                return [self.content(value) for value in content]
            case int() if not isinstance(content, bool) and str(content) in self.values:
                return self.hashed(str(content))
        return content

    def hashed(self, text: str) -> str:
        """`#` and twelve characters of the salted hash."""
        key = _salt(self.folder / SALT)
        return "#" + hashlib.blake2b(text.casefold().encode(errors="replace"), key=key).hexdigest()[:12]


def _salt(file: Path) -> bytes:
    """The salt of a folder, made when it is first needed."""
    with suppress(FileNotFoundError):
        if len(salt := file.read_bytes()) >= 16:
            return salt[:64]
    write_whole(file, secrets.token_hex(16), private=True)
    return file.read_bytes()[:64]


def _conditions(content: object) -> Iterator[tuple[str, object]]:
    """Field and value of every condition in plain content, at any depth."""
    match content:
        case {"field": str() as field, "values": [*values]}:
            yield from ((field, value) for value in values)
        case {"dimension": str() as field, "values": [*values]}:
            yield from ((field, value) for value in values)
    parts: Iterable[object] = ()
    if isinstance(content, Mapping):
        parts = content.values()
    elif isinstance(content, Sequence) and not isinstance(content, str | bytes):
        parts = content
    for part in parts:
        yield from _conditions(part)
