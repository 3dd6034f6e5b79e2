"""Giving a command on behalf of somebody: may they, and in which role?

Every interface that takes commands from outside comes through here. What is given is
told in steps (`application.steps`): an event loop does them `soon`, a thread `now`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any
from uuid import UUID

from application.authorisation import Subject, actor_for
from application.cases import Cases
from application.commit import Receipt
from application.compounds import Compounds
from application.order import Order
from application.people import resident_in_case
from application.steps import Blocking, Steps
from application.use_cases import UseCases
from domain.case import Case
from domain.compound import Compound
from domain.errors import Refusal
from domain.place import encloses
from interfaces.services import Services

REGISTERED = """
    SELECT 1 FROM compound_directory
    WHERE region_codes @> ARRAY[%s] AND region_codes[1:%s] = %s LIMIT 1
"""


class RegionNotRegistered(Refusal):
    zh = "区域编码不是逐级相属，登记册中也没有这样的区域。"
    en = "These codes do not lie in each other, and no compound is registered there."
    fields = ("region_path",)


Run = Callable[..., Steps[Receipt]]
"""A method of `Cases` or `Compounds`; see there for what it takes."""
Arguments = Mapping[str, Any]


def to_case(
    services: Services,
    subject: Subject,
    run: Run,
    case_id: UUID | None,
    arguments: Arguments,
    *,
    key: str | None = None,
    expected_version: int | None = None,
) -> Steps[Receipt]:
    """Give a command of `Cases`; case_id: None to report a new case.

    Raises Forbidden, NotFound, or what the command refuses.
    """
    action = f"case.{run.__name__}"
    cases = Cases(services.commands.in_steps(), services.files)
    if case_id is None:
        place = yield from _place_of_report(services, arguments)
        order = Order(actor_for(subject, action, **place), key, expected_version)
        return (yield from run(cases, order, **arguments))
    place = yield from place_of(services, subject, case_id)
    actor = actor_for(subject, action, **place)
    if run is Cases.merge:
        # Both cases change: whoever merges must answer for both.
        place = yield from place_of(services, subject, arguments["into"])
        actor_for(subject, action, **place)
    order = Order(actor, key, expected_version)
    return (yield from run(cases, order, case_id, **arguments))


def to_compound(
    services: Services,
    subject: Subject,
    run: Run,
    compound_id: UUID | None,
    arguments: Arguments,
    *,
    key: str | None = None,
    expected_version: int | None = None,
) -> Steps[Receipt]:
    """Give a command of `Compounds`; compound_id: None to register a new one.

    Raises Forbidden, NotFound, or what the command refuses.
    """
    action = f"compound.{run.__name__}"
    compounds = Compounds(services.commands.in_steps())
    if compound_id is None:
        actor = actor_for(subject, action, region_path=arguments["region_codes"])
        order = Order(actor, key, expected_version)
        return (yield from run(compounds, order, **arguments))
    compound = yield from services.commands.loading(Compound, compound_id)
    actor = actor_for(
        subject, action, region_path=compound.region_path, compound_id=compound_id
    )
    order = Order(actor, key, expected_version)
    return (yield from run(compounds, order, compound_id, **arguments))


def to_record(
    services: Services,
    subject: Subject,
    kind: type[UseCases[Any]],
    run: Run,
    id: UUID | None,
    arguments: Arguments,
    *,
    key: str | None = None,
    expected_version: int | None = None,
) -> Steps[Receipt]:
    """Give a command of any other aggregate; id: None to begin one.

    Raises Forbidden, NotFound, or what the command refuses.
    """
    action = f"{kind.name}.{run.__name__}"
    use_cases = kind(services.commands.in_steps())
    if id is None:
        where = yield from use_cases.place(arguments)
        if where.compound_id is None:
            yield from _require_region(services, where.region_path)
        own = yield from use_cases.mine(subject.id, arguments)
        actor = actor_for(
            subject,
            action,
            region_path=where.region_path,
            compound_id=where.compound_id,
            unit_id=arguments.get("unit_id"),
            own=own,
        )
        order = Order(actor, key, expected_version)
        return (yield from run(use_cases, order, **arguments))
    found: Any = yield from services.commands.loading(kind.kind, id)
    actor = actor_for(
        subject,
        action,
        region_path=found.region_path,
        compound_id=found.compound_id,
        unit_id=getattr(found, "unit_id", None),
        own=services.vault.pseudonym(subject.id, id) in getattr(found, "people", ()),
    )
    order = Order(actor, key, expected_version)
    return (yield from run(use_cases, order, id, **arguments))


def place_of(
    services: Services, subject: Subject, case_id: UUID
) -> Steps[dict[str, Any]]:
    """Where a case is, and whether the subject reported it. Raises NotFound."""
    case = yield from services.commands.loading(Case, case_id)
    name = resident_in_case(services.vault, case, subject.id)
    return {
        "region_path": case.region_path,
        "compound_id": case.compound_id,
        "own": name in case.reporters,
    }


def _place_of_report(services: Services, arguments: Arguments) -> Steps[dict[str, Any]]:
    """Where a matter is that is not a case yet."""
    compound_id = arguments.get("compound_id")
    if compound_id is None:
        path = tuple(arguments.get("region_path") or ())
        yield from _require_region(services, path)
        return {"region_path": path}
    compound = yield from services.commands.loading(Compound, compound_id)
    return {"region_path": compound.region_path, "compound_id": compound_id}


def _require_region(services: Services, path: tuple[str, ...]) -> Steps[None]:
    """Refuse a path that leads through another region than where its end lies: rights
    go by every code of it. Official codes tell it themselves; for others a compound is
    registered there."""
    if all(encloses(outer, inner) for outer, inner in pairwise(path)):
        return
    database = services.store.database
    asked = (path[-1], len(path), list(path))
    found = yield Blocking(lambda: database.fetch(REGISTERED, asked))
    if not found:
        raise RegionNotRegistered
