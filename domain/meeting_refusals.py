"""Why a command on a meeting is refused."""

from __future__ import annotations

from domain.errors import Refusal


class NotInOffice(Refusal):
    zh = "该组织尚未组成或者已届满、解散,不能召集会议。"
    en = "This body is not in office and convenes nothing."
    fields = ("committee_id",)


class KindNotForBody(Refusal):
    zh = "该组织不能召集“{kind_zh}”。"
    en = "This body does not convene a meeting of this kind: {kind}."
    fields = ("kind",)


class MeetingNoticeTooShort(Refusal):
    zh = "会议应提前 {notice} 通知,最早可在 {earliest} 召开(未计时刻)。"
    en = "Notice of {notice} is needed; the earliest day is {earliest}."
    fields = ("starts_at",)


class MeetingNotBegun(Refusal):
    zh = "会议定于 {starts_at} 开始。"
    en = "The meeting begins at {starts_at}."
    fields = ("id",)


class NotOnNotice(Refusal):
    zh = "业主大会只能审议通知所列事项。"
    en = "An assembly takes up what was on its notice and nothing else."
    fields = ("id",)


class UnknownReservedMatter(Refusal):
    zh = "没有业主共同决定事项代码 {matter}。"
    en = "There is no matter {matter} among those that the owners decide."
    fields = ("matter",)


class UnknownItem(Refusal):
    zh = "没有第 {item} 项议题。"
    en = "There is no item {item}."
    fields = ("item",)


class ItemClosed(Refusal):
    zh = "第 {item} 项议题已了结。"
    en = "Item {item} is settled already."
    fields = ("item",)


class MemberIdNeeded(Refusal):
    zh = "此类会议按成员签到,每次一名成员。"
    en = "Members count here: name each, one at a time."
    fields = ("person",)


class RoleAlone(Refusal):
    zh = "此类会议只按身份和人数签到,不登记个人。"
    en = "Attendance is by role and number alone here; name nobody."
    fields = ("person",)


class NotOnRoster(Refusal):
    zh = "{person} 不是该组织成员。"
    en = "{person} is no member of the body."
    fields = ("person",)


class SuspendedMember(Refusal):
    zh = "{person} 已暂停履职。"
    en = "{person} is suspended and does not act."
    fields = ("person",)


class PresentAlready(Refusal):
    zh = "{person} 已签到。"
    en = "{person} is present already."
    fields = ("person",)


class StepNotHere(Refusal):
    zh = "此类会议没有“{step_zh}”这一步。"
    en = "Meetings of this kind have no step: {step}."
    fields = ("step",)


class StepOutOfOrder(Refusal):
    zh = "下一步应为“{next_zh}”。"
    en = "The next step is: {next}."
    fields = ("step",)


class StepsMissing(Refusal):
    zh = "尚未完成“{next_zh}”。"
    en = "This step comes first: {next}."
    fields = ("item",)


class PartiesNeeded(Refusal):
    zh = "须确定参加协商的各方。"
    en = "Name the parties that deliberate."
    fields = ("parties",)


class SidesMissing(Refusal):
    zh = "已听取 {heard} 方陈述,至少应听取 {least} 方。"
    en = "{heard} sides were heard; at least {least} must be."
    fields = ("item",)


class NoFindingHere(Refusal):
    zh = "只有听证会形成听证意见。"
    en = "Only a hearing makes a finding."
    fields = ("item",)


class NoPostingHere(Refusal):
    zh = "此类会议不公示协商结果。"
    en = "Meetings of this kind post no outcome."
    fields = ("item",)


class PostingOutOfBounds(Refusal):
    zh = "公示 {days} 天,应为 {least} 至 {most} 天。"
    en = "It is posted for {days} days; {least} to {most} are asked."
    fields = ("until",)


class OutcomeNotPosted(Refusal):
    zh = "协商结果尚未公示。"
    en = "The outcome was not posted yet."
    fields = ("item",)


class PostingNotOver(Refusal):
    zh = "公示期到 {until} 届满。"
    en = "It is posted until {until}."
    fields = ("item",)


class CaseNeeded(Refusal):
    zh = "转为诉求须指明诉求编号。"
    en = "Name the case that it became."
    fields = ("case_id",)


class TaskDueBefore(Refusal):
    zh = "期限 {day} 早于今天。"
    en = "{day} is before today."
    fields = ("due_on",)


class UnknownTask(Refusal):
    zh = "没有第 {task} 项任务。"
    en = "There is no task {task}."
    fields = ("task_number",)


class TaskFinished(Refusal):
    zh = "第 {task} 项任务已完成。"
    en = "Task {task} is done already."
    fields = ("task_number",)


class SealWithoutDecision(Refusal):
    zh = "该组织在此会议上没有作出可以用印的决定。"
    en = "This body decided nothing there that the seal could be for."
    fields = ("meeting_id", "item")


class MinutesMissing(Refusal):
    zh = "结束会议前须有会议记录。"
    en = "There are no minutes yet."
    fields = ("id",)


class ItemsOpen(Refusal):
    zh = "议题 {items} 尚未了结。"
    en = "Not settled yet: items {items}."
    fields = ("id",)
