"""How one value of a rule pack's TOML is read; what is wrong says where and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import time
from typing import Any, NamedTuple, TypeVar

from domain.calendar import Span, Spans, Unit
from domain.roles import Role

T = TypeVar("T")

_ORIGIN = re.compile(r"(SEED|LAW|DEFAULT)( .+)?")
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class Problem(NamedTuple):
    """One thing wrong with a pack. text: begins with the place, `limits.reopen.value`;
    file: where it has to be mended, None if no one file is to blame."""

    file: str | None
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.text}" if self.file else self.text


class RulePackInvalid(ValueError):
    """The rules cannot be used; the message names the profile, the place and why.

    problems: each of them with its file, where that is known.
    """

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class Table:
    """One entry of the file, read key by key."""

    def __init__(self, path: str, values: Mapping[str, Any]) -> None:
        self.path = path
        self._values = dict(values)

    def take(self, key: str, read: Callable[[Any], T], *default: T) -> T:
        """The value of a key; without a default the key must be there."""
        if key not in self._values and default:
            return default[0]
        try:
            return read(self._values.pop(key))
        except KeyError:
            raise RulePackInvalid(f"{self.path}.{key} is missing") from None
        except (TypeError, ValueError) as error:
            raise RulePackInvalid(f"{self.path}.{key}: {error}") from None

    def rest(self) -> dict[str, Any]:
        """All that was not taken; the table is then empty."""
        left, self._values = self._values, {}
        return left

    def end(self) -> None:
        if self._values:
            unknown = ", ".join(sorted(self._values))
            raise RulePackInvalid(f"{self.path} has unknown keys: {unknown}")


def read_text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{value!r} is no text")
    return value


def read_texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f"{value!r} is no list")
    return tuple(read_text(item) for item in value)


def read_roles(value: Any) -> frozenset[Role]:
    return frozenset(Role(name) for name in read_texts(value))


def read_flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")
    return value


def read_count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{value!r} is no number from 1 on")
    return value


def read_workdays(value: Any) -> Span | None:
    return None if value == 0 else Span(read_count(value), Unit.WORKDAY)


def read_hour(value: Any) -> time:
    if not _HOUR.fullmatch(read_text(value)):
        raise ValueError(f"{value!r} is no time such as '08:30'")
    return time.fromisoformat(value)


def read_spans(value: Any) -> Spans:
    if not isinstance(value, dict):
        raise ValueError(f"{value!r} is no table of spans")
    return tuple((name, Span.parse(read_text(span))) for name, span in value.items())


def read_origin(value: Any) -> str:
    if not _ORIGIN.fullmatch(read_text(value)):
        raise ValueError(f"{value!r} must begin with SEED, LAW or DEFAULT")
    return str(value)
