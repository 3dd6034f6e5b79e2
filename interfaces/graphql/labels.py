"""The words of the domain as enums of the schema, with their names in two languages."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import NamedTuple

import strawberry

import application.mapper  # noqa: F401  # every aggregate, and with it its words
import domain.indicators.formulas  # noqa: F401  # and the words of figures
import interfaces.notifications.words  # and those of notifications
import interfaces.webhooks.words  # noqa: F401  # and those of webhooks
from domain import case_words as words
from domain.coded import Coded
from domain.compound_facts import CompoundKind
from domain.facts import Label, Mask
from interfaces.language import Language
from projections.case_filters import CaseSort


class Words(NamedTuple):
    """An enum in the schema: its name there, its meaning, and each value's names."""

    name: str
    meaning: str
    labels: Mapping[str, Label]


STATUS = Words(
    "CaseStatus",
    "Where a case stands.",
    {status.name: label for status, label in words.STATUS_LABELS.items()},
)
LEVEL = Words(
    "Level",
    "The escalation ladder (逐级提级).",
    {
        "L0": Label("物业 / 红色管家", "Firm and steward"),
        "L1": Label("小区党支部", "Compound branch"),
        "L2": Label("社区党建联席会议", "Community joint meeting"),
        "L3": Label("镇街党建联盟", "Street alliance"),
        "L4": Label("县区专班", "County task force"),
    },
)
CHANNEL = Words(
    "Channel",
    "How a case came in.",
    {
        "APP": Label("手机应用", "Resident's app"),
        "PHONE": Label("电话", "Telephone"),
        "CARE_HOTLINE": Label("24小时党员爱心联线电话", "Party members' care line"),
        "HOTLINE_12345": Label("12345热线", "12345 hotline"),
        "TV": Label("电视（你呼我应）", "Television"),
        "MESSAGE_BOARD": Label("网络留言板", "Message board"),
        "CHAT_GROUP": Label("小区群（小喇叭、问题板）", "Chat group"),
        "STEWARD_APP": Label("物业管家APP", "Steward's app"),
        "VISIT": Label("走访", "Visit"),
        "COUNCIL": Label("议事会、恳谈会", "Council meeting"),
        "DESK": Label("一站式服务大厅", "Service desk"),
        "PETITION": Label("信访", "Petition"),
        "INSPECTION": Label("巡查", "Inspection"),
        "PROACTIVE": Label("主动发现", "Found proactively"),
        "MEDIA": Label("媒体", "Media"),
        "SURVEY": Label("问卷调查", "Survey"),
        "INTEGRATION": Label("其他系统", "Another system"),
        "OTHER": Label("其他", "Other"),
    },
)
CAUSE = Words(
    "Cause",
    "Why a case climbs.",
    {
        "MANUAL": Label("人工提级", "By hand"),
        "DEADLINE": Label("超时", "A deadline passed"),
        "UNSOLVED": Label("诉求人认为未解决", "The reporter says it is not solved"),
        "REOPENED": Label("重新办理", "Reopened"),
        "DISPUTE": Label("双方争议", "Two parties in dispute"),
        "REPEATED": Label("90天内三次", "Three times in 90 days"),
        "WHISTLE": Label("吹哨", "The street alliance is called"),
    },
)
PAUSE_REASON = Words(
    "PauseReason",
    "The only reasons that stop a clock.",
    {
        "WAITING_FOR_RESIDENT": Label("等待居民", "Waiting for the resident"),
        "LEGAL_PERIOD": Label("法定期间", "A period required by law"),
        "PROCEEDINGS": Label("诉讼或鉴定中", "Court or appraisal pending"),
        "WEATHER_OR_SUPPLY": Label("天气或供应", "Weather or supply"),
        "MEDIATION": Label("调解中（双方同意）", "Mediation, both sides agree"),
    },
)
SATISFACTION = Words(
    "Satisfaction",
    "What the reporter said at the call-back (回访).",
    {
        "SATISFIED": Label("满意", "Satisfied"),
        "BASICALLY_SATISFIED": Label("基本满意", "Basically satisfied"),
        "DISSATISFIED": Label("不满意", "Dissatisfied"),
        "NOT_STATED": Label("未评价", "Not stated"),
    },
)
MEDIATION_OUTCOME = Words(
    "MediationOutcome",
    "How a mediation (调解) ended.",
    {
        "AGREED": Label("达成协议", "Agreed"),
        "STOPPED": Label("终止", "Stopped"),
        "DECLINED": Label("拒绝调解", "Declined"),
    },
)
SIDE = Words(
    "Side",
    "A side of a dispute.",
    {
        "REPORTER": Label("诉求人", "The reporter"),
        "OTHER": Label("对方", "The other side"),
    },
)
DEPARTMENT_STEP = Words(
    "DepartmentStep",
    "What a called department files.",
    {
        "PLAN": Label("方案", "Its action plan"),
        "RESULT": Label("结果", "Its result"),
    },
)
ENFORCEMENT_RESULT = Words(
    "EnforcementResult",
    "What an enforcement department did.",
    {
        "ORDERED_CORRECTION": Label("责令改正", "Ordered a correction"),
        "PENALISED": Label("予以处罚", "Penalised"),
        "NO_VIOLATION": Label("未发现违法", "Found no violation"),
        "NOT_COMPETENT": Label("无管辖权", "Is not competent"),
    },
)
MASK = Words(
    "Mask",
    "How a sealed text may leave the vault.",
    {
        "M0": Label("无需遮盖", "Nothing to hide"),
        "M1": Label("遮盖电话、证件号、住址", "Phone, ID number, home address hidden"),
        "M2": Label("仅以房号指称业主", "Owners by unit number only"),
        "M3": Label("仅公开任职人员姓名", "Names of office holders only"),
        "M4": Label("仅汇总数", "Aggregates only"),
        "NEVER": Label("不得公开", "Never released"),
    },
)
COMPOUND_KIND = Words(
    "CompoundKind",
    "What sort of compound (小区) it is.",
    {
        "COMMODITY": Label("商品房小区", "Commodity housing"),
        "OLD": Label("老旧小区", "Old compound"),
        "FORMER_PUBLIC": Label("房改房小区", "Former public housing"),
        "AFFORDABLE": Label("保障性住房", "Affordable housing"),
        "URBAN_VILLAGE": Label("城中村", "Urban village"),
        "OTHER": Label("其他", "Other"),
    },
)
CASE_SORT = Words(
    "CaseSortKey",
    "What a list of cases is sorted by.",
    {
        "REPORTED_AT": Label("登记时间", "When it was reported; unknown is oldest"),
        "CHANGED_AT": Label("最近变动", "When its last fact happened"),
        "DUE_AT": Label("到期时间", "Its next deadline; none is latest"),
        "SUPPORT_COUNT": Label("支持数", "Supporters, of imported cases"),
    },
)

