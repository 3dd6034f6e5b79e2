"""Dates and times as other systems write them.

A mapping lists the forms of a column; `auto` stands for every form that has one
meaning only. Month and day are never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from functools import cache

from interfaces.importing.cells import Cell, Fault, as_text
from interfaces.importing.xlsx_reader import excel_date

Reading = Callable[[str], datetime | None]
"""The moment in a text, with a zone only if the text names one; None: not its form."""

SERIALS = (18_000, 80_000)
"""Excel serial numbers from 1949 to 2119; other numbers are no dates."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug")
_LATER = ("sep", "oct", "nov", "dec")
_NOON = r"(?P<p>[ap]\.?m\.?|上午|下午|中午|凌晨|早上|清晨|晚上|傍晚)"
_AFTERNOON = ("p", "下午", "中午", "晚上", "傍晚")
_CODES = {
    "Y": r"(?P<Y>\d{4})",
    "y": r"(?P<y>\d{2})",
    "m": r"(?P<m>\d{1,2})",
    "d": r"(?P<d>\d{1,2})",
    "H": r"(?P<H>\d{1,2})",
    "I": r"(?P<I>\d{1,2})",
    "M": r"(?P<M>\d{1,2})",
    "S": r"(?P<S>\d{1,2})",
    "f": r"(?P<f>\d{1,9})",
    "p": _NOON,
    "b": r"(?P<b>[a-z]{3,9})\.?",
    "B": r"(?P<b>[a-z]{3,9})\.?",
    "a": r"(?:[a-z]{3,9}\.?|星期.|周.)",
    "A": r"(?:[a-z]{3,9}\.?|星期.|周.)",
    "z": r"(?P<z>Z|[+-]\d{2}:?\d{2})",
    "%": "%",
}


class UnknownForm(ValueError):
    """A form in the mapping that is neither a word nor a pattern of `%` codes."""


class AmbiguousDate(ValueError):
    """Month and day could be either way round."""


@cache
def reading(form: str) -> Reading:
    """How to read one form: `auto`, `excel`, `unix`, `unix_ms`, or `%` codes.

    Raises UnknownForm.
    """
    words: dict[str, Reading] = {
        "auto": _auto,
        "excel": _excel,
        "unix": lambda text: _unix(text, 1),
        "unix_ms": lambda text: _unix(text, 1000),
    }
    if form in words:
        return words[form]
    pattern = _pattern(form)
    return lambda text: _matched(pattern, text)


def read_date(cell: Cell, forms: Sequence[str], zone: tzinfo) -> datetime | None:
    """The moment in UTC; None if the cell is in none of the forms.

    A time that names no zone is in `zone`; of an hour that the clocks repeat, the
    first is meant. Raises AmbiguousDate.
    """
    match cell:
        case datetime():
            found: datetime | None = cell
        case None | Fault() | time():
            return None
        case int() | float():
            found = _of_number(cell, forms)
        case _:
            text = as_text(cell)
            found = next(filter(None, (reading(form)(text) for form in forms)), None)
    if found is None:
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        return None


def _of_number(number: int | float, forms: Sequence[str]) -> datetime | None:
    """Of a workbook's number: digits such as 20190228 first, else Excel's count."""
    text = as_text(number)
    for form in forms:
        if (found := reading(form)(text)) is not None:
            return found
    return _excel(text) if "auto" in forms else None


def _excel(text: str) -> datetime | None:
    if not re.fullmatch(r"\d{5}(\.\d+)?", text):
        return None
    return excel_date(float(text)) if SERIALS[0] <= float(text) <= SERIALS[1] else None


def _unix(text: str, divisor: int) -> datetime | None:
    if not re.fullmatch(r"\d{1,14}(\.\d+)?", text):
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(text) / divisor)


def _pattern(form: str) -> re.Pattern[str]:
    """A pattern of `%` codes as a regular expression; spaces are optional-width."""
    parts: list[str] = []
    signs = iter(form)
    for sign in signs:
        if sign == "%":
            code = next(signs, "")
            if code not in _CODES:
                raise UnknownForm(form)
            parts.append(_CODES[code])
        else:
            parts.append(r"\s*" if sign.isspace() else re.escape(sign))
    try:
        made = re.compile("".join(parts), re.IGNORECASE)
    except re.error:  # a code given twice
        raise UnknownForm(form) from None
    if not {"Y", "y"} & made.groupindex.keys() or "d" not in made.groupindex:
        raise UnknownForm(form)
    return made


