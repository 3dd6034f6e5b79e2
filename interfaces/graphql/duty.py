"""Duties of disclosure (公示义务) and rates of publication, for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from uuid import UUID

import strawberry

from application.rules import NATIONAL
from domain.duty_rates import DutyCount, total
from domain.duty_standing import Standing
from domain.duty_words import DutyDisplay, DutyStatus
from domain.rule_values import Item
from domain.rulepack import RulePack
from interfaces.graphql.context import Info
from interfaces.graphql.counting import IS_ESTIMATE, TOTAL, Counting
from interfaces.graphql.fields import resolved
from interfaces.graphql.labels import label
from interfaces.graphql.pagination import PageInfo
from interfaces.publication_rates import decimal_of, percent_of
from projections.duty_packs import pack_of

DUTIES_TOTAL = f"{TOTAL} Of one status it is exact up to 5,000 duties."
NO_OBLIGATION = {"zh": "无公示义务", "en": "no obligation"}


@strawberry.type(description="Something that must be published (公示义务).")
class Duty:
    standing: strawberry.Private[Standing]

    id: str = strawberry.field(description="`<duty>|<subject>|<occasion>`.")
    code: str = strawberry.field(description="Its code in the catalogue of duties.")
    item: str = strawberry.field(description="The item: `D01` to `D50`.")
    subject: str = strawberry.field(
        description="What it is about: a compound, an enterprise, or codes of a region."
    )
    occasion: str = strawberry.field(
        description="By which a publication names it: a period, or "
        "`<stream>.<version>` of the fact that it follows from."
    )
    compound_id: UUID | None = strawberry.field(description="The compound.")
    enterprise_id: UUID | None = strawberry.field(description="The firm.")
    region_path: list[str] = strawberry.field(description="Codes from the city down.")
    trigger: str = strawberry.field(
        description="The fact that it arose from, or the kind of its period."
    )
    anchor_at: datetime = strawberry.field(
        description="The event that the deadline is counted from."
    )
    due_at: datetime | None = strawberry.field(
        description="The last moment in time; null: no time is set."
    )
    provisional_due: bool = strawberry.field(
        description="Holidays that are not announced yet may move the deadline."
    )
    required: list[str] = strawberry.field(
        description="Codes of the fields that a publication must have."
    )
    display: DutyDisplay = strawberry.field(description="For how long it is shown.")
    shown: str | None = strawberry.field(description="That time, as in `15 d`.")
    rules: str = strawberry.field(description="The rule pack that all this is from.")
    status: DutyStatus = strawberry.field(description="Where it stands.")
    published_at: datetime | None = strawberry.field(
        description="Since when it is, or last was, shown whole."
    )
    shown_until: datetime | None = strawberry.field(
        description="Until when it must be shown; null: until something happens."
    )
    provisional: bool = strawberry.field(
        description="It counts as published, but its display is not over yet."
    )
    lacking: list[str] = strawberry.field(
        description="Required fields that its publication lacks."
    )
    publications: list[UUID] = strawberry.field(description="Meant for this duty.")
    board: bool = strawberry.field(
        description="Somebody attests that it hung at a board; attested, not proved."
    )
    objections_overdue: int = strawberry.field(
        description="Objections that were not answered in time."
    )

    @resolved("The status in the client's language.")
    def status_label(self, info: Info) -> str:
        return label(self.status, info.context.language)

    @resolved("The item's name in the client's language.")
    def item_label(self, info: Info) -> str:
        return named(info, self._pack, "disclosure", self.item)

    @resolved("What it arises from, in the client's language.")
    def duty_label(self, info: Info) -> str:
        return named(info, self._pack, "duties", self.code)

    @property
    def _pack(self) -> RulePack:
        return pack_of(self.rules)

    @classmethod
    def of(cls, each: Standing) -> Duty:
        duty = each.duty
        return cls(
            standing=each,
            id=duty.id,
            code=duty.code,
            item=duty.item,
            subject=duty.subject,
            occasion=duty.occasion,
            compound_id=duty.compound_id,
            enterprise_id=duty.enterprise_id,
            region_path=list(duty.region_path),
            trigger=duty.trigger,
            anchor_at=duty.anchor_at,
            due_at=duty.due_at,
            provisional_due=duty.provisional_due,
            required=list(duty.required),
            display=duty.display,
            shown=duty.shown,
            rules=duty.rules,
            status=each.status,
            published_at=each.published_at,
            shown_until=each.shown_until,
            provisional=each.provisional,
            lacking=list(each.lacking),
            publications=list(each.publications),
            board=each.board,
            objections_overdue=each.objections_overdue,
        )


@strawberry.type(description="A duty and its cursor (Relay).")
class DutyEdge:
    cursor: str = strawberry.field(description="Give it as `after` to go on from here.")
    node: Duty = strawberry.field(description="The duty.")


@strawberry.type(description="Duties by due time (Relay).")
class DutyConnection:
    edges: list[DutyEdge] = strawberry.field(description="Duties with cursors.")
    page_info: PageInfo = strawberry.field(description="Where this page lies.")
    counting: strawberry.Private[Counting]

    @resolved("The duties without cursors.")
    def nodes(self) -> list[Duty]:
        return [edge.node for edge in self.edges]

    @resolved(DUTIES_TOTAL)
    async def total_count(self, info: Info) -> int:
        return await self.counting.total(info)

    @resolved(IS_ESTIMATE)
    async def total_count_is_estimate(self, info: Info) -> bool:
        return await self.counting.is_estimate(info)


@strawberry.type(description="A share of what was due, exactly.")
class DutyRate:
    numerator: int = strawberry.field(description="How many of them.")
    denominator: int = strawberry.field(description="How many were due.")
    rate: str | None = strawberry.field(
        description="As `n/d`, in lowest terms; null: nothing was due."
    )
    decimal: str | None = strawberry.field(
        description="The same with four decimals, rounded down; null likewise."
    )
    text: str = strawberry.field(
        description="For people: a percentage, or that there is no obligation."
    )

    @classmethod
    def of(cls, numerator: int, denominator: int, language: str) -> DutyRate:
        rate = Fraction(numerator, denominator) if denominator else None
        return cls(
            numerator=numerator,
            denominator=denominator,
            rate=None if rate is None else f"{rate.numerator}/{rate.denominator}",
            decimal=decimal_of(numerator, denominator),
            text=percent_of(numerator, denominator)
            if denominator
            else NO_OBLIGATION[language],
        )


@strawberry.type(description="What was due, and what became of it.")
class DutyCounts:
    due: int = strawberry.field(description="Due, and not lifted.")
    on_time: int = strawberry.field(description="Published in time.")
    late: int = strawberry.field(description="Published late.")
    publication: DutyRate = strawberry.field(
        description="公示率: published of what was due, late or not."
    )
    on_time_rate: DutyRate = strawberry.field(
        description="按时公示率: published in time of what was due."
    )


@strawberry.type(description="The counts of one item.")
class ItemRate:
    item: str = strawberry.field(description="The item: `D01` to `D50`.")
    item_label: str = strawberry.field(description="Its name.")
    counts: DutyCounts = strawberry.field(description="Of this item.")


@strawberry.type(description="Rates of publication, as they were known at a moment.")
class PublicationRate:
    as_of: datetime = strawberry.field(description="The moment.")
    counts: DutyCounts = strawberry.field(description="Of all items together.")
    items: list[ItemRate] = strawberry.field(
        description="Of each item of which anything was due."
    )


def rate_of(
    info: Info, counts: Mapping[str, DutyCount], at: datetime
) -> PublicationRate:
    language = info.context.language
    rules = info.context.services.rules.for_profile(NATIONAL)
    return PublicationRate(
        as_of=at,
        counts=counts_of(total(counts.values()), language),
        items=[
            ItemRate(
                item=item,
                item_label=named(info, rules, "disclosure", item),
                counts=counts_of(count, language),
            )
            for item, count in counts.items()
        ],
    )


def counts_of(count: DutyCount, language: str) -> DutyCounts:
    return DutyCounts(
        due=count.due,
        on_time=count.on_time,
        late=count.late,
        publication=DutyRate.of(count.published, count.due, language),
        on_time_rate=DutyRate.of(count.on_time, count.due, language),
    )


def named(info: Info, rules: RulePack, catalogue: str, code: str) -> str:
    """What a catalogue calls an entry."""
    entry: Item = rules.catalogue(catalogue)[code]
    return entry.zh if info.context.language == "zh" else entry.en
