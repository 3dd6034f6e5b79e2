"""Words of the domain that are stored as codes and read in two languages."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from domain.facts import Label


class Coded(StrEnum):
    """An enumeration whose members say what users call them.

        OWNERS_COMMITTEE = "owners_committee", "业主委员会", "Owners' committee"

    The first is the value that facts store: it never changes. The docstring of the
    subclass is what the schema says of it.
    """

    label: Label

    def __new__(cls, value: str, zh: str, en: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = Label(zh, en)
        return member

    @classmethod
    def of(cls, value: str) -> Self:
        """The member of a stored code; `ValueError` if there is none."""
        return cls(value)  # type: ignore[call-arg]
