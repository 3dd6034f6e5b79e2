"""docs/seed-coverage.md: every row of the texts is traced to facts, query and test."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, build_schema, get_named_type

from application.mapper import REGISTRY
from interfaces import seed_coverage
from interfaces.seed_coverage import PLACES, ROOT, CoverageRow, rows_of
from tests.traced import (
    FOLDERS,
    FUNCTIONS,
    NOT_YET,
    ROWS,
    facts_of,
    paths,
    said,
    unasked,
)

NAMES = {kind.name for kind in REGISTRY}
FIELD = re.compile(r"[a-z]\w*")


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema((ROOT / "docs" / "schema.graphql").read_text("utf-8"))


@cache
def named_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return frozenset(
        each.name for each in ast.walk(tree) if isinstance(each, FUNCTIONS)
    )


def missing(schema: GraphQLSchema, path: str) -> str | None:
    """The first part of a path that the schema does not have. Pages of a list are
    walked through."""
    assert schema.query_type is not None
    at: GraphQLObjectType = schema.query_type
    for name in path.split("."):
        found = at.fields.get(name)
        if found is None or not FIELD.fullmatch(name):
            return name
        kind = get_named_type(found.type)
        if isinstance(kind, GraphQLObjectType) and "nodes" in kind.fields:
            kind = get_named_type(kind.fields["nodes"].type)
        if isinstance(kind, GraphQLObjectType):
            at = kind
    return None


def test_the_committed_document_is_current() -> None:
    assert seed_coverage.main(["--check"]) == 0


def test_there_are_112_rows_and_no_number_is_left_out() -> None:
    assert len(ROWS) == sum(len(rows_of(place)) for place in PLACES) == 112
    numbers = [each for numbers in ROWS for each in numbers.split(", ")]
    assert len(numbers) == len(set(numbers))
    for place, last in enumerate((37, 26, 38, 21, 23)):
        whole = {
            int(re.split(r"[-a-f]", each)[1])
            for each in numbers
            if each.startswith(f"{place}-")
        }
        assert whole == set(range(1, last + 1)), place


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_what_a_row_names_is_there(row: CoverageRow, schema: GraphQLSchema) -> None:
    assert row.title
    assert row.mark[0] in "BRL"
    if row.built:
        assert row.facts
        assert row.query
        assert row.test
    assert {name for name in row.facts if name not in NAMES} == set()
    for path in paths(row.query) if row.query else ():
        assert missing(schema, path) is None, path
    if row.test:
        file, _, name = row.test.partition("::")
        assert name.startswith("test_")
        assert name in named_in(file)


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_the_test_of_a_row_asks_its_query(row: CoverageRow) -> None:
    asks = row.test.startswith(FOLDERS) and not unasked(row)

    assert asks is (row.numbers not in NOT_YET), unasked(row)


def test_a_test_is_known_by_what_it_and_its_callees_say() -> None:
    scenario = "tests/scenarios/test_county.py"
    told = said(f"{scenario}::test_neighbours_are_reconciled_in_mediation")

    assert "history(first: 100)" in told, "said by the function that it calls"
    assert "The only case of a category" not in told, "docstrings ask nothing"
    assert "hotlineRanking" not in told, "of another test of the file"
    assert "Visit.Made" in facts_of("tests/scenarios/test_weihai.py")
    assert "Visit.Made" not in facts_of(scenario)


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("compound(id:).care.helpPoints, case(id:).history", []),
        ("compound(id:).care.errands", ["errands"]),
        ('meetings(filter: { kind: "five_step" })', ["meetings", "five_step"]),
        ("case(id:).history, cases(filter: { channel: [TV] })", ["TV"]),
    ],
)
def test_what_a_test_does_not_ask_is_noticed(query: str, left: list[str]) -> None:
    test = "test_county.py::test_neighbours_are_reconciled_in_mediation"
    row = CoverageRow("4-0", "", "B", (), query, f"tests/scenarios/{test}")

    assert unasked(row) == left


def test_what_is_not_there_is_noticed(schema: GraphQLSchema) -> None:
    assert missing(schema, "compound.care.records") is None
    assert missing(schema, "enterprises.findings") is None
    assert missing(schema, "compound.care.weather") == "weather"
    assert paths("cases(filter: { channel: [TV] }), vote(id:).outcomes") == [
        "cases",
        "vote.outcomes",
    ]


def test_another_text_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = seed_coverage.ROOT / "docs" / "cli.md"
    monkeypatch.setattr(seed_coverage, "TARGET", old)

    assert seed_coverage.main(["--check"]) == 1


def test_it_speaks_of_no_other_document() -> None:
    assert "DOMAIN" not in seed_coverage.document()
