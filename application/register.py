"""What a register of other systems is: its columns, and the commands that a row means.

A register that can be imported is one subclass of `Register`: it says which values its
rows have, which aggregate a row is about, and which commands bring that aggregate to
what the row says. Reading files, running commands and reporting is done elsewhere, for
all of them alike.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from eventsourcing.domain import Aggregate

from application.import_rows import RowProblem
from application.rules import RulePacks
from application.vault import Vault
from domain.compound import Compound
from domain.rulepack import RulePack


class ValueKind(Enum):
    """How a cell is read; in brackets what becomes of it."""

    CODE = "code"  # an id, number or code (str)
    WORDS = "words"  # a name or another text (str)
    UNIT = "unit"  # the number of a unit, as in 3号楼2单元501室 (`3-2-501`)
    CODES = "codes"  # several codes or names in one cell (tuple of str)
    LISTED = "listed"  # several words, between commas (tuple of str, or of `choices`)
    COUNT = "count"  # a whole number of 0 or more (int)
    YEAR = "year"  # (int)
    AREA = "area"  # in square metres (Dm2)
    PRICE = "price"  # in yuan for a square metre and a month (Rate)
    UNIT_PRICE = "unit_price"  # in yuan for a unit and a month (Rate)
    DAY = "day"  # that has come (date)
    ANY_DAY = "any_day"  # that may be still to come (date)
    UUID = "uuid"  # of an aggregate (UUID)
    CHOICE = "choice"  # one of `choices`


class Value(NamedTuple):
    """One value of a row.

    required: the file must have its column, and a row a value. choices: of a CHOICE, or
    of what is LISTED.
    """

    kind: ValueKind
    required: bool = False
    choices: type[StrEnum] | None = None


Values = Mapping[str, Any]
"""What a row says, by name; what its cells leave blank is absent."""


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A row that could be read. columns: name of a value -> the header's name."""

    row: int
    values: Values
    columns: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[RowProblem, ...] = ()


class Call(NamedTuple):
    """A command to give. on: the aggregate that it changes, None if it begins one."""

    command: str
    arguments: Mapping[str, Any]
    on: UUID | None = None


class NotChanged(NamedTuple):
    """A value that differs and that no command of the register can change.

    said: by the row, if it is not what was read of it.
    """

    value: str
    is_now: str
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a register may need beside the row.

    compound: of the row, None for a register that names none.
    today: in China; the day of a change for which the row names none.
    exists: whether another aggregate is registered.
    """

    vault: Vault
    compound: Compound | None
    today: date
    packs: RulePacks
    exists: Callable[[type[Aggregate], UUID], bool]

    @property
    def compound_id(self) -> UUID:
        assert self.compound is not None, "a register within compounds"
        return self.compound.id

    @property
    def rules(self) -> RulePack:
        """Those of the compound."""
        assert self.compound is not None, "a register within compounds"
        return self.packs.for_profile(self.compound.profile)

    def owner(self, named: str, stream: UUID) -> str:
        """The opaque id of whoever bears a document number, or a name, in a stream."""
        return self.vault.pseudonym(f"owner\n{named}", stream)


class Register(ABC):
    """One register. A row that cannot be what it says raises a `Refusal`."""

    name: ClassVar[str]
    """Also of its shipped mapping, and of the command `gongshi import <name>`."""

    zh: ClassVar[str]
    en: ClassVar[str]
    kind: ClassVar[type[Aggregate]]
    values: ClassVar[Mapping[str, Value]]
    in_compound: ClassVar[bool] = True
    """Whether each row belongs to a compound: by its code, its name, or the option."""

    arguments: ClassVar[Mapping[str, str]] = {}
    """Arguments of the commands that are not called like the row's value."""

    told_by: ClassVar[tuple[str, ...]] = ("number",)
    """The value that tells its rows apart; of several, the one that is there."""

    corrects: ClassVar[bool] = True
    """Whether what differs is corrected; otherwise it is only said."""

    use_cases: ClassVar[type[Any]]
    """Made from `Commands`; its methods are the commands."""

    @abstractmethod
    def id(self, values: Values, context: Context) -> UUID:
        """The aggregate that a row is about."""

    def key(self, values: Values, context: Context) -> Hashable:
        """What two rows of a file must not share; the aggregate, unless rows are about
        parts of one."""
        return self.id(values, context)

    def begins(self, found: Any, values: Values, context: Context) -> bool:
        """Whether what a row is about is not there yet. found: its aggregate."""
        return found is None

    @abstractmethod
    def begin(self, id: UUID, values: Values, context: Context) -> Iterator[Call]:
        """The commands that enter what is not there yet."""

    @abstractmethod
    def change(
        self, found: Any, values: Values, context: Context
    ) -> Iterator[Call | NotChanged]:
        """The commands that bring what is there to what the row says; none if it says
        that already. A value that is blank changes nothing."""
