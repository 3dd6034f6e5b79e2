"""What `gongshi indicators` shows on the terminal: numbers, and charts beside them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rich.console import Console
from rich.table import Table

from domain.calendar import CHINA
from domain.indicators.figures import FigureUnit
from domain.indicators.indicator import Figure
from interfaces.cli.words import say, text
from interfaces.indicator_rows import Told

BLOCKS = "▁▂▃▄▅▆▇█"
GAP = "·"
LEVEL = "▄"
BAR = 20
_ROOMY = 100
"""Columns of a terminal from which on a bar has its full length; else half of it."""
_WIDE = 1_000
"""Columns of a result that is no terminal's, so that nothing is cut off."""


def show(told: Told) -> None:
    """A table of figures, or, of several periods, of series."""
    _head(told)
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console = Console(highlight=False, markup=False, width=_WIDE)
    length = BAR if console.width >= _ROOMY else BAR // 2
    table = Table(box=None, pad_edge=False)
    if len(told.figures) == 1:
        _figures(table, told, told.figures[0], length)
    elif len(told.figures[0]) == 1:
        _periods(table, [figures[0] for figures in told.figures], length)
    else:
        _series(table, told)
    console.print(table)
    say(f"规则 {told.rules.id}", f"Rules {told.rules.id}")


def spark(values: Sequence[Fraction | None]) -> str:
    """A line of blocks from the least to the greatest; a dot where there is nothing.
    What never changes is a level line, low only where it is nothing."""
    known = [each for each in values if each is not None]
    if not known:
        return GAP * len(values)
    least, most = min(known), max(known)
    if least == most:
        level = LEVEL if most else BLOCKS[0]
        return "".join(GAP if each is None else level for each in values)
    span = most - least
    steps = len(BLOCKS) - 1
    return "".join(
        GAP if each is None else BLOCKS[int((each - least) / span * steps)]
        for each in values
    )


def bar(percent: Fraction, length: int = BAR) -> str:
    """So much of a hundred, as blocks."""
    full = int(max(min(percent, Fraction(100)), Fraction(0)) * length / 100)
    return "█" * full + "░" * (length - full)


def _head(told: Told) -> None:
    first, last = told.figures[0][0], told.figures[-1][0]
    period = first.period.name
    if len(told.figures) > 1:
        period = f"{period} … {last.period.name}"
    if not last.complete:
        period += text("（未完）", " (still running)")
    at = first.known_at.astimezone(CHINA).isoformat(timespec="seconds")
    say(
        f"{told.place}　{period}　（截至 {at} 所知）",
        f"{told.place}, {period} (as known at {at})",
    )
    if told.synthetic:
        # Beside the figures, so that it goes into a file with them.
        say(
            "模拟数据：只演示数字如何得出，不是该地自身的数字。",
            "A simulation: it shows how figures arise; none is the place's own.",
        )


def _columns(table: Table, *heads: tuple[str, bool]) -> None:
    for head, number in heads:
        justify = "right" if number else "left"
        table.add_column(
            head,
            justify=justify,  # type: ignore[arg-type]
            overflow="fold",
            no_wrap=number or not head,
        )


def _numbers() -> list[tuple[str, bool]]:
    return [
        (text("数值", "value"), True),
        (text("分子", "numerator"), True),
        (text("分母", "denominator"), True),
        (text("样本", "sample"), True),
        ("", False),
    ]


def _cells(made: Figure, length: int) -> list[str]:
    chart = ""
    if made.unit is FigureUnit.PERCENT and made.value is not None:
        chart = bar(Fraction(made.value), length)
    numbers = (made.numerator, made.denominator, made.sample)
    return [
        _value(made),
        *("" if each is None else f"{each:,}" for each in numbers),
        chart,
    ]


def _exact(made: Figure) -> Fraction | None:
    return None if made.value is None else Fraction(made.value)


def _value(made: Figure) -> str:
    if made.value is None:
        return text("无", "none")
    unit = text(made.unit.label.zh, {"percent": "%"}.get(made.unit.value, ""))
    return f"{made.value}{unit}" if made.unit is FigureUnit.PERCENT else made.value


def _figures(table: Table, told: Told, figures: Sequence[Figure], length: int) -> None:
    _columns(table, (text("指标", "indicator"), False), *_numbers())
    for made in figures:
        table.add_row(text(*told.label(made.code)), *_cells(made, length))
        for part in made.parts:
            row = ["", f"{part.amount:,}", "", "", ""]
            table.add_row(f"  {text(part.zh, part.en)}", *row)


def _periods(table: Table, figures: Sequence[Figure], length: int) -> None:
    _columns(table, (text("期间", "period"), False), *_numbers())
    for made in figures:
        table.add_row(made.period.name, *_cells(made, length))


def _series(table: Table, told: Told) -> None:
    first, last = told.figures[0][0].period.name, told.figures[-1][0].period.name
    _columns(
        table,
        (text("指标", "indicator"), False),
        (f"{first} … {last}", False),
        (first, True),
        (last, True),
        (text("最近分子", "last numerator"), True),
        (text("最近分母", "last denominator"), True),
    )
    for series in zip(*told.figures, strict=True):
        values = [
            None if each.value is None else Fraction(each.value) for each in series
        ]
        latest = series[-1]
        numbers = (latest.numerator, latest.denominator)
        table.add_row(
            text(*told.label(latest.code)),
            spark(values),
            _value(series[0]),
            _value(latest),
            *("" if each is None else f"{each:,}" for each in numbers),
        )
