"""What becomes of an event that a trusted system sent, whichever way it came."""

from __future__ import annotations

from typing import Any

import msgspec
from psycopg import AsyncConnection
from pydantic import BaseModel, Field

from application.cases import Cases
from application.steps import soon
from domain.errors import Refusal
from interfaces import giving
from interfaces.senders import Sender
from interfaces.services import Services
from interfaces.streams.received import Matter, Received, read
from interfaces.whereabouts import compound_of, region_of


class PlaceNotGiven(Refusal):
    zh = "data 中应有 region（区域编码）或 compound（小区编号或代码）。"
    en = "Give a region (its code) or a compound (its id or code) in the data."
    fields = ("region", "compound")


class Taken(BaseModel):
    """The case that was begun."""

    id: str = Field(description="The case; `subject` of its events is `case/<id>`.")
    position: int = Field(description="Where it stands in the log.")
    replayed: bool = Field(description="The event had come before.")
    events: str = Field(description="Where its later events, and all of yours, come.")


async def take(services: Services, sender: Sender, body: bytes) -> Taken:
    """Begin the case of an event, once however often it comes.

    Returns when the case is in the log. Raises EventInvalid, PlaceNotGiven, and what
    a case is refused with.
    """
    event, matter = read(body)
    async with services.pool.connection() as conn:
        arguments = await _report(conn, sender, event, matter)
    receipt = await soon(
        giving.to_case(
            services,
            sender.subject,
            Cases.report,
            None,
            arguments,
            key=f"{event.source} {event.id}",
        )
    )
    return Taken(
        id=str(receipt.ids[0]),
        position=receipt.position,
        replayed=receipt.replayed,
        events=f"/events?source={sender.name}&after={receipt.position - 1}",
    )


async def _report(
    conn: AsyncConnection[Any], sender: Sender, event: Received, matter: Matter
) -> dict[str, Any]:
    """The arguments of `Cases.report`. Raises PlaceNotGiven, NotFound."""
    given = msgspec.structs.asdict(matter)
    region, compound = given.pop("region"), given.pop("compound")
    given["source_system"] = sender.name
    given["source_reference"] = given.pop("reference") or event.id
    if compound is not None:
        return given | {"compound_id": await compound_of(conn, compound, region)}
    if region is None:
        raise PlaceNotGiven
    path, profile = await region_of(conn, region)
    return given | {"region_path": path, "profile": profile}
