"""Why a compound refuses to let a firm enter, leave, serve on trial or charge."""

from __future__ import annotations

from domain.errors import Refusal

# --- exit and entry -----------------------------------------------------------------


class TerminationNoticeTooShort(Refusal):
    zh = "须提前 {days} 天书面通知。"
    en = "Notice must be given {days} days before the last day."
    fields = ("last_day",)


class BeforeTermEnds(Refusal):
    zh = "物业服务人不得在合同期满（{ends_on}）前单方离开。"
    en = "The firm must not leave before the term ends on {ends_on}."
    fields = ("last_day",)


class NoticeMissing(Refusal):
    zh = "尚未到合同终止日，不能终止服务。"
    en = "The service cannot end: no notice was given, or its last day is to come."
    fields = ("on",)


class UnknownHandoverItem(Refusal):
    zh = "移交清单中没有“{item}”。"
    en = "The list of what is handed over has no {item}."
    fields = ("items",)


class HandoverIncomplete(Refusal):
    zh = "尚未移交，也未登记拒绝移交：{missing}。"
    en = "Neither handed over nor recorded as refused: {missing}."
    fields = ("id",)


class TakeoverMissing(Refusal):
    zh = "入驻前须完成承接查验。"
    en = "What is taken over must be inspected before the firm enters."
    fields = ("id",)


class AlreadyStarted(Refusal):
    zh = "该合同的服务已开始。"
    en = "The service of this contract has started already."
    fields = ("id",)


class BeforeContract(Refusal):
    zh = "不能早于合同起始日期 {starts_on}。"
    en = "It must not be before {starts_on}, when the contract begins."
    fields = ("on",)


# --- trial and serve-first ----------------------------------------------------------


class NoTrial(Refusal):
    zh = "没有进行中的试服务。"
    en = "There is no trial service to be decided."
    fields = ("id",)


class TrialUndecided(Refusal):
    zh = "试服务尚未作出决定，不能签约或再次试服务。"
    en = "The trial service must be decided first; nothing converts it by itself."
    fields = ("id",)


class TermsNotPosted(Refusal):
    zh = "试服务条款须在开始前公示。"
    en = "The terms of the trial must be posted before it starts."
    fields = ("posted_on",)


class TrialTooLong(Refusal):
    zh = "试服务最长 {months} 个月。"
    en = "A trial lasts at most {months} months."
    fields = ("ends_on",)


class OutsideTrial(Refusal):
    zh = "日期应在试服务期间（{first} 至 {last}）。"
    en = "The day must be within the trial, {first} to {last}."
    fields = ("on",)


class TrialNotAssessed(Refusal):
    zh = "签约前须完成中期检查和满意度调查。"
    en = "Before a contract a trial needs its mid-term check and its survey."
    fields = ("outcome",)


class TrialNotOver(Refusal):
    zh = "试服务至 {last} 才期满。"
    en = "The trial is not over before {last}."
    fields = ("on",)


class ServeFirstAlready(Refusal):
    zh = "该合同已约定先服务后收费。"
    en = "Serve-first is agreed for this contract already."
    fields = ("id",)


class NotServeFirst(Refusal):
    zh = "该合同没有约定先服务后收费，或收费日期已公示。"
    en = "Serve-first is not agreed, or the first charge date is posted already."
    fields = ("id",)


class AcceptanceMissing(Refusal):
    zh = "服务验收通过后才能公示收费日期。"
    en = "The service must be accepted before a charge date is posted."
    fields = ("first_charge_on",)


class ChargeNoticeTooShort(Refusal):
    zh = "收费日期须提前 {days} 天公示。"
    en = "The first charge date must be posted {days} full days before."
    fields = ("first_charge_on",)
