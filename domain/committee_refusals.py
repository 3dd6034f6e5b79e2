"""Why a command on a body is refused; those on its members are in
`member_refusals`."""

from __future__ import annotations

from domain.errors import Refusal


class BodyTaken(Refusal):
    zh = "该小区(区域)已登记同类同号的组织。"
    en = "There is a body of this kind and number in this place already."
    fields = ("number",)


class LevelNotForBody(Refusal):
    zh = "{kind_zh}不能设在此层级。"
    en = "There is no {kind} at this level."
    fields = ("level",)


class CompoundNeeded(Refusal):
    zh = "小区层级的组织须指明小区。"
    en = "A body of a compound needs the compound named."
    fields = ("compound_id",)


class GroundNeeded(Refusal):
    zh = "组建物业管理委员会须记明法定情形(京53)。"
    en = "A property management committee needs its ground (Beijing 53)."
    fields = ("ground",)


class GroundNotForBody(Refusal):
    zh = "只有物业管理委员会须记明组建情形。"
    en = "Only a property management committee is formed on a ground."
    fields = ("ground",)


class AttemptsMissing(Refusal):
    zh = "组建物管会前须有 {least} 次成立业委会失败,现有 {count} 次。"
    en = "{least} failed attempts at a committee must come first; there are {count}."
    fields = ("failed_attempts",)


class TooFewMembers(Refusal):
    zh = "现有 {count} 人,少于法定最低人数 {least} 人。"
    en = "It has {count} members; the least is {least}."
    fields = ("id",)


class TooManyMembers(Refusal):
    zh = "现有 {count} 人,超过最高人数 {most} 人。"
    en = "It has {count} members; the most is {most}."
    fields = ("id",)


class EvenNumber(Refusal):
    zh = "成员人数 {count} 应为单数。"
    en = "It has {count} members; an odd number is needed."
    fields = ("id",)


class OwnersTooFew(Refusal):
    zh = "{count} 名成员中业主 {owners} 名,未达到比例 {share}。"
    en = "{owners} of {count} members are owners; at least {share} must be."
    fields = ("id",)


class SourceMissing(Refusal):
    zh = "成员中缺少“{source_zh}”。"
    en = "Nobody sits in it for: {source}."
    fields = ("id",)


class SourcesTooFew(Refusal):
    zh = "成员来自 {count} 方,至少应为 {least} 方。"
    en = "Its members come from {count} parties; at least {least} are needed."
    fields = ("id",)


class TooManyAlternates(Refusal):
    zh = "候补 {count} 人,超过上限 {most} 人。"
    en = "It has {count} alternates; the most is {most}."
    fields = ("id",)


class OfficeVacant(Refusal):
    zh = "“{office_zh}”尚未产生。"
    en = "There is no {office} yet."
    fields = ("id",)


class WrongOfficer(Refusal):
    zh = "“{office_zh}”应由“{source_zh}”的成员担任。"
    en = "The {office} must sit for: {source}."
    fields = ("person",)


class NobodyElecting(Refusal):
    zh = "尚未启动换届。"
    en = "No election of a next term has begun."
    fields = ("id",)


class ElectionUnderWay(Refusal):
    zh = "换届已经启动。"
    en = "The election of the next term has begun already."
    fields = ("id",)


class BodyTermTooLong(Refusal):
    zh = "任期 {years} 年,超过上限 {most} 年。"
    en = "{years} years; the longest term is {most}."
    fields = ("term_years",)


class NoTerm(Refusal):
    zh = "该组织没有任期。"
    en = "This body has no term."
    fields = ("id",)


class TermNotOver(Refusal):
    zh = "任期到 {end} 届满。"
    en = "The term runs until {end}."
    fields = ("on",)


class BodyDayAhead(Refusal):
    zh = "日期 {day} 晚于今天 {today}。"
    en = "{day} is after today, {today}."


class NotFiledHere(Refusal):
    zh = "该组织无须备案。"
    en = "This body is not filed."
    fields = ("id",)


class SealMadeAlready(Refusal):
    zh = "印章已经刻制。"
    en = "The seal was made already."
    fields = ("seal",)


class NoSeal(Refusal):
    zh = "尚未刻制印章。"
    en = "There is no seal yet."
    fields = ("id",)


class NothingHandedOver(Refusal):
    zh = "没有移交事由:尚未换届、届满或者解散。"
    en = "Nothing is to be handed over: nobody was relieved."
    fields = ("id",)


class NoSuccession(Refusal):
    zh = "该组织不因业委会备案而解散。"
    en = "No owners' committee takes the place of this body."
    fields = ("id",)


class SuccessorNotFiled(Refusal):
    zh = "业委会尚未备案。"
    en = "No owners' committee of this compound is filed."
    fields = ("successor_id",)


class SuccessorNotNoted(Refusal):
    zh = "须先登记已备案的业委会。"
    en = "Note first which committee was filed."
    fields = ("reason",)
