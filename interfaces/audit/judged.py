"""Step 8: each duty beside what was published of it, as an auditor may believe it.

The register's own answer, and three doubts: a publication is in time only if the log
shows that it was recorded in time, and, where witnesses cosign, that one of them had
seen it by then; its files must be those of its digests; and the rules by which it
counts must be rules that the auditor holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.calendar import CHINA
from domain.coded import Coded
from domain.duty_rates import NOTHING_DUE, DutyCount
from domain.duty_standing import Standing
from domain.duty_words import DutyStatus
from domain.facts import Label
from interfaces.audit.documents import DocumentCheck, FileState
from interfaces.audit.held import WitnessTimes
from interfaces.audit.replay import LoggedPublication, LoggedVersion
from interfaces.audit.rules_held import HeldPacks


class AuditVerdict(Coded):
    """What an audit says of a duty."""

    ON_TIME = "on_time", "按时公示", "Published on time"
    LATE = "late", "逾期公示", "Published late"
    MISSING = "missing", "应公示未公示", "Due and not published"
    ALTERED = "altered", "内容被改动", "Altered"
    WITHDRAWN = "withdrawn", "已撤下", "Taken down too early"
    INDETERMINATE = "indeterminate", "无法判定", "Indeterminate"
    PENDING = "pending", "未到期", "Not due yet"
    SUPERSEDED = "superseded", "已被取代", "Superseded"
    EXEMPTED = "exempted", "免予公示", "Exempted"


FROM_STATUS = {
    DutyStatus.VALID: AuditVerdict.ON_TIME,
    DutyStatus.LATE: AuditVerdict.LATE,
    DutyStatus.MISSING: AuditVerdict.MISSING,
    DutyStatus.WITHDRAWN: AuditVerdict.WITHDRAWN,
    DutyStatus.PENDING: AuditVerdict.PENDING,
    DutyStatus.SUPERSEDED: AuditVerdict.SUPERSEDED,
    DutyStatus.EXEMPTED: AuditVerdict.EXEMPTED,
}
PUBLISHED = frozenset({AuditVerdict.ON_TIME, AuditVerdict.LATE})
COUNTED_AS_DUE = frozenset(list(AuditVerdict)[:6])
"""What is in the denominator, once it is past its deadline."""


@dataclass(frozen=True, slots=True)
class AuditedDuty:
    """A duty with what the audit says of it, and why.

    seen_at: since when the log proves that it was published.
    """

    standing: Standing
    verdict: AuditVerdict
    reason: Label
    seen_at: datetime | None

    def is_due(self, at: datetime) -> bool:
        due = self.standing.duty.due_at
        return due is not None and due < at and self.verdict in COUNTED_AS_DUE


class Judge:
    """Judges duties one by one."""

    def __init__(
        self,
        publications: Mapping[UUID, LoggedPublication],
        documents: DocumentCheck,
        witnesses: WitnessTimes | None,
        packs: HeldPacks,
    ) -> None:
        """witnesses: None where no witness is asked to prove a time."""
        self._publications = publications
        self._documents = documents
        self._witnesses = witnesses
        self._packs = packs

    def duty(self, standing: Standing) -> AuditedDuty:
        verdict = FROM_STATUS[standing.status]
        duty = standing.duty
        if duty.rules in self._packs.unknown and verdict in COUNTED_AS_DUE:
            said = Label(
                f"规则包 {duty.rules} 不在您手中",
                f"it counts by rules {duty.rules}, which you do not hold",
            )
            return AuditedDuty(standing, AuditVerdict.INDETERMINATE, said, None)
        if verdict not in PUBLISHED:
            return AuditedDuty(standing, verdict, _reason(standing, verdict), None)
        return self._published(standing)

    def _published(self, standing: Standing) -> AuditedDuty:
        shown, version = self._counting(standing)
        if shown is None or version is None:
            said = Label("日志中找不到此公示", "the publication is not in the log")
            return AuditedDuty(standing, AuditVerdict.INDETERMINATE, said, None)
        state, sha256 = self._documents.publication(shown)
        if state is not FileState.SOUND:
            verdict = AuditVerdict.ALTERED
            if state is FileState.ABSENT:
                verdict = AuditVerdict.INDETERMINATE
            said = Label(
                f"公示 {shown.id} 的文件 {sha256}：{state.label.zh}",
                f"file {sha256} of publication {shown.id}: {state.label.en.lower()}",
            )
            return AuditedDuty(standing, verdict, said, None)
        return self._timed(standing, version)

    def _counting(
        self, standing: Standing
    ) -> tuple[LoggedPublication | None, LoggedVersion | None]:
        """The publication, and the version of it, since which the duty is met."""
        for id in standing.publications:
            shown = self._publications.get(id)
            for version in shown.versions if shown else ():
                if version.at == standing.published_at:
                    return shown, version
        return None, None

    def _timed(self, standing: Standing, version: LoggedVersion) -> AuditedDuty:
        """Since when the log proves it: what is recorded late was not published."""
        seen, by = max(version.at, version.recorded_at), Label("记录", "recorded")
        if self._witnesses is not None:
            witnessed = self._witnesses.covering(version.position)
            if witnessed is None:
                said = Label("尚无见证者见到", "no witness has seen it yet")
                return AuditedDuty(standing, AuditVerdict.INDETERMINATE, said, None)
            if witnessed > seen:
                seen, by = witnessed, Label("最早被见证", "first witnessed")
        due = standing.duty.due_at
        late = due is not None and seen > due
        when = f"{_local(seen)}（位置 {version.position}）"
        said = Label(
            f"{by.zh}于 {when}", f"{by.en} {_local(seen)}, position {version.position}"
        )
        verdict = AuditVerdict.LATE if late else AuditVerdict.ON_TIME
        return AuditedDuty(standing, verdict, said, seen)


def _reason(standing: Standing, verdict: AuditVerdict) -> Label:
    due = standing.duty.due_at
    until = _local(due) if due else "-"
    match verdict:
        case AuditVerdict.MISSING if standing.lacking:
            fields = ", ".join(standing.lacking)
            return Label(f"已公示，但缺少 {fields}", f"published without {fields}")
        case AuditVerdict.MISSING:
            return Label(f"至 {until} 未公示", f"nothing was published until {until}")
        case AuditVerdict.WITHDRAWN:
            shown = standing.shown_until
            when = _local(shown) if shown else "-"
            return Label(f"应公示至 {when}", f"it had to be shown until {when}")
        case AuditVerdict.PENDING:
            return Label(f"期限 {until}", f"due {until}")
    return Label("记录如此", "as recorded")


def counted(items: Iterable[AuditedDuty], at: datetime) -> dict[str, DutyCount]:
    """The count of each item of which anything is due, as the register counts."""
    found: dict[str, DutyCount] = {}
    for each in items:
        if each.is_due(at):
            item = each.standing.duty.item
            found[item] = found.get(item, NOTHING_DUE) + DutyCount(
                1,
                int(each.verdict is AuditVerdict.ON_TIME),
                int(each.verdict is AuditVerdict.LATE),
            )
    return dict(sorted(found.items()))


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
