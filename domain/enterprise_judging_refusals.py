"""Why a rating, a finding, a list or an objection of an enterprise is refused."""

from __future__ import annotations

from domain.errors import Refusal


class RatingQuarterNotOver(Refusal):
    zh = "季度 {quarter} 尚未结束。"
    en = "The quarter {quarter} is not over."
    fields = ("quarter",)


class RatingQuarterTaken(Refusal):
    zh = "季度 {quarter} 已评级；只有异议成立后才重评。"
    en = "{quarter} is rated; it is rated again only after an upheld objection."
    fields = ("quarter",)


class RatingQuarterUnknown(Refusal):
    zh = "季度 {quarter} 没有评级。"
    en = "The quarter {quarter} is not rated."
    fields = ("quarter",)


class RatingQuarterPassed(Refusal):
    zh = "季度 {later} 已评级，不能再评更早的季度。"
    en = "{later} is rated; no earlier quarter is rated after it."
    fields = ("quarter",)


class RatingEarlierQuarterOpen(Refusal):
    zh = "季度 {earlier} 的评级尚未公布。"
    en = "The rating of {earlier} is not published yet."
    fields = ("quarter",)


class RatingObjectionTimeRunning(Refusal):
    zh = "异议期至 {until}，期满才能公布。"
    en = "Objections may come until {until}; it is published after that."
    fields = ("quarter",)


class RatingObjectionsOpen(Refusal):
    zh = "还有异议未答复，或异议成立后尚未重评。"
    en = "An objection is unanswered, or was upheld and the quarter not rated again."
    fields = ("quarter",)


class RatingPublishedBefore(Refusal):
    zh = "季度 {quarter} 的评级已公布。"
    en = "The rating of {quarter} is published."
    fields = ("quarter",)


class NoCorrectionPlanDue(Refusal):
    zh = "季度 {quarter} 没有待提交的整改方案。"
    en = "No plan of correction is due for {quarter}."
    fields = ("quarter",)


# --- findings -------------------------------------------------------------------------


class NegativeListEntryUnknown(Refusal):
    zh = "负面清单没有条目“{entry}”。"
    en = "The negative list has no entry {entry}."
    fields = ("entry",)


class FindingEvidenceMissing(Refusal):
    zh = "立项须有证据。"
    en = "A finding is not opened without evidence."
    fields = ("evidence",)


class FindingUnknown(Refusal):
    zh = "没有第 {finding} 号认定。"
    en = "There is no finding {finding}."
    fields = ("finding",)


class FindingStageWrong(Refusal):
    zh = "该认定当前为“{stage_zh}”，此操作只允许在以下阶段进行：{allowed_zh}。"
    en = "The finding is {stage}; this needs it to be one of: {allowed}."
    fields = ("finding",)


class FindingPointsBeyondList(Refusal):
    zh = "扣分应为 {least} 至 {most}。"
    en = "{least} to {most} points are taken off."
    fields = ("points",)


class VetoWithoutGround(Refusal):
    zh = "条目 {entry} 不能作为一票否决“{veto_zh}”的依据。"
    en = "The entry {entry} is no ground for this veto: {veto}."
    fields = ("veto",)


class FindingAppealTooLate(Refusal):
    zh = "申诉期已于 {until} 届满。"
    en = "The time to appeal ended at {until}."
    fields = ("finding",)


class FindingAppealTimeRunning(Refusal):
    zh = "申诉期至 {until}，期满才生效。"
    en = "An appeal may come until {until}; it is final after that."
    fields = ("finding",)


class FindingAppealByFinder(Refusal):
    zh = "作出认定的人员不能决定该申诉。"
    en = "Who decided the finding does not decide the appeal."
    fields = ("finding",)


class FindingAppealPointsWrong(Refusal):
    zh = "维持的，扣分不变；减轻的，应少于原扣分；撤销的，为 0。"
    en = "Points stay if confirmed, are fewer if reduced, and 0 if annulled."
    fields = ("points",)


class FindingPublishedBefore(Refusal):
    zh = "该认定已公开。"
    en = "The finding is published."
    fields = ("finding",)


# --- lists and objections -------------------------------------------------------------


class NaturalPersonNeverListed(Refusal):
    zh = "红黑榜只列企业和组织，不得列自然人。"
    en = "Natural persons are never listed; enterprises and organisations are."
    fields = ("subject",)


class ListingGroundMissing(Refusal):
    zh = "黑榜须以生效的认定为依据；红榜、表扬名单须以最近公布的绿色评级为依据。"
    en = (
        "The black list rests on a finding that is final, the others on the rating"
        " published last, if it is green."
    )
    fields = ("finding", "quarter")


class ListingBarredByBlackList(Refusal):
    zh = "黑榜公示期间不能列入红榜或表扬名单。"
    en = "What is on the black list is not honoured."
    fields = ("credit_list",)


class ListingTaken(Refusal):
    zh = "已按同一依据列入该榜单。"
    en = "It is on that list for the same reason."
    fields = ("credit_list",)


class ListingDisclosureTooLong(Refusal):
    zh = "公示期应在 {first} 至 {last} 之间。"
    en = "It is shown until a day from {first} to {last}."
    fields = ("until",)


class ListingUnknown(Refusal):
    zh = "没有在榜的第 {listing} 号记录。"
    en = "There is no entry {listing} on a list."
    fields = ("listing",)


class ListingRepairMissing(Refusal):
    zh = "所依据的认定尚未修复。"
    en = "The finding that it rests on is not repaired."
    fields = ("end",)


class ListingTermNotOver(Refusal):
    zh = "公示期至 {until}。"
    en = "It is shown until {until}."
    fields = ("end",)


class ListingEndsByItself(Refusal):
    zh = "异议成立或依据不再成立时自动移出，不能选择此原因。"
    en = "That ends an entry by itself; it is no reason to give."
    fields = ("end",)


class EnterpriseObjectionTooLate(Refusal):
    zh = "异议期已于 {until} 届满，或结果已公布。"
    en = "The time to object ended at {until}, or the result is published."
    fields = ("reference",)


class EnterpriseObjectionUnfounded(Refusal):
    zh = "没有可以提出异议的“{reference}”。"
    en = "There is nothing to object to under {reference}."
    fields = ("reference",)


class EnterpriseObjectionUnknown(Refusal):
    zh = "没有未答复的第 {objection} 号异议。"
    en = "There is no unanswered objection {objection}."
    fields = ("objection",)
