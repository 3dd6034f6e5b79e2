"""How values are written in GraphQL, and which are turned away at the door."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, date, datetime
from typing import NewType
from uuid import UUID

import orjson
import strawberry
from graphql import GraphQLError, GraphQLScalarType
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

from application.canonical import LARGEST_INTEGER
from domain.quantities import Dm2, Fen, Rate

Position = NewType("Position", int)
Whole = NewType("Whole", int)
FIRST_YEAR, LAST_YEAR = 1900, 2200


def refused(code: str, zh: str, en: str) -> GraphQLError:
    """An input value that no field takes."""
    return GraphQLError(en, extensions={"code": code, "messageZh": zh, "messageEn": en})


def parse_id(value: object) -> UUID:
    """The opaque id of a case or a compound."""
    try:
        return UUID(str(value))
    except ValueError:
        raise refused("INVALID_ID", "编号无效。", "This is not an id.") from None


def parse_moment(value: object) -> datetime:
    """A moment with its offset; a local time without one could mean any."""
    try:
        moment = datetime.fromisoformat(str(value))
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise refused(
            "INVALID_TIME",
            "时间应为带时区的 RFC 3339，例如 2026-03-01T08:00:00+08:00。",
            "A time is RFC 3339 with its offset, as in 2026-03-01T08:00:00+08:00.",
        ) from None


def parse_day(value: object) -> date:
    """A day of the calendar, not so far away that nobody can mean it."""
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        day = date.min
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise refused(
            "INVALID_TIME",
            f"日期应为 {FIRST_YEAR} 至 {LAST_YEAR} 年间的 YYYY-MM-DD。",
            f"A day is YYYY-MM-DD, in the years {FIRST_YEAR} to {LAST_YEAR}.",
        )
    return day


def parse_content(value: object) -> bytes:
    """A small file, written in Base64 (RFC 4648)."""
    try:
        return base64.b64decode(str(value), validate=True)
    except (binascii.Error, ValueError):
        raise refused(
            "INVALID_BASE64", "内容应为 Base64。", "The content is not Base64."
        ) from None


def write_moment(moment: datetime) -> str:
    """As in the log: RFC 3339, UTC, six decimals."""
    # orjson takes a tenth of the time of `isoformat`, and leaves out no microseconds
    # but whole seconds'.
    written = orjson.dumps(moment.astimezone(UTC), option=orjson.OPT_UTC_Z)
    text = written[1:-1].decode()
    return text if moment.microsecond else f"{text[:-1]}.000000Z"


def _relay_id() -> ScalarDefinition:
    """GraphQL's own `ID`, which Relay's clients ask for; it lets nothing but UUIDs in.

    graphql-core gives that name to its own scalar alone unless it is set afterwards.
    """
    scalar = GraphQLScalarType("UUID", serialize=str, parse_value=parse_id)
    scalar.name = "ID"
    return ScalarDefinition(
        name="ID",
        description="Opaque id of a case or a compound (a UUID).",
        specified_by_url=None,
        serialize=None,
        parse_value=None,
        parse_literal=None,
        implementation=scalar,
    )


def parse_whole(value: object) -> int:
    """A whole number that every JSON reader keeps exactly (RFC 8259, 6)."""
    if type(value) is not int or abs(value) > LARGEST_INTEGER:
        raise refused(
            "INVALID_AMOUNT",
            "应为整数（最小单位），绝对值不超过 2^53-1。",
            "A whole number of the smallest unit is expected, up to 2^53 - 1.",
        )
    return value


def parse_position(value: object) -> int:
    """A place in the log; 0 is the one before the first."""
    position = parse_whole(value)
    if position < 0:
        raise refused("INVALID_AMOUNT", "位置不得为负。", "A position is 0 or more.")
    return position


def _whole(name: str, meaning: str) -> ScalarDefinition:
    return strawberry.scalar(
        name=name,
        description=f"{meaning}; a whole number of up to 53 bits, never a fraction.",
        serialize=int,
        parse_value=parse_whole,
    )


SCALARS: dict[object, ScalarDefinition] = {
    UUID: _relay_id(),
    datetime: strawberry.scalar(
        name="DateTime",
        description="RFC 3339 with an offset; answers are UTC with microseconds.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=write_moment,
        parse_value=parse_moment,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A day, YYYY-MM-DD.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=date.isoformat,
        parse_value=parse_day,
    ),
    bytes: strawberry.scalar(
        name="Base64",
        description="Bytes, written in Base64 (RFC 4648).",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc4648",
        serialize=lambda content: base64.b64encode(content).decode(),
        parse_value=parse_content,
    ),
    Position: strawberry.scalar(
        name="Position",
        description="Place in the log, from 1 without gaps; a 53-bit integer.",
        serialize=int,
        parse_value=parse_position,
    ),
    Whole: _whole("Whole", "A count or a sum of counts"),
    Fen: _whole("Fen", "Money in fen (0.01 yuan)"),
    Dm2: _whole("Dm2", "Area in 0.01 m2"),
    Rate: _whole("Rate", "Price in 0.0001 fen for a square metre and a month"),
    JSON: strawberry.scalar(
        name="JSON",
        description="Any JSON value.",
        serialize=lambda value: value,
        parse_value=lambda value: value,
    ),
}
