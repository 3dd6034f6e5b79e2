"""The disclosure catalogue of DOMAIN 2.2, row by row, and where places differ."""

from __future__ import annotations

import pytest

from domain.calendar import Span
from domain.facts import Mask
from domain.rule_values import Item
from domain.rulepack import RulePack
from tests.scenario import PACKS, RULES

# Each row: mask, content fields, and for each duty when it is due and how it is shown.
ROWS = {
    "D01": "M1 5 | on, continuous | after 3 wd, continuous",
    "D02": "M0 3 | on, continuous | on, continuous",
    "D03": "M0 6 | on, continuous | on, continuous | before 30 d, continuous",
    "D04": "M1 2 | after 3 d, span 15 d",
    "D05": "M1 3 | before 7 d, span 7 d",
    "D06": "M1 5 | after 3 wd, continuous | after 3 wd, continuous",
    "D07": "M0 4 | year date 03-31, span 30 d",
    "D08": "M2 4 | year date 03-31, span 7 d | on, span 7 d",
    "D09": "M4 4 | year date 03-31, span 30 d",
    "D10": "M1 7 | quarter after 20 d, span 30 d",
    "D11": "M2 5 | half_year after 20 d, span 30 d | quarter after 20 d, span 30 d",
    "D12": "M2 5 | before, span 7 d",
    "D13": "M2 4 | after 3 wd, span 5 d",
    "D14": "M2 4 | before, until decoration_ended",
    "D15": "M4 4 | quarter after 20 d, span 30 d",
    "D16": "M0 4 | before 15 d, until assembly_met",
    "D17": "M4 4 | after 3 d, span 15 d",
    "D18": "M2 2 | after 3 d, span 15 d",
    "D19": "M0 1 | before 7 d, until committee_met",
    "D20": "M3 2 | after 3 d, span 15 d",
    "D21": "M3 3 | after 3 d, until term_ended",
    "D22": "M3 2 | half_year after 20 d, span 15 d",
    "D23": "M3 3 | after 7 d, span 7 d",
    "D24": "M2 4 | before 15 d, until first_assembly_met",
    "D25": "M3 3 | before 15 d, span 7 d",
    "D26": "M3 2 | before, span 7 d",
    "D27": "M3 2 | after 3 d, span 10 wd",
    "D28": "M0 2 | after 30 d, span 7 d",
    "D29": "M3 3 | half_year after 20 d, span 15 d",
    "D30": "M3 2 | after 3 d, span 7 d",
    "D31": "M0 2 | after 3 d, span 15 d",
    "D32": "M0 3 | on, until emergency_service_ended",
    "D33": "M0 5 | before 60 d, span 30 d | before 30 d, span 30 d"
    " | after 3 d, span 7 d",
    "D34": "M0 2 | after 3 wd, span 7 d",
    "D35": "M2 4 | after 3 wd, span 7 d",
    "D36": "M2 3 | after 3 wd, span 7 d",
    "D37": "M4 4 | month after 10 d, span 30 d",
    "D38": "M0 3 | month after 30 d, span 30 d",
    "D39": "M0 4 | quarter after 20 d, until rating_replaced",
    "D40": "M0 4 | after 5 wd, span 90 d",
    "D41": "M2 2 | after 20 wd, platform",
    "D42": "M0 4 | after 5 wd, continuous",
    "D43": "M4 3 | after 5 wd, span 15 d",
    "D44": "M0 5 | before, until trial_ended | after 5 wd, span 15 d",
    "D45": "M0 3 | after 3 wd, continuous | after 3 wd, continuous",
    "D46": "M0 5 | before, continuous | before, continuous",
    "D47": "M2 2 | none, span 7 d until debt_paid",
    "D48": "M1 1 | after 5 wd, span 30 d",
    "D49": "M0 4 | after 5 wd, span 15 d",
    "D50": "M1 3 | after 10 wd, span 15 d",
}
TIMINGS = {"on", "after", "before", "date", "none"}


def duties(item: str, pack: RulePack = RULES) -> list[Item]:
    every = pack.catalogue("duties").values()
    return [duty for duty in every if duty.word("item") == item]


def said(duty: Item) -> str:
    def of(*keys: str) -> list[str]:
        return [duty.word(key) for key in keys if duty.has(key)]

    due = " ".join(of("period", "timing", "deadline", "by"))
    until = f" until {duty.word('until')}" if duty.has("until") else ""
    if duty.word("display") == "until":
        return f"{due},{until}"
    return f"{due}, {' '.join(of('display', 'shown'))}{until}"


@pytest.mark.parametrize("code", ROWS)
def test_a_row_of_the_catalogue(code: str) -> None:
    item = RULES.catalogue("disclosure")[code]
    head = f"{item.word('mask')} {len(item.words('content'))}"

    assert " | ".join([head, *map(said, duties(code))]) == ROWS[code]
    assert item.words("publishers")


