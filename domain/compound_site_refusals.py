"""Why a compound refuses a command about its people, its places and what is done
there."""

from __future__ import annotations

from domain.errors import Refusal


class SlotNotInFramework(Refusal):
    zh = "该框架没有席位“{zh_name}”。"
    en = "This framework has no seat {en_name}."
    fields = ("slot",)


class PartySlotTaken(Refusal):
    zh = "该席位已有人，先登记空缺。"
    en = "The seat is taken; record first that it is vacant."
    fields = ("slot",)


class PartySlotVacant(Refusal):
    zh = "该席位本就空缺。"
    en = "The seat is vacant already."
    fields = ("slot",)


class SeatsConflict(Refusal):
    zh = "同一人不能兼任席位“{zh_name}”。"
    en = "Somebody here already sits as {en_name}, which does not go together."
    fields = ("holders",)


class InstructorMissing(Refusal):
    zh = "派遣党建指导员须写明指导员。"
    en = "Where an instructor is sent, say who."
    fields = ("instructor_id",)


class OrganisationMissing(Refusal):
    zh = "单独组建、联合组建须写明党组织。"
    en = "Where there is a branch, say which."
    fields = ("organisation",)


class CoverageNotStated(Refusal):
    zh = "没有登记党组织覆盖。"
    en = "No Party coverage is stated."
    fields = ("id",)


class AreaCodeTaken(Refusal):
    zh = "编号 {area} 已使用。"
    en = "The code {area} is used already."
    fields = ("code",)


class BuildingInTwoAreas(Refusal):
    zh = "同类片区不能包含同一栋楼。"
    en = "No building lies in two areas of one kind."
    fields = ("buildings",)


class UnknownArea(Refusal):
    zh = "没有编号为 {area} 的片区。"
    en = "There is no area {area}."


class StewardsMissing(Refusal):
    zh = "红色管家至少确定一人。"
    en = "Name at least one of the three red stewards."
    fields = ("steward_id",)


# --- places, devices, works ---------------------------------------------------------


class SiteCodeTaken(Refusal):
    zh = "编号 {code} 已使用。"
    en = "The code {code} is used already."
    fields = ("code",)


class UnknownSiteCode(Refusal):
    zh = "没有编号为 {code} 的登记。"
    en = "There is nothing with the code {code}."
    fields = ("code",)


class FaceOnlyEntry(Refusal):
    zh = "人脸识别不得作为出入口 {entrance} 的唯一验证方式。"
    en = "Face recognition must not be the only way in at {entrance}."
    fields = ("kind",)


class DeviceBasisMissing(Refusal):
    zh = "人脸识别和监控须写明依据。"
    en = "Face recognition and cameras must name the article that allows them."
    fields = ("basis",)


class PlatformUnchanged(Refusal):
    zh = "平台接入状态没有变化。"
    en = "The platform is connected, or not, as it was."
    fields = ("platform",)


class WorkAlreadyAccepted(Refusal):
    zh = "该项目已验收。"
    en = "The work is accepted already."
    fields = ("code",)


class StarAssessedAlready(Refusal):
    zh = "{year} 年度已评定。"
    en = "The year {year} is assessed already."
    fields = ("year",)


class SpacesDoNotFit(Refusal):
    zh = "已售、已租和自治车位之和超过车位总数。"
    en = "Sold, leased and self-managed spaces are more than there are."
    fields = ("spaces",)


class CommonAreaNeedsVote(Refusal):
    zh = "改变共用部位用途须经业主共同决定。"
    en = "Another use of a common part needs the owners' vote."
    fields = ("vote_id",)


class NotInChecklist(Refusal):
    zh = "“4321”清单中没有“{code}”。"
    en = "The 4321 model has no item {code}."
    fields = ("code",)


class ErrandNotOffered(Refusal):
    zh = "服务点 {point} 不办理“{matter}”。"
    en = "The point {point} does not take the matter {matter}."
    fields = ("matter",)


class FindingNotOpen(Refusal):
    zh = "“{item}”不是待整改的问题。"
    en = "{item} is no open finding of this inspection."
    fields = ("items",)


class IncidentAlreadyClosed(Refusal):
    zh = "该事件已处置完毕。"
    en = "The incident is closed already."
    fields = ("code",)
