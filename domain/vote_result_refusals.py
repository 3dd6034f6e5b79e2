"""What a vote refuses after its close: results, recounts, orders."""

from __future__ import annotations

from domain.errors import Refusal


class NotOfficialVote(Refusal):
    zh = "此表决不在官方系统进行。"
    en = "This vote does not run on the official system."
    fields = ("id",)


class OfficialResultUnsound(Refusal):
    """problem: what does not fit."""

    zh = "官方结果与公告不符：{problem_zh}。"
    en = "The official result does not fit the notice: {problem}."
    fields = ("document",)


class TooFewForRecount(Refusal):
    zh = "要求复核的业主为 {heads} 户，至少需要 {least} 户。"
    en = "{heads} owners ask for a recount; at least {least} are needed."
    fields = ("unit_ids",)


class RecountTooLate(Refusal):
    zh = "要求复核的期限已于 {until} 届满。"
    en = "A recount could be asked for until {until}."
    fields = ("id",)


class RecountDone(Refusal):
    zh = "已经复核过。"
    en = "It was recounted already."
    fields = ("id",)


class RecountUnexplained(Refusal):
    zh = "复核结果与计票不同，须说明原因。"
    en = "The recount differs from the count: say why."
    fields = ("explanation",)


class OrderBeforeResult(Refusal):
    zh = "日期 {day} 早于计票日 {since}。"
    en = "{day} is before the count of {since}."
    fields = ("on",)
