"""The words of who is responsible for what in a compound."""

from __future__ import annotations

from domain.coded import Coded


class FivePartyFramework(Coded):
    """A framework of five parties; which slots it has is a rule."""

    FIVE_IN_ONE = "five_in_one", "五位一体", "Five parties in one"
    SERVICE_CENTRE = "service_centre", "物业融合服务中心", "Integrated service centre"
    PLATFORM = "platform", "五方共建平台", "Five-party platform"


class PartySlot(Coded):
    """A seat in a framework of five parties."""

    PARTY_ORGANISATION = "party_organisation", "社区党组织", "Party organisation: leads"
    NEIGHBOURHOOD = "neighbourhood", "居委会", "Neighbourhood committee: guides"
    OWNERS_BODY = "owners_body", "业委会", "Owners' body: governs itself"
    FIRM = "firm", "物业服务企业", "Firm: serves"
    SUPERVISION = "supervision", "居民监督委员会", "Supervision: supervises"
    RESIDENTS = "residents", "居民代表", "Residents' delegates"
    SOCIAL_ORGANISATION = "social_organisation", "社会组织", "Social organisation"


class GovernanceAreaKind(Coded):
    """A part of a compound that somebody answers for: a grid, an area, or one of the
    four nets of the 4321 model."""

    GRID = "grid", "网格", "Grid"
    AREA = "area", "治理片区", "Governance area"
    SERVICE_NET = "service_net", "片区服务网", "Net of area service"
    REPAIR_NET = "repair_net", "工程维修网", "Net of repairs"
    ENVIRONMENT_NET = "environment_net", "环境提升网", "Net of the environment"
    SECURITY_NET = "security_net", "治安防范网", "Net of security"
