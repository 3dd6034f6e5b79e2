"""The words of meetings (DOMAIN 2.3, 2.16). How each kind goes stands in the catalogue
`meetings` of the rule pack, by the same codes."""

from __future__ import annotations

from domain.coded import Coded


class MeetingStatus(Coded):
    """Where a meeting stands."""

    CONVENED = "convened", "已通知", "Convened"
    OPEN = "open", "进行中", "Open"
    CLOSED = "closed", "已结束", "Closed"
    CANCELLED = "cancelled", "已取消", "Cancelled"


class MeetingKind(Coded):
    """What sort of meeting it is."""

    CANDID_TALK = "candid_talk", "民情恳谈会", "Candid talk"
    COORDINATION = "coordination", "事务协调会", "Coordination meeting"
    JOINT_MEETING = "joint_meeting", "党建联席会议", "Joint meeting"
    HEARING = "hearing", "社区听证会", "Hearing"
    REVIEW = "review", "评议会", "Review meeting"
    STOOL_COUNCIL = "stool_council", "马扎议事会", "Stool council"
    FIVE_STEP = "five_step", "议事协商“五步工作法”", "Five-step deliberation"
    MULTI_PARTY = "multi_party", "多方协商议事", "Deliberation of many parties"
    COMMITTEE_SESSION = "committee_session", "业委会会议", "Owners' committee session"
    PMC_SESSION = "pmc_session", "物管会会议", "Property committee session"
    BODY_SESSION = "body_session", "其他组织会议", "Session of another body"
    RESIDENTS_ASSEMBLY = "residents_assembly", "居民会议", "Residents' meeting"
    OWNERS_ASSEMBLY = "owners_assembly", "业主大会会议", "Owners' assembly"


SESSIONS = frozenset(
    {
        MeetingKind.COMMITTEE_SESSION,
        MeetingKind.PMC_SESSION,
        MeetingKind.BODY_SESSION,
    }
)
"""Where a body meets as itself."""


class MeetingStep(Coded):
    """A step of a procedure, in the order that its kind of meeting lists."""

    PROBLEMS = "problems", "说问题", "Problems stated"
    MEASURES = "measures", "问措施", "Measures asked for"
    COUNTER_MEASURES = "counter_measures", "定对策", "Counter-measures agreed"
    TOPIC = "topic", "提出议题", "Topic raised"
    SCREENING = "screening", "审核议题、确定参加方", "Screened, parties set"
    DELIBERATION = "deliberation", "协商讨论", "Deliberated"
    DECISION = "decision", "公示并决定", "Posted and decided"
    REPORT = "report", "落实、反馈、评价", "Carried out, reported, rated"


class ItemOutcome(Coded):
    """What became of an item of a meeting."""

    OPEN = "open", "未了结", "Open"
    ON_THE_SPOT = "on_the_spot", "当场解决", "Solved on the spot"
    CASE = "case", "转为诉求", "Became a case"
    DECIDED = "decided", "已决定", "Decided"
    FOUND = "found", "已形成听证意见", "A finding was made"
    DROPPED = "dropped", "不再讨论", "Dropped"


CONVENED = frozenset({MeetingStatus.CONVENED})
OPEN = frozenset({MeetingStatus.OPEN})
BEFORE_CLOSE = CONVENED | OPEN
HELD = OPEN | {MeetingStatus.CLOSED}