_DATE = r"(?P<Y>\d{4})(?:\s*[-/.]\s*(?P<m>\d{1,2})\s*[-/.]\s*(?P<d>\d{1,2})"
_DATE += r"|年\s*(?P<m2>\d{1,2})\s*月\s*(?P<d2>\d{1,2})\s*[日号]?)"
_DAY = r"(?:\s*(?:星期|周)[一二三四五六日天])?"
_CLOCK = rf"(?:{_NOON}\s*)?(?P<H>\d{{1,2}})\s*(?:[::]|时|点)\s*(?P<M>\d{{1,2}})?"
_CLOCK += r"\s*分?(?:\s*[::]?\s*(?P<S>\d{1,2})(?:[.,](?P<f>\d{1,9}))?\s*秒?)?"
_CLOCK += r"\s*(?P<p2>[ap]\.?m\.?|上午|下午)?\s*(?P<z>Z|UTC|[+-]\d{2}:?\d{2})?"
_ZONED = re.compile(rf"{_DATE}{_DAY}(?:[T\s]*{_CLOCK})?", re.IGNORECASE)
_DIGITS = re.compile(
    r"(?P<Y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)"
    r"(?:[T ]?(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)?)?"
)
_WORDS = tuple(
    re.compile(rf"(?:[a-z]{{3,9}}\.?,?\s+)?{words}(?:,?\s+{_CLOCK})?", re.IGNORECASE)
    for words in (
        r"(?P<b>[a-z]{3,9})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<Y>\d{4})",
        r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s-](?P<b>[a-z]{3,9})\.?,?[\s-](?P<Y>\d{4})",
        r"(?P<Y>\d{4})[\s-](?P<b>[a-z]{3,9})\.?[\s-](?P<d>\d{1,2})",
    )
)
_EITHER_WAY = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})\b.*")


def _auto(text: str) -> datetime | None:
    for pattern in (_ZONED, _DIGITS, *_WORDS):
        if (found := _matched(pattern, text)) is not None:
            return found
    if _EITHER_WAY.fullmatch(text):
        raise AmbiguousDate(text)
    return None


def _matched(pattern: re.Pattern[str], text: str) -> datetime | None:
    found = pattern.fullmatch(text)
    if found is None:
        return None
    part = {name: value for name, value in found.groupdict().items() if value}
    try:
        return datetime(
            _year(part),
            _month(part),
            int(part.get("d") or part["d2"]),
            _hour(part),
            int(part.get("M", 0)),
            int(part.get("S", 0)),
            int(part.get("f", "0").ljust(6, "0")[:6]),
            _zone(part.get("z")),
        )
    except (ValueError, KeyError):  # no such day, hour or month
        return None


def _year(part: dict[str, str]) -> int:
    if "Y" in part:
        return int(part["Y"])
    short = int(part["y"])
    return short + (2000 if short < 69 else 1900)  # as POSIX reads two digits


def _month(part: dict[str, str]) -> int:
    if "b" in part:
        return (*_MONTHS, *_LATER).index(part["b"][:3].lower()) + 1
    return int(part.get("m") or part["m2"])


def _hour(part: dict[str, str]) -> int:
    """Of 24; 12 at night is 0, and Chinese writers say both 下午2:05 and 下午14:05."""
    hour = int(part.get("H") or part.get("I") or 0)
    half = (part.get("p") or part.get("p2") or "").lower()
    if not half:
        return hour
    if half in ("晚上", "傍晚") and hour == 12:
        raise ValueError(half)  # noon or midnight: it does not say
    if half.startswith(_AFTERNOON):
        early = half == "中午" and hour == 11
        return hour if hour >= 12 or early else hour + 12
    return 0 if hour == 12 else hour


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text.upper() in ("Z", "UTC"):
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)
