"""Drafts of statistics: cases of a month (D37), the hotline's ranking (D38), a rating
(D39), a survey (D43)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from fractions import Fraction

from domain.calendar import CHINA
from domain.indicators.figures import printed
from domain.indicators.periods import Period
from domain.publication_content import SUPPRESSED, Content
from domain.rating import POINT, RatingColour, RatingVeto
from domain.shares import Share, without_small_cells
from projections import hotline_ranking
from projections.compound_directory import NAMED
from projections.draft_sources import DraftSources, table
from projections.enterprise_register import ENTERPRISE_REGISTER
from projections.records import Record
from projections.survey_results import SURVEY_RESULTS

CASES = """
    SELECT coalesce(split_part(category, '-', 1), '') AS family,
        count(*) FILTER (WHERE reported_at >= %(first)s AND reported_at < %(end)s),
        count(*) FILTER (WHERE closed_at >= %(first)s AND closed_at < %(end)s),
        count(*) FILTER (WHERE reported_at >= %(first)s AND reported_at < %(end)s
            AND solved AND closed_at <= reported_at + %(within)s::interval)
    FROM case_board
    WHERE (compound_id = %(compound)s
            OR (%(compound)s::uuid IS NULL AND region_path @> ARRAY[%(region)s::text]))
        AND (reported_at >= %(first)s AND reported_at < %(end)s
            OR closed_at >= %(first)s AND closed_at < %(end)s)
    GROUP BY family ORDER BY family
"""


def cases(sources: DraftSources) -> Content | None:
    """D37: cases taken in and closed in the month, by family of categories, and how
    many of those taken in were closed as solved within the three days."""
    period = sources.period
    if period is None:
        return None
    place = sources.wanted.place
    within = sources.rules.values.span("indicator.three_day")
    rows = sources.rows(
        CASES,
        {
            "compound": place.compound_id,
            "region": place.region_path[-1] if place.region_path else "",
            "first": datetime.combine(period.first, time(), CHINA),
            "end": datetime.combine(period.last + timedelta(days=1), time(), CHINA),
            "within": timedelta(hours=within.amount),
        },
    )
    opened, closed, solved = (sum(row[n] for row in rows) for n in (1, 2, 3))
    by_family = without_small_cells((row[1] for row in rows), sources.least)
    return {
        "cases_opened": sources.shown(opened),
        "cases_closed": sources.shown(closed),
        "three_day_rate": _rate(sources, solved, opened),
        "cases_by_category": table(
            ("类别", "受理数"),
            [
                [row[0], SUPPRESSED if count is None else count]
                for row, count in zip(rows, by_family, strict=True)
            ],
        ),
    }


def ranking(sources: DraftSources) -> Content | None:
    """D38: the compounds of the region with most hotline orders of the month, as the
    ranking has them; in total the orders of those that are named."""
    period, path = sources.period, sources.wanted.place.region_path
    if period is None or period.kind != "month" or not path:
        return None
    values = sources.rules.values
    most, digits = values.number("hotline.ranking"), values.number("indicator.digits")
    query, given = hotline_ranking.asked(
        Period(period.first, period.last), most, region=path[-1]
    )
    found = [hotline_ranking.RankedCompound(*row) for row in sources.rows(query, given)]
    if not found:
        return None
    ids = {"ids": [each.compound_id for each in found]}
    known = dict(sources.rows(NAMED, ids))
    names = [known.get(each.compound_id, str(each.compound_id)) for each in found]
    return {
        "compound": table(
            ("名次", "小区", "诉求量"),
            [
                [each.place, name, each.orders]
                for each, name in zip(found, names, strict=True)
            ],
        ),
        "orders": sum(each.orders for each in found),
        "orders_per_100_units": table(
            ("小区", "每百户诉求量"),
            [
                [name, _per_hundred(each, digits)]
                for each, name in zip(found, names, strict=True)
            ],
        ),
    }


def rating(sources: DraftSources) -> Content | None:
    """D39: the enterprise's score and colour in the quarter, with what made them."""
    enterprise = _enterprise(sources)
    quarter = sources.wanted.occasion
    ratings = enterprise.view["ratings"] if enterprise else []
    rated = next((each for each in ratings if each["quarter"] == quarter), None)
    if enterprise is None or rated is None:
        return None
    names = {
        each["indicator"]: sources.label("rating_indicators", each["indicator"])
        for each in rated["lines"]
    }
    lines = [
        f"{names[each['indicator']]}：{_marks(each['marks'])}"
        for each in rated["lines"]
    ]
    taken = [
        f"负面清单认定{each['finding']}：-{_marks(each['marks'])}"
        for each in rated["deductions"]
    ]
    vetoes = [RatingVeto.of(each).label.zh for each in rated["vetoes"]]
    return {
        "firm": enterprise.view["name"],
        "score": _marks(rated["score"]),
        "colour": RatingColour.of(rated["colour"]).label.zh,
        "reasons": [*lines, *taken, *vetoes],
    }


def survey(sources: DraftSources) -> Content | None:
    """D43: households visited, forms returned, and how often each answer was given."""
    found = sources.view(SURVEY_RESULTS)
    if found is None or found["closed_at"] is None:
        return None
    return {
        "visited": sources.shown(found["visited"]),
        "returned": sources.shown(found["valid"] + found["spoilt"]),
        "answer_counts": table(
            ("问题", "选项", "份数"),
            [
                [each["question"], answer, SUPPRESSED if count is None else count]
                for each in found["questions"]
                for answer, count in zip(
                    each["answers"], each["published"], strict=True
                )
            ],
        ),
    }


def _enterprise(sources: DraftSources) -> Record | None:
    row: Record | None = None
    if sources.wanted.enterprise_id is not None:
        for recorded in sources.facts(sources.wanted.enterprise_id):
            row = ENTERPRISE_REGISTER.evolve(row, recorded)
    return row


def _rate(sources: DraftSources, part: int, whole: int) -> str:
    """A rate with both its numbers, unless one of them is too small to be shown."""
    if not whole:
        return "无受理"
    if SUPPRESSED in (sources.shown(part), sources.shown(whole)):
        return SUPPRESSED
    return f"{Share(part, whole).percent}%（{part}/{whole}）"


def _per_hundred(ranked: hotline_ranking.RankedCompound, digits: int) -> str:
    if not ranked.units:
        return "户数不详"
    return printed(Fraction(ranked.orders * 100, ranked.units), digits)


def _marks(marks: int) -> str:
    """Hundredths of a point as people read them: `92.50`."""
    return f"{marks // POINT}.{marks % POINT:02}"
