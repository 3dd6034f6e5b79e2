"""What a duty is about, as publications and duties are matched by it."""

from __future__ import annotations

from uuid import UUID

from domain.duty_words import DutySubject

COUNTY_DEPTH = 2
"""City and county: as many codes of a region's path name a county."""


def subject_of(
    kind: DutySubject,
    compound: UUID | None,
    enterprise: UUID | None,
    region: tuple[str, ...],
) -> str:
    """What publications and duties are matched by, as far as it is known."""
    match kind:
        case DutySubject.COUNTY:
            return "/".join(region[:COUNTY_DEPTH])
        case DutySubject.COMMUNITY:
            return "/".join(region)
        case DutySubject.ENTERPRISE if enterprise is not None:
            return str(enterprise)
    return str(compound or "/".join(region))
