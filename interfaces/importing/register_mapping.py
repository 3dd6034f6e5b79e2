"""A mapping of a register: which column of a file is which value.

Unlike a mapping of cases it names every way in which a column may be headed, in Chinese
and in English, so that most files need none of their own.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from application.register import Register
from application.register_list import REGISTERS
from interfaces.importing.mapping import FileForm, Skip
from interfaces.importing.mapping_fields import Columns, Names, Table, Zone, several


def _first_of_them(given: object) -> object:
    """Of several names of a column, the file needs one."""
    if isinstance(given, str | list):
        given = {"columns": given}
    return {"pick": "first", **given} if isinstance(given, dict) else given


class RegisterField(Columns):
    """values: what a cell says -> our word; formats: of dates."""

    values: dict[str, str] = Field(default_factory=dict)
    formats: Names = ("auto",)

    _names = model_validator(mode="before")(_first_of_them)


class RegisterSource(Table):
    """register: whose columns these are; timezone: of dates with a time."""

    register_name: Annotated[str, Field(alias="register")]
    timezone: Zone = "Asia/Shanghai"


class RegisterMapping(Table):
    """A whole mapping file of a register."""

    source: RegisterSource
    file: FileForm = FileForm()
    skip: Annotated[tuple[Skip, ...], BeforeValidator(several)] = ()
    fields: dict[str, RegisterField]

    @model_validator(mode="after")
    def _of_the_register(self) -> RegisterMapping:
        known = {each.name: each for each in REGISTERS}
        if self.source.register_name not in known:
            raise ValueError(f"source.register is not one of: {', '.join(known)}")
        names = self.names(known[self.source.register_name])
        for name in self.fields:
            if name not in names:
                raise ValueError(f"fields.{name} is not one of: {', '.join(names)}")
        return self

    @staticmethod
    def names(register: Register) -> list[str]:
        """The values that a mapping of the register may have."""
        within = ["compound", "compound_name"] if register.in_compound else []
        return [*within, *register.values]

    def columns(self, *, wanted: bool) -> list[str]:
        """Columns by which the header is known; the file need not have all of them."""
        skipped = [rule.column for rule in self.skip]
        if wanted:
            return skipped
        return [name for field in self.fields.values() for name in field.columns]
