"""The words of bodies and forums (DOMAIN 2.7). What they may do stands in the
catalogue `bodies` of the rule pack, by the same codes."""

from __future__ import annotations

from domain.coded import Coded


class CommitteeStatus(Coded):
    """Where a body stands."""

    FORMING = "forming", "筹建中", "Being formed"
    CONSTITUTED = "constituted", "已组成", "Constituted"
    FILED = "filed", "已备案", "Filed"
    EXPIRED = "expired", "已届满", "Expired"
    DISSOLVED = "dissolved", "已解散", "Dissolved"


class BodyKind(Coded):
    """What sort of body or forum it is."""

    PREPARATION_GROUP = "preparation_group", "业主大会筹备组", "Preparation group"
    OWNERS_COMMITTEE = "owners_committee", "业主委员会", "Owners' committee"
    PROPERTY_MANAGEMENT_COMMITTEE = (
        "property_management_committee",
        "物业管理委员会",
        "Property management committee",
    )
    SELF_MANAGEMENT_COMMITTEE = (
        "self_management_committee",
        "物业管理自管会",
        "Self-management committee",
    )
    SUPERVISION_COMMITTEE = (
        "supervision_committee",
        "居民监督委员会",
        "Residents' supervision committee",
    )
    JOINT_MEETING = "joint_meeting", "党建联席会议", "Joint meeting"
    STREET_ALLIANCE = "street_alliance", "镇街党建联盟", "Street alliance"
    FIVE_PARTY_FRAMEWORK = "five_party_framework", "五位一体", "Five-party framework"
    TRIPARTITE_COUNCIL = "tripartite_council", "三位一体议事", "Tripartite council"
    FIVE_PARTY_PLATFORM = "five_party_platform", "五方共建平台", "Five-party platform"
    MULTI_PARTY_PLATFORM = (
        "multi_party_platform",
        "多方协商议事平台",
        "Platform of many parties",
    )
    PARTY_COORDINATION_COMMITTEE = (
        "party_coordination_committee",
        "党建协调委员会",
        "Party coordination committee",
    )
    INDUSTRY_PARTY_COMMITTEE = (
        "industry_party_committee",
        "物业行业党委",
        "Party committee of the trade",
    )
    COMPOUND_BRANCH = "compound_branch", "小区党支部", "Compound Party branch"
    COUNCIL = "council", "议事会", "Council"


class BodyLevel(Coded):
    """At which level a body or forum works."""

    COMPOUND = "compound", "小区", "Compound"
    COMMUNITY = "community", "社区", "Community"
    TOWN = "town", "镇", "Town"
    STREET = "street", "街道", "Street"
    COUNTY = "county", "县(区)", "County or district"
    CITY = "city", "市", "City"


class SeatSource(Coded):
    """For whom a member sits, or somebody attends."""

    OWNER = "owner", "业主", "Owner"
    USER = "user", "物业使用人", "User of a unit"
    RESIDENT = "resident", "居民", "Resident"
    DELEGATE = "delegate", "居民代表", "Residents' delegate"
    PARTY_ACTIVIST = "party_activist", "党员骨干", "Party activist"
    NEIGHBOURHOOD_COMMITTEE = "neighbourhood_committee", "居委会", "Neighbourhood"
    COMMUNITY = "community", "社区党组织", "Community Party organisation"
    COMMISSIONER = "commissioner", "社区专员", "Community commissioner"
    STREET = "street", "街道(镇)", "Street or town"
    COUNTY = "county", "县(区)", "County or district"
    DEVELOPER = "developer", "建设单位", "Developer"
    PROPERTY_RIGHT_UNIT = "property_right_unit", "产权单位", "Property-right unit"
    OWNERS_COMMITTEE = "owners_committee", "业委会(物管会)", "Owners' body"
    SUPERVISION = "supervision", "居民监督委员会", "Supervision committee"
    FIRM = "firm", "物业企业", "Property firm"
    POLICE = "police", "公安", "Police"
    ENFORCEMENT = "enforcement", "综合执法", "Enforcement"
    FIRE = "fire", "消防", "Fire service"
    WATER = "water", "供水", "Water"
    POWER = "power", "供电", "Power"
    GAS = "gas", "供气", "Gas"
    HEAT = "heat", "供热", "Heat"
    UTILITY = "utility", "专营单位", "Utility"
    PROPERTY_OFFICE = "property_office", "住建(房管)", "Housing office"
    DEPARTMENT = "department", "其他部门", "Another department"
    SOCIAL_ORGANISATION = "social_organisation", "社会组织", "Social organisation"


class SeatKind(Coded):
    """Whether somebody is a member or waits for a seat."""

    MEMBER = "member", "委员(成员)", "Member"
    ALTERNATE = "alternate", "候补委员", "Alternate"


