"""The service's first page, for whoever opens its address: what is published there, as
figures with their numerators and denominators, and where all else is to be had.

It has no script, and so may run none.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from domain.indicators.figures import FigureUnit
from domain.indicators.indicator import Figure
from domain.indicators.periods import Period
from interfaces.front_figures import (
    CODES,
    KEPT,
    MOST_CITIES,
    City,
    FrontFigureKeeper,
    FrontFigures,
)
from interfaces.graphql.router import PAGES
from interfaces.services import Services

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
CONSOLE = """<li><a href="/graphql">查询台 · Query page</a>
  <span>在浏览器里试用查询。
  <span lang="en">Try queries in the browser.</span></span></li>"""
LOG = """<li><a href="/log/checkpoint">公开日志 · Transparency log</a>
  <span>每一条记录都可验证未被删改。
  <span lang="en">Every record can be proved to be in it.</span></span></li>"""
BANNER = """<p role="note" class="synthetic">
<strong>合成数据（模拟数据）</strong>：时间、人名、事件均为虚构，各项数字仅作演示。
<span lang="en"><strong>Simulated</strong>: times, names and events are invented; no
figure here is a place's own.</span></p>
"""
MARK = ' <small class="mark">合成数据</small>'
AWAY = '<p class="away">数字暂时无法读取，请稍后再看。</p>'
COUNTED_IN = {"satisfaction": (10, 1, ""), "collection_rate": (100, 2, "元")}
"""Code -> how many of what is counted are one of what people count, to how many
decimals that is shown, and its name."""
HEADS = ("近12个月", "再前12个月")


def router(services: Services) -> APIRouter:
    """The route of the page."""
    routes = APIRouter()
    keeper = FrontFigureKeeper(services)
    page = _page(services)
    headers = {
        "Cache-Control": f"max-age={KEPT:.0f}",
        "Content-Security-Policy": policy(page),
    }

    @routes.get("/", include_in_schema=False)
    async def index() -> Response:
        found = await keeper.figures()
        said = AWAY if found is None else told(found, synthetic=services.synthetic)
        return HTMLResponse(page.replace("<!-- figures -->", said), headers=headers)

    return routes


def policy(page: str) -> str:
    """What a browser may do with the page: show it, in its own style."""
    style = STYLE.search(page)
    assert style is not None, "the page brings its style"
    digest = hashlib.sha256(style[1].encode()).digest()
    hashed = base64.b64encode(digest).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{hashed}';"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _page(services: Services) -> str:
    page = (PAGES / "index.html").read_text("utf-8")
    for mark, part in {
        "<!-- banner -->": BANNER if services.synthetic else "",
        "<!-- console -->": "" if services.production else CONSOLE,
        "<!-- log -->": "" if services.log is None else LOG,
    }.items():
        page = page.replace(mark, part)
    return page


def told(found: FrontFigures, *, synthetic: bool) -> str:
    """The figures as HTML, each with its mark if it is no place's own."""
    mark = MARK if synthetic else ""
    return "\n".join([*held(found, mark), *table(found, mark)])


def held(found: FrontFigures, mark: str) -> Iterator[str]:
    """What there is, and where."""
    compounds = sum(city.compounds for city in found.cities)
    households = sum(city.households for city in found.cities)
    yield '<dl class="held">'
    for name, count in (
        ("城市", len(found.cities)),
        ("小区", compounds),
        ("户", households),
        ("事件记录", found.events),
    ):
        yield f"<div><dt>{name}</dt><dd>{count:,}</dd></div>"
    yield f"</dl><p>{_cities(found.cities)}{mark}</p>"


def _cities(cities: Sequence[City]) -> str:
    if not cities:
        return "尚未登记小区。"
    named = "、".join(
        f"{escape(city.name)}（{city.compounds:,}个小区，{city.households:,}户）"
        for city in cities[:MOST_CITIES]
    )
    return named + ("等。" if len(cities) > MOST_CITIES else "。")


def table(found: FrontFigures, mark: str) -> Iterator[str]:
    """The indicators, a row each, with what they are made of."""
    yield "<table><caption>公开、办结、满意、收缴（分子 / 分母）</caption>"
    heads = [
        f'<th scope="col">{name}<small>{_period(each, found)}</small></th>'
        for name, each in zip(HEADS, found.periods, strict=True)
    ]
    yield f'<thead><tr><th scope="col">指标</th>{"".join(heads)}</tr></thead><tbody>'
    for number, code in enumerate(CODES):
        entry = found.rules.catalogue("indicators")[code]
        cells = [_cell(figures[number], mark) for figures in found.figures]
        yield (
            f'<tr><th scope="row">{escape(entry.zh)}'
            f"<small>{escape(entry.word('formula_zh'))}</small></th>"
            f"{''.join(cells)}</tr>"
        )
    yield "</tbody></table>"
    yield (
        f'<p class="note">规则 {escape(found.figures[0][0].rules)}；'
        "满意率、收缴率为本月初所知，户数过少的不予显示。</p>"
    )


def _period(period: Period, found: FrontFigures) -> str:
    first, last = period.first, period.last
    until = f"{last.year}年{last.month}月"
    if found.on <= last:
        until = f"{until}{found.on.day}日"
    return f"{first.year}年{first.month}月至{until}"


def _cell(figure: Figure, mark: str) -> str:
    if figure.withheld:
        return "<td>—<small>户数过少</small></td>"
    if figure.value is None:
        return "<td>—<small>尚无</small></td>"
    unit = "%" if figure.unit is FigureUnit.PERCENT else figure.unit.label.zh
    scale, digits, name = COUNTED_IN.get(figure.code, (1, 0, ""))
    parts = " / ".join(
        f"{Decimal(amount or 0) / scale:,.{digits}f}"
        for amount in (figure.numerator, figure.denominator)
    )
    return f"<td>{escape(figure.value)}{unit}<small>{parts}{name}</small>{mark}</td>"
