"""The argument `asOf`: what was known at a moment."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

AsOf = Annotated[
    datetime | None,
    strawberry.argument(
        description="As it was known at this moment; now unless given."
    ),
]