class MemberCondition(Coded):
    """What a member must fulfil (京39)."""

    FULL_CAPACITY = "full_capacity", "完全民事行为能力", "Full legal capacity"
    LAW_ABIDING = "law_abiding", "遵纪守法", "Law-abiding"
    LONG_RESIDENT = "long_resident", "居住年限", "Residence for as long as asked"
    NO_PROHIBITED_USE = "no_prohibited_use", "无违规使用", "No prohibited use"
    NO_FIRM_TIE = "no_firm_tie", "与物业企业无利害关系", "No tie to the firm"
    NO_JUDGEMENT_DEFAULT = (
        "no_judgement_default",
        "非失信被执行人",
        "No defaulting judgement debtor",
    )
    PAID_UP = "paid_up", "已按时交费", "Fees paid"
    NO_OTHER_BODY = "no_other_body", "不兼任其他组织", "In no other body"


class BodyOffice(Coded):
    """An office in a body."""

    CHAIR = "chair", "主任", "Chair"
    VICE_CHAIR = "vice_chair", "副主任", "Vice chair"
    SECRETARY = "secretary", "秘书", "Secretary"


class EndGround(Coded):
    """Why a membership ends (京46-47)."""

    NO_LONGER_OWNER = "no_longer_owner", "不再是业主", "No longer an owner"
    RESIGNED = "resigned", "辞职", "Resigned"
    ILL_HEALTH = "ill_health", "因健康原因不能履职", "Ill health"
    ABSENT = "absent", "一年内缺席会议过半", "Absent from half the meetings"
    BREACH = "breach", "违反职责", "Breach of duty"
    UNFIT = "unfit", "不再符合任职条件", "Conditions no longer met"
    RECALLED = "recalled", "派出单位调换", "Recalled by the sender"


class EndWay(Coded):
    """How a membership ends; the ground itself may say something of a person's health
    or credit, and is not public."""

    NOTHING = "nothing", "自行终止", "By itself"
    VOTE = "vote", "由业主大会决定", "By the assembly"
    SENDER = "sender", "由派出单位调换", "By whoever sent the member"


class PmcGround(Coded):
    """Why a property management committee (物管会) is formed (京53)."""

    NO_ASSEMBLY_POSSIBLE = (
        "no_assembly_possible",
        "不具备成立业主大会条件",
        "No assembly is possible",
    )
    HARD_TO_HOLD = (
        "hard_to_hold",
        "具备条件但成立确有困难",
        "Possible, but hard",
    )
    NO_COMMITTEE_ELECTED = (
        "no_committee_elected",
        "业主大会未能选出业委会",
        "An assembly, but no committee elected",
    )


class MemberPartyStatus(Coded):
    """Whether an office holder is in the Party; told by consent only."""

    NONE = "none", "非党员", "No member"
    PROBATIONARY = "probationary", "预备党员", "Probationary member"
    FULL = "full", "正式党员", "Full member"


class BranchForm(Coded):
    """What Party organisation a body has."""

    BRANCH = "branch", "功能党支部", "Functional branch"
    GROUP = "group", "党小组", "Party group"


class PostOrganisation(Coded):
    """Where the second post of a cross-appointment (交叉任职) is."""

    FIRM = "firm", "物业企业", "Property firm"
    FIRM_PARTY_BODY = "firm_party_body", "企业党组织", "Party body of the firm"
    COMMUNITY_PARTY = "community_party", "社区党组织", "Community Party body"
    COMPOUND_BRANCH = "compound_branch", "小区党支部", "Compound branch"
    NEIGHBOURHOOD_COMMITTEE = "neighbourhood_committee", "居委会", "Neighbourhood"
    OWNERS_BODY = "owners_body", "业委会(物管会)", "Owners' body"
    STREET = "street", "街道(镇)", "Street or town"


class BodyPosting(Coded):
    """What of a body was posted."""

    LIST = "list", "成员名单", "The list of members"
    OFFICERS = "officers", "主任、副主任名单", "The officers"
    CANDIDATES = "candidates", "候选人名单", "The candidates"


class HandOverItem(Coded):
    """What an outgoing body hands over."""

    SEAL = "seal", "印章", "Seal"
    MINUTES = "minutes", "会议记录和决定", "Minutes and decisions"
    ROLL = "roll", "业主名册", "Roll of owners"
    ACCOUNTS = "accounts", "财务账簿", "Accounts"
    MONEY = "money", "资金", "Money"
    PAPERS = "papers", "其他资料", "Other papers"


class BodyEndReason(Coded):
    """Why a body is dissolved."""

    COMMITTEE_FILED = "committee_filed", "业委会已备案", "A committee was filed"
    NOT_REFORMED = "not_reformed", "届满未重新组建", "Not formed again"
    MERGED = "merged", "并入其他组织", "Merged into another body"
    NO_LONGER_NEEDED = "no_longer_needed", "不再需要", "No longer needed"


FORMING = frozenset({CommitteeStatus.FORMING})
CONSTITUTED = frozenset({CommitteeStatus.CONSTITUTED})
IN_OFFICE = frozenset({CommitteeStatus.CONSTITUTED, CommitteeStatus.FILED})
STANDING = FORMING | IN_OFFICE | {CommitteeStatus.EXPIRED}
RELIEVED = IN_OFFICE | {CommitteeStatus.EXPIRED, CommitteeStatus.DISSOLVED}
