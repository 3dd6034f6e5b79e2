"""Who read what is not public: one row of the access log for each such read.

What can be read is the matrix of `test_matrix`: each cell of it that the table does not
open to everybody has a reading here, or the test fails; and what is public leaves no
row, whoever asks.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
)

from application import access_log
from application.authorisation import PUBLIC, TABLE
from application.database import Database
from application.mapper import REGISTRY
from application.roles_allowed import Scope
from domain.facts import FirstFact
from domain.household_facts import Housing
from domain.roles import Actor, Role
from interfaces.exports.tables import exports
from interfaces.graphql import schema as graphql_schema
from interfaces.graphql.errors import camel
from interfaces.graphql.record_kinds import NODES
from interfaces.graphql.schema import build_schema
from interfaces.services import Services
from interfaces.streams.asked import Asked
from interfaces.webhooks.book import Webhooks
from projections import fund_accounts
from projections.fund_accounts import FundAccountRow, FundHead
from tests.application.samples import OTHER, STREAM, fact
from tests.interfaces.conftest import Client
from tests.interfaces.given import registered, reported
from tests.interfaces.test_http import IMAGE, PNG
from tests.interfaces.test_matrix import ASKED, RESTRICTED, ROUTES, SIGNED_IN
from tests.interfaces.test_people import CLAIM, person_of
from tests.interfaces.test_records import unit
from tests.interfaces.test_services import done
from tests.projections.samples import recorded

KINDS = {
    plural: node.shown_of
    for plural, node in NODES.items()
    if not node.shown_of.use_cases.public
}
ROWS = """
    SELECT reader_id, reader_role, at, refs FROM access_log WHERE number > %s
    ORDER BY number
