"""The words of duties of disclosure (公示义务)."""

from __future__ import annotations

from domain.coded import Coded


class DutyStatus(Coded):
    """Whether what had to be published was, at a moment."""

    PENDING = "pending", "未到期", "Not due yet"
    VALID = "valid", "按时公示", "Published in time"
    LATE = "late", "逾期公示", "Published late"
    MISSING = "missing", "应公示未公示", "Due and not published"
    WITHDRAWN = "withdrawn", "已撤下，须重新公示", "Taken down too early"
    SUPERSEDED = "superseded", "已被取代", "Superseded"
    EXEMPTED = "exempted", "免予公示", "Exempted"


COUNTED = frozenset(
    {
        DutyStatus.VALID,
        DutyStatus.LATE,
        DutyStatus.MISSING,
        DutyStatus.WITHDRAWN,
    }
)
"""What is due; what is pending, superseded or exempted is not."""


class DutyDisplay(Coded):
    """For how long a publication must be shown."""

    CONTINUOUS = "continuous", "持续公示", "As long as it holds"
    SPAN = "span", "公示期", "For so long"
    UNTIL = "until", "至某事件", "Until something happens"
    PLATFORM = "platform", "政府平台", "On the publisher's own platform"


class DutySubject(Coded):
    """What a duty is about; a publication is matched by it."""

    COMPOUND = "compound", "小区", "Compound"
    ENTERPRISE = "enterprise", "企业", "Enterprise"
    COUNTY = "county", "县（区）", "County or district"
    COMMUNITY = "community", "社区", "Community"
