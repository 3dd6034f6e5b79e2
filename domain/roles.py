"""Who may act: the roles of DOMAIN 2.17 and the actor that every fact names."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """A duty held by a person or a part of the service.

    The values are stored in facts and in tokens: they never change.
    """

    # Party
    COMMUNITY_PARTY_SECRETARY = "CommunityPartySecretary"  # 社区党委书记
    COMPOUND_BRANCH_SECRETARY = "CompoundBranchSecretary"  # 小区党支部书记
    PARTY_BUILDING_INSTRUCTOR = "PartyBuildingInstructor"  # 党建指导员
    # Self-government
    NEIGHBOURHOOD_COMMITTEE = "NeighbourhoodCommittee"  # 居委会
    COMMITTEE_MEMBER = "CommitteeMember"  # 业委会委员
    PMC_MEMBER = "PmcMember"  # 物管会委员
    SUPERVISION_MEMBER = "SupervisionMember"  # 监督委员
    OWNER = "Owner"  # 业主
    TENANT = "Tenant"  # 租户
    BUILDING_LEADER = "BuildingLeader"  # 楼门长
    # Firm
    SITE_MANAGER = "SiteManager"  # 项目负责人
    STEWARD = "Steward"  # 管家
    CASHIER = "Cashier"  # 收费员
    # State
    STREET_OFFICER = "StreetOfficer"  # 街道物管办
    PROPERTY_OFFICER = "PropertyOfficer"  # 住建/房管
    DEPARTMENT_OFFICER = "DepartmentOfficer"  # 部门报到人员
    FUND_OFFICER = "FundOfficer"  # 维修资金管理
    GRID_WORKER = "GridWorker"  # 网格员
    COMMISSIONER = "Commissioner"  # 社区专员
    # Service
    UTILITY_CONTACT = "UtilityContact"  # 水电气暖
    TALENT_POOL_WORKER = "TalentPoolWorker"  # 人才库
    VOLUNTEER = "Volunteer"  # 志愿者
    HELP_CLERK = "HelpClerk"  # 帮办员
    MEDIATOR = "Mediator"  # 调解员
    AUDITOR = "Auditor"  # 审计
    # Beside DOMAIN 2.17: the service itself, its operators, trusted systems
    SYSTEM = "System"  # deadlines that fire by themselves
    OPERATOR = "Operator"  # runs the service, imports files
    INTEGRATOR = "Integrator"  # a 12345 hotline, a city data centre


RESIDENTS = frozenset({Role.OWNER, Role.TENANT})
"""Roles whose holders appear in facts only under a pseudonym of each case."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an opaque id, never a name, and the role acted in."""

    id: str
    role: Role
