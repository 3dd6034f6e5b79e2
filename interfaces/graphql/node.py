"""What can be fetched again by its id alone (Relay)."""

from __future__ import annotations

from uuid import UUID

import strawberry


@strawberry.interface(description="Anything that `node(id)` finds.")
class Node:
    id: UUID = strawberry.field(description="Its opaque id, unique in the service.")
