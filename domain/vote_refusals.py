"""What votes and ballots refuse."""

from __future__ import annotations

from domain.errors import Refusal

# --- the notice -----------------------------------------------------------------------


class UnknownMatter(Refusal):
    zh = "没有表决事项“{matter}”。"
    en = "There is no matter {matter}."
    fields = ("items",)


class DecidedByBody(Refusal):
    zh = "事项 {matter} 由{body_zh}决定，不由全体业主表决。"
    en = (
        "The matter {matter} is decided by: {body}. It is not for a vote of all owners."
    )
    fields = ("items",)


class NoticeTooShort(Refusal):
    zh = "公告与开始表决之间须满 {days} 天，最早于 {earliest} 开始。"
    en = (
        "Between notice and opening there must be {days} full days: {earliest} at the"
        " earliest."
    )
    fields = ("opens_at",)


class VoteWindowTooShort(Refusal):
    zh = "表决期至少 {days} 天。"
    en = "The window has at least {days} days."
    fields = ("closes_at",)


class VoteWindowTooLong(Refusal):
    zh = "表决期（含延长）最多 {days} 天。"
    en = "The window has at most {days} days, with its extension."
    fields = ("closes_at",)


class WrongVoteBase(Refusal):
    """base: whom the matter concerns."""

    zh = "事项 {matter} 的表决范围应为：{base_zh}。"
    en = "The matter {matter} is for: {base}."
    fields = ("buildings",)


class EmptyRoll(Refusal):
    zh = "没有可以参加表决的业主。"
    en = "There is no owner who could vote."
    fields = ("buildings",)


class HybridRequired(Refusal):
    zh = "网上表决须同时提供纸质或会议方式。"
    en = "Online voting needs paper or a meeting beside it here."
    fields = ("channels",)


class OfficialSystemRequired(Refusal):
    zh = "本地电子表决须在官方系统进行，其结果导入本系统。"
    en = "Electronic votes run on the official system here; its result is imported."
    fields = ("channels",)


class OfficialAlone(Refusal):
    zh = "官方系统的表决不能再用其他方式计票。"
    en = "A vote in the official system has no other channel."
    fields = ("channels",)


class OpenBallotForbidden(Refusal):
    zh = "此表决不能记名：选举和非资金事项须不记名。"
    en = "These ballots must be secret: only money matters may be voted on openly."
    fields = ("secrecy",)


class UncastMayNotJoin(Refusal):
    zh = "本地不允许将未表决票计入多数意见。"
    en = "Uncast votes may not join the majority here."
    fields = ("uncast_join",)


class OwnersRulesMissing(Refusal):
    zh = "须写明业主议事规则的编号：只有议事规则规定才可以这样表决。"
    en = "Name the owners' rules that allow this: nothing else does."
    fields = ("owners_rules",)


# --- the window -----------------------------------------------------------------------


class VoteNotYet(Refusal):
    zh = "表决于 {opens_at} 开始。"
    en = "The vote opens at {opens_at}."
    fields = ("id",)


class VoteWindowOver(Refusal):
    zh = "表决已于 {closes_at} 截止。"
    en = "The vote ended at {closes_at}."
    fields = ("id",)


class VoteWindowRunning(Refusal):
    zh = "表决期到 {closes_at} 才结束，不能提前。"
    en = "The window runs until {closes_at}; it is not cut short."
    fields = ("id",)


class VoteExtended(Refusal):
    zh = "表决期只能延长一次。"
    en = "The window may be extended once only."
    fields = ("closes_at",)


class ExtensionNotLonger(Refusal):
    zh = "新的截止时间须晚于 {closes_at}。"
    en = "The new end must be after {closes_at}."
    fields = ("closes_at",)


class EnoughTookPart(Refusal):
    zh = "参与表决的业主已达到要求，不能延长。"
    en = "Enough owners have taken part: there is no ground for an extension."
    fields = ("closes_at",)


# --- ballots --------------------------------------------------------------------------


class HeadNotOnRoll(Refusal):
    zh = "该户不在公告时确定的业主名册中。"
    en = "This unit is not on the roll that was frozen at the notice."
    fields = ("unit_id",)


