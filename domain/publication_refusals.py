"""What a publication, or an exemption from one, may be refused for."""

from __future__ import annotations

from domain.errors import Refusal


class UnknownDisclosureItem(Refusal):
    zh = "公开目录中没有“{item}”。"
    en = "The disclosure catalogue has no item {item}."
    fields = ("item",)


class DisclosureItemOff(Refusal):
    zh = "当地未开启 {item}（{name_zh}）的公示（{key}）。"
    en = "{item} ({name}) is not published here ({key})."
    fields = ("item",)


class NotItsPublisher(Refusal):
    zh = "{item}（{name_zh}）应由以下主体公示：{allowed_zh}。"
    en = "{item} ({name}) is published by: {allowed}."
    fields = ("publisher",)


class RoleCannotPublish(Refusal):
    zh = "您的角色不能以“{publisher_zh}”的名义公示。"
    en = "Your role does not publish for the {publisher}."
    fields = ("authorization",)


class OccasionUnfit(Refusal):
    """allowed: forms of an occasion that the item's duties have."""

    zh = "{item} 的公示事由“{occasion}”无效，应如：{allowed}。"
    en = "{occasion} is no occasion of {item}; expected one like: {allowed}."
    fields = ("occasion",)


class OccasionNotOver(Refusal):
    zh = "期间 {occasion} 尚未结束，不能公示其结果。"
    en = "The period {occasion} is not over, so it has no result to publish."
    fields = ("occasion",)


class ContentFieldMissing(Refusal):
    zh = "{item}（{name_zh}）的内容缺少：{missing_zh}。"
    en = "The content of {item} ({name}) lacks: {missing}."
    fields = ("content",)


class ContentFieldUnknown(Refusal):
    zh = "{item}（{name_zh}）没有内容字段“{unknown}”。"
    en = "{item} ({name}) has no content field {unknown}."
    fields = ("content",)


class ContentFormInvalid(Refusal):
    """place: of the value, as `fees[2]`; expected: what it should be."""

    zh = "{item} 的字段“{place}”应为{expected_zh}。"
    en = "{place} of {item} should be {expected}."
    fields = ("content",)


class ContentTooLarge(Refusal):
    zh = "内容为 {size} 字节，最多 {most} 字节。"
    en = "The content has {size} bytes; at most {most} are allowed."
    fields = ("content",)


class MaskingViolated(Refusal):
    """rule: what must not be seen; place: where it is."""

    zh = "{item} 按 {mask} 遮蔽：“{place}”含有{rule_zh}（规则 {code}）。"
    en = "{item} is masked by {mask}: {place} shows {rule} (rule {code})."
    fields = ("content",)


class SmallCellShown(Refusal):
    zh = "{item} 只公开汇总数：“{place}”的数 {value} 小于 {least}，应写作“*”。"
    en = "{item} shows aggregates only: {value} at {place} is under {least};"
    en += ' write "*" instead.'
    fields = ("content",)


class NeverPublished(Refusal):
    """data: what it is; word: by which word it was found."""

    zh = "“{place}”含有不得公示的内容：{data_zh}（“{word}”；{origin}）。"
    en = "{place} holds what is never published: {data} ({word}; {origin})."
    fields = ("content",)


class TooManyPublishedDocuments(Refusal):
    zh = "附件共 {count} 份，最多 {most} 份。"
    en = "There are {count} documents; at most {most} are allowed."
    fields = ("documents",)


class DocumentAttachedTwice(Refusal):
    zh = "同一附件出现两次。"
    en = "The same document is attached twice."
    fields = ("documents",)


class DiffersFromRecord(Refusal):
    """fields_named: codes of the content fields that differ."""

    zh = "{item} 与记录计算的结果不同：{named_zh}。请照记录公示，或注明差异原因。"
    en = "{item} differs from what the record gives in: {named}. Publish what the"
    en += " record gives, or say on which ground it differs."
    fields = ("content", "difference")


class NoDifference(Refusal):
    zh = "内容与记录一致（或本项不由系统计算），不应注明差异原因。"
    en = "It is what the record gives, or is not computed: there is no difference."
    fields = ("difference",)


class PublicationUnchanged(Refusal):
    zh = "更正后的内容与现版本相同。"
    en = "The corrected version says what the present one says."
    fields = ("content",)


class NoSuchVersion(Refusal):
    zh = "没有第 {version} 版。"
    en = "There is no version {version}."
    fields = ("version",)


class NoSuchObjection(Refusal):
    zh = "没有第 {objection} 号异议。"
    en = "There is no objection {objection}."
    fields = ("objection",)


class ObjectionAnsweredAlready(Refusal):
    zh = "该异议已答复。"
    en = "This objection is answered already."
    fields = ("objection",)


class OwnObjection(Refusal):
    zh = "提出异议的人不能自己答复。"
    en = "Whoever objected cannot answer it."
    fields = ("authorization",)


class HungBeforeShown(Refusal):
    zh = "第 {version} 版自 {since} 起公示，不可能早于该日张贴。"
    en = "Version {version} exists since {since} and cannot have hung before."
    fields = ("hung_from",)


class NothingToErase(Refusal):
    zh = "没有应删除的内容：只有因个人信息而撤回或更正的版本才删除。"
    en = "Nothing is to be erased: only what was withdrawn or corrected because it"
    en += " showed personal data."
    fields = ("id",)


class SamePersonDecides(Refusal):
    zh = "申请人不能批准自己的申请。"
    en = "Whoever asked for the exemption cannot decide on it."
    fields = ("authorization",)
