"""The values and catalogues of a rule pack: numbers, words and lists, by key.

A rule is either one value with a key of its own (`vote.notice`), or a field of an entry
of a catalogue (`bodies.owners_committee`: least members, most members, ...). Which keys
there are, and of which type each is, the national pack alone decides; a profile or an
operator changes values, and adds entries that look like those that are there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

from domain.calendar import Span
from domain.rulepack_values import RulePackInvalid, read_origin, read_text

T = TypeVar("T")


class Values:
    """Typed access to the raw values of one table; `where` names it in errors.

    A key that is not there, or is of another type, is a mistake in the code or in the
    national pack: `RulePackInvalid`.
    """

    def __init__(self, where: str, values: Mapping[str, Any]) -> None:
        self._where = where
        self._values = values

    def number(self, key: str) -> int:
        return self._of(key, int)

    def flag(self, key: str) -> bool:
        return self._of(key, bool)

    def word(self, key: str) -> str:
        return self._of(key, str)

    def words(self, key: str) -> tuple[str, ...]:
        return tuple(self._of(key, list))

    def span(self, key: str) -> Span:
        """A length of time, as in `15 d`."""
        return Span.parse(self._of(key, str))

    def share(self, key: str) -> Fraction:
        """An exact share, as in `2/3` or `0.3`."""
        return Fraction(self._of(key, str))

    def has(self, key: str) -> bool:
        return key in self._values

    def keys(self) -> list[str]:
        return list(self._values)

    def raw(self, key: str) -> Any:
        return self._values[key]

    def _of(self, key: str, kind: type[T]) -> T:
        value = self._values.get(key)
        if type(value) is not kind:
            raise RulePackInvalid(f"{self._where}.{key}: {kind.__name__} expected")
        return value


@dataclass(frozen=True, slots=True)
class Rule:
    """One value with its origin (SEED, LAW or DEFAULT and the source)."""

    key: str
    value: Any
    zh: str
    en: str
    origin: str


class Item(Values):
    """An entry of a catalogue: its code, its names, its origin, and its fields."""

    def __init__(self, where: str, code: str, values: Mapping[str, Any]) -> None:
        super().__init__(where, values)
        self.code = code

    @property
    def zh(self) -> str:
        return self.word("zh")

    @property
    def en(self) -> str:
        return self.word("en")

    @property
    def origin(self) -> str:
        return self.word("origin")


Catalogue = Mapping[str, Item]


def read_rule(key: str, entry: Mapping[str, Any]) -> Rule:
    """An entry of `values`, `{ value, zh, en, origin }`, whole and checked."""
    where = f"values.{key}"
    if set(entry) != {"value", "zh", "en", "origin"}:
        raise RulePackInvalid(f"{where} needs exactly: value, zh, en, origin")
    _check(where, entry)
    return Rule(key, **entry)


def read_item(catalogue: str, code: str, entry: Mapping[str, Any]) -> Item:
    """An entry of a catalogue, whole and checked."""
    where = f"catalogues.{catalogue}.{code}"
    _check(where, entry)
    return Item(where, code, entry)


def require_same_form(
    where: str, known: Mapping[str, Any], entry: Mapping[str, Any]
) -> None:
    """Refuse an entry with a key that `known` does not have, or of another type; a
    span stays a span."""
    for key, value in entry.items():
        if key not in known:
            raise RulePackInvalid(f"{where} has the unknown key {key}")
        if type(value) is not type(known[key]):
            kind = type(known[key]).__name__
            raise RulePackInvalid(f"{where}.{key}: {kind} expected")
        if _reads(Span.parse, known[key]) and not _reads(Span.parse, value):
            raise RulePackInvalid(f"{where}.{key}: a span such as '3 d' expected")


def _check(where: str, entry: Mapping[str, Any]) -> None:
    for key, read in (("zh", read_text), ("en", read_text), ("origin", read_origin)):
        try:
            read(entry[key])
        except KeyError:
            raise RulePackInvalid(f"{where}.{key} is missing") from None
        except ValueError as error:
            raise RulePackInvalid(f"{where}.{key}: {error}") from None
    for key, value in entry.items():
        plain = value if isinstance(value, list) else [value]
        if not all(type(each) in (str, int, bool) for each in plain):
            raise RulePackInvalid(f"{where}.{key}: text, whole number, flag or list")


def _reads(read: Any, value: Any) -> bool:
    try:
        read(value)
    except (ValueError, TypeError):
        return False
    return True
