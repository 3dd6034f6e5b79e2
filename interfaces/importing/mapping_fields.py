"""The fields of a mapping: where each comes from, and how its cells are read."""

from __future__ import annotations

from typing import Annotated, Literal, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from domain.case_words import Channel, Satisfaction, Status
from interfaces.importing.dates import UnknownForm, reading

Name = Annotated[str, Field(min_length=1, max_length=200)]


def several(given: object) -> object:
    """One string stands for a list of one; TOML's arrays become tuples."""
    if isinstance(given, str):
        return (given,)
    return tuple(given) if isinstance(given, list) else given


Names = Annotated[tuple[Name, ...], BeforeValidator(several)]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(
            f"unknown time zone {name}, write it as Asia/Shanghai"
        ) from None
    return name


Zone = Annotated[str, AfterValidator(_known_zone)]


def column_or_columns(given: object) -> object:
    """`"A"` and `["A", "B"]` for `columns`, and `column` for one of them."""
    if isinstance(given, str | list):
        return {"columns": given}
    if isinstance(given, dict) and "column" in given and "columns" not in given:
        given = dict(given)
        given["columns"] = given.pop("column")
    return given


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Columns(Table):
    """Where a field comes from: columns, or a constant.

    pick: of several columns all, or the first that says something; then the file needs
        only one of them.
    optional: the file may lack the columns. required: a row must have a value.
    empty: cells that mean nothing here, besides those of `file.empty`.
    """

    columns: Names = ()
    value: str | None = None
    pick: Literal["all", "first"] = "all"
    optional: bool = False
    required: bool = False
    empty: Names = ()

    _short_forms = model_validator(mode="before")(column_or_columns)

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if bool(self.columns) == (self.value is not None):
            raise ValueError("give column (or columns), or value, and not both")
        return self


class TextField(Columns):
    """Several columns are joined, blank ones left out; `labels` puts the column's name
    before each value."""

    join: str = "\n"
    labels: bool = False


class DateField(Columns):
    """formats: tried in turn. bad: what becomes of a row whose date is not valid."""

    formats: Names = ("auto",)
    timezone: Zone | None = None
    bad: Literal["reject", "drop"] = "reject"

    @field_validator("formats")
    @classmethod
    def _known_forms(cls, forms: tuple[str, ...]) -> tuple[str, ...]:
        for form in forms:
            try:
                reading(form)
            except UnknownForm:
                raise ValueError(
                    f"{form!r} is neither auto, excel, unix, unix_ms nor a pattern "
                    "of % codes with a year and a day"
                ) from None
        return forms


class DueField(DateField):
    """A time that somebody set; a wrong one says nothing against the row."""

    bad: Literal["reject", "drop"] = "drop"


class CountField(Columns):
    bad: Literal["reject", "drop"] = "reject"


class ChoiceField(Columns):
    """values: what a cell says -> ours. default: for blank and for unknown cells."""

    values: dict[str, str] = {}
    default: str | None = None
    unknown: Literal["reject", "drop"] | None = None


class StatusField(ChoiceField):
    @model_validator(mode="after")
    def _known(self) -> Self:
        return _checked(self, {status.value for status in IMPORTABLE})


class ChannelField(ChoiceField):
    @model_validator(mode="after")
    def _known(self) -> Self:
        return _checked(self, {channel.value for channel in Channel})


class SatisfactionField(ChoiceField):
    @model_validator(mode="after")
    def _known(self) -> Self:
        return _checked(self, {each.value for each in Satisfaction})


class SolvedField(ChoiceField):
    @field_validator("values", mode="before")
    @classmethod
    def _booleans(cls, values: dict[str, object]) -> dict[str, object]:
        names = {True: "yes", False: "no"}
        return {
            key: names[value] if isinstance(value, bool) else value
            for key, value in values.items()
        }

    @model_validator(mode="after")
    def _known(self) -> Self:
        return _checked(self, {"yes", "no"})


class CategoryField(Columns):
    """separator: between the levels of one cell. codes: pattern -> our category."""

    separator: str = "->"
    codes: dict[str, str] = {}
    default: str | None = None


class RegionField(Columns):
    """prefix: codes that stand before every row's own. values: name -> code."""

    prefix: Names = ()
    values: dict[str, str] = {}


class CompoundField(Columns):
    """by: whether the cells hold the register's codes or the compounds' names."""

    by: Literal["code", "name"] = "name"


class Fields(Table):
    """What a row may prove; every table is optional."""

    title: TextField | None = None
    body: TextField | None = None
    reply: TextField | None = None
    outcome: TextField | None = None
    reporter_name: TextField | None = None
    reporter_phone: TextField | None = None
    address: TextField | None = None
    reporter: Columns | None = None
    reported_at: DateField | None = None
    replied_at: DateField | None = None
    closed_at: DateField | None = None
    due_at: DueField | None = None
    status: StatusField | None = None
    channel: ChannelField | None = None
    category: CategoryField | None = None
    labels: Columns | None = None
    region: RegionField | None = None
    compound: CompoundField | None = None
    solved: SolvedField | None = None
    satisfaction: SatisfactionField | None = None
    support_count: CountField | None = None
    objection_count: CountField | None = None


IMPORTABLE = frozenset(Status) - {Status.MERGED}
"""A row may prove any status but one that names another case of ours."""


F = TypeVar("F", bound=ChoiceField)


def _checked(field: F, allowed: set[str]) -> F:
    given = [*field.values.values()]
    given += [each for each in (field.default, field.value) if each is not None]
    for value in given:
        if value not in allowed:
            options = ", ".join(sorted(allowed))
            raise ValueError(f"{value!r} is not one of: {options}")
    return field
