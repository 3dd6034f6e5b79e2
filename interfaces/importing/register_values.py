"""One cell of a register as a value: areas, days, unit numbers, words of a list.

Nothing is rounded and nothing is guessed: what has no one meaning is a problem.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from application.register import Value, ValueKind
from domain.quantities import Dm2, Rate
from interfaces.importing.cells import Cell, as_text
from interfaces.importing.dates import AmbiguousDate, read_date
from interfaces.importing.values import ValueTable, count

LONGEST_CODE = 200
_AREA = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d+))?(?:m2|m²|平方米|平米|㎡)?")
_MONEY = r"¥?(\d{1,3}(?:,\d{3})+|\d{1,6})(?:\.(\d+))?(?:元|yuan)?"
_AREA_PRICE = re.compile(_MONEY + r"(?:[/每·]?(?:m2|m²|平方米|平米|月|month))*")
_UNIT_PRICE = re.compile(_MONEY + r"(?:[/每·]?(?:个|车位|户|unit|space|月|month))*")
_YEAR = re.compile(r"(\d{4})(?:年|\.0)?")
_BETWEEN = re.compile(r"\s*[、，,;；|]\s*|\s+")
_COMMAS = re.compile(r"\s*[、，,;；|]\s*")
_UNIT_WORDS = re.compile(r"号楼|号院|单元|幢|栋|座|楼|室|户|号|#")
_EARLIEST, _LATEST = date(1949, 10, 1), date(2099, 12, 31)
_RATE_DECIMALS = 6  # of a yuan: 0.0001 fen


class NotReadable(ValueError):
    """A cell that is not what its column should hold; the argument is the code."""


def area(text: str) -> Dm2:
    """`98.1`, `1,098.10 ㎡`: square metres as whole 0.01 m2. Raises NotReadable."""
    found = _AREA.fullmatch(_plain(text))
    if found is None:
        raise NotReadable("AREA_INVALID")
    whole, rest = found[1].replace(",", ""), (found[2] or "").rstrip("0")
    if len(rest) > 2:
        raise NotReadable("AREA_TOO_FINE")
    return Dm2(int(whole) * 100 + int(rest.ljust(2, "0")))


def area_price(text: str) -> Rate:
    """`1.57元/㎡·月`: yuan for a square metre and a month. Raises NotReadable."""
    return _rate(_AREA_PRICE, text)


def unit_price(text: str) -> Rate:
    """`80`, `80元/月·个`: yuan for a unit and a month. Raises NotReadable."""
    return _rate(_UNIT_PRICE, text)


def _rate(form: re.Pattern[str], text: str) -> Rate:
    found = form.fullmatch(_plain(text))
    if found is None:
        raise NotReadable("PRICE_INVALID")
    whole, rest = found[1].replace(",", ""), (found[2] or "").rstrip("0")
    if len(rest) > _RATE_DECIMALS:
        raise NotReadable("PRICE_TOO_FINE")
    return Rate(int(whole + rest.ljust(_RATE_DECIMALS, "0")))


def unit(text: str) -> str:
    """`3号楼2单元501室` as `3-2-501`; a number that is one already stays."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return re.sub(r"-+", "-", _UNIT_WORDS.sub("-", plain)).strip("-")


def year(text: str) -> int:
    """`2010`, `2010年`. Raises NotReadable."""
    found = _YEAR.fullmatch(_plain(text))
    if found is None:
        raise NotReadable("YEAR_INVALID")
    return int(found[1])


def whole(text: str) -> int:
    found = count(_plain(text))
    if found is None:
        raise NotReadable("NUMBER_INVALID")
    return found


def several(text: str) -> tuple[str, ...]:
    return tuple(filter(None, _BETWEEN.split(unicodedata.normalize("NFKC", text))))


def code(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def uuid(text: str) -> UUID:
    """Raises NotReadable."""
    try:
        return UUID(code(text))
    except ValueError:
        raise NotReadable("UUID_INVALID") from None


def day(
    cell: Cell,
    formats: tuple[str, ...],
    zone: ZoneInfo,
    now: datetime,
    *,
    ahead: bool = False,
) -> date:
    """A day that has come, or ahead: one that may be still to come. Raises
    NotReadable."""
    if isinstance(cell, str):
        cell = unicodedata.normalize("NFKC", cell)
    try:
        found = read_date(cell, formats, zone)
    except AmbiguousDate:
        raise NotReadable("DATE_AMBIGUOUS") from None
    if found is None:
        raise NotReadable("DATE_UNREADABLE")
    read = found.astimezone(zone).date()
    if ahead and read > _LATEST:
        raise NotReadable("DATE_TOO_FAR")
    if read < _EARLIEST or not (ahead or read <= now.astimezone(zone).date()):
        raise NotReadable("DATE_OUT_OF_RANGE")
    return read


def as_written(cell: Cell) -> str:
    """A cell's text; of a number what a spreadsheet shows: 15 digits, no more."""
    if isinstance(cell, float) and not cell.is_integer():
        return f"{cell:.15g}"
    return as_text(cell)


def choice(kind: type[StrEnum], words: dict[str, str]) -> Callable[[str], StrEnum]:
    """Reads one of the words of a list: its codes, its labels, and `words`."""
    known: dict[str, str] = {each.value: each.value for each in kind}
    for each in kind:
        label = getattr(each, "label", None)
        if label is not None:
            known |= {label.zh: each.value, label.en: each.value}
    table = ValueTable(known | words)

    def read(text: str) -> StrEnum:
        found = table.find(text)
        if found is None:
            raise NotReadable("VALUE_NOT_MAPPED")
        return kind(found)

    return read


def listed(read: Callable[[str], Any]) -> Callable[[str], tuple[Any, ...]]:
    """Reads several words of one cell. Names of two words stay whole, so that only
    commas part them."""

    def several_of_them(text: str) -> tuple[Any, ...]:
        plain = unicodedata.normalize("NFKC", text).strip()
        return tuple(read(each) for each in _COMMAS.split(plain) if each)

    return several_of_them


def reader(value: Value, words: dict[str, str]) -> Callable[[str], Any]:
    """How the text of a cell of this kind is read; days are read by `day`."""
    if value.kind is ValueKind.CHOICE:
        assert value.choices is not None
        return choice(value.choices, words)
    if value.kind is ValueKind.LISTED:
        one = choice(value.choices, words) if value.choices else _translated(words)
        return listed(one)
    if value.kind is ValueKind.CODE and words:
        return _translated(words)
    if value.kind is ValueKind.COUNT and words:
        translate = _translated(words)
        return lambda text: whole(translate(text))
    return _READERS[value.kind]


def _translated(words: dict[str, str]) -> Callable[[str], str]:
    table = ValueTable(words)
    return lambda text: table.find(text) or code(text)


_READERS: dict[ValueKind, Callable[[str], Any]] = {
    ValueKind.CODE: code,
    ValueKind.WORDS: str,
    ValueKind.UNIT: unit,
    ValueKind.CODES: several,
    ValueKind.COUNT: whole,
    ValueKind.YEAR: year,
    ValueKind.AREA: area,
    ValueKind.PRICE: area_price,
    ValueKind.UNIT_PRICE: unit_price,
    ValueKind.UUID: uuid,
}


def _plain(text: str) -> str:
    """Half-width, lower case, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
