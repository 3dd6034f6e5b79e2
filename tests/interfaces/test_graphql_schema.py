"""The schema as a contract: complete, described, bounded, and as committed."""

from __future__ import annotations

import asyncio
import inspect
import re
from pathlib import Path
from typing import Any

import psycopg
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    parse,
    validate,
)
from graphql import build_schema as parse_schema

from application.authorisation import TABLE
from application.cases import Cases
from application.compounds import Compounds
from application.use_case_list import USE_CASES
from interfaces.graphql import export
from interfaces.graphql.command_docs import FIELDS
from interfaces.graphql.compound_commands import (
    CARE_COMMANDS,
    CARE_FIELDS,
    COMPOUND_COMMANDS,
    REGISTER_COMMANDS,
)
from interfaces.graphql.mutations import CASE_COMMANDS
from interfaces.graphql.record_kinds import NODES
from interfaces.graphql.schema import build_schema
from projections.read_models import RECORDS
from tests.interfaces.conftest import Client
from tests.interfaces.given import registered, reported
from tests.interfaces.test_graphql_secrecy import ALL

# Given by the worker.
ELSEWHERE = {Cases.fire_due}


def commands_of(kind: type) -> set[Any]:
    members = inspect.getmembers(kind, inspect.isfunction)
    return {member for name, member in members if not name.startswith("_")}


def test_every_command_has_a_mutation_and_a_row_in_the_table() -> None:
    assert commands_of(Cases) - ELSEWHERE == set(CASE_COMMANDS.values())
    assert set(Compounds.all().values()) == set(COMPOUND_COMMANDS.values())
    for run in CASE_COMMANDS.values():
        assert f"case.{run.__name__}" in TABLE
    for run in COMPOUND_COMMANDS.values():
        assert f"compound.{run.__name__}" in TABLE


def test_the_committed_schema_is_up_to_date() -> None:
    assert export.main(["--check"]) == 0


def test_everything_in_the_schema_is_described() -> None:
    schema = parse_schema(build_schema().as_str())
    bare: list[str] = []
    for name, kind in schema.type_map.items():
        if name.startswith("__") or name in ("String", "Int", "Boolean", "Float", "ID"):
            continue
        if not kind.description:
            bare.append(name)
        for part, described in parts(kind):
            if not described.description:
                bare.append(f"{name}.{part}")
    assert bare == []


def parts(kind: Any) -> list[tuple[str, Any]]:
    """Fields with their arguments, or the values of an enum."""
    if isinstance(kind, GraphQLEnumType):
        return list(kind.values.items())
    if isinstance(kind, GraphQLInputObjectType):
        return list(kind.fields.items())
    if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        return []
    found: list[tuple[str, Any]] = []
    for name, field in kind.fields.items():
        found.append((name, field))
        found += [(f"{name}({arg})", each) for arg, each in field.args.items()]
    return found


def test_no_description_is_left_over() -> None:
    used = {"id", "idempotency_key", "expected_version"}
    for run in [*CASE_COMMANDS.values(), *REGISTER_COMMANDS.values()]:
        used |= inspect.signature(run).parameters.keys()
    care: set[str] = set()
    for run in CARE_COMMANDS.values():
        care |= inspect.signature(run).parameters.keys()
    assert CARE_FIELDS.keys() - care == set()
    used |= care - CARE_FIELDS.keys()
    for node in NODES.values():
        given: set[str] = set()
        for run in node.shown_of.use_cases.all().values():
            given |= inspect.signature(run).parameters.keys()
        assert node.shown_of.fields.keys() - given == set(), node
        used |= given

    assert FIELDS.keys() - used == set()


def test_every_use_case_is_in_the_schema() -> None:
    assert {node.shown_of.use_cases for node in NODES.values()} == set(USE_CASES)
    assert {node.shown_of.records for node in NODES.values()} == set(RECORDS)


# --- statements -----------------------------------------------------------------------

READ = (
    "case_board",
    "case_history",
    "compound_directory",
    "compound_care",
    "_text",
    "tombstone",
)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement on what clients read, as it is run; nothing is replaced."""
    seen: list[str] = []
    for cursor in (psycopg.AsyncCursor, psycopg.Cursor):
        monkeypatch.setattr(cursor, "execute", spying(cursor.execute, seen))
    return seen


def spying(execute: Any, seen: list[str]) -> Any:
    def spy(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(query, str) and any(table in query for table in READ):
            seen.append(query)
        return execute(self, query, *args, **kwargs)

    return spy


async def test_the_number_of_statements_does_not_grow_with_the_page(
    client: Client, statements: list[str]
) -> None:
    compound_id = await registered(client)
    await asyncio.gather(*(reported(client, compoundId=compound_id) for _ in range(50)))
    for size in (5, 50):
        statements.clear()
        answer = await client.ask(ALL.replace("cases", f"cases(first: {size})"))
        assert len(answer["cases"]["nodes"]) == size
        # The page, compounds, histories, counts; then the texts of cases and of
        # entries, which are opened together or apart, as they come.
        assert 9 <= len([each for each in statements if "SELECT" in each]) <= 13


FENCED = re.MULTILINE | re.DOTALL
DOCUMENTED = Path(__file__).parents[2] / "docs" / "graphql.md"


def test_every_documented_operation_is_valid() -> None:
    schema = parse_schema(build_schema().as_str())
    text = DOCUMENTED.read_text("utf-8")
    blocks = re.findall(r"^```graphql\n(.*?)^```$", text, FENCED)

    assert len(blocks) == 17
    for block in blocks:
        assert validate(schema, parse(block)) == [], block
