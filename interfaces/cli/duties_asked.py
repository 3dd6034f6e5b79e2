"""Which duties a command line asks for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from domain.compound import compound_id
from domain.errors import Refusal

if TYPE_CHECKING:
    from domain.duty_words import DutyStatus
    from projections.duty_filter import DutyFilter


class DutyMomentInvalid(Refusal):
    zh = "--as-of 的值 {moment} 无效：应为带时区的时间，如 2026-03-20T09:00:00+08:00。"
    en = (
        "--as-of {moment} is not a moment: give date, time and offset, such as "
        "2026-03-20T09:00:00+08:00."
    )
    fields = ("as_of",)


class DutyStatusUnknown(Refusal):
    zh = "没有状态“{status}”。现有：{known}。"
    en = "There is no status {status}. There are: {known}."
    fields = ("status",)


class EnterpriseIdInvalid(Refusal):
    zh = "企业编号 {enterprise} 无效。"
    en = "{enterprise} is no id of an enterprise."
    fields = ("enterprise",)


def asked_of(
    compound: str | None,
    enterprise: str | None,
    region: str | None,
    item: str | None,
    period: str | None,
) -> DutyFilter:
    from interfaces.duty_asked import asked_for

    try:
        firm = UUID(enterprise) if enterprise else None
    except ValueError:
        raise EnterpriseIdInvalid(enterprise=enterprise) from None
    id = compound_id(compound) if compound else None
    return asked_for(id, firm, region, item, period)


def status_of(status: str | None) -> DutyStatus | None:
    from domain.duty_words import DutyStatus

    try:
        return DutyStatus.of(status.lower()) if status else None
    except ValueError:
        known = ", ".join(each.value for each in DutyStatus)
        raise DutyStatusUnknown(status=status, known=known) from None


def moment_of(as_of: str | None) -> datetime | None:
    if as_of is None:
        return None
    try:
        moment = datetime.fromisoformat(as_of)
    except ValueError:
        raise DutyMomentInvalid(moment=as_of) from None
    if moment.tzinfo is None:
        raise DutyMomentInvalid(moment=as_of)
    return moment
