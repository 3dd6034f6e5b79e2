"""What an enterprise remembers between two commands, and what every command checks."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime
from uuid import UUID

from domain.calendar import CHINA
from domain.civil_time import today
from domain.enterprise_finding_facts import Finding
from domain.enterprise_list_facts import Listing, Objection
from domain.enterprise_rating_facts import QuarterRating
from domain.enterprise_refusals import (
    EnterpriseDayAhead,
    EnterpriseDayBefore,
    NotOfThisEnterprise,
)
from domain.enterprise_words import EnterpriseKind
from domain.facts import Stamp
from domain.lifecycle import invalid
from domain.party_coverage import PartyCoverageMode
from domain.rating import RatingColour
from domain.roles import Role
from domain.text_release import Releasing

FIRST_DAY = date(1949, 10, 1)
MOST_PEOPLE = 1_000_000
_QUARTER = re.compile(r"(20[0-9]{2})-Q([1-4])")

Subcontract = tuple[str, UUID | None, date, date]


class EnterpriseState(Releasing):
    """The state that facts assign to.

    offices: code -> areas; managers: site -> who answers for it; unreported: sites
        whose manager has not reported to the neighbourhood committee.
    subcontracts: agreement -> service, compound, first and last day.
    party_bodies: code -> the site that it covers (None: the enterprise) and how.
    growth_open: plan -> milestones not reached.
    findings, listings, objections: by number, from 1; ratings: by quarter.
    colour: of the rating published last.
    """

    def __init__(self) -> None:
        self.credit_code = ""
        self.name = ""
        self.kind = EnterpriseKind.PRIVATE
        self.mandate: str | None = None
        self.offices: dict[str, tuple[str, ...]] = {}
        self.sites: frozenset[str] = frozenset()
        self.managers: dict[str, str] = {}
        self.unreported: frozenset[str] = frozenset()
        self.subcontracts: dict[str, Subcontract] = {}
        self.party_bodies: dict[str, tuple[str | None, PartyCoverageMode]] = {}
        self.industry_party: frozenset[str] = frozenset()
        self.sessions: frozenset[str] = frozenset()
        self.growth_open: dict[str, frozenset[str]] = {}
        self.colour: RatingColour | None = None
        self.ratings: dict[str, QuarterRating] = {}
        self.findings: dict[int, Finding] = {}
        self.listings: dict[int, Listing] = {}
        self.objections: dict[int, Objection] = {}

    def _require_own(self, stamp: Stamp) -> None:
        """Whoever acts for a firm acts for this one: as manager of one of its sites."""
        actor = stamp.actor
        if actor.role is Role.SITE_MANAGER and actor.id not in self.managers.values():
            raise NotOfThisEnterprise


def in_china(moment: datetime) -> str:
    """A moment as people here read it."""
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"


def require_past(stamp: Stamp, field: str, day: date, since: date = FIRST_DAY) -> None:
    """Refuse a day that is still to come, or before another."""
    if day > today(stamp):
        raise EnterpriseDayAhead(field, day=day)
    require_from(field, day, since)


def require_from(field: str, day: date, since: date) -> None:
    if day < since:
        raise EnterpriseDayBefore(field, day=day, since=since)


def require_name(field: str, name: str) -> None:
    """Refuse what is no name of an organisation."""
    if not name.strip() or len(name) > 100 or not name.isprintable():
        raise invalid(
            field, "应为 1 至 100 个可见字符", "1 to 100 printable characters expected"
        )


def years_after(day: date, years: int) -> date:
    """The last day of a period of years: the same day of the year, or the last of its
    month (民202)."""
    last = monthrange(day.year + years, day.month)[1]
    return date(day.year + years, day.month, min(day.day, last))


def last_day(quarter: str) -> date:
    """Of a quarter such as `2026-Q1`; anything else is refused."""
    match = _QUARTER.fullmatch(quarter)
    if match is None:
        raise invalid("quarter", "应为 2026-Q1 这样的季度", "a quarter as in 2026-Q1")
    year, month = int(match[1]), int(match[2]) * 3
    return date(year, month, monthrange(year, month)[1])
