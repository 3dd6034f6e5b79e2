"""A mapping: which column of a file is what. The grammar that docs/import.md explains.

Every table refuses keys that it does not know, so that a slip of the pen is found
before a row is read.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from interfaces.importing.mapping_fields import (
    Columns,
    Fields,
    Name,
    Names,
    Table,
    Zone,
    column_or_columns,
    several,
)


class Source(Table):
    """The system that the file comes from.

    system: short and lasting; with the reference it is what identifies a case.
    profile: the jurisdiction profile of the cases; None leaves it to the compound.
    """

    system: Annotated[str, Field(pattern=r"^[\w.-]{1,64}$")]
    timezone: Zone = "Asia/Shanghai"
    profile: str | None = None


class FileForm(Table):
    """How the file is built; whatever is left out is found out from the file."""

    encoding: str | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    sheet: str | int | None = None
    header_row: Annotated[int, Field(ge=0)] | None = None
    header_rows: Annotated[int, Field(ge=1, le=3)] = 1
    empty: Names = ()
    short_rows: Literal["reject", "fill"] = "reject"


class Reference(Table):
    """The columns that tell one case from another.

    digest: the file has no number of its own; the SHA-256 of these columns is used,
        so that a change in one of them makes another case.
    """

    columns: Names
    join: str = "/"
    digest: bool = False

    _short_forms = model_validator(mode="before")(column_or_columns)


class Skip(Table):
    """Rows to leave out. Exactly one of the conditions."""

    column: Name
    equals: Names | None = None
    not_equals: Names | None = None
    empty: bool | None = None

    @model_validator(mode="after")
    def _one_condition(self) -> Self:
        given = [self.equals, self.not_equals, self.empty]
        if sum(condition is not None for condition in given) != 1:
            raise ValueError("give one of: equals, not_equals, empty")
        return self


class Mapping(Table):
    """A whole mapping file."""

    source: Source
    file: FileForm = FileForm()
    reference: Reference
    skip: Annotated[tuple[Skip, ...], BeforeValidator(several)] = ()
    fields: Fields

    def columns(self, *, wanted: bool) -> list[str]:
        """The columns that the file must have (`wanted`), or may have."""
        found = list(self.reference.columns) if wanted else []
        found += [rule.column for rule in self.skip] if wanted else []
        for field in self._fields():
            if (field.optional or field.pick == "first") != wanted:
                found += field.columns
        return list(dict.fromkeys(found))

    def choices(self) -> list[tuple[str, ...]]:
        """Columns of which the file must have one."""
        fields = [each for each in self._fields() if each.pick == "first"]
        return [each.columns for each in fields if each.columns and not each.optional]

    def _fields(self) -> list[Columns]:
        given = [getattr(self.fields, name) for name in Fields.model_fields]
        return [field for field in given if field is not None]
