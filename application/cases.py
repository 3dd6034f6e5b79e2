"""Every command of a case: one short method each, in the order of a case's life.

The methods only bring together what a command needs (another aggregate, a pseudonym, a
stored file); every rule stands in the domain. Their signatures are the public API: the
interfaces derive their inputs from them. Arguments typed `str | None` that are named in
`texts` of the recorded fact are free text and go to the vault; the rest is data.

Before each command the case's own clocks are looked at, so that a late worker never
lets anyone act on a case that should already have climbed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Concatenate, Generic, ParamSpec
from uuid import UUID

from application.chance import new_id
from application.commands import Commands, R
from application.commit import Receipt
from application.files import FileStore, StoredFile
from application.order import Order
from application.people import names_in_case, resident_in_case
from application.steps import Blocking, Steps, now
from domain.case import Case
from domain.case_refusals import MediatorRecused, VerifierIsHandler
from domain.case_words import (
    Cause,
    Channel,
    DepartmentStep,
    EnforcementResult,
    MediationOutcome,
    PauseReason,
    Satisfaction,
    Side,
)
from domain.compound import Compound
from domain.errors import InvalidInput
from domain.facts import Mask, Stamp
from domain.roles import RESIDENTS, Actor, Role

P = ParamSpec("P")
Texts = Mapping[str, str | None]

SERVICE = Actor("service", Role.SYSTEM)
"""Who records what happens by itself."""


class Cases(Generic[R]):
    """The use cases of `Case`. Every method returns where its facts stand in the log,
    and raises a `Refusal` of the domain, of the store, or of the file store."""

    def __init__(self, commands: Commands[R], files: FileStore) -> None:
        self._commands = commands
        self._files = files

    # --- intake -----------------------------------------------------------------------

    def report(
        self,
        order: Order,
        *,
        channel: Channel,
        category: str,
        title: str,
        body: str | None = None,
        compound_id: UUID | None = None,
        region_path: tuple[str, ...] = (),
        profile: str | None = None,
        urgent: bool = False,
        by_body: bool = False,
        reporter: str | None = None,
        reporter_name: str | None = None,
        reporter_phone: str | None = None,
        address: str | None = None,
        source_system: str | None = None,
        source_reference: str | None = None,
    ) -> R:
        """Take a matter in.

        The first of the receipt's `ids` is the case.
        compound_id: gives region and profile; without it `region_path` and `profile`
            do, and the national rules hold if that is None, too.
        reporter: id of the resident for whom an officer reports; only a pseudonym of
            it is recorded. Residents report for themselves.
        """
        id = new_id()
        data: dict[str, Any] = {
            "channel": channel,
            "category": category,
            "compound_id": compound_id,
            "urgent": urgent,
            "by_body": by_body,
            "source_system": source_system,
            "source_reference": source_reference,
        }
        texts = {
            "title": title,
            "body": body,
            **_person(reporter_name, reporter_phone, address),
        }

        body_of_command = {
            **data,
            "region_path": region_path,
            "profile": profile,
            "reporter": reporter,
        }

        def steps() -> Steps[Receipt]:
            place, rules = region_path, profile or "national"
            if compound_id is not None:
                compound = yield from self._commands.loading(Compound, compound_id)
                place, rules = compound.region_path, compound.profile

            def decide(stamp: Stamp) -> Case:
                who = self._reporter(stamp, id, reporter)
                where: dict[str, Any] = {"region_path": place, "profile": rules}
                return Case.report(stamp, id=id, reporter=who, **where, **data)

            return (
                yield from self._commands.creating(
                    order,
                    "case.report",
                    rules,
                    body_of_command,
                    _given(texts),
                    decide,
                    id,
                )
            )

        return self._commands.run(steps())

    def adopt(
        self, order: Order, case_id: UUID, *, category: str, urgent: bool = False
    ) -> R:
        """Take on an imported case; its clocks start now."""
        return self._change(
            order, case_id, Case.adopt, {}, category=category, urgent=urgent
        )

    def join(
        self,
        order: Order,
        case_id: UUID,
        *,
        reporter: str | None = None,
        body: str | None = None,
        reporter_name: str | None = None,
        reporter_phone: str | None = None,
        address: str | None = None,
    ) -> R:
        """Add one more reporter of the same matter (联名).

        reporter: as in `report`.
        """

        def join(case: Case, stamp: Stamp, reporter: str | None) -> None:
            who = self._reporter(stamp, case_id, reporter)
            if who is None:
                raise _invalid("reporter", "name the resident", "请指明诉求人")
            case.join(stamp, reporter=who)

        person = _person(reporter_name, reporter_phone, address)
        return self._change(order, case_id, join, {"body": body, **person}, reporter)

    def declare_joint(self, order: Order, case_id: UUID, *, by_body: bool = False) -> R:
        """Declare a joint complaint: ten reporters, or a body as reporter."""
        return self._change(order, case_id, Case.declare_joint, {}, by_body=by_body)

    def merge(self, order: Order, case_id: UUID, *, into: UUID) -> R:
        """Let a duplicate go on as another case; its reporters follow."""

        def merge(cases: dict[UUID, Case], stamp: Stamp) -> None:
            duplicate, target = cases[case_id], cases[into]
            for case in (duplicate, target):
                self._fire(case, stamp)
            duplicate.merge_into(stamp, into=into)
            target.absorb(
                stamp,
                duplicate=case_id,
                reporters=duplicate.reporters,
                earlier=duplicate.absorbed,
            )

        ids = list(dict.fromkeys((case_id, into)))
        body = {"into": into}
        return self._commands.change_all(
            order, "case.merge", Case, ids, body, {}, merge
        )

    def withdraw(self, order: Order, case_id: UUID, *, reason: str | None = None) -> R:
        """Withdraw a case: its reporter, or an officer who gives the reason."""
        return self._change(order, case_id, Case.withdraw, {"reason": reason})

    # --- handling ---------------------------------------------------------------------

    def assign(
        self,
        order: Order,
        case_id: UUID,
        *,
        party: str,
        handler_id: str,
        note: str | None = None,
    ) -> R:
        """Name the party that handles the case, and a handler in it."""
        return self._change(
            order,
            case_id,
            Case.assign,
            {"note": note},
            party=party,
            handler_id=handler_id,
        )

    def accept(self, order: Order, case_id: UUID, *, answer: str | None = None) -> R:
        """Take the case; the answer is the written acceptance answer."""
        return self._change(order, case_id, Case.accept, {"answer": answer})

    def contact(self, order: Order, case_id: UUID, *, note: str | None = None) -> R:
        """Note that the reporter was spoken to."""
        return self._change(order, case_id, Case.contact, {"note": note})

    def start(self, order: Order, case_id: UUID, *, note: str | None = None) -> R:
        """Start the work."""
        return self._change(order, case_id, Case.start, {"note": note})

    def progress(
        self,
        order: Order,
        case_id: UUID,
        *,
        meets: str | None = None,
        note: str | None = None,
    ) -> R:
        """Note what was done, and which milestone that meets, if any."""
        return self._change(order, case_id, Case.progress, {"note": note}, meets=meets)

    def pause(
        self,
        order: Order,
        case_id: UUID,
        *,
        reason: PauseReason,
        until: datetime,
        note: str | None = None,
    ) -> R:
        """Stop the clocks for a listed reason, until an announced end."""
        return self._change(
            order, case_id, Case.pause, {"note": note}, reason=reason, until=until
        )

    def resume(self, order: Order, case_id: UUID) -> R:
        """Let the clocks run again before the announced end."""
        return self._change(order, case_id, Case.resume, {})

    def dispute_competence(
        self, order: Order, case_id: UUID, *, claimed_party: str, reason: str
    ) -> R:
        """Say, within one working day and once, that another party is competent."""
        return self._change(
            order,
            case_id,
            Case.dispute_competence,
            {"reason": reason},
            claimed_party=claimed_party,
        )

    def decide_competence(
        self, order: Order, case_id: UUID, *, party: str, reason: str | None = None
    ) -> R:
        """Decide which party is competent; there is no second transfer."""
        return self._change(
            order, case_id, Case.decide_competence, {"reason": reason}, party=party
        )

    def escalate(
        self, order: Order, case_id: UUID, *, reason: str, cause: Cause = Cause.MANUAL
    ) -> R:
        """Send the case one level up."""
        return self._change(
            order, case_id, Case.escalate, {"reason": reason}, cause=cause
        )

    # --- departments and enforcement --------------------------------------------------

    def whistle(
        self,
        order: Order,
        case_id: UUID,
        *,
        departments: tuple[str, ...],
        reason: str,
        urgent: bool = False,
    ) -> R:
        """Call departments (吹哨); each must report in within the limit. A case below
        the street alliance (L3) goes there."""
        return self._change(
            order,
            case_id,
            Case.whistle,
            {"reason": reason},
            departments=departments,
            urgent=urgent,
        )

    def report_in(
        self, order: Order, case_id: UUID, *, department: str, note: str | None = None
    ) -> R:
        """A called department is there (报到)."""
        return self._change(
            order, case_id, Case.report_in, {"note": note}, department=department
        )

    def act_as_department(
        self,
        order: Order,
        case_id: UUID,
        *,
        department: str,
        step: DepartmentStep,
        note: str | None = None,
    ) -> R:
        """A department that reported in files its plan or its result."""
        return self._change(
            order,
            case_id,
            Case.act_as_department,
            {"note": note},
            department=department,
            step=step,
        )

    def hand_to_enforcement(
        self,
        order: Order,
        case_id: UUID,
        *,
        department: str,
        violation: str,
        basis: str | None = None,
    ) -> R:
        """Hand a violation over to an enforcement department (物业+执法).

        basis: the article relied on, as a citation code such as `京98(3)`.
        """
        return self._change(
            order,
            case_id,
            Case.hand_to_enforcement,
            {"violation": violation},
            department=department,
            basis=basis,
        )

    def answer_enforcement(
        self,
        order: Order,
        case_id: UUID,
        *,
        department: str,
        result: EnforcementResult,
        measure: str | None = None,
    ) -> R:
        """Say what the department did about the violation."""
        return self._change(
            order,
            case_id,
            Case.answer_enforcement,
            {"measure": measure},
            department=department,
            result=result,
        )

    # --- mediation --------------------------------------------------------------------

    def offer_mediation(self, order: Order, case_id: UUID, *, mediator_id: str) -> R:
        """Offer mediation by somebody who is neither handler nor party."""

        def offer_mediation(case: Case, stamp: Stamp, *, mediator_id: str) -> None:
            # The mediator's id is not the name under which they may have reported.
            names = names_in_case(self._commands.vault, case, mediator_id)
            if names & case.reporters:
                raise MediatorRecused
            case.offer_mediation(stamp, mediator_id=mediator_id)

        return self._change(
            order, case_id, offer_mediation, {}, mediator_id=mediator_id
        )

    def consent_to_mediation(self, order: Order, case_id: UUID, *, side: Side) -> R:
        """Record that one side consents to the mediation."""

        def consent_to_mediation(case: Case, stamp: Stamp, *, side: Side) -> None:
            if order.actor.id == case.mediator_id:
                raise MediatorRecused("side")
            case.consent_to_mediation(stamp, side=side)

        return self._change(order, case_id, consent_to_mediation, {}, side=side)

    def end_mediation(
        self,
        order: Order,
        case_id: UUID,
        *,
        outcome: MediationOutcome,
        agreement: str | None = None,
    ) -> R:
        """End the mediation; its content stays confidential."""
        texts = {"agreement": agreement}
        return self._change(order, case_id, Case.end_mediation, texts, outcome=outcome)

    # --- settling ---------------------------------------------------------------------

    def resolve(self, order: Order, case_id: UUID, *, outcome: str) -> R:
        """Say that it is done; the call-back is due."""
        return self._change(order, case_id, Case.resolve, {"outcome": outcome})

    def fail_call_back(self, order: Order, case_id: UUID) -> R:
        """Note that the reporter was not reached; the third time ends the attempts."""
        return self._change(order, case_id, Case.fail_call_back, {})

    def verify(
        self,
        order: Order,
        case_id: UUID,
        *,
        solved: bool,
        satisfaction: Satisfaction = Satisfaction.NOT_STATED,
        comment: str | None = None,
    ) -> R:
        """Record the reporter's answer (回访); what is unsolved climbs one level."""

        def verify(
            case: Case, stamp: Stamp, *, solved: bool, satisfaction: Satisfaction
        ) -> None:
            # Whoever handled a case cannot verify it as a resident either.
            if order.actor.id in case.handlers:
                raise VerifierIsHandler
            case.verify(stamp, solved=solved, satisfaction=satisfaction)

        return self._change(
            order,
            case_id,
            verify,
            {"comment": comment},
            solved=solved,
            satisfaction=satisfaction,
        )

    def close(self, order: Order, case_id: UUID) -> R:
        """Close what was verified, or could not be."""
        return self._change(order, case_id, Case.close, {})

    def reopen(self, order: Order, case_id: UUID, *, reason: str) -> R:
        """Let the same case go on, within 15 days of its closing."""
        return self._change(order, case_id, Case.reopen, {"reason": reason})

    # --- corrections, links, files, release -------------------------------------------

    def recategorise(
        self, order: Order, case_id: UUID, *, category: str, reason: str
    ) -> R:
        """Correct the category; open milestones are set anew."""
        return self._change(
            order, case_id, Case.recategorise, {"reason": reason}, category=category
        )

    def relocate(
        self,
        order: Order,
        case_id: UUID,
        *,
        compound_id: UUID,
        reason: str | None = None,
    ) -> R:
        """Name the compound, unknown or wrong before."""

        def steps() -> Steps[Receipt]:
            compound = yield from self._commands.loading(Compound, compound_id)
            return (
                yield from self._changing(
                    order,
                    case_id,
                    Case.relocate,
                    {"reason": reason},
                    compound_id=compound_id,
                    region_path=compound.region_path,
                    profile=compound.profile,
                )
            )

        return self._commands.run(steps())

    def link_outside(
        self, order: Order, case_id: UUID, *, system: str, reference: str
    ) -> R:
        """Link the number that the matter has elsewhere (12345, 信访, a court)."""
        return self._change(
            order, case_id, Case.link_outside, {}, system=system, reference=reference
        )

    def attach_file(
        self,
        order: Order,
        case_id: UUID,
        *,
        content: bytes,
        media_type: str,
        name: str | None = None,
    ) -> R:
        """Attach a photograph or a file.

        media_type: as declared by the sender; what is recorded is what it is found to
        be. Refused: too large, unknown, or with active content.
        """

        def steps() -> Steps[Receipt]:
            # An unknown case must not leave a file behind.
            yield from self._commands.loading(Case, case_id)
            stored: StoredFile = yield Blocking(
                partial(self._files.put, content, media_type)
            )
            return (
                yield from self._changing(
                    order,
                    case_id,
                    Case.attach_file,
                    {"file": stored.sha256, "name": name},
                    media_type=stored.media_type,
                    size_bytes=stored.size,
                )
            )

        return self._commands.run(steps())

    def void_entry(self, order: Order, case_id: UUID, *, entry: int, reason: str) -> R:
        """Mark an earlier note as void; it stays and is shown as such."""
        return self._change(
            order, case_id, Case.void_entry, {"reason": reason}, entry=entry
        )

    def release_text(
        self, order: Order, case_id: UUID, *, entry: int, path: str, mask: Mask
    ) -> R:
        """Publish a sealed text under the mask class of its item."""
        return self._change(
            order, case_id, Case.release_text, {}, entry=entry, path=path, mask=mask
        )

    # --- the service's own ------------------------------------------------------------

    def fire_due(self, case_id: UUID) -> Receipt | None:
        """Record what has fallen due, and wait for it; None if nothing has."""
        case = self._commands.store.load(Case, case_id)
        if not case.is_due(self._commands.clock()):
            return None
        recorded = 0

        def fire_due(case: Case, stamp: Stamp) -> None:
            nonlocal recorded
            case.fire_due(stamp)
            recorded = len(case.pending_events)  # none if another worker came first

        receipt = now(self._changing(Order(SERVICE), case_id, fire_due, {}))
        return receipt if recorded else None

    def _change(
        self,
        order: Order,
        case_id: UUID,
        command: Callable[Concatenate[Case, Stamp, P], None],
        texts: Texts,
        *args: P.args,
        **data: P.kwargs,
    ) -> R:
        steps = self._changing(order, case_id, command, texts, *args, **data)
        return self._commands.run(steps)

    def _changing(
        self,
        order: Order,
        case_id: UUID,
        command: Callable[Concatenate[Case, Stamp, P], None],
        texts: Texts,
        *args: P.args,
        **data: P.kwargs,
    ) -> Steps[Receipt]:
        def decide(case: Case, stamp: Stamp) -> None:
            self._fire(case, stamp)
            command(case, self._named(case, stamp, order), *args, **data)

        name = f"case.{command.__name__}"
        body = {"args": args, **data}
        return self._commands.changing(
            order, name, Case, case_id, body, _given(texts), decide
        )

    @staticmethod
    def _fire(case: Case, stamp: Stamp) -> None:
        if case.is_due(stamp.at):
            case.fire_due(replace(stamp, actor=SERVICE, command=None))

    def _named(self, case: Case, stamp: Stamp, order: Order) -> Stamp:
        """A resident who came with a merged duplicate keeps the name from there."""
        if order.actor.role not in RESIDENTS:
            return stamp
        name = resident_in_case(self._commands.vault, case, order.actor.id)
        return replace(stamp, actor=Actor(name, order.actor.role))

    def _reporter(self, stamp: Stamp, case_id: UUID, named: str | None) -> str | None:
        """The pseudonym of the reporter; residents already appear under theirs."""
        if stamp.actor.role not in RESIDENTS:
            return self._commands.vault.pseudonym(named, case_id) if named else None
        if named is not None:
            problem = "residents report for themselves"
            raise _invalid("reporter", problem, "居民只能为本人提出诉求")
        return stamp.actor.id


def _person(name: str | None, phone: str | None, address: str | None) -> Texts:
    return {"reporter_name": name, "reporter_phone": phone, "address": address}


def _given(texts: Texts) -> dict[str, str]:
    """The texts that say something; blank ones count as not given."""
    return {path: text for path, text in texts.items() if text and text.strip()}


def _invalid(field: str, problem: str, problem_zh: str) -> InvalidInput:
    return InvalidInput(field, field=field, problem=problem, problem_zh=problem_zh)
