"""An audit: the ten steps in their order, failing closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from application.tlog_policy import Policy
from domain.duty_rates import DutyCount, total
from interfaces.audit.documents import DocumentCheck, check_releases
from interfaces.audit.entries import EntryCheck, PublicFact
from interfaces.audit.findings import Finding, Findings
from interfaces.audit.held import Held, Holder, WitnessTimes, held
from interfaces.audit.judged import AuditedDuty, AuditVerdict, Judge, counted
from interfaces.audit.replay import Replay
from interfaces.audit.rules_held import HeldPacks
from interfaces.audit.source import Source
from interfaces.audit.state import AuditState
from interfaces.audit.sums import Sums
from interfaces.audit.tiles import TreeCheck
from interfaces.audit.trust import Trust, trusted

Told = Callable[[int, int], None]
"""Is told how many entries are done, and of how many."""


@dataclass
class Auditor:
    """What an auditor brings along.

    policy: pinned keys and witnesses, None: those that were seen first. state: what is
    remembered, and grows. compared: checkpoints that others hold. as_of: the moment
    that is judged, None: now for what is live, else the last that the log says.
    """

    packs: HeldPacks
    state: AuditState
    now: datetime
    policy: Policy | None = None
    compared: Sequence[Path] = ()
    as_of: datetime | None = None


@dataclass
class AuditReport:
    """What was found. items: empty if an integrity step failed; so there is no rate.

    contradictions: signed checkpoints that cannot both be of one log.
    """

    place: str
    found: Findings
    trust: Trust | None = None
    as_of: datetime | None = None
    rules: Sequence[str] = ()
    entries: int = 0
    restricted: int = 0
    checkpoints: int = 0
    documents: int = 0
    releases: int = 0
    sums: int = 0
    items: Sequence[AuditedDuty] = ()
    contradictions: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether every integrity step holds."""
        return self.trust is not None and not self.found.broken

    @property
    def counts(self) -> dict[str, DutyCount]:
        """Of each item; nothing if the log is not sound."""
        if not self.sound or self.as_of is None:
            return {}
        return counted(self.items, self.as_of)

    @property
    def total(self) -> DutyCount | None:
        """None: no figure may be given."""
        return total(self.counts.values()) if self.sound else None

    @property
    def wanting(self) -> list[AuditedDuty]:
        """What is due and was not published on time, unaltered and provably."""
        at = self.as_of
        if at is None:
            return []
        on_time = AuditVerdict.ON_TIME
        return [e for e in self.items if e.is_due(at) and e.verdict is not on_time]

    @property
    def perfect(self) -> bool:
        return self.sound and not self.wanting and not self.found.faults


def audited(
    source: Source, auditor: Auditor, told: Told = lambda done, size: None
) -> AuditReport:
    """Audit what a source shows. Raises `SourceUnreadable`, `AuditStateInvalid`."""
    return Audit(source, auditor, told).run()


class Audit:
    """One run over one source."""

    def __init__(
        self,
        source: Source,
        auditor: Auditor,
        told: Told = lambda done, size: None,
    ) -> None:
        self._source = source
        self._by = auditor
        self._told = told
        self._found = Findings()
        self._report = AuditReport(source.place, self._found)
        self._witnesses = WitnessTimes()
        self._last: datetime | None = None

    def run(self) -> AuditReport:
        report, found = self._report, self._found
        replay, sums = Replay(self._by.packs, found), Sums(found)

        def take(fact: PublicFact) -> None:
            replay.add(fact)
            sums.add(fact)

        self.integrity(take)
        if not report.sound:
            return report
        at = report.as_of = self._moment()
        report.sums = sums.checked
        documents = DocumentCheck(self._source, found)
        if replay.publications and not self._source.has_documents:
            found.note("NO_DOCUMENTS")
        standings = replay.standings(at)
        judge = Judge(replay.publications, documents, self._times(), self._by.packs)
        report.items = [judge.duty(each) for each in standings]
        for publication in replay.publications.values():
            documents.publication(publication)  # Those that answer no duty, too.
        report.documents = documents.checked
        report.releases = check_releases(self._source, replay, found)
        report.rules = sorted(self._by.packs.used)
        for rules in sorted(self._by.packs.unknown):
            found.note("RULES_UNKNOWN", rules=rules)
        return report

    def integrity(self, take: Callable[[PublicFact], None]) -> AuditReport:
        """Steps 1 to 6; each public fact that is sound is handed on."""
        report, found, by = self._report, self._found, self._by
        trust = report.trust = trusted(self._source, by.policy, by.state, found)
        if trust is None:
            return report
        size = trust.checkpoint.size
        known = held(self._source, trust, by.state, by.compared, found)
        self._witnesses.add(size, trust.cosigned.values())
        tree = TreeCheck(self._source, size, found, self._agreed, self._differed)
        check = EntryCheck(found)
        for first, entries in tree.bundles(known, trust.checkpoint.root):
            for fact in check.look(first, entries):
                take(fact)
            report.entries += len(entries)
            self._told(report.entries, size)
        report.restricted, self._last = check.restricted, check.last_recorded
        self._witnesses.settle()
        by.state.remember(trust.checkpoint.origin, trust.note, by.now)
        return report

    def _agreed(self, each: Held) -> None:
        self._report.checkpoints += 1
        if each.holder is Holder.ARCHIVE:
            self._witnesses.add(each.size, each.times)

    def _differed(self, each: Held) -> None:
        self._report.contradictions.append(each.note)

    def _times(self) -> WitnessTimes | None:
        """A clock that is played cannot be compared with a witness's."""
        trust = self._report.trust
        assert trust is not None, "the log is sound"
        return (
            self._witnesses if trust.policy.witnesses and not trust.simulated else None
        )

    def _moment(self) -> datetime:
        trust, by = self._report.trust, self._by
        assert trust is not None, "the log is sound"
        if by.as_of is not None:
            return by.as_of
        if self._source.live and not trust.simulated:
            return by.now
        said = [*trust.cosigned.values()] if not trust.simulated else []
        said += [self._last] if self._last else []
        return max(said, default=datetime(1970, 1, 1, tzinfo=UTC))


def named(report: AuditReport) -> list[Finding]:
    """The faults, in the order of the steps."""
    return sorted(report.found.faults, key=lambda each: each.step.number)
