"""What the tests of the interfaces begin with: a compound, a reported case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from domain.roles import Role
from tests.application.decided import decided
from tests.interfaces.conftest import Client

REGION = "371002"
REPORT = {
    "channel": "APP",
    "category": "PIP-02",
    "title": "三号楼下水道堵塞",
    "body": "厨房返水,已经两天。",
    "reporter": "resident-7",
}
COMPOUND = {
    "code": "WH-001",
    "name": "幸福里",
    "regionCodes": ["371000", REGION, "371002001", "371002001001"],
    "regionNames": ["威海市", "环翠区", "环翠楼街道", "北门社区"],
    "kind": "OLD",
    "buildings": 12,
    "households": 860,
    "completionYear": 1998,
}


async def reported(client: Client, **changes: Any) -> str:
    """Report a case as a steward; its id."""
    client.sign_in(Role.STEWARD)
    done = await client.give("reportCase", **REPORT | changes)
    assert done["__typename"] == "CaseChanged", done
    return str(done["id"])


def voted(client: Client, compound: str, matter: str, *, passed: bool = True) -> str:
    """The id of a vote of the owners on a matter, which was held and counted."""
    return str(decided(client.store, UUID(compound), matter, passed=passed))


async def registered(client: Client) -> str:
    """Register the compound; its id."""
    client.sign_in(Role.OPERATOR)
    done = await client.give("registerCompound", **COMPOUND)
    assert done["__typename"] == "CompoundChanged", done
    return str(done["id"])
