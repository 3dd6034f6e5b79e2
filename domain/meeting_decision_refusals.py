"""Why a decision of a meeting is refused."""

from __future__ import annotations

from domain.errors import Refusal


class NoProxy(Refusal):
    zh = "委员不能委托他人出席。"
    en = "No member may send a proxy here."
    fields = ("proxy",)


class OwnerMayNotDelegate(Refusal):
    zh = "物管会业主委员不能委托他人参加会议(京57)。"
    en = "An owner member may not delegate (Beijing 57)."
    fields = ("proxy",)


class ReservedForOwners(Refusal):
    zh = "“{matter_zh}”({matter})由业主共同决定({origin}),须指明表决。"
    en = "The owners decide {matter} ({name}) by vote ({origin}): name the vote."
    fields = ("vote_id",)


class AssemblyVoteNeeded(Refusal):
    zh = "业主大会以业主表决作出决定,须指明表决。"
    en = "An assembly decides by the owners' vote: name it."
    fields = ("vote_id",)


class ConsensusNotStated(Refusal):
    zh = "须说明是否达成一致。"
    en = "Say whether all agreed."
    fields = ("consensus",)


class HandsAreNoVote(Refusal):
    zh = "议事会议的举手不是业主表决,不计票。"
    en = "A show of hands is no vote of owners: no votes are counted here."
    fields = ("in_favour",)


class QuorumMissed(Refusal):
    zh = "成员 {members} 名,出席 {present} 名,未达到法定人数({share_zh})。"
    en = "{present} of {members} members are present; the quorum is {share}."
    fields = ("item",)


class OwnerQuorumMissed(Refusal):
    zh = "业主委员 {owners} 名,出席 {present} 名,未过半数。"
    en = "{present} of {owners} owner members are present: not more than half."
    fields = ("item",)


class MeetingTallyWrong(Refusal):
    zh = "票数合计 {votes},出席 {present} 名。"
    en = "{votes} votes of {present} present."
    fields = ("in_favour", "against", "abstained")


class SignaturesMissing(Refusal):
    zh = "签字 {signed} 名,须由全体成员 {members} 名的过半数签字。"
    en = "{signed} signed; more than half of all {members} members must."
    fields = ("signed",)


class EligibleNeeded(Refusal):
    zh = "居民会议须记明应到人数。"
    en = "A residents' meeting needs how many may take part."
    fields = ("eligible",)


class AssemblyTooSmall(Refusal):
    zh = "应到 {eligible},实到 {present},未过半数。"
    en = "{present} of {eligible} are present: not more than half."
    fields = ("item",)


class NothingToPost(Refusal):
    zh = "第 {item} 项尚未作出决定。"
    en = "Item {item} was not decided."
    fields = ("item",)


class PostingTooShort(Refusal):
    zh = "公示应至少到 {until}。"
    en = "It must stay posted until {until} at least."
    fields = ("until",)
