"""Compiled reads and the ordinary executor give the same answers, whatever is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.case import Case
from domain.case_words import Status
from domain.roles import Role
from interfaces.graphql.compiled_reads import CompiledReads
from interfaces.graphql.schema import build_schema
from interfaces.runtime import Runtime
from interfaces.services import Services
from tests.effort import examples
from tests.interfaces.conftest import Client
from tests.interfaces.given import REGION, registered, reported
from tests.interfaces.operations import OBJECTS, SCALARS, TEXTS, Asked, operations
from tests.projections.logs import eventually
from tests.projections.samples import CASE, append, fact, hours, imported, life, sealing

# The library's executor leaves what it began when a field beside it is refused.
pytestmark = pytest.mark.filterwarnings(
    "ignore:coroutine '(GraphQLCoreConverter|Executor)"
)
IMPORTED = UUID(int=2)
Person = tuple[Role, str] | None
PEOPLE: Sequence[Person] = (
    None,
    (Role.STREET_OFFICER, "*"),
    (Role.STREET_OFFICER, REGION),
    (Role.STEWARD, "990102"),
    (Role.OWNER, "own"),
    (Role.OPERATOR, "*"),
)
ONE = """query ($id: ID!, $n: Int = 2, $all: Boolean = true) {
  case(id: $id) { id history(first: $n) { totalCount nodes {
    type label payload actorId dueAt @include(if: $all)
  } } }
}"""


@dataclass
class Both:
    """The service with compiled reads, and at will without."""

    client: Client
    plans: CompiledReads
    cursor: str = ""

    async def ask(self, asked: Asked, person: Person = None) -> Any:
        """What the ordinary executor answers, and a plan no less, once there is one."""
        names = {"HERE": self.cursor, "CASE": str(CASE), "IMPORTED": str(IMPORTED)}
        variables = {
            name: names.get(value, value) if isinstance(value, str) else value
            for name, value in asked.variables.items()
        }
        self.client.sign_in(*person) if person else self.client.sign_out()
        self.client.http.headers["accept-language"] = asked.language
        with patch.multiple(self.plans, answer=nothing, learn=lambda *_: None):
            answer = await self.client.post(asked.document, **variables)
        for _ in range(2):
            other = await self.client.post(asked.document, **variables)
            assert seen(other) == seen(answer), asked
        return answer

    async def compiles(self, asked: Asked, person: Person = None) -> bool:
        """Whether a plan answers it in the end."""
        before = self.plans.answered
        await self.ask(asked, person)
        return self.plans.answered > before


def seen(answer: dict[str, Any]) -> Any:
    """What must be the same. Of several fields that are refused, the executor names the
    one that came first, which is another each time."""
    errors = answer.get("errors", [])
    return answer["data"], [error["extensions"]["code"] for error in errors]


async def nothing(*_: object) -> None:
    """No answer by a plan."""


@pytest.fixture
async def both(services: Services, client: Client, runtime: Runtime) -> Both:
    """Cases of every origin: reported here, told by many facts, imported, amended."""
    row = {"status": Status.CLOSED, "replied_at": hours(-5)}
    amended = fact(Case.ImportAmended, 2, IMPORTED, hours(2), changed=("closed_at",))
    await reported(client, compoundId=await registered(client))
    await reported(client)
    append(services.store, life(CASE))
    append(services.store, [imported(IMPORTED, **row, **sealing("reply")), amended])
    eventually(runtime.database, services.store.position())
    found = await client.ask("{ cases(first: 1) { pageInfo { endCursor } } }")
    transport: Any = client.http._transport
    plans = transport.app.state.compiled
    return Both(client, plans, found["cases"]["pageInfo"]["endCursor"])


async def compared(both: Both, asked: Asked, people: tuple[int, int]) -> None:
    """Two people ask the same, so that the second finds the first one's plan."""
    for each in people:
        await both.ask(asked, PEOPLE[each])


EXAMPLES = given(
    asked=operations(), people=st.tuples(*[st.integers(0, len(PEOPLE) - 1)] * 2)
)
FIXTURES = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(examples(), suppress_health_check=FIXTURES)
@EXAMPLES
async def test_generated_operations(
    both: Both, asked: Asked, people: tuple[int, int]
) -> None:
    await compared(both, asked, people)


@pytest.mark.slow
@settings(max_examples=250, suppress_health_check=FIXTURES)
@EXAMPLES
async def test_many_generated_operations(
    both: Both, asked: Asked, people: tuple[int, int]
) -> None:
    await compared(both, asked, people)


def test_generated_operations_know_all_fields() -> None:
    schema = build_schema(production=True)._schema
    for type, scalars in SCALARS.items():
        if type in ("Compound", "Text"):  # Resolved, or not compiled at all.
            continue
        found: Any = schema.type_map[type]
        known = {*scalars, *OBJECTS.get(type, {})} - {"__typename"}
        known |= {*TEXTS} if type == "Case" else set()
        assert known == set(found.fields), type


async def test_what_leaves_traces_or_is_refused_is_not_compiled(both: Both) -> None:
    asked = {
        ONE: True,
        "{ cases { totalCount nodes { compound { name } overdue } } }": True,
        "query ($id: ID!) { case(id: $id) { texts { value } } }": False,
        "query ($id: ID!) { case(id: $id) { history { nodes { texts { name } } } } }":
            False,
        "query ($id: ID!) { case(id: $id) { history(first: 0) { totalCount } } }":
            False,
        "{ __schema { queryType { name } } }": False,
    }  # fmt: skip
    for document, compiled in asked.items():
        variables = {"id": "CASE"} if "$id" in document else {}
        assert await both.compiles(Asked(document, variables)) == compiled, document


async def test_a_plan_serves_all_roles_and_languages(both: Both) -> None:
    """What one may see is never kept for another."""
    seen = []
    for person in PEOPLE:
        for language in ("zh", "en"):
            answer = await both.ask(Asked(ONE, {"id": "CASE"}, language), person)
            seen.append(str(answer["data"]))
    assert len(set(seen)) == 4  # staff and others, in two languages
    assert both.plans.answered >= len(seen)


async def test_a_larger_page_is_measured_anew(both: Both) -> None:
    """Limits look at variables: a plan for a small page answers no large one."""
    asked = """query ($n: Int) { cases(first: $n) { nodes { history(first: 100) {
      nodes { a: payload b: payload c: payload d: payload e: payload f: payload
        g: payload h: payload i: payload j: payload k: payload l: payload
        m: payload n: payload o: payload p: payload q: payload r: payload
        s: payload t: payload u: payload v: payload w: payload x: payload y: payload
    } } } } }"""
    assert await both.compiles(Asked(asked, {"n": 2}))
    refused = await both.ask(Asked(asked, {"n": 100}))
    assert refused["errors"][0]["extensions"]["code"] == "QUERY_TOO_LARGE"
