"""Cases for the store's tests: the shortest way to one with texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID, uuid4

from application.commands import Commands
from application.commit import Receipt
from application.order import Order
from application.rules import RulePacks
from domain.case import Case
from domain.case_words import Channel
from domain.compound import Compound
from domain.compound_facts import CompoundKind
from domain.facts import Stamp
from domain.roles import Actor, Role

OFFICER = Actor("officer-1", Role.STREET_OFFICER)
STEWARD = Actor("steward-1", Role.STEWARD)
OWNER = Actor("owner-1", Role.OWNER)
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TEXTS = {"title": "三单元电梯困人", "body": "Lift stuck 电梯停在5层"}


def report(
    commands: Commands[Receipt],
    *,
    order: Order | None = None,
    texts: Mapping[str, str] = TEXTS,
    id: UUID | None = None,
) -> Receipt:
    """Report a case through the commands; `ids[0]` of the receipt is the case."""
    order = order or Order(STEWARD)
    id = id or uuid4()

    def decide(stamp: Stamp) -> Case:
        return new_case(stamp, id)

    return commands.create(order, "report", None, {}, texts, decide, id=id)


def new_case(stamp: Stamp, id: UUID) -> Case:
    return Case.report(
        stamp,
        id=id,
        profile="national",
        channel=Channel.APP,
        category=sorted(stamp.rules.categories)[0],
        compound_id=None,
        region_path=(),
        reporter="r",
    )


def stamp(rules: RulePacks, actor: Actor = OFFICER, at: datetime = AT) -> Stamp:
    return Stamp(actor, at, rules.for_profile("national"))


def compound(rules: RulePacks, code: str) -> Compound:
    """A compound not yet saved; needs no text."""
    return Compound.register(
        stamp(rules),
        code=code,
        name="Garden",
        region_codes=("370000", "370100", "370101", "370101001"),
        region_names=("A", "B", "C", "D"),
        kind=CompoundKind.OLD,
        buildings=3,
        households=120,
        completion_year=1999,
        profile="national",
    )


def rename(target: Compound, rules: RulePacks, name: str) -> None:
    """Change a compound; records one fact."""
    target.correct(
        stamp(rules),
        name=name,
        kind=CompoundKind.OLD,
        buildings=3,
        households=120,
        completion_year=1999,
        profile="national",
    )
