"""The first screen of the demo: the figures that were published of the place, beside
what the history holds, with numerator and denominator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from interfaces.demo.place import Figure, Place
from interfaces.runtime import Runtime

READ: list[Callable[[Runtime, Place], Iterator[tuple[str, str]]]] = []
"""What else is shown: functions that give lines of name and value, as of indicators."""


def show(runtime: Runtime, places: Sequence[Place], console: Console) -> None:
    """Print a table for each place; it always says that it is a simulation."""
    for place in places:
        console.print(table(place))
        for read in READ:
            for name, value in read(runtime, place):
                console.print(f"{name}  {value}")


def table(place: Place) -> Table:
    """The figures of a place, in Chinese as in the texts."""
    made = Table(
        title=f"{place.name}：公布数字与演示数据（模拟数据，非当地实际）",
        box=SIMPLE_HEAD,
        title_justify="left",
        caption="* 分母为演示所设，原文未给。~ 按比例缩小。",
        caption_justify="left",
    )
    for heading in ("指标", "期间", "原文", "演示数据", "编号"):
        made.add_column(heading)
    for figure in place.figures:
        made.add_row(
            figure.zh, figure.period, figure.quoted, counted(figure, place), figure.row
        )
    return made


def counted(figure: Figure, place: Place) -> str:
    """Numerator, denominator and rate, as the history holds them."""
    if figure.numerator is None:
        return "待演示"
    marks = ("*" if figure.invented else "") + ("~" if figure.scaled else "")
    if figure.denominator is None:
        return f"{figure.numerator}{marks}"
    rate = 100 * figure.numerator / figure.denominator
    return f"{figure.numerator}/{figure.denominator} = {rate:.1f}%{marks}"
