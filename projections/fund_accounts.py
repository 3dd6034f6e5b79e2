"""The sub-accounts of the maintenance funds: what does each unit hold?

Restricted: a household sees its own. The head of a fund keeps its place and the order
of its facts; what a fact does to many rows is one statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import args_row

from application.event_store import Recorded
from domain.fund_facts import AT_FIRST, FundFacts
from projections.folding import OutOfOrder, of_aggregate
from projections.memory import Memory
from projections.projection import Projection
from projections.tables import Table

DDL: LiteralString = """
    CREATE TABLE fund_accounts (
        unit_id       uuid PRIMARY KEY,
        fund_id       uuid NOT NULL,
        version       integer NOT NULL,
        number        text NOT NULL,
        building      text NOT NULL,
        area_dm2      bigint NOT NULL,
        housing       text NOT NULL,
        balance       bigint NOT NULL,
        first_deposit bigint NOT NULL
    );
    CREATE TABLE fund_accounts_head (
        fund_id     uuid PRIMARY KEY,
        version     integer NOT NULL,
        compound_id uuid,
        region_path text[] NOT NULL,
        profile     text NOT NULL
    )
"""
INDEXES: LiteralString = """
    CREATE INDEX fund_accounts_fund ON fund_accounts (fund_id, number)
"""
# The version keeps what is told twice from being counted twice.
ENTER: LiteralString = """
    INSERT INTO fund_accounts AS a
    SELECT u.unit_id, %s, %s, u.number, u.building, u.area_dm2, u.housing, 0, 0
    FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::bigint[], %s::text[])
        AS u (unit_id, number, building, area_dm2, housing)
    ON CONFLICT (unit_id) DO UPDATE SET (version, number, building, area_dm2, housing)
        = (EXCLUDED.version, EXCLUDED.number, EXCLUDED.building, EXCLUDED.area_dm2,
           EXCLUDED.housing)
    WHERE a.version < EXCLUDED.version
"""
BOOK: LiteralString = """
    UPDATE fund_accounts a SET version = %s, balance = a.balance + b.amount,
        first_deposit = a.first_deposit + b.at_first
    FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[]) AS b (unit_id, amount, at_first)
    WHERE a.unit_id = b.unit_id AND a.version < %s
"""


class FundAccountRow(NamedTuple):
    """What a unit holds. first_deposit: by which a low balance is measured."""

    unit_id: UUID
    fund_id: UUID
    version: int
    number: str
    building: str
    area_dm2: int
    housing: str
    balance: int
    first_deposit: int


class FundHead(NamedTuple):
    """Where a fund is, and by whose rules."""

    fund_id: UUID
    version: int
    compound_id: UUID | None
    region_path: tuple[str, ...]
    profile: str


class AccountAt(NamedTuple):
    """A sub-account and where it is."""

    row: FundAccountRow
    place: FundHead


Change = tuple[LiteralString, Sequence[Any]]


def _loaded(row: FundHead) -> FundHead:
    return row._replace(region_path=tuple(row.region_path))


TABLE = Table("fund_accounts", FundAccountRow, ("unit_id",))
HEADS = Table("fund_accounts_head", FundHead, ("fund_id",), loaded=_loaded)


def apply(memory: Memory, batch: Sequence[Recorded]) -> None:
    """Bring the sub-accounts of the batch's funds up to date."""
    changes: list[Change] = []

    def follow(head: FundHead | None, recorded: Recorded) -> FundHead:
        fact: Any = recorded.fact
        if isinstance(fact, FundFacts.Opened):
            path = fact.region_path
            head = FundHead(fact.originator_id, 0, fact.compound_id, path, fact.profile)
        if head is None:
            raise OutOfOrder(f"{recorded.type} cannot begin a fund")
        changes.extend(changed(fact))
        return head._replace(version=fact.originator_version)

    memory.fold(HEADS, of_aggregate("MaintenanceFund", batch), follow)
    for statement, values in changes:
        memory.update(statement, values)


def changed(fact: Any) -> list[Change]:
    """What a fact changes, as statements; nothing for most."""
    version = fact.originator_version
    match fact:
        case FundFacts.UnitsEntered(units=units):
            columns = (
                [unit.unit_id for unit in units],
                [unit.number for unit in units],
                [unit.building for unit in units],
                [unit.area_dm2 for unit in units],
                [unit.housing.value for unit in units],
            )
            return [(ENTER, (fact.originator_id, version, *columns))]
        case FundFacts.UnitsBooked(amounts=amounts):
            gained = [each.amount for each in amounts]
            at_first = gained if fact.movement in AT_FIRST else [0] * len(gained)
            ids = [each.unit_id for each in amounts]
            return [(BOOK, (version, ids, gained, at_first, version))]
    return []


FUND_ACCOUNTS = Projection("fund_accounts", 1, DDL, INDEXES, (TABLE, HEADS), apply)

_ROW = ", ".join(f"a.{column}" for column in FundAccountRow._fields)
_HEAD = ", ".join(f"h.{column}" for column in FundHead._fields)
OF_UNIT = f"""
    SELECT {_ROW}, {_HEAD} FROM fund_accounts a
    JOIN fund_accounts_head h USING (fund_id) WHERE a.unit_id = %s
"""


async def of_unit(conn: AsyncConnection[Any], unit_id: UUID) -> AccountAt | None:
    """The sub-account of a unit; None if it has none."""
    async with conn.cursor(row_factory=args_row(_account)) as cursor:
        await cursor.execute(OF_UNIT, (unit_id,))
        return await cursor.fetchone()


def _account(*values: Any) -> AccountAt:
    size = len(FundAccountRow._fields)
    row, head = FundAccountRow._make(values[:size]), FundHead._make(values[size:])
    return AccountAt(row, _loaded(head))