def test_the_catalogue_is_whole() -> None:
    codes = [f"D{number:02}" for number in range(1, 51)]

    assert list(RULES.catalogue("disclosure")) == codes == list(ROWS)
    assert {duty.word("item") for duty in RULES.catalogue("duties").values()} == {
        *codes
    }


def test_every_word_of_it_is_used_and_explained() -> None:
    items = RULES.catalogue("disclosure").values()
    content = {code for item in items for code in item.words("content")}
    publishers = {code for item in items for code in item.words("publishers")}

    assert content == set(RULES.catalogue("disclosure_content"))
    assert publishers == set(RULES.catalogue("publishers"))
    assert {*RULES.catalogue("masks"), "never"} == {mask.value for mask in Mask}


@pytest.mark.parametrize("profile", PACKS.profiles)
def test_a_duty_says_when_it_begins_when_it_is_due_and_when_it_ends(
    profile: str,
) -> None:
    for duty in PACKS.for_profile(profile).catalogue("duties").values():
        assert duty.has("trigger") is not duty.has("period"), duty.code
        timing, display = duty.word("timing"), duty.word("display")
        assert timing in TIMINGS
        assert duty.has("by") is (timing == "date"), duty.code
        assert duty.has("deadline") or timing != "after", duty.code
        assert duty.has("shown") is (display == "span"), duty.code
        assert duty.has("until") or display != "until", duty.code
        for span in ("deadline", "shown"):
            if duty.has(span):
                assert duty.span(span).amount


def test_a_number_is_law_only_where_a_rule_gives_it() -> None:
    marks = {
        duty.code: (duty.origin.split()[0], duty.word("display_origin").split()[0])
        for duty in RULES.catalogue("duties").values()
    }

    assert marks["D16-notice"] == ("LAW", "DEFAULT")
    assert marks["D13-work"] == ("DEFAULT", "LAW")
    assert marks["D27-decision"] == ("LAW", "LAW")
    assert marks["D35-closed"] == ("DEFAULT", "DEFAULT")


@pytest.mark.parametrize(
    ("profile", "duty", "field", "expected"),
    [
        ("national", "D23-formed", "deadline", "7 d"),
        ("beijing", "D23-formed", "deadline", "7 d"),
        ("weihai", "D23-formed", "deadline", "10 d"),
        ("national", "D31-record", "shown", "15 d"),
        ("heze", "D31-record", "shown", "7 d"),
        ("weihai", "D31-record", "shown", "15 d"),
        ("beijing", "D10-period", "period", "year"),
        ("heze", "D10-period", "period", "quarter"),
        ("beijing", "D27-decision", "display_origin", "LAW 京57"),
        ("heze", "D27-decision", "display_origin", "DEFAULT"),
    ],
)
def test_places_differ(profile: str, duty: str, field: str, expected: str) -> None:
    pack = PACKS.for_profile(profile)

    assert pack.catalogue("duties")[duty].word(field) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("income.period", ["regular", "year", "regular", "quarter", "quarter"]),
        ("display.min_days", [3, 0, 3, 3, 3]),
        ("vote.official_only", [False, True, False, False, False]),
        ("arrears_notice.on", [False] * 5),
        ("arrears_notice.allowed", [False, False, True, False, True]),
    ],
)
def test_keys_of_the_profiles(key: str, expected: list[object]) -> None:
    places = ("national", "beijing", "shandong", "heze", "weihai")

    assert [PACKS.for_profile(place).values.raw(key) for place in places] == expected


@pytest.mark.parametrize("profile", PACKS.profiles)
def test_the_key_and_the_catalogue_agree_on_common_income(profile: str) -> None:
    pack = PACKS.for_profile(profile)
    named = pack.values.word("income.period")

    shown = pack.catalogue("duties")["D10-period"].word("period")
    assert named in ("regular", shown)


def test_arrears_are_posted_only_if_the_place_switches_it_on() -> None:
    key = RULES.catalogue("disclosure")["D47"].word("needs")

    assert not RULES.values.flag(key)


def test_three_meetings_and_three_disclosures() -> None:
    meetings = RULES.catalogue("three_meetings")
    items = [
        each.words("items") for each in RULES.catalogue("three_disclosures").values()
    ]

    assert [each.word("every") for each in meetings.values()] == [
        "quarter",
        "month",
        "half_year",
    ]
    assert items == [
        ("D02", "D04"),
        ("D03", "D33"),
        ("D07", "D08", "D09", "D10", "D11"),
    ]


def test_indicators_have_a_formula_in_both_languages() -> None:
    indicators = RULES.catalogue("indicators")

    assert len(indicators) == 23
    assert all(
        each.word("formula") and each.word("formula_zh") for each in indicators.values()
    )
    assert RULES.values.span("indicator.three_day") == Span.parse("72 h")
    weights = ("response", "resolution", "satisfaction")
    assert sum(RULES.values.share(f"hotline.weight_{each}") for each in weights) == 1
