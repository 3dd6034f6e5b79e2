"""The facts of a case (诉求), from intake to closing, and what each changes.

The classes read from top to bottom like a case's life. `sources` lists the statuses
in which a fact may be recorded and `target` the status it leads to (None: unchanged):
together they are the transition table, and what it does not list is refused.
`change` assigns to the case and `clocks` says which milestones are open afterwards;
neither refuses anything, since both also run on every replay.
Procedure: DOMAIN 2.5; categories and deadlines: DOMAIN 2.4; clocks: DOMAIN 2.14.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from domain.case_row import ProvenRow
from domain.case_words import (
    EVERY,
    OPEN,
    RUNNING,
    UNSETTLED,
    WAITING,
    WORKING,
    Cause,
    Channel,
    DepartmentStep,
    EnforcementResult,
    Level,
    MediationOutcome,
    PauseReason,
    Satisfaction,
    Side,
    Status,
)
from domain.facts import Fact, FirstFact, Label, Mask, Milestone, sealable

if TYPE_CHECKING:
    from domain.case_state import CaseState

Clocks = Mapping[str, Milestone]
"""The open milestones of a case by name; late ones stay until met or replaced."""


def by_name(milestones: tuple[Milestone, ...]) -> dict[str, Milestone]:
    return {milestone.name: milestone for milestone in milestones}


def without(clocks: Clocks, *names: str | None) -> dict[str, Milestone]:
    left = dict(clocks)
    for name in names:
        if name is not None:
            left.pop(name, None)
    return left


def of_parties(clocks: Clocks) -> dict[str, Milestone]:
    """The clocks of departments and of the joint rule (`result:K`, `answer:joint`):
    they run on when the case climbs or is put into another category."""
    return {name: clock for name, clock in clocks.items() if ":" in name}


def of_departments(clocks: Clocks) -> dict[str, Milestone]:
    """Those of departments alone: they run on while the reporter is called back."""
    parties = of_parties(clocks)
    return {name: parties[name] for name in parties if not name.endswith(":joint")}


class CaseFact(Fact):
    """A fact of a case. The defaults: any running status, status unchanged.

    unadopted: it may also be recorded on an imported case that nobody has taken on.
    voidable: a note on which nothing was decided; `EntryVoided` can void it.
    """

    sources: ClassVar[frozenset[Status]] = RUNNING
    target: ClassVar[Status | None] = None
    unadopted: ClassVar[bool] = False
    voidable: ClassVar[bool] = False

    def apply(self, aggregate: CaseState) -> None:
        if self.target is not None:
            aggregate.status = self.target
        aggregate.remember(self, self.voidable)
        before = aggregate.milestones
        self.change(aggregate)
        aggregate.milestones = self.clocks(before)
        if aggregate.status is Status.PAUSED:
            aggregate.note_set_while_paused(before, self.timestamp)

    def change(self, case: CaseState) -> None:
        """Assign what the fact makes true, apart from status and clocks."""

    def clocks(self, open: Clocks) -> dict[str, Milestone]:
        """The milestones that are open after the fact."""
        return dict(open)


PERSON: Mapping[str, Mask] = {
    "reporter_name": Mask.NEVER,
    "reporter_phone": Mask.NEVER,
    "address": Mask.NEVER,
}

ROW_TEXTS = sealable(
    title=Mask.M2, body=Mask.M2, reply=Mask.M2, outcome=Mask.M2, **PERSON
)


class CaseFacts:
    """The namespace that makes the facts read `Case.Reported`, `Case.Accepted`, ..."""

    # --- intake -----------------------------------------------------------------

    class Reported(FirstFact):
        """A matter came in; the first receiver answers for it (接诉14, LAW).

        compound_id may be None while nobody knows which compound is meant.
        region_path: codes from city to community, as far as known.
        reporter: a pseudonym of this case only; None for a proactive finding.
        receiver: the party (code of DOMAIN 2.4) that answers first.
        profile: of the rules that govern it (DOMAIN 2.15).
        source_*: the other system's name and number, when it came from one.
        """

        label = Label("登记", "Reported")
        texts = sealable(title=Mask.M2, body=Mask.M2, **PERSON)
        profile: str
        channel: Channel
        category: str
        compound_id: UUID | None
        region_path: tuple[str, ...]
        level: Level
        receiver: str
        reporter: str | None
        urgent: bool
        source_system: str | None
        source_reference: str | None
        milestones: tuple[Milestone, ...]

        def apply(self, aggregate: CaseState) -> None:
            aggregate.remember(self)
            aggregate.begin(self, Status.REPORTED)
            aggregate.adopted = True
            aggregate.level = self.level
            aggregate.receiver = self.receiver
            aggregate.urgent = self.urgent
            aggregate.reported_at = self.timestamp
            aggregate.received_at = aggregate.level_since = self.timestamp
            aggregate.milestones = by_name(self.milestones)

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            return by_name(self.milestones)

    class Imported(ProvenRow, FirstFact):
        """What a row of another system's file proves, and nothing else; its fields are
        those of `ProvenRow`. No clock runs until adopted."""

        label = Label("历史导入", "Imported")
        texts = ROW_TEXTS
        source_system: str
        source_reference: str

        def apply(self, aggregate: CaseState) -> None:
            aggregate.remember(self)
            aggregate.begin(self, self.status)
            aggregate.proven(self)

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            return {}

    class ImportAmended(ProvenRow, CaseFact):
        """A later version of the same row proves something else.

        changed: names of the fields that differ; all fields are as the row now has
        them, and only re-sealed texts are in `sealed`.
        """

        label = Label("导入更正", "Import amended")
        texts = ROW_TEXTS
        sources = EVERY
        unadopted = True
        changed: tuple[str, ...]

        def change(self, case: CaseState) -> None:
            case.begin(self, self.status)
            case.proven(self)

    class Adopted(CaseFact):
        """An imported case is taken on; from now its clocks run."""

        label = Label("接管", "Adopted")
        sources = UNSETTLED | {Status.VERIFIED, Status.UNVERIFIED, Status.CLOSED}
        unadopted = True
        target = Status.REPORTED
        category: str
        level: Level
        receiver: str
        urgent: bool
        milestones: tuple[Milestone, ...]

        def change(self, case: CaseState) -> None:
            case.adopted = True
            case.category = self.category
            case.level = self.level
            case.receiver = self.receiver
            case.urgent = self.urgent
            case.received_at = case.level_since = self.timestamp
            case.closed_at = None
            case.reported_at = case.reported_at or self.timestamp

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            return by_name(self.milestones)

    class Joined(CaseFact):
        """One more reporter of the same matter (联名)."""

        label = Label("联名", "Joined")
        texts = sealable(body=Mask.M2, **PERSON)
        sources = OPEN
        reporter: str

        def change(self, case: CaseState) -> None:
            case.reporters.add(self.reporter)

    class JointDeclared(CaseFact):
        """Ten reporters, or a body: a written acceptance answer is due in 2 wd and
        the department's answer in 5 wd (LAW 菏28)."""

        label = Label("认定为联名诉求", "Declared joint")
        sources = OPEN
        reporters: int
        milestones: tuple[Milestone, ...]

        def change(self, case: CaseState) -> None:
            case.joint = True

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            return {**open, **by_name(self.milestones)}

    class Merged(CaseFact):
        """The case goes on as another one; its reporters follow."""

        label = Label("并案", "Merged")
        sources = OPEN
        target = Status.MERGED
        into: UUID

        def change(self, case: CaseState) -> None:
            case.merged_into = self.into

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            return {}

    class DuplicateAbsorbed(CaseFact):
        """Another case of the same matter goes on here.

        reporters: those of the duplicate that are new here, by their names there.
            Whoever reported both counts twice: so that nobody can be followed from
            case to case, their two names cannot be compared.
        earlier: cases that the duplicate had absorbed itself.
        """

        label = Label("接收并案", "Duplicate absorbed")
        sources = OPEN
        duplicate: UUID
        earlier: tuple[UUID, ...]
        reporters: tuple[str, ...]

        def change(self, case: CaseState) -> None:
            case.reporters.update(self.reporters)
            case.absorbed.update((self.duplicate, *self.earlier))

    class Withdrawn(CaseFact):
        label = Label("撤回", "Withdrawn")
        texts = sealable(reason=Mask.M2)
        sources = UNSETTLED
        target = Status.WITHDRAWN

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            return {}

    # --- handling ---------------------------------------------------------------

    class Assigned(CaseFact):
        """A party, and a handler in it, is named."""

        label = Label("派单", "Assigned")
        texts = sealable(note=Mask.M2)
        target = Status.ASSIGNED
        party: str
        handler_id: str

        def change(self, case: CaseState) -> None:
            case.receiver = self.party
            case.received_at = self.timestamp
            case.handler_id = self.handler_id
            case.handlers.add(self.handler_id)

    class Accepted(CaseFact):
        """The actor takes the case and is its handler from now on."""

        label = Label("受理", "Accepted")
        texts = sealable(answer=Mask.M2)
        sources = WAITING
        target = Status.ACCEPTED

        def change(self, case: CaseState) -> None:
            case.handler_id = self.actor_id
            case.handlers.add(self.actor_id)

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            """A written answer is the acceptance answer of the joint rule."""
            return (
                without(open, "acceptance:joint")
                if "answer" in self.sealed
                else dict(open)
            )

    class Contacted(CaseFact):
        """The reporter was spoken to; meets the milestone `contact`."""

        label = Label("联系诉求人", "Reporter contacted")
        texts = sealable(note=Mask.NEVER)
        voidable = True

        def change(self, case: CaseState) -> None:
            case.keep_met(self, "contact")

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            return without(open, "contact")

    class Started(CaseFact):
        label = Label("开始处理", "Work started")
        texts = sealable(note=Mask.M2)
        sources = frozenset({Status.ACCEPTED})
        target = Status.IN_PROGRESS

    class Progressed(CaseFact):
        """Something was done; `meets` names a milestone that it meets, if any."""

        label = Label("进展", "Progress noted")
        texts = sealable(note=Mask.M2)
        sources = WORKING
        voidable = True
        meets: str | None

        def change(self, case: CaseState) -> None:
            case.keep_met(self, self.meets)

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            return without(open, self.meets)

    class Paused(CaseFact):
        """The clocks stand still until `until` at the latest."""

        label = Label("暂停计时", "Paused")
        texts = sealable(note=Mask.M2)
        sources = WORKING
        target = Status.PAUSED
        reason: PauseReason
        until: datetime

        def change(self, case: CaseState) -> None:
            case.pause_reason = self.reason
            case.paused_at = self.timestamp
            case.paused_until = self.until

    class Continued(CaseFact):
        """The clocks run again, each as much later as the pause was long.

        paused_seconds: how long they stood still, at most until the announced end.
        """

        label = Label("恢复计时", "Clock continued")
        sources = frozenset({Status.PAUSED})
        target = Status.IN_PROGRESS
        paused_seconds: int
        milestones: tuple[Milestone, ...]

        def change(self, case: CaseState) -> None:
            case.pause_reason = case.paused_at = case.paused_until = None
            case.set_while_paused = {}
            case.paused_seconds += self.paused_seconds

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            return by_name(self.milestones)

    class CompetenceDisputed(CaseFact):
        """The receiver says another party is competent: within 1 wd, once, and the
        receiver's clock runs on (LAW 接诉14, 菏28)."""

        label = Label("职责异议", "Competence disputed")
        texts = sealable(reason=Mask.M2)
        claimed_party: str

        def change(self, case: CaseState) -> None:
            case.disputed = case.dispute_open = True

    class CompetenceDecided(CaseFact):
        """The street decided who is competent; there is no second transfer."""

        label = Label("职责裁定", "Competence decided")
        texts = sealable(reason=Mask.M2)
        upheld: bool
        party: str

        def change(self, case: CaseState) -> None:
            case.dispute_open = False
            case.receiver = case.decided_party = self.party

    class Escalated(CaseFact):
        """The case climbed; the milestones of the new level replace the old ones."""

        label = Label("提级", "Escalated")
        texts = sealable(reason=Mask.M2)
        sources = RUNNING | {Status.VERIFIED}
        target = Status.ESCALATED
        from_level: Level
        level: Level
        cause: Cause
        receiver: str
        milestones: tuple[Milestone, ...]

        def change(self, case: CaseState) -> None:
            case.climb(self)

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            return {**of_parties(open), **by_name(self.milestones)}

    class DeadlineMissed(CaseFact):
        """A milestone passed unmet; recorded once, at the next look after `due_at`."""

        label = Label("超时", "Deadline missed")
        sources = UNSETTLED
        milestone: str
        level: Level
        due_at: datetime

        def change(self, case: CaseState) -> None:
            case.missed.add((self.milestone, self.due_at))

    class SupervisionNoticed(CaseFact):
        """A supervision notice (督办) went with the climb from L3 to L4, or a leader
        review (一把手点评) was called when L4 was missed (DOMAIN 2.5)."""

        label = Label("督办", "Supervision noticed")
        sources = RUNNING
        kind: str  # "supervision" or "leader_review"

    class Whistled(CaseFact):
        """Departments are called (吹哨); each must report in by `due_at`.

        departments: codes of DOMAIN 2.4 (K fire, G police, E enforcement, ...).
        """

        label = Label("吹哨", "Whistled")
        texts = sealable(reason=Mask.M2)
        departments: tuple[str, ...]
        due_at: datetime
        urgent: bool

        def change(self, case: CaseState) -> None:
            case.calls.update(
                {department: frozenset() for department in self.departments}
            )

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            called = [f"report_in:{department}" for department in self.departments]
            return {**open, **{name: Milestone(name, self.due_at) for name in called}}

    class ReportedIn(CaseFact):
        """A department answered the whistle (报到): a signed event, not a status."""

        label = Label("报到", "Reported in")
        texts = sealable(note=Mask.M2)
        sources = UNSETTLED
        department: str
        milestones: tuple[Milestone, ...]

        def change(self, case: CaseState) -> None:
            case.calls[self.department] = frozenset({"report_in"})

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            left = without(open, f"report_in:{self.department}")
            return {**left, **by_name(self.milestones)}

    class DepartmentActed(CaseFact):
        """A department filed its action plan or its result."""

        label = Label("部门反馈", "Department acted")
        texts = sealable(note=Mask.M2)
        sources = UNSETTLED
        department: str
        step: DepartmentStep

        def change(self, case: CaseState) -> None:
            case.calls[self.department] |= {self.step}

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            return without(open, f"{self.step}:{self.department}")

    class HandedToEnforcement(CaseFact):
        """物业+执法: the firm's discovery goes to an enforcement department.

        basis: the article relied on, as a citation code such as `京98(3)`.
        """

        label = Label("移交执法", "Handed to enforcement")
        texts = sealable(violation=Mask.M2)
        department: str
        basis: str | None
        milestones: tuple[Milestone, ...]

        def change(self, case: CaseState) -> None:
            case.handed_to.add(self.department)

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            return {**open, **by_name(self.milestones)}

    class EnforcementAnswered(CaseFact):
        """What the department did about what was handed over to it."""

        label = Label("执法反馈", "Enforcement answered")
        texts = sealable(measure=Mask.M2)
        sources = UNSETTLED
        department: str
        result: EnforcementResult

        def change(self, case: CaseState) -> None:
            case.handed_to.discard(self.department)

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            return without(open, f"answer:{self.department}")

    class MediationOffered(CaseFact):
        """Mediation is voluntary; its content stays confidential (LAW 调解)."""

        label = Label("提出调解", "Mediation offered")
        sources = OPEN
        mediator_id: str

        def change(self, case: CaseState) -> None:
            case.mediator_id = self.mediator_id
            case.consents = frozenset()

    class MediationConsented(CaseFact):
        label = Label("同意调解", "Mediation consented")
        sources = OPEN
        side: Side

        def change(self, case: CaseState) -> None:
            case.consents |= {self.side}

    class MediationEnded(CaseFact):
        """confirmable_until: until then both sides may ask a court to confirm what
        they agreed on (LAW 调解33); None without an agreement."""

        label = Label("调解结束", "Mediation ended")
        texts = sealable(agreement=Mask.NEVER)
        sources = OPEN
        outcome: MediationOutcome
        confirmable_until: datetime | None

        def change(self, case: CaseState) -> None:
            case.mediator_id = None
            case.consents = frozenset()

    class LinkedOutside(CaseFact):
        """The resident also went elsewhere; linked, never blocked (DOMAIN 2.5)."""

        label = Label("关联外部渠道", "Linked outside")
        sources = EVERY
        unadopted = voidable = True
        system: str
        reference: str

        def change(self, case: CaseState) -> None:
            case.links.add((self.system, self.reference))

    class FileAttached(CaseFact):
        """A photograph or file; `sealed["file"]` commits to its SHA-256."""

        label = Label("附件", "File attached")
        texts = sealable(file=Mask.M2, name=Mask.NEVER)
        sources = EVERY
        unadopted = voidable = True
        media_type: str
        size_bytes: int

    # --- settling ---------------------------------------------------------------

    class Resolved(CaseFact):
        """Done, as the handler says; the call-back is due (DOMAIN 2.5 rule 4)."""

        label = Label("办结", "Resolved")
        texts = sealable(outcome=Mask.M2)
        sources = WORKING
        target = Status.RESOLVED
        milestones: tuple[Milestone, ...]

        def change(self, case: CaseState) -> None:
            case.handlers.add(self.actor_id)
            case.failed_call_backs = ()
            case.solved = None

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            """The outcome is the answer of the joint rule, too."""
            return {**of_departments(open), **by_name(self.milestones)}

    class CallBackFailed(CaseFact):
        """The reporter could not be reached; after three the case is unverified."""

        label = Label("回访未接通", "Call-back failed")
        sources = frozenset({Status.RESOLVED})
        attempt: int

        def change(self, case: CaseState) -> None:
            case.failed_call_backs += (self.timestamp,)

    class Unverified(CaseFact):
        label = Label("未能回访", "Unverified")
        sources = frozenset({Status.RESOLVED})
        target = Status.UNVERIFIED

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            return {}

    class Verified(CaseFact):
        """The reporter's answer, taken by someone else than the handler (回访)."""

        label = Label("回访", "Verified")
        texts = sealable(comment=Mask.M2)
        sources = frozenset({Status.RESOLVED})
        target = Status.VERIFIED
        solved: bool
        satisfaction: Satisfaction

        def change(self, case: CaseState) -> None:
            case.solved = self.solved
            if not self.solved:
                case.returned += (self.timestamp,)

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            return {} if self.solved else of_departments(open)

    class Closed(CaseFact):
        """level: where the case was settled (小事不出小区, DOMAIN 0-17)."""

        label = Label("结案", "Closed")
        sources = frozenset({Status.VERIFIED, Status.UNVERIFIED})
        target = Status.CLOSED
        level: Level

        def change(self, case: CaseState) -> None:
            case.closed_at = self.timestamp

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            return {}

    class Reopened(CaseFact):
        """Within 15 days the same case goes on (DOMAIN 2.5 rule 5); departments are
        called anew."""

        label = Label("重新办理", "Reopened")
        texts = sealable(reason=Mask.M2)
        sources = frozenset({Status.CLOSED})
        target = Status.ESCALATED
        level: Level
        receiver: str
        milestones: tuple[Milestone, ...]

        def change(self, case: CaseState) -> None:
            case.closed_at = None
            case.returned += (self.timestamp,)
            case.climb(self)
            case.calls = {}
            case.handed_to = set()

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            return by_name(self.milestones)

    # --- corrections and publication ----------------------------------------------

    class Recategorised(CaseFact):
        """A wrong category is corrected; open milestones are set anew."""

        label = Label("更正分类", "Recategorised")
        texts = sealable(reason=Mask.M2)
        sources = UNSETTLED
        category: str
        milestones: tuple[Milestone, ...]

        def change(self, case: CaseState) -> None:
            case.category = self.category

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            return {**of_parties(open), **by_name(self.milestones)}

    class Relocated(CaseFact):
        """The compound, unknown or wrong before, is now known."""

        label = Label("更正小区", "Relocated")
        texts = sealable(reason=Mask.M2)
        sources = EVERY
        unadopted = True
        compound_id: UUID
        region_path: tuple[str, ...]
        profile: str

        def change(self, case: CaseState) -> None:
            case.compound_id = self.compound_id
            case.region_path = self.region_path
            case.profile = self.profile
            case.relocated = True

    class EntryVoided(CaseFact):
        """An earlier entry was a mistake: it stays, and is shown as void.

        entry: the version of the voided fact; only notes, contacts, files, links and
        progress can be void, because nothing was decided on them.
        milestones: what the entry had met and is open again.
        """

        label = Label("作废记录", "Entry voided")
        texts = sealable(reason=Mask.M2)
        sources = EVERY
        unadopted = True
        entry: int
        milestones: tuple[Milestone, ...]

        def change(self, case: CaseState) -> None:
            case.void(self.entry)

        def clocks(self, open: Clocks) -> dict[str, Milestone]:
            return {**open, **by_name(self.milestones)}

    class TextReleased(CaseFact):
        """A sealed text is released under the mask class of its item.

        entry: the version of the fact that sealed it; path: which of its texts.
        """

        label = Label("公开文本", "Text released")
        sources = EVERY
        unadopted = True
        entry: int
        path: str
        mask: Mask

        def change(self, case: CaseState) -> None:
            case.released.add((self.entry, self.path))
