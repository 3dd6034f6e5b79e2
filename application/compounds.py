"""Every command of a compound: registration and correction."""

from __future__ import annotations

from typing import Any, Generic
from uuid import UUID

from application.commands import Commands, R
from application.order import Order
from domain.compound import Compound
from domain.compound_facts import CompoundKind
from domain.errors import Refusal
from domain.facts import Stamp


class CodeTaken(Refusal):
    zh = "小区编码 {code} 已登记。"
    en = "The code {code} is registered already."
    fields = ("code",)


class Compounds(Generic[R]):
    """The use cases of `Compound`; `ids[0]` of a receipt is the compound."""

    def __init__(self, commands: Commands[R]) -> None:
        self._commands = commands

    def register(
        self,
        order: Order,
        *,
        code: str,
        name: str,
        region_codes: tuple[str, ...],
        region_names: tuple[str, ...],
        kind: CompoundKind,
        buildings: int,
        households: int,
        completion_year: int | None = None,
        profile: str = "national",
    ) -> R:
        """Enter a compound into the register (小区底数).

        region_codes, region_names: city, district, street and community, in order.
        """
        entry: dict[str, Any] = {
            "code": code,
            "name": name,
            "region_codes": region_codes,
            "region_names": region_names,
            "kind": kind,
            "buildings": buildings,
            "households": households,
            "completion_year": completion_year,
            "profile": profile,
        }

        def decide(stamp: Stamp) -> Compound:
            return Compound.register(stamp, **entry)

        # The id follows from the code, so the stream can only exist already.
        taken = CodeTaken(code=code)
        return self._commands.create(
            order, "compound.register", profile, entry, {}, decide, taken=taken
        )

    def correct(
        self,
        order: Order,
        compound_id: UUID,
        *,
        name: str,
        kind: CompoundKind,
        buildings: int,
        households: int,
        completion_year: int | None = None,
        profile: str = "national",
    ) -> R:
        """State a compound's entry as it is now; all of it, not only what changed."""
        self._commands.rules.for_profile(profile)
        entry: dict[str, Any] = {
            "name": name,
            "kind": kind,
            "buildings": buildings,
            "households": households,
            "completion_year": completion_year,
            "profile": profile,
        }

        def decide(compound: Compound, stamp: Stamp) -> None:
            compound.correct(stamp, **entry)

        return self._commands.change(
            order, "compound.correct", Compound, compound_id, entry, {}, decide
        )
