"""What clients see of an indicator: never a value without what it was made from."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from domain.indicators.figures import FigureUnit
from domain.indicators.indicator import Figure
from domain.rating import RatingColour
from domain.rulepack import RulePack
from interfaces.graphql.compound import Compound
from interfaces.graphql.context import Info
from interfaces.graphql.enterprise import Enterprise
from interfaces.graphql.fields import resolved
from interfaces.graphql.labels import label
from interfaces.graphql.scalars import Whole
from interfaces.language import Language


@strawberry.input(description="At most one of them; none: everywhere.")
class IndicatorPlaceInput:
    compound: UUID | None = strawberry.field(default=None, description="A compound.")
    enterprise: UUID | None = strawberry.field(
        default=None,
        description="An enterprise: the months on whose last day it serves.",
    )
    region: str | None = strawberry.field(
        default=None, description="A region's code, of any level."
    )


@strawberry.type(description="A number beside numerator and denominator.")
class IndicatorPart:
    code: str = strawberry.field(description="Stable code, as in `old_fen`.")
    label: str = strawberry.field(description="What it is, in the client's language.")
    amount: Whole = strawberry.field(description="The number.")


@strawberry.type(description="An indicator of a place and a period.")
class IndicatorFigure:
    code: str = strawberry.field(description="Stable code, as in `collection_rate`.")
    label: str = strawberry.field(description="Its name in the client's language.")
    period: str = strawberry.field(description="As in `2021`, `2021-Q3`, `2021-06`.")
    value: str | None = strawberry.field(
        description="As a decimal, rounded half to even; null if there is nothing to "
        "take it of, or if it is withheld."
    )
    unit: FigureUnit = strawberry.field(description="What the value is in.")
    unit_label: str = strawberry.field(description="That, in the client's language.")
    numerator: Whole | None = strawberry.field(description="The numerator.")
    denominator: Whole | None = strawberry.field(
        description="The denominator; null of a mere count."
    )
    sample: Whole | None = strawberry.field(description="How many were counted.")
    parts: list[IndicatorPart] = strawberry.field(description="What belongs to it.")
    complete: bool = strawberry.field(
        description="Whether the period, and every term that ran in it, is over."
    )
    withheld: bool = strawberry.field(
        description="Too few households to be shown to you."
    )
    formula_zh: str = strawberry.field(description="How it is made, in Chinese.")
    formula_en: str = strawberry.field(description="How it is made, in English.")
    note: str = strawberry.field(description="What to beware of; may be empty.")
    origin: str = strawberry.field(description="SEED, LAW or DEFAULT, with its source.")
    rules: str = strawberry.field(description="Version of the rules it was made by.")
    synthetic: bool = strawberry.field(
        description="The log is a simulation: this is no place's own figure."
    )
    as_of: datetime = strawberry.field(
        description="As it was known at this moment: of figures from facts that you "
        "may not read, when the month began."
    )

    @classmethod
    def of(
        cls,
        made: Figure,
        rules: RulePack,
        language: Language,
        *,
        synthetic: bool,
    ) -> Self:
        entry, zh = rules.catalogue("indicators")[made.code], language == "zh"
        return cls(
            code=made.code,
            label=entry.zh if zh else entry.en,
            period=made.period.name,
            value=made.value,
            unit=made.unit,
            unit_label=label(made.unit, language),
            numerator=_whole(made.numerator),
            denominator=_whole(made.denominator),
            sample=_whole(made.sample),
            parts=[
                IndicatorPart(
                    code=each.code,
                    label=each.zh if zh else each.en,
                    amount=Whole(each.amount),
                )
                for each in made.parts
            ],
            complete=made.complete,
            withheld=made.withheld,
            formula_zh=entry.word("formula_zh"),
            formula_en=entry.word("formula"),
            note=entry.word("note_zh" if zh else "note"),
            origin=entry.origin,
            rules=made.rules,
            synthetic=synthetic,
            as_of=made.known_at,
        )


def _whole(number: int | None) -> Whole | None:
    return None if number is None else Whole(number)


@strawberry.type(description="A compound's place among those with most orders.")
class HotlinePlace:
    place: int = strawberry.field(
        description="From 1; compounds that are equal share it."
    )
    compound_id: UUID = strawberry.field(description="The compound.")
    orders: Whole = strawberry.field(description="Its hotline orders of the month.")
    units: Whole = strawberry.field(description="Its units; 0 if unknown.")
    per_hundred_units: str | None = strawberry.field(
        description="Orders for a hundred units; null without units."
    )
    synthetic: bool = strawberry.field(
        description="The log is a simulation: this is no place's own figure."
    )

    @resolved("The compound's entry in the register.")
    async def compound(self, info: Info) -> Compound | None:
        row = await info.context.loaders.compounds.load(self.compound_id)
        return Compound.of(row) if row else None


@strawberry.type(description="The enterprises of one colour (四色管理).")
class ColourBoardGroup:
    colour: RatingColour = strawberry.field(
        description="Of the rating that was published last."
    )
    colour_label: str = strawberry.field(description="In the client's language.")
    count: int = strawberry.field(description="How many there are.")
    enterprises: list[Enterprise] = strawberry.field(
        description="The first of them, by name."
    )
    synthetic: bool = strawberry.field(
        description="The log is a simulation: this is no place's own figure."
    )
