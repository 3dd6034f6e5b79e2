"""The words that publications (公示) and exemptions from them use."""

from __future__ import annotations

from dataclasses import dataclass

from domain.coded import Coded


class PublicationStatus(Coded):
    """Where a publication stands."""

    SHOWN = "shown", "公示中", "Shown"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class Publisher(Coded):
    """Who publishes: the codes of the catalogue `publishers` (DOMAIN 2.2)."""

    FIRM = "firm", "物业企业", "Property firm"
    COMMITTEE = "committee", "业主委员会", "Owners' committee"
    PMC = "pmc", "物业管理委员会", "Property management committee"
    PREPARATION_GROUP = "preparation_group", "筹备组", "Preparation group"
    GROUP_LEADER = "group_leader", "筹备组组长", "Group leader"
    FUND_AUTHORITY = "fund_authority", "维修资金管理部门", "Fund authority"
    APPLICANT = "applicant", "资金使用申请人", "Applicant for the fund"
    OWNER = "owner", "业主", "Owner"
    DEVELOPER = "developer", "建设单位", "Developer"
    STREET = "street", "街道（镇）", "Street"
    COMMUNITY = "community", "社区", "Community"
    DEPARTMENT = "department", "主管部门", "Department"
    PROPERTY_OFFICE = "property_office", "住建（房管）部门", "Property office"
    HOTLINE_OFFICE = "hotline_office", "市、区县热线办", "Hotline office"
    CONVENER = "convener", "会议召集人", "Convener"
    ORGANISER = "organiser", "调查组织方", "Organiser of the survey"
    HANDLER = "handler", "个人信息处理者", "Handler of personal information"
    AUDITOR = "auditor", "审计机构", "Auditor"


class CorrectionGround(Coded):
    """Why a new version takes the place of the one before."""

    MISTAKE = "mistake", "内容有误", "There was a mistake"
    INCOMPLETE = "incomplete", "内容不全", "Something was missing"
    OBJECTION = "objection", "异议成立", "An objection was right"
    UPDATE = "update", "内容更新", "What it says has changed"
    PERSONAL_DATA = "personal_data", "含有个人信息", "It showed personal data"


class WithdrawalGround(Coded):
    """Why a publication is taken down."""

    MISTAKE = "mistake", "误公示", "Published by mistake"
    OBJECTION = "objection", "异议成立", "An objection was right"
    ORDERED = "ordered", "主管部门责令", "Ordered by the department"
    REPLACED = "replaced", "另行公示", "Published anew"
    PAID = "paid", "欠费已付清", "The debt is paid"
    PERSONAL_DATA = "personal_data", "含有个人信息", "It showed personal data"


class DifferenceGround(Coded):
    """Why what is published is not what the record gives."""

    NOT_RECORDED = "not_recorded", "部分数据未入系统", "Part of it is not recorded here"
    OTHER_PERIOD = "other_period", "会计期间不同", "It is of another period of account"
    AUDITED = "audited", "以审计结果为准", "The audited figures go before"
    RECORD_WRONG = "record_wrong", "记录有误，待更正", "The record is being corrected"


class ObjectionMatter(Coded):
    """What an objection is about, which says how soon it must be answered."""

    NOTICE = "notice", "公示内容", "The notice"
    ACCOUNTS = "accounts", "账目", "Accounts"


class ObjectionOutcome(Coded):
    """What an objection came to."""

    UPHELD = "upheld", "成立", "Upheld"
    PARTLY_UPHELD = "partly_upheld", "部分成立", "Partly upheld"
    DISMISSED = "dismissed", "不成立", "Dismissed"


class BoardProofKind(Coded):
    """What shows that a notice hung at a physical board."""

    PHOTOGRAPH = "photograph", "照片", "Photograph"
    INSPECTION = "inspection", "现场检查", "Inspection"


class ExemptionStatus(Coded):
    """Where an exemption from publishing stands."""

    REQUESTED = "requested", "待批准", "Waiting for approval"
    APPROVED = "approved", "已批准", "Approved"
    REJECTED = "rejected", "未批准", "Rejected"
    REVOKED = "revoked", "已撤销", "Revoked"


class ExemptionReason(Coded):
    """Why something that is due need not be published."""

    NOT_APPLICABLE = "not_applicable", "无此事项", "There is nothing of the kind here"
    STATE_SECRET = "state_secret", "依法保密", "Secret by law"
    TRADE_SECRET = "trade_secret", "商业秘密", "A trade secret"
    PERSONAL_DATA = "personal_data", "个人隐私", "It cannot be shown without a person"
    FORCE_MAJEURE = "force_majeure", "不可抗力", "Force majeure"
    PUBLISHED_ELSEWHERE = "published_elsewhere", "已由他处公示", "Published elsewhere"


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A content or a document that lies, openly, in the store of publications.

    sha256: of its bytes, lower-case hex. size: in bytes.
    """

    sha256: str
    size: int
    media_type: str
