"""Hostile documents are refused before anything is run, whatever shape they take."""

from __future__ import annotations

import json
from typing import Any

import pytest
import strawberry
from graphql import get_introspection_query

from interfaces.graphql.limits import QueryLimits
from interfaces.graphql.measuring import MAX_PAGE_SIZE
from tests.interfaces.conftest import Client

RAN: list[str] = []


@strawberry.type
class Leaf:
    name: str = "leaf"

    @strawberry.field
    def self(self) -> Leaf:
        return self

    @strawberry.field
    def leaves(self, first: int | None = None) -> LeafConnection:
        return LeafConnection()


@strawberry.type
class LeafConnection:
    @strawberry.field
    def nodes(self) -> list[Leaf]:
        return []


@strawberry.type
class Query:
    @strawberry.field
    def leaf(self) -> Leaf:
        RAN.append("leaf")
        return Leaf()


schema = strawberry.Schema(Query, extensions=[QueryLimits])


async def errors_of(document: str, **variables: Any) -> list[Any]:
    RAN.clear()
    result = await schema.execute(document, variable_values=variables)
    return [error.extensions for error in result.errors or []]


def nested(levels: int) -> str:
    return "{ leaf " + "{ self " * levels + "{ name }" + " }" * levels + " }"


# Each fragment spreads the next twice: 2**20 fields if they were counted one by one.
DOUBLING = "{ leaf { ...f0 } }" + "".join(
    f" fragment f{i} on Leaf {{ a{i}: self {{ ...f{i + 1} }} ...f{i + 1} }}"
    for i in range(20)
)
DOUBLING += " fragment f20 on Leaf { name }"
CYCLE = "{ leaf { ...a } } fragment a on Leaf { ...b } fragment b on Leaf { ...a }"


async def test_an_ordinary_query_is_run() -> None:
    assert await errors_of("{ leaf { leaves(first: 50) { nodes { name } } } }") == []
    assert RAN == ["leaf"]


@pytest.mark.parametrize(
    ("limit", "document"),
    [
        ("depth", nested(20)),
        ("aliases", "{" + " ".join(f"a{i}: leaf {{ name }}" for i in range(60)) + "}"),
        ("directives", "{ leaf { name " + "@skip(if: false) " * 60 + "} }"),
        ("duplicates", "{ leaf { " + "name " * 600 + "} }"),
        ("fields", "{" + " ".join(f"a{i}: leaf " + nested(10)[7:-2]
                                  for i in range(50)) + "}"),
        ("length", "{ leaf { name } }" + " " * 50_000),
        ("cost", "{ leaf { leaves(first: " + "9" * 5000 + ") { nodes { leaves {"
         " nodes { leaves { nodes { leaves { nodes { name } } } } } } } } } }"),
        ("depth", DOUBLING),
        ("cost", "{ leaf { leaves(first: 100) { nodes { leaves(first: 100) { nodes"
         " { leaves(first: 100) { nodes { name } } } } } } } }"),
    ],
    ids=range(9),
)  # fmt: skip
async def test_too_large_an_operation_is_refused(limit: str, document: str) -> None:
    first = (await errors_of(document))[0]

    assert (first["code"], first["limit"]) == ("QUERY_TOO_LARGE", limit)
    assert RAN == []


@pytest.mark.parametrize("size", [1000, -5, None, "many"])
async def test_a_page_size_in_a_variable_counts_too(size: object) -> None:
    """Whatever is not a sensible number counts as the largest page."""
    document = """query ($n: Int) { leaf { leaves(first: $n) { nodes {
        leaves(first: $n) { nodes { leaves(first: $n) { nodes { name } } } } } } } }"""

    errors = await errors_of(document, n=size)

    assert (errors != []) is (size != -5)
    assert MAX_PAGE_SIZE == 100


@pytest.mark.parametrize(
    "document",
    [CYCLE, "{ leaf { ...missing } }", "{" * 3000, nested(1300), "{ leaf " * 900],
    ids=["cycle", "missing", "braces", "deep", "open"],
)
async def test_what_cannot_be_measured_is_refused_all_the_same(document: str) -> None:
    assert await errors_of(document) != []
    assert RAN == []


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        ("variables", [0] * 30_000),
        ("variables", {str(number): None for number in range(30_000)}),
        ("variables' depth", json.loads("[" * 40 + "]" * 40)),
    ],
)
async def test_variables_are_bounded(limit: str, value: object) -> None:
    document = "query ($n: Int) { leaf { leaves(first: $n) { nodes { name } } } }"

    first = (await errors_of(document, n=1, more=value))[0]

    assert (first["code"], first["limit"]) == ("QUERY_TOO_LARGE", limit)


@pytest.mark.slow
async def test_tools_may_ask_for_the_schema(client: Client) -> None:
    answer = await client.post(get_introspection_query(specified_by_url=True))
    deep = "fields { type { " * 4 + "name" + " } }" * 4

    assert answer["data"]["__schema"]["types"]
    assert await client.codes(f"{{ __schema {{ types {{ {deep} }} }} }}")
    assert await client.codes(f'{{ __type(name: "Case") {{ {deep} }} }}')