"""
Rows = list[tuple[str, str, datetime, list[list[str]]]]


@dataclass
class Log:
    """The access log, read a reading at a time."""

    database: Database
    seen: int = 0

    def new(self) -> Rows:
        rows: Rows = self.database.fetch(ROWS, (self.seen,))
        self.seen += len(rows)
        return rows


@pytest.fixture
def log(services: Services) -> Log:
    return Log(services.store.database)


def reader_of(action: str) -> Role:
    """The first role that may do it wherever its grant says."""
    return next(role for role, far in TABLE[action].items() if far is Scope.AREA)


def restricted_reads() -> Mapping[str, str]:
    """Everything that can be read and that not everybody may, and the action."""
    return {
        name: action
        for name, action in ASKED.items()
        if not name.startswith(("Mutation.", "POST ", "figures of "))
        if action in TABLE and action not in PUBLIC
    }


def write_samples(database: Database) -> None:
    """One record of each restricted kind, all with the same id."""
    with database.connection() as connection:
        for kind in KINDS.values():
            begins = f"{kind.records.aggregate}."
            first = next(
                each
                for each in REGISTRY
                if issubclass(each.cls, FirstFact) and each.stored.startswith(begins)
            )
            row = kind.records.evolve(None, recorded([fact(first)])[0])
            table = kind.records.table
            table.put(connection, [table.encoder(connection)(row)])
        housing = Housing.COMMODITY.value
        account = FundAccountRow(OTHER, STREAM, 1, "1", "1", 1, housing, 1, 1)
        head = FundHead(STREAM, 1, None, (), "national")
        written: Any = ((fund_accounts.TABLE, account), (fund_accounts.HEADS, head))
        for each, values in written:
            each.put(connection, [each.encoder(connection)(values)])


@dataclass
class Reading:
    """asked: of GraphQL, or a path. refs: what its row names."""

    asked: str
    refs: list[list[str]]


def readings(compound: str, case: str, webhook: UUID) -> dict[str, Reading]:
    """Each restricted read, by its name in the matrix."""
    found = {}
    for plural, kind in KINDS.items():
        refs = [[str(STREAM), f"{kind.name}.read"]]
        one = f'{{ {camel(kind.name)}(id: "{STREAM}") {{ id }} }}'
        many = f"{{ {camel(plural)} {{ nodes {{ id }} }} }}"
        found[f"Query.{camel(kind.name)}"] = Reading(one, refs)
        found[f"Query.{camel(plural)}"] = Reading(many, refs)
    whose, read = f'compoundId: "{compound}"', "webhook.read"
    hooks = [[str(webhook), read]]
    fees = [[compound, "fee_account.read"]]
    return found | {
        "Query.arrears": Reading(f"{{ arrears({whose}) {{ fen }} }}", fees),
        "Query.collectionRate": Reading(
            f'{{ collectionRate({whose}, from: "2026-01-01", to: "2026-12-31")'
            " { dueFen } }",
            fees,
        ),
        "Query.fundAccount": Reading(
            f'{{ fundAccount(unitId: "{OTHER}") {{ balance }} }}',
            [[str(OTHER), "maintenance_fund.read_restricted"]],
        ),
        "Query.publicationDraft": Reading(
            f'{{ publicationDraft(item: "D10", occasion: "2026-Q1", {whose})'
            " { content } }",
            [[compound, "publication.publish"]],
        ),
        "Query.webhooks": Reading("{ webhooks { id } }", [["webhooks", read]]),
        "Query.webhook": Reading(f'{{ webhook(id: "{webhook}") {{ id }} }}', hooks),
        "GET /cases/{case_id}/files/{entry}": Reading(f"/cases/{case}/files/2", []),
    }


async def ask(client: Client, asked: str) -> None:
    """Ask something that must be answered."""
    if asked.startswith("/"):
        answer = await client.http.get(asked)
        assert answer.status_code == 200, (asked, answer.text)
    else:
        (value,) = (await client.ask(asked)).values()
        assert value is not None or "publicationDraft" in asked, asked


async def test_every_restricted_read_is_one_row(
    client: Client, services: Services, log: Log
) -> None:
    compound = await registered(client)
    case = await reported(client, compoundId=compound)
    await client.http.post(f"/cases/{case}/files", content=PNG, headers=IMAGE)
    write_samples(services.store.database)
    book = Webhooks(
        services.store.database, services.vault, services.clock, services.webhooks_to
    )
    operator = Actor("operator-1", Role.OPERATOR)
    webhook, _ = book.add(operator, "https://hooks.example.com/", Asked())
    known, actions = readings(compound, case, webhook.id), restricted_reads()
    assert set(known) == set(actions)
    log.new()

    for name, reading in known.items():
        role, began = reader_of(actions[name]), datetime.now(UTC)
        client.sign_in(role)
        await ask(client, reading.asked)
        ((who, as_role, at, refs),) = log.new()
        assert (who, as_role) == (f"{role.value}-1", role.value), name
        assert began <= at <= datetime.now(UTC), name
        if reading.refs:
            assert refs == reading.refs, name
        # Nobody was shown anything: nothing is told.
        client.sign_out()
        await refused(client, reading.asked)
        assert log.new() == [], name
    client.sign_in(Role.OPERATOR)
    await ask(client, f'{{ node(id: "{STREAM}") {{ id }} }}')
    assert [refs for *_, refs in log.new()] == [[[str(STREAM), "household.read"]]]
    access_log.verify(services.store.database)


async def refused(client: Client, asked: str) -> None:
    if asked.startswith("/"):
        assert (await client.http.get(asked)).status_code == 403
    else:
        data = (await client.post(asked))["data"]
        assert data is None or set(data.values()) == {None}, asked


PARTS = {
    Role.STREET_OFFICER: {
        "case.read_restricted": """{ case(id: "%(case)s") { handlerId
            history { nodes { actorId payload } } } }""",
        "compound.read_restricted": """{ compound(id: "%(compound)s") {
            care { homeCare { __typename } } history { nodes { actorId } } } }""",
        "household.read_restricted": """{ household(id: "%(unit)s") {
            claims { person } history { nodes { payload } } } }""",
        "case.search": """{ cases(filter: { search: "下水道" }) { nodes { id } } }""",
    },
}
"""Parts of what may be public, for staff alone."""


async def test_what_staff_see_of_public_things_is_one_row(
    client: Client, log: Log
) -> None:
    compound = await registered(client)
    home = await unit(client, compound)
    case = await reported(client, compoundId=compound)
    ids = {"compound": compound, "case": case, "unit": home}
    transport: Any = client.http._transport
    plans = transport.app.state.compiled
    for role, parts in PARTS.items():
        for action, asked in parts.items():
            document = asked % ids
            client.sign_in(role)
            log.new()
            # The ordinary executor first, and then a plan, if there can be one.
            before = plans.answered
            found = []
            for _ in range(3):
                await client.ask(document)
                ((who, as_role, _, refs),) = log.new()
                assert (who, as_role) == (f"{role.value}-1", role.value), action
                found.append(refs)
            assert action in {what for _, what in found[0]}
            assert {whose for whose, _ in found[0]} <= set(ids.values())
            assert found[1:] == found[:1] * 2, action
            if "search" in action:
                assert plans.answered > before
            client.sign_out()
            await client.post(document)
            assert log.new() == [], action


async def test_a_page_of_histories_names_each_case(client: Client, log: Log) -> None:
    document = "{ cases { nodes { id history { nodes { actorId } } } } }"
    cases = [await reported(client) for _ in range(3)]
    transport: Any = client.http._transport
    plans = transport.app.state.compiled
    client.sign_in(Role.STREET_OFFICER)
    log.new()

    answers = [await client.ask(document) for _ in range(3)]
    rows = log.new()
    assert plans.answered >= 1
    assert answers[0] == answers[2]
    assert len(rows) == 3
    for *_, refs in rows:
        assert sorted(refs) == sorted([id, "case.read_restricted"] for id in cases)
    for role, scope in ((Role.STREET_OFFICER, "110000"), (Role.OWNER, "own")):
        client.sign_in(role, scope)
        await client.ask(document)
        assert log.new() == []


async def test_figures_from_restricted_records_are_one_row(
    client: Client, log: Log
) -> None:
    compound = await registered(client)
    log.new()
    asked = f"""{{ indicators(period: "2026", place: {{ compound: "{compound}" }}) {{
        code }} }}"""
    await ask(client, asked)
    client.sign_in(Role.AUDITOR)
    log.new()
    await ask(client, asked)

    ((who, *_, refs),) = log.new()

    assert who == "Auditor-1"
    allowed = {f"{kind}.read_restricted" for kind in RESTRICTED}
    allowed = {each for each in allowed if Role.AUDITOR in TABLE[each]}
    assert {what for _, what in refs} == allowed
    assert {whose for whose, _ in refs} == {compound}
    client.sign_out()
    await ask(client, asked)
    assert log.new() == []


async def test_own_households_are_one_row(client: Client, log: Log) -> None:
    compound = await registered(client)
    home = await unit(client, compound)
    client.sign_in(Role.OWNER, "own", id="li-7")
    await done(client, "claimHousehold", id=home, **CLAIM)
    person = await person_of(client, home)
    await done(client, "verifyHouseholdClaim", id=home, person=person)
    client.sign_in(Role.OWNER, "own", id="li-7")
    log.new()

    await ask(client, f'{{ myHouseholds(compoundId: "{compound}") {{ unitId }} }}')

    assert [(who, refs) for who, _, _, refs in log.new()] == [
        ("li-7", [[home, "household.claims"]])
    ]


async def test_a_command_reads_only_what_its_answer_shows(
    client: Client, log: Log
) -> None:
    home = await unit(client, await registered(client))
    assert log.new() == []

    shown = await client.ask(
        """mutation ($id: ID!, $day: Date!) {
            deliverHousehold(input: { id: $id, on: $day }) {
                ... on HouseholdChanged { version household { status } } } }""",
        id=home,
        day="2026-03-02",
    )

    assert shown["deliverHousehold"]["household"] == {"status": "DELIVERED"}
    assert [refs for *_, refs in log.new()] == [[[home, "household.read"]]]


def selected(type: GraphQLObjectType, deep: int) -> str:
    """All fields that need no arguments, so deep."""
    parts = []
    for name, field in type.fields.items():
        if any(isinstance(each.type, GraphQLNonNull) for each in field.args.values()):
            continue
        inner = get_named_type(field.type)
        if not hasattr(inner, "fields"):
            parts.append(name)
        elif deep and isinstance(inner, GraphQLObjectType):
            parts.append(f"{name} {{ {selected(inner, deep - 1)} }}")
    return " ".join(["__typename", *parts])


def public_documents(ids: Mapping[str, str], deep: int) -> Iterator[str]:
    """A document for each query that is everybody's, or of one's own tasks; figures
    show more to staff, and are slow: they have a test of their own."""
    schema = build_schema()._schema
    assert schema.query_type is not None
    given = {"ID": ids["case"], "String": "2026", "Int": 1, "Position": 1}
    for name, field in schema.query_type.fields.items():
        action = ASKED[f"Query.{name}"]
        if (action in TABLE and action not in PUBLIC) or name == "myHouseholds":
            continue
        if name.startswith("indicator"):
            continue
        inner = get_named_type(field.type)
        below = ""
        if isinstance(inner, GraphQLObjectType):
            below = f"{{ {selected(inner, deep)} }}"
        elif hasattr(inner, "fields"):
            below = "{ __typename }"
        yield f"{{ {name}{arguments(field, given)} {below} }}"


def arguments(field: GraphQLField, given: Mapping[str, object]) -> str:
    found = []
    for name, argument in field.args.items():
        if isinstance(argument.type, GraphQLNonNull):
            type: Any = get_named_type(argument.type)
            enum = isinstance(type, GraphQLEnumType)
            value = next(iter(type.values)) if enum else json.dumps(given[type.name])
            found.append(f"{name}: {value}")
        elif name == "first":
            found.append("first: 1")
    return f"({', '.join(found)})" if found else ""


@pytest.mark.slow
async def test_what_is_public_leaves_no_row(client: Client, log: Log) -> None:
    compound = await registered(client)
    ids = {"compound": compound, "case": await reported(client, compoundId=compound)}
    log.new()
    client.sign_out()
    answered = 0
    for document in public_documents(ids, 1):
        answered += "errors" not in await client.post(document)
        assert log.new() == [], document
    assert answered > 15
    client.sign_in(Role.STREET_OFFICER)
    for document in public_documents(ids, 0):
        if " case(" in document:
            continue  # Its fields show more to staff, and have a test of their own.
        await client.post(document)
        assert log.new() == [], document
    for name in exports():
        answer = await client.http.get(f"/exports/{name}.csv")
        assert answer.status_code == 200
    for method, path in ROUTES:
        if method == "GET" and "{" not in path and path != "/events":
            await client.http.get(path)
    assert log.new() == []
    assert SIGNED_IN in ASKED.values()


async def test_without_its_row_there_is_no_answer(
    client: Client, services: Services, log: Log
) -> None:
    home = await unit(client, await registered(client))
    database = services.store.database
    with database.connection() as connection:
        connection.execute("ALTER TABLE access_log RENAME TO elsewhere")

    answer = await client.post(f'{{ household(id: "{home}") {{ number }} }}')

    assert "data" not in answer or answer["data"] is None
    assert "3-2-501" not in str(answer)
    assert await client.ask("{ cases { totalCount } }")
    with database.connection() as connection:
        connection.execute("ALTER TABLE elsewhere RENAME TO access_log")


def test_nothing_of_the_schema_decides_a_reading_by_itself() -> None:
    """What asks the table of authorisation for a reading notes it, or opens texts of
    the vault, which has its own row."""
    asking = {
        "access.py",  # texts, and where one may search
        "context.py",  # notes it
        "record.py",  # texts
        "compound.py",  # texts
        "webhooks.py",  # whether one may look for it at all
        "webhook_commands.py",  # commands, which have their own rows
    }
    found = set()
    for path in Path(graphql_schema.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                names = {each.name for each in node.names}
                if node.module == "application.authorisation" and names & {
                    "actor_for",
                    "allowed",
                }:
                    found.add(path.name)
    assert found == asking
