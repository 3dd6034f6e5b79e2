"""The words that facts of an enterprise use, and the parts that they name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.coded import Coded


class EnterpriseStatus(Coded):
    """Where an enterprise stands in the trade."""

    ACTIVE = "active", "经营中", "Active"
    SUSPENDED = "suspended", "暂停", "Suspended"
    EXITED = "exited", "已退出", "Left the trade"


class EnterpriseKind(Coded):
    """Who stands behind an enterprise."""

    PRIVATE = "private", "市场企业", "Private"
    STATE_BACKSTOP = "state_backstop", "国企兜底", "State backstop"


class OfficeKind(Coded):
    """A part of a provider's organisation (一室五部、项目部)."""

    OFFICE = "office", "办公室", "Office"
    DEPARTMENT = "department", "部门", "Department"
    SITE = "site", "项目部", "Site office"


class TrainingTrack(Coded):
    """The five talent tracks of the trade."""

    LEAD_GOOSE = "lead_goose", "头雁", "Lead goose"
    PILLAR = "pillar", "栋梁", "Pillar"
    SEED = "seed", "种子", "Seed"
    SMART_CRAFT = "smart_craft", "智匠", "Smart craft"
    GREEN_WOOD = "green_wood", "青林", "Green wood"


class FindingStage(Coded):
    """Where a finding of the negative list stands."""

    OPENED = "opened", "已立项", "Opened"
    HEARD = "heard", "已听证", "Heard"
    DECIDED = "decided", "已认定", "Decided"
    APPEALED = "appealed", "申诉中", "Appealed"
    FINAL = "final", "已生效", "Final"
    REPAIRED = "repaired", "已修复", "Repaired"
    DROPPED = "dropped", "不予认定", "Dropped"
    ANNULLED = "annulled", "已撤销", "Annulled"


class FindingAppeal(Coded):
    """How an appeal ended."""

    CONFIRMED = "confirmed", "维持", "Confirmed"
    REDUCED = "reduced", "减轻", "Reduced"
    ANNULLED = "annulled", "撤销", "Annulled"


class CreditList(Coded):
    """The lists on which an organisation may stand (红黑榜)."""

    RED = "red", "红榜", "Red list: honoured"
    BLACK = "black", "黑榜", "Black list"
    PRAISE = "praise", "表扬名单", "Praise list"


class ListingSubject(Coded):
    """Whom an entry of a list would name."""

    ORGANISATION = "organisation", "企业、组织", "An organisation"
    NATURAL_PERSON = "natural_person", "自然人", "A natural person"


class ListingEnd(Coded):
    """Why an entry left its list."""

    REPAIRED = "repaired", "信用修复", "The finding was repaired"
    OBJECTION_UPHELD = "objection_upheld", "异议成立", "An objection was upheld"
    TERM_OVER = "term_over", "公示期满", "Its time was over"
    GROUND_GONE = "ground_gone", "依据不再成立", "What it rests on is true no longer"
    WITHDRAWN = "withdrawn", "撤回", "Withdrawn"


class ObjectionSubject(Coded):
    """What an objection is about; a finding is appealed against instead."""

    RATING = "rating", "评级", "A rating"
    LISTING = "listing", "榜单", "An entry of a list"


@dataclass(frozen=True, slots=True)
class GrowthMilestone:
    """One aim of a growth plan.

    code: names it in its plan.
    due_on: the day by which it is to be reached.
    """

    code: str
    due_on: date


EVERYWHERE = frozenset(EnterpriseStatus)
IN_TRADE = frozenset({EnterpriseStatus.ACTIVE, EnterpriseStatus.SUSPENDED})
ACTIVE = frozenset({EnterpriseStatus.ACTIVE})
SUSPENDED = frozenset({EnterpriseStatus.SUSPENDED})
