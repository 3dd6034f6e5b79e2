"""Who may do what, cell by cell: everything that can be asked x every role x scope.

What can be asked is read from the schema and the routes. Each maps to one action of the
table, or says here why it needs none; what does neither fails. Each cell calls the
decision itself; a sample of them also goes over HTTP.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from application.authorisation import (
    PUBLIC,
    TABLE,
    Forbidden,
    Grant,
    Subject,
    actor_for,
    allowed,
)
from application.roles_allowed import Scope
from domain.indicators.indicator import formulas_of
from domain.roles import Role
from interfaces.exports.tables import exports
from interfaces.graphql.compound_commands import COMPOUND_COMMANDS
from interfaces.graphql.errors import camel
from interfaces.graphql.mutations import CASE_COMMANDS
from interfaces.graphql.record_kinds import NODES
from interfaces.graphql.record_list import reach_of
from interfaces.graphql.records import mutation_name
from interfaces.graphql.schema import build_schema
from tests.interfaces.conftest import Client
from tests.interfaces.given import registered, reported

HERE, ELSEWHERE, UNIT = UUID(int=1), UUID(int=2), UUID(int=3)
PATH = ("city", "district", "street", "community")
PLACE: dict[str, Any] = {"region_path": PATH, "compound_id": HERE, "unit_id": UNIT}
OWN = ["*", PATH[0], PATH[3], f"compound:{HERE}", f"unit:{UNIT}", "own"]
OTHER = ["other", f"compound:{ELSEWHERE}", f"unit:{ELSEWHERE}"]
NONE = ["", "compound:", "unit:"]

SIGNED_IN = "signed in"
"""Whoever holds any grant, for what concerns them alone."""
EVERYBODY = "everybody"
"""Rules, health and the like: nothing of anybody."""

QUERIES = {
    "cases": "case.read",
    "case": "case.read",
    "compounds": "compound.read",
    "compound": "compound.read",
    "regions": "compound.read",
    "visitShares": "compound.read",  # counts of a place, never of a household
    "arrears": "fee_account.read",
    "collectionRate": "fee_account.read",
    "fundAccount": "maintenance_fund.read_restricted",
    "publicationDraft": "publication.publish",
    "webhooks": "webhook.read",
    "webhook": "webhook.read",
    "myTasks": SIGNED_IN,
    "myHouseholds": SIGNED_IN,
    "myNotifications": SIGNED_IN,
    "node": EVERYBODY,  # as the query of its kind decides, by `Kind.readable`
    "categories": EVERYBODY,
    "parties": EVERYBODY,
    "profiles": EVERYBODY,
    "viewer": EVERYBODY,
    "receiptIsGenuine": EVERYBODY,  # yes or no to who holds the receipt
    "disclosureItems": EVERYBODY,
    "duties": EVERYBODY,
    "duty": EVERYBODY,
    "publicationRate": EVERYBODY,
    # Figures from restricted records by `<kind>.read_restricted`: see RESTRICTED.
    "indicator": EVERYBODY,
    "indicators": EVERYBODY,
    "indicatorSeries": EVERYBODY,
    "hotlineRanking": EVERYBODY,
    "colourBoard": EVERYBODY,
    "inclusionProof": EVERYBODY,
    "consistencyProof": EVERYBODY,
}
MUTATIONS = {
    "reassignCases": "case.assign",
    "addWebhook": "webhook.add",
    "pauseWebhook": "webhook.change",
    "resumeWebhook": "webhook.change",
    "rotateWebhookSecret": "webhook.change",
    "replayWebhook": "webhook.change",
    "removeWebhook": "webhook.change",
    "testWebhook": "webhook.change",
    "setNotifications": SIGNED_IN,
    "forgetNotifications": SIGNED_IN,
}
SUBSCRIPTIONS = {
    "caseChanged": "case.read",
    "compoundFeed": EVERYBODY,
    "dutyChanged": EVERYBODY,
    "indicatorChanged": EVERYBODY,  # as `indicators`: see RESTRICTED
}
ROUTES = {
    ("POST", "/graphql"): EVERYBODY,
    ("GET", "/graphql"): EVERYBODY,
    ("POST", "/cases/{case_id}/files"): "case.attach_file",
    ("GET", "/cases/{case_id}/files/{entry}"): "case.read_text",
    ("POST", "/documents"): "publication.publish",
    ("GET", "/documents/{sha256}"): EVERYBODY,  # what some publication shows
    ("GET", "/log/checkpoint"): EVERYBODY,
    ("GET", "/log/checkpoints"): EVERYBODY,
    ("GET", "/log/checkpoints/{size}"): EVERYBODY,
    ("GET", "/log/verifier-keys"): EVERYBODY,
    ("GET", "/log/tile/{rest:path}"): EVERYBODY,
    ("GET", "/log/proof/inclusion"): EVERYBODY,
    ("GET", "/log/proof/consistency"): EVERYBODY,
    ("GET", "/log/receipt/{position}"): EVERYBODY,
    ("GET", "/events"): EVERYBODY,
    ("GET", "/events/{position}"): EVERYBODY,
    ("GET", "/asyncapi.json"): EVERYBODY,
    ("GET", "/schemas/{type}.json"): EVERYBODY,
    ("GET", "/open311/v2/discovery.{format}"): EVERYBODY,
    ("GET", "/open311/v2/services.{format}"): EVERYBODY,
    ("GET", "/open311/v2/services/{code}.{format}"): EVERYBODY,
    ("POST", "/open311/v2/requests.{format}"): "case.report",
    ("GET", "/open311/v2/requests.{format}"): EVERYBODY,
    ("GET", "/open311/v2/requests/{id}.{format}"): EVERYBODY,
    ("GET", "/open311/v2/tokens/{token}.{format}"): EVERYBODY,
    ("GET", "/open311/v2/servicerequestupdates.{format}"): EVERYBODY,
    ("POST", "/senders/{name}/events"): "case.report",
    ("GET", "/released.jsonl"): EVERYBODY,
    ("GET", "/exports"): EVERYBODY,
    ("GET", "/exports/{name}/fields"): EVERYBODY,
    ("GET", "/exports/{name}.{format}"): EVERYBODY,  # see `asked_for`
    ("GET", "/"): EVERYBODY,
    ("GET", "/schema.graphql"): EVERYBODY,
    ("GET", "/openapi.json"): EVERYBODY,
    ("GET", "/healthz"): EVERYBODY,
    ("GET", "/readyz"): EVERYBODY,
    ("GET", "/metrics"): EVERYBODY,
}

COMPUTED = {"duties", "indicators"}
"""Exports of what is worked out of public facts for everybody."""
RESTRICTED = {each.restricted for each in formulas_of(None).values() if each.restricted}
"""Kinds of records behind figures that are blurred for whoever may not read them."""


def of_records() -> tuple[dict[str, str], dict[str, str]]:
    """The queries and mutations of every record, as their use cases name them."""
    queries, mutations = {}, {}
    for plural, node in NODES.items():
        kind = node.shown_of
        for name in (kind.name, plural):
            queries[camel(name)] = f"{kind.name}.read"
        for command in kind.use_cases.all():
            mutations[camel(mutation_name(kind, command))] = f"{kind.name}.{command}"
    return queries, mutations


def asked_for() -> Iterator[tuple[str, str]]:
    """Everything that can be asked, and the action that it is."""
    queries, mutations = of_records()
    queries |= QUERIES
    mutations |= MUTATIONS
    mutations |= {camel(n): f"case.{r.__name__}" for n, r in CASE_COMMANDS.items()}
    mutations |= {
        camel(n): f"compound.{r.__name__}" for n, r in COMPOUND_COMMANDS.items()
    }
    schema = build_schema()._schema
    for root, actions in (
        (schema.query_type, queries),
        (schema.mutation_type, mutations),
        (schema.subscription_type, SUBSCRIPTIONS),
    ):
        assert root is not None
        assert set(root.fields) == set(actions), root.name
        yield from ((f"{root.name}.{name}", action) for name, action in actions.items())
    for (method, path), action in ROUTES.items():
        yield f"{method} {path}", action
    for kind in RESTRICTED:
        yield f"figures of {kind}", f"{kind}.read_restricted"
    nodes = {node.shown_of.records.name: node.shown_of.name for node in NODES.values()}
    nodes |= {"case_board": "case", "compound_directory": "compound"}
    for name in exports():
        found = EVERYBODY if name in COMPUTED else f"{nodes[name]}.read"
        yield f"export {name}", found


ASKED = dict(asked_for())


def test_everything_that_can_be_asked_is_an_action() -> None:
    unknown = {
        name: action
        for name, action in ASKED.items()
        if action not in TABLE and action not in (SIGNED_IN, EVERYBODY)
    }

    assert unknown == {}
    assert len(ASKED) > 350


def test_every_export_is_public() -> None:
    for name, action in ASKED.items():
        if name.startswith("export "):
            assert action in {*PUBLIC, EVERYBODY}, name


async def test_every_route_is_in_the_matrix(client: Client) -> None:
    app: Any = client.http._transport.app  # type: ignore[attr-defined]
    found = {
        (method, route.path)
        for route in walked(app.routes)
        for method in getattr(route, "methods", None) or ()
        if method not in ("HEAD", "OPTIONS")
    }

    assert found == set(ROUTES)


def walked(routes: Any) -> Iterator[Any]:
    for route in routes:
        inner = getattr(route, "original_router", None) or getattr(route, "app", None)
        nested = getattr(inner, "routes", None)
        if nested:
            yield from walked(nested)
        else:
            yield route


def expected(action: str, role: Role, scope: str, own: bool) -> bool:
    """What the table says of a cell, worked out here a second time."""
    if action in PUBLIC:
        return True
    match TABLE[action].get(role):
        case Scope.ANYWHERE:
            return True
        case Scope.OWN:
            return own
        case Scope.UNIT:
            return scope == f"unit:{UNIT}"
        case Scope.AREA:
            return scope in OWN[:4]
    return False


@pytest.mark.parametrize("role", list(Role))
def test_every_cell_is_decided_as_the_table_says(role: Role) -> None:
    for action in sorted({each for each in ASKED.values() if each in TABLE}):
        for scope, own in product([*OWN, *OTHER, *NONE], (True, False)):
            subject = Subject("x", (Grant(role, scope),))
            wanted = expected(action, role, scope, own)
            cell = (action, role, scope, own)
            assert allowed(subject, action, **PLACE, own=own) is wanted, cell
            if action in PUBLIC:
                continue
            if wanted:
                assert actor_for(subject, action, **PLACE, own=own).role is role, cell
            else:
                with pytest.raises(Forbidden):
                    actor_for(subject, action, **PLACE, own=own)


def test_nobody_without_a_grant_does_what_is_not_public() -> None:
    nobody = Subject("x", ())
    for name, action in ASKED.items():
        if action in TABLE:
            assert allowed(nobody, action, **PLACE) is (action in PUBLIC), name


@pytest.mark.parametrize("role", list(Role))
def test_lists_of_records_reach_no_farther_than_the_table(role: Role) -> None:
    """What a list is narrowed to, for each kind that is not public."""
    for node in NODES.values():
        kind = node.shown_of
        if kind.use_cases.public:
            continue
        far = TABLE[f"{kind.name}.read"].get(role)
        for scope in [*OWN, *OTHER, *NONE]:
            subject = Subject("x", (Grant(role, scope),))
            cell = (kind.name, role, scope)
            unit = scope.startswith("unit:") and len(scope) > 5
            if far is Scope.AREA or (far is Scope.UNIT and unit):
                reach = reach_of(subject, kind)
                if scope == "*" and far is Scope.AREA:
                    assert reach is None, cell
                    continue
                assert reach is not None, cell
                listed = [*reach.regions, *map(str, reach.compounds)]
                listed += [f"unit:{each}" for each in reach.units]
                assert len(listed) <= 1, cell
                assert all(each in scope for each in listed), cell
            else:
                with pytest.raises(Forbidden):
                    reach_of(subject, kind)


SAMPLED = (
    (Role.GRID_WORKER, "*"),
    (Role.AUDITOR, "*"),
    (Role.STREET_OFFICER, "other"),
    (Role.OWNER, "own"),
    (Role.OWNER, "unit:"),
    (Role.INTEGRATOR, "*"),
)
COMMANDS = ("acceptCase", "closeCase", "startWork")
LISTS = ("households", "feeAccounts", "absences", "ballots")


async def test_the_matrix_holds_over_http(client: Client) -> None:
    case = await reported(client, compoundId=await registered(client))
    for role, scope in SAMPLED:
        client.sign_in(role, scope)
        for mutation in COMMANDS:
            answer = await client.give(mutation, id=case)
            refused = answer.get("code") == "FORBIDDEN"
            action = ASKED[f"Mutation.{mutation}"]
            far = TABLE[action].get(role)
            may = far is Scope.AREA and scope == "*"
            assert refused is not may, (role, scope, mutation, answer)
        for query in LISTS:
            far = TABLE[ASKED[f"Query.{query}"]].get(role)
            codes = await client.codes(f"{{ {query} {{ totalCount }} }}")
            assert (codes == ["FORBIDDEN"]) is (far is not Scope.AREA), (role, query)
    for restricted in ("household_register", "fee_accounts"):
        answer = await client.http.get(f"/exports/{restricted}.csv")
        assert answer.status_code == 404
