"""The first screen of the demo: the figures that were published of the place, beside
those that the history was made to have, with numerator and denominator.

They stand in the place's file; `tests/scenarios` reads them back from the history."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from domain.indicators.figures import FigureUnit, printed
from domain.indicators.formulas import FORMULAS
from interfaces.demo.place import Figure, Place

MARKS = "* 分母为演示所设，原文未给。~ 按比例缩小。"


def show(places: Sequence[Place], console: Console) -> None:
    """Print a table for each place; it always says that it is a simulation."""
    for place in places:
        console.print(table(place))


def table(place: Place) -> Table:
    """The figures of a place, in Chinese as in the texts."""
    made = Table(
        title=f"{place.name}：公布数字与演示数据（模拟数据，非当地实际）",
        box=SIMPLE_HEAD,
        title_justify="left",
        caption="\n".join([MARKS, *_notes(place)]),
        caption_justify="left",
    )
    for heading in ("指标", "期间", "原文", "演示数据", "编号"):
        # Folded and not cut: what a figure is of may stand at the end of its name.
        made.add_column(heading, overflow="fold")
    for figure in place.figures:
        made.add_row(
            figure.zh, figure.period, figure.quoted, counted(figure, place), figure.row
        )
    return made


def _notes(place: Place) -> list[str]:
    """What is to be known of figures, each said once."""
    found = {
        f"{each.row} {each.zh}：{each.note}": None
        for each in place.figures
        if each.note
    }
    return list(found)


def counted(figure: Figure, place: Place) -> str:
    """Numerator, denominator and rate or mean, as the history was made to have them."""
    if figure.numerator is None:
        return "待演示"
    marks = ("*" if figure.invented else "") + ("~" if figure.scaled else "")
    if figure.denominator is None:
        return f"{figure.numerator}{marks}"
    value = Fraction(figure.numerator, figure.denominator)
    formula = FORMULAS.get(figure.indicator)
    if formula is not None and formula.unit is FigureUnit.DAYS:
        made = f"{printed(value, 1)}天"
    elif formula is not None and formula.unit is FigureUnit.PER_HUNDRED:
        made = f"{printed(100 * value, 1)}/百户"
    else:
        made = f"{printed(100 * value, 1)}%"
    return f"{figure.numerator}/{figure.denominator} = {made}{marks}"
