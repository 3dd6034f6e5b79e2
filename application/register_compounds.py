"""The register of compounds (小区底数), as rows of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from uuid import UUID

from application.compounds import Compounds
from application.register import (
    Call,
    Context,
    NotChanged,
    Register,
    Value,
    ValueKind,
    Values,
)
from application.rules import NATIONAL
from domain.compound import Compound, compound_id
from domain.compound_facts import ENTRY, CompoundKind

LEVELS = ("city", "district", "street", "community")


class CompoundRegister(Register):
    """Code and place never change; all else is corrected by `Compound.Corrected`."""

    name = "compounds"
    zh, en = "小区", "compounds"
    kind = Compound
    in_compound = False
    told_by = ("code",)
    use_cases = Compounds
    arguments: ClassVar[Mapping[str, str]] = {
        "region_codes": "community_code",
        "region_names": "community_name",
    }
    values: ClassVar[Mapping[str, Value]] = {
        "code": Value(ValueKind.CODE, required=True),
        "name": Value(ValueKind.WORDS, required=True),
        **{f"{level}_code": Value(ValueKind.CODE, required=True) for level in LEVELS},
        **{f"{level}_name": Value(ValueKind.WORDS, required=True) for level in LEVELS},
        "kind": Value(ValueKind.CHOICE, required=True, choices=CompoundKind),
        "buildings": Value(ValueKind.COUNT, required=True),
        "households": Value(ValueKind.COUNT, required=True),
        "completion_year": Value(ValueKind.YEAR),
        "profile": Value(ValueKind.CODE),
    }

    def id(self, values: Values, context: Context) -> UUID:
        return compound_id(values["code"])

    def begin(self, id: UUID, values: Values, context: Context) -> Iterator[Call]:
        entry = {"completion_year": None, "profile": NATIONAL} | _entry(values)
        codes, names = _place(values)
        place = {"region_codes": codes, "region_names": names}
        yield Call("register", {"code": values["code"], **place, **entry})

    def change(
        self, found: Compound, values: Values, context: Context
    ) -> Iterator[Call | NotChanged]:
        codes, names = _place(values)
        for level, code, known in zip(LEVELS, codes, found.region_path, strict=True):
            if code != known:
                yield NotChanged(f"{level}_code", known)
        for level, name, known in zip(LEVELS, names, found.region_names, strict=True):
            if name != known:
                yield NotChanged(f"{level}_name", known)
        entry: dict[str, Any] = {**found.entry, **_entry(values)}
        if entry != found.entry:
            yield Call("correct", entry, found.id)


def _entry(values: Values) -> dict[str, Any]:
    return {name: values[name] for name in ENTRY if name in values}


def _place(values: Values) -> tuple[tuple[str, ...], tuple[str, ...]]:
    codes = tuple(values[f"{level}_code"] for level in LEVELS)
    return codes, tuple(values[f"{level}_name"] for level in LEVELS)