ENUMS: Mapping[type[Enum], Words] = {
    words.Status: STATUS,
    words.Level: LEVEL,
    words.Channel: CHANNEL,
    words.Cause: CAUSE,
    words.PauseReason: PAUSE_REASON,
    words.Satisfaction: SATISFACTION,
    words.MediationOutcome: MEDIATION_OUTCOME,
    words.Side: SIDE,
    words.DepartmentStep: DEPARTMENT_STEP,
    words.EnforcementResult: ENFORCEMENT_RESULT,
    Mask: MASK,
    CompoundKind: COMPOUND_KIND,
    CaseSort: CASE_SORT,
}


def label(value: Enum, language: Language) -> str:
    """The name of an enum value in one language."""
    if isinstance(value, Coded):
        found = value.label
    else:
        found = ENUMS[type(value)].labels[value.name]
    return found.zh if language == "zh" else found.en


def _offer(enum: type[Enum], known: Words) -> None:
    """Make an enum of the domain one of the schema, each value described."""
    strawberry.enum(enum, name=known.name, description=known.meaning)
    for value in enum.__strawberry_definition__.values:  # type: ignore[attr-defined]
        text = known.labels[value.name]
        value.description = f"{text.zh} ({text.en})"


def coded(kind: type[Coded] = Coded) -> Iterator[type[Coded]]:
    """Every enumeration of the domain whose members say what they are called."""
    for each in kind.__subclasses__():
        yield each
        yield from coded(each)


def _offer_coded(enum: type[Coded]) -> None:
    meaning = " ".join(inspect.cleandoc(enum.__doc__ or "").split())
    strawberry.enum(enum, name=enum.__name__, description=meaning)
    for member, value in zip(
        enum,
        enum.__strawberry_definition__.values,  # type: ignore[attr-defined]
        strict=True,
    ):
        value.description = f"{member.label.zh} ({member.label.en})"


# A schema is made of what its modules declare; these enums are declared elsewhere.
for _enum, _words in ENUMS.items():
    _offer(_enum, _words)
for _coded in coded():
    _offer_coded(_coded)