class VoteNotOpen(Refusal):
    zh = "表决不在进行中（{status_zh}）。"
    en = "The vote is not open: it is {status}."
    fields = ("vote_id",)


class ChannelNotOffered(Refusal):
    zh = "公告没有这种表决方式。"
    en = "The notice does not offer this channel."
    fields = ("channel",)


class ChannelNotYours(Refusal):
    zh = "业主本人在网上表决；工作人员只登记纸质选票和会议表决。"
    en = "Owners vote online themselves; staff enter ballots on paper or at a meeting."
    fields = ("channel",)


class ItemNotNoticed(Refusal):
    zh = "“{item}”不在公告的表决事项中。"
    en = "{item} is not among the noticed questions."
    fields = ("marks",)


class SecondBallot(Refusal):
    zh = "该业主已经投票，一名业主一票。"
    en = "This owner has voted already: one head, one ballot."
    fields = ("unit_id",)


class BallotFinal(Refusal):
    zh = "选票有效且议事规则不允许改票。"
    en = "The ballot is valid, and the owners' rules do not let it be replaced."
    fields = ("id",)


class BallotTooLate(Refusal):
    zh = "选票在截止之后才到达，不计入结果。"
    en = "The ballot arrived after the close and does not count."
    fields = ("vote_id",)


class BallotOnline(Refusal):
    zh = "网上选票由业主本人提交，不能更正。"
    en = "An online ballot is as its owner gave it; only what was typed is corrected."
    fields = ("id",)


class NotBeingRecounted(Refusal):
    zh = "只有复核期间才能更正录入的选票。"
    en = "Ballots that were typed wrong are corrected during a recount only."
    fields = ("id",)


class ProxyLimit(Refusal):
    zh = "一人最多代理 {limit} 户。"
    en = "A proxy stands for at most {limit} owners."
    fields = ("proxy",)


class ProxyRegisteredBefore(Refusal):
    zh = "该户已登记代理人。"
    en = "This owner has a proxy already."
    fields = ("unit_id",)


class NoDelegates(Refusal):
    zh = "本地不设楼栋代表。"
    en = "There are no delegates of buildings here."
    fields = ("kind",)


class NotTheProxy(Refusal):
    zh = "没有登记您为该户的代理人。"
    en = "You are not registered as the proxy of this owner."
    fields = ("unit_id",)


class OfficialVote(Refusal):
    zh = "此表决在官方系统进行，本系统不收选票也不计票。"
    en = "This vote runs on the official system: no ballot is taken or counted here."
    fields = ("id",)


class VoteElsewhere(Refusal):
    zh = "该表决不是本小区的表决。"
    en = "That vote was held in another compound."
    fields = ("vote_id",)


class VoteOnOtherMatter(Refusal):
    zh = "该表决的事项与此无关，应为：{matters}。"
    en = "That vote was about something else; this needs one on {matters}."
    fields = ("vote_id",)


class QuestionNotNamed(Refusal):
    zh = "该表决有多个相关事项，请指明是哪一项：{questions}。"
    en = "That vote has several such questions; name the one that decides: {questions}."
    fields = ("question",)


class QuestionOnOtherMatter(Refusal):
    zh = "“{question}”不是该表决的相关事项。"
    en = "{question} is no question of that vote on this matter."
    fields = ("question",)


class VoteOfOtherBuildings(Refusal):
    zh = "表决范围须与使用维修资金涉及的楼栋一致：{buildings}。"
    en = "Those who vote must be the owners whom the use affects: of {buildings}."
    fields = ("vote_id",)


class VoteNotPassed(Refusal):
    zh = "该表决没有通过、尚未计票或已被撤销。"
    en = "That vote has not passed, is not counted yet, or was annulled."
    fields = ("vote_id",)


class NotChosen(Refusal):
    zh = "该表决没有选出 {person}。"
    en = "That vote did not choose {person}."
    fields = ("person",)


class VoteOpensOtherwise(Refusal):
    zh = "该表决于 {opens_on} 开始，与所填日期不符。"
    en = "That vote opens on {opens_on}, not on the day given."
    fields = ("opens_on",)
