"""The words of a case (诉求): its statuses, levels, channels and reasons.

The values are stored in facts: they never change.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

from domain.facts import Label


class Status(StrEnum):
    REPORTED = "reported"  # waits at its first receiver
    ASSIGNED = "assigned"  # a handler is named
    ESCALATED = "escalated"  # waits at the next level
    ACCEPTED = "accepted"  # a handler has taken it
    IN_PROGRESS = "in_progress"
    PAUSED = "paused"
    RESOLVED = "resolved"  # done, as the handler says
    VERIFIED = "verified"  # done, as the reporter says
    UNVERIFIED = "unverified"  # nobody could be reached three times
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"  # goes on as another case


STATUS_LABELS = {
    Status.REPORTED: Label("已登记", "Reported"),
    Status.ASSIGNED: Label("已派单", "Assigned"),
    Status.ESCALATED: Label("已提级", "Escalated"),
    Status.ACCEPTED: Label("已受理", "Accepted"),
    Status.IN_PROGRESS: Label("处理中", "In progress"),
    Status.PAUSED: Label("暂停计时", "Paused"),
    Status.RESOLVED: Label("已办结，待回访", "Resolved, call-back due"),
    Status.VERIFIED: Label("已回访", "Verified by the reporter"),
    Status.UNVERIFIED: Label("未能回访", "Nobody reached three times"),
    Status.CLOSED: Label("已结案", "Closed"),
    Status.WITHDRAWN: Label("已撤回", "Withdrawn"),
    Status.MERGED: Label("已并案", "Merged into another case"),
}
"""What users call each status."""

WAITING = frozenset({Status.REPORTED, Status.ASSIGNED, Status.ESCALATED})
WORKING = frozenset({Status.ACCEPTED, Status.IN_PROGRESS})
RUNNING = WAITING | WORKING
OPEN = RUNNING | {Status.PAUSED}
UNSETTLED = OPEN | {Status.RESOLVED}
EVERY = frozenset(Status)


class Level(IntEnum):
    """The escalation ladder of DOMAIN 2.5."""

    L0 = 0  # 物业 / 红色管家
    L1 = 1  # 小区党支部
    L2 = 2  # 社区党建联席会议
    L3 = 3  # 镇街党建联盟
    L4 = 4  # 县区专班


class Channel(StrEnum):
    """How a case came in; data, never a type of its own (DOMAIN 1.6)."""

    APP = "app"
    PHONE = "phone"
    CARE_HOTLINE = "care_hotline"  # 24小时党员爱心联线电话
    HOTLINE_12345 = "hotline_12345"
    TV = "tv"  # 你呼我应
    MESSAGE_BOARD = "message_board"  # 网络留言板
    CHAT_GROUP = "chat_group"  # 小喇叭、问题板
    STEWARD_APP = "steward_app"  # 物业管家APP
    VISIT = "visit"  # 走访
    COUNCIL = "council"  # 马扎议事会、恳谈会
    DESK = "desk"  # 一站式服务大厅
    PETITION = "petition"  # 信访
    INSPECTION = "inspection"  # 巡查
    PROACTIVE = "proactive"  # 主动发现
    MEDIA = "media"
    SURVEY = "survey"
    INTEGRATION = "integration"  # another system
    OTHER = "other"


class Cause(StrEnum):
    """Why a case climbed."""

    MANUAL = "manual"
    DEADLINE = "deadline"
    UNSOLVED = "unsolved"  # the reporter says it is not solved
    REOPENED = "reopened"
    DISPUTE = "dispute"  # two parties in dispute
    REPEATED = "repeated"  # three times in 90 days
    WHISTLE = "whistle"  # the street alliance is called (吹哨)


class PauseReason(StrEnum):
    """The only reasons that stop a clock (DOMAIN 2.5 rule 3; mediation: 2.16)."""

    WAITING_FOR_RESIDENT = "waiting_for_resident"
    LEGAL_PERIOD = "legal_period"  # a vote or notice period required by law
    PROCEEDINGS = "proceedings"  # court or appraisal pending
    WEATHER_OR_SUPPLY = "weather_or_supply"
    MEDIATION = "mediation"  # only if both sides agree


class Satisfaction(StrEnum):
    SATISFIED = "satisfied"
    BASICALLY_SATISFIED = "basically_satisfied"
    DISSATISFIED = "dissatisfied"
    NOT_STATED = "not_stated"


class MediationOutcome(StrEnum):
    AGREED = "agreed"
    STOPPED = "stopped"
    DECLINED = "declined"


class DepartmentStep(StrEnum):
    PLAN = "plan"  # 行动方案
    RESULT = "result"  # 办理结果


class EnforcementResult(StrEnum):
    ORDERED_CORRECTION = "ordered_correction"
    PENALISED = "penalised"
    NO_VIOLATION = "no_violation"
    NOT_COMPETENT = "not_competent"


class Side(StrEnum):
    """Whose consent to a mediation it is."""

    REPORTER = "reporter"
    OTHER = "other"
