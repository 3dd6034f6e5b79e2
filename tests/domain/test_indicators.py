"""What facts count for, what they take back, and what figures are made of it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.facts import Fact
from domain.indicators.bookings import Booking, changes
from domain.indicators.counting import weighted
from domain.indicators.figures import Counts, printed
from domain.indicators.formulas import FORMULAS
from domain.indicators.indicator import Figure, UnknownIndicator, figure, formulas_of
from domain.indicators.periods import NoSuchPeriod, Period, PeriodStep, SeriesTooLong
from domain.indicators.tallies import FOLLOWERS
from projections.indicators import follow
from tests.projections import indicator_lives as lives
from tests.projections.samples import recorded
from tests.scenario import RULES

LATER = datetime(2021, 12, 31, tzinfo=UTC)


def booked(*streams: list[Fact]) -> Counter[Booking]:
    """What streams count for in the end."""
    found: Counter[Booking] = Counter()
    for facts in streams:
        row = None
        for each in recorded(facts):
            row = follow(row, each).row
        assert row is not None
        found.update(dict(row.tally.bookings()))
    return found


def made(
    code: str, *streams: list[Fact], period: str = "2021-06", open: bool = True
) -> Figure:
    """An indicator from everything that streams count for, wherever it is."""
    asked = Period.parse(period)
    first, last = asked.numbers
    formula = FORMULAS[code]
    amounts: dict[str, Counter[str]] = {}
    for booking, amount in booked(*streams).items():
        in_period = first <= booking.day <= last
        flow = booking.counter in (*formula.flows, *formula.ripe) and in_period
        stock = booking.counter in formula.stocks and booking.day <= last
        if flow or stock:
            amounts.setdefault(booking.counter, Counter())[booking.detail] += amount
    return figure(code, Counts(amounts), RULES, asked, LATER, open=open)


def shown(found: Figure) -> tuple[object, ...]:
    return found.numerator, found.denominator, found.value


@pytest.mark.parametrize(
    "facts", lives.everything(), ids=lambda facts: str(facts[0].originator_id.int)
)
def test_what_facts_change_adds_up_to_what_the_tally_books(facts: list[Fact]) -> None:
    row, total = None, Counter[object]()
    for each in recorded(facts):
        followed = follow(row, each)
        row = followed.row
        total.update(followed.changes)
        assert all(followed.changes.values())
        assert {key: n for key, n in total.items() if n} == changes(None, row.tally)
        stored = msgspec.json.decode(msgspec.json.encode(row.tally))
        kind = FOLLOWERS[row.kind].tally
        assert msgspec.convert(stored, kind) == row.tally


def test_a_case_is_solved_in_three_days_up_to_the_very_hour() -> None:
    in_time = lives.stream(lives.FIRM, [lives.taken_in(), *lives.solved(72)])
    late = lives.stream(lives.FIRM, [lives.taken_in(), *lives.solved(72.001)])

    assert shown(made("three_day_rate", in_time)) == (1, 1, "100.0")
    assert shown(made("three_day_rate", in_time, late)) == (1, 2, "50.0")


def test_a_reopening_takes_back_the_solution_but_not_yet_the_answer() -> None:
    whole = lives.cases()[1]

    assert shown(made("three_day_rate", whole[:5])) == (1, 1, "100.0")
    assert shown(made("three_day_rate", whole[:6])) == (0, 1, "0.0")
    assert shown(made("resolution_level_share", whole[:6])) == (0, 0, None)
    assert shown(made("satisfaction", whole[:6])) == (10, 10, "100.0")
    assert shown(made("satisfaction", whole)) == (0, 0, None), "the next was in July"
    assert shown(made("satisfaction", whole, period="2021-07")) == (9, 10, "90.0")
    level = made("resolution_level_share", whole, period="2021-07")
    assert shown(level) == (0, 1, "0.0"), "closed at the street"


def test_cases_count_where_and_as_what_they_are() -> None:
    every = lives.cases()

    assert shown(made("complaints_per_100_units", *every))[:2] == (5, 0)
    counted = made("complaints_per_100_units", *every, *lives.compounds())
    assert shown(counted) == (5, 252, "2.0"), "in June, the duplicate left out"
    orders = booked(*every)[Booking("hotline.orders", 20210601)]
    assert orders == 4, "1001, 1002, 1006 and the withdrawn one"
    assert shown(made("three_day_rate", *every)) == (2, 4, "50.0")
    mean = made("mean_resolution_days", every[0], every[4])
    assert shown(mean) == ((72 + 30) * 3600, 2 * 86_400, "2.1")
    assert made("satisfaction", *every).sample == 2


def test_the_three_rates_of_the_hotline_and_their_score() -> None:
    every = lives.cases()

    assert shown(made("hotline.response", every[0], every[2])) == (1, 1, "100.0")
    july = "2021-07"
    assert shown(made("hotline.response", *every[1:3], period=july)) == (1, 2, "50.0")
    assert shown(made("hotline.resolution", *every[1:3], period=july)) == (1, 2, "50.0")
    assert shown(made("hotline.satisfaction", *every[1:3], period=july)) == (
        9,
        20,
        "45.0",
    )
    score = made("hotline.score", *every[1:3], period=july)
    exact = (
        Fraction(1, 10) / 2 + Fraction(5, 10) / 2 + Fraction(4, 10) * Fraction(9, 20)
    )
    assert score.numerator is not None and score.denominator
    assert Fraction(score.numerator, score.denominator) == exact
    assert score.value == "48.0"


def test_the_collection_rate_keeps_old_debts_and_prepayments_apart() -> None:
    year = made("collection_rate", lives.fees(), period="2021")

    assert shown(year) == (50_400, 79_000, "63.8")
    assert {each.code: each.amount for each in year.parts} == {
        "lines": 1,
        "old_fen": 60_000,
        "ahead_fen": 1_500,
    }
    assert shown(made("collection_rate", lives.fees(), period="2019")) == (0, 0, None)


def test_figures_of_few_households_are_withheld_from_the_public() -> None:
    hidden = made("collection_rate", lives.fees(), period="2021", open=False)

    assert hidden.withheld and hidden.value is None and hidden.numerator is None
    assert not made("resolution_level_share", *lives.cases(), open=False).withheld
    few = made("satisfaction", *lives.cases(), open=False)
    assert few.withheld, "answers of surveys may be among them"


def test_party_members_are_counted_while_the_body_is_in_office() -> None:
    body = lives.committee()
    june = made("party_share_committee", body)
    assert shown(june) == (2, 5, "40.0")
    assert [(each.code, each.amount) for each in june.parts] == [("full", 1)]
    assert shown(made("party_share_committee", body, period="2021-08")) == (0, 0, None)


def test_a_household_is_visited_once_a_month_a_quarter_and_a_year() -> None:
    homes = lives.homes()

    for period, numbers in {
        "2021": (1, 2, "50.0"),
        "2021-Q2": (1, 2, "50.0"),
        "2021-06": (1, 2, "50.0"),
        "2021-Q3": (0, 2, "0.0"),
        "2020..2021": (0, 0, None),
    }.items():
        assert shown(made("visit_coverage", *homes, period=period)) == numbers, period
    assert shown(made("return_visit_rate", *homes, period="2021")) == (1, 2, "50.0")


def test_surveys_keep_their_three_numbers_and_meetings_their_kinds() -> None:
    talks = lives.talks()

    response = made("survey.response", talks[1])
    assert shown(response) == (942, 986, "95.5")
    consent = made("survey.consent", talks[1])
    assert shown(consent) == (669, 942, "71.0"), "never the 72.1 that was printed"
    assert [each.amount for each in consent.parts] == [986]
    assert shown(made("satisfaction", talks[2])) == (890, 1000, "89.0")
    held = made("meeting_count", *talks)
    assert (*shown(held), held.parts[0].zh) == (1, None, "1", "社区听证会")
    stars = made("smart_star_progress", *lives.compounds(), period="2021")
    assert shown(stars) == (2, 2, "100.0")


def test_periods_are_read_named_and_divided() -> None:
    for text in ("2021", "2021-Q3", "2021-06", "2019-01..2021-02"):
        assert Period.parse(text).name == text
    assert Period.parse("2021..2021").name == "2021"
    june = Period.parse("2021-06")
    assert june.numbers == (20210601, 20210630)
    assert [each.name for each in Period.parse("2021-Q3").steps(PeriodStep.MONTH)] == [
        "2021-07",
        "2021-08",
        "2021-09",
    ]
    assert [each.name for each in june.steps(PeriodStep.YEAR)] == ["2021"]
    for wrong in ("2021-13", "21", "2021-Q5", "2021..2020", "..", "2021-06..x"):
        with pytest.raises(NoSuchPeriod, match="written"):
            Period.parse(wrong)
    with pytest.raises(SeriesTooLong):
        Period.parse("1900..2021").steps(PeriodStep.MONTH)


def test_every_indicator_of_the_rules_has_a_formula_and_no_other() -> None:
    assert set(FORMULAS) == set(RULES.catalogue("indicators"))
    with pytest.raises(UnknownIndicator, match="satisfactoin"):
        formulas_of(("satisfactoin",))
    assert not made("publication_rate").denominator


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 3))
def test_a_printed_value_is_the_nearest_and_at_the_middle_the_even_one(
    part: int, whole: int, digits: int
) -> None:
    exact = Fraction(part * 100, whole)
    said = Fraction(printed(exact, digits))
    off = abs(said - exact) * 10**digits
    assert off <= Fraction(1, 2)
    if off == Fraction(1, 2):
        assert int(said * 10**digits) % 2 == 0
    assert printed(Fraction(1, 8), 2) == "0.12"


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 99)), min_size=1))
def test_a_weighted_sum_stays_exact(terms: list[tuple[int, int]]) -> None:
    shares = [(Fraction(tenths, 10), n) for tenths, n in terms]
    n, d = weighted(shares, 7)
    assert Fraction(n, d) == sum((w * c for w, c in shares), Fraction()) / 7
