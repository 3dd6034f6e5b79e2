"""Every command of a case with usual arguments, for tests that walk all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from domain.case import Case
from domain.case_words import (
    DepartmentStep,
    EnforcementResult,
    MediationOutcome,
    PauseReason,
    Satisfaction,
    Side,
)
from domain.facts import Mask, Stamp
from tests.scenario import COMPOUND_ID, OTHER_ID

COMMANDS: Mapping[str, Callable[[Case, Stamp], None]] = {
    "adopt": lambda case, s: case.adopt(s, category="SRV-01"),
    "join": lambda case, s: case.join(s, reporter=f"reporter{case.version}"),
    "declare_joint": lambda case, s: case.declare_joint(s, by_body=True),
    "merge_into": lambda case, s: case.merge_into(s, into=OTHER_ID),
    "absorb": lambda case, s: case.absorb(
        s, duplicate=OTHER_ID, reporters={"x"}, earlier=set()
    ),
    "withdraw": lambda case, s: case.withdraw(s),
    "assign": lambda case, s: case.assign(s, party="P", handler_id="steward"),
    "accept": lambda case, s: case.accept(s),
    "contact": lambda case, s: case.contact(s),
    "start": lambda case, s: case.start(s),
    "progress": lambda case, s: case.progress(s),
    "pause": lambda case, s: case.pause(
        s,
        reason=PauseReason.MEDIATION
        if len(case.consents) == 2
        else PauseReason.PROCEEDINGS,
        until=s.at + timedelta(days=2),
    ),
    "resume": lambda case, s: case.resume(s),
    "dispute_competence": lambda case, s: case.dispute_competence(s, claimed_party="E"),
    "decide_competence": lambda case, s: case.decide_competence(s, party="E"),
    "escalate": lambda case, s: case.escalate(s),
    "whistle": lambda case, s: case.whistle(s, departments=("G",)),
    "report_in": lambda case, s: case.report_in(s, department="G"),
    "act_as_department": lambda case, s: case.act_as_department(
        s, department="G", step=DepartmentStep.RESULT
    ),
    "hand_to_enforcement": lambda case, s: case.hand_to_enforcement(s, department="E"),
    "answer_enforcement": lambda case, s: case.answer_enforcement(
        s, department="E", result=EnforcementResult.PENALISED
    ),
    "offer_mediation": lambda case, s: case.offer_mediation(s, mediator_id="m"),
    "consent_to_mediation": lambda case, s: case.consent_to_mediation(
        s, side=Side.OTHER if "reporter" in case.consents else Side.REPORTER
    ),
    "end_mediation": lambda case, s: case.end_mediation(
        s, outcome=MediationOutcome.STOPPED
    ),
    "resolve": lambda case, s: case.resolve(s),
    "fail_call_back": lambda case, s: case.fail_call_back(s),
    "verify": lambda case, s: case.verify(
        s, solved=case.version % 2 == 0, satisfaction=Satisfaction.SATISFIED
    ),
    "close": lambda case, s: case.close(s),
    "reopen": lambda case, s: case.reopen(s),
    "recategorise": lambda case, s: case.recategorise(
        s, category="BLD-01" if case.category == "ORD-03" else "ORD-03"
    ),
    "relocate": lambda case, s: case.relocate(
        s, compound_id=COMPOUND_ID, region_path=(str(case.version),), profile="heze"
    ),
    "link_outside": lambda case, s: case.link_outside(
        s, system="12345", reference=f"A-{case.version}"
    ),
    "attach_file": lambda case, s: case.attach_file(
        s, media_type="image/png", size_bytes=7
    ),
    "void_entry": lambda case, s: case.void_entry(
        s, entry=max(case.voidable - case.voided, default=0)
    ),
    "release_text": lambda case, s: case.release_text(
        s, entry=1, path="title", mask=Mask.M2
    ),
}

TEXTS = ("reason", "violation", "outcome", "file")
"""Every text that some command requires."""
