"""The commands: a table of them, and the one way in which each is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import strawberry

from application.cases import Cases
from application.compounds import Compounds
from interfaces import giving
from interfaces.graphql.case import CaseNode
from interfaces.graphql.command_docs import FIELDS
from interfaces.graphql.commands import Command, mutation
from interfaces.graphql.compound import Compound
from interfaces.graphql.compound_commands import (
    CARE_COMMANDS,
    COMPOUND_COMMANDS,
    DOCS,
)
from interfaces.graphql.context import Context
from interfaces.graphql.errors import Refusal
from interfaces.graphql.given import Changed, outcome_of
from interfaces.graphql.notifications import MUTATIONS as NOTIFICATION_COMMANDS
from interfaces.graphql.reassigning import REASSIGN_CASES
from interfaces.graphql.record_kinds import NODES
from interfaces.graphql.records import mutations
from interfaces.graphql.webhook_commands import MUTATIONS as WEBHOOK_COMMANDS

CASE_COMMANDS: Mapping[str, giving.Run] = {
    "report_case": Cases.report,
    "adopt_case": Cases.adopt,
    "join_case": Cases.join,
    "declare_joint": Cases.declare_joint,
    "merge_case": Cases.merge,
    "withdraw_case": Cases.withdraw,
    "assign_case": Cases.assign,
    "accept_case": Cases.accept,
    "note_contact": Cases.contact,
    "start_work": Cases.start,
    "note_progress": Cases.progress,
    "pause_case": Cases.pause,
    "resume_case": Cases.resume,
    "dispute_competence": Cases.dispute_competence,
    "decide_competence": Cases.decide_competence,
    "escalate_case": Cases.escalate,
    "whistle": Cases.whistle,
    "report_in": Cases.report_in,
    "act_as_department": Cases.act_as_department,
    "hand_to_enforcement": Cases.hand_to_enforcement,
    "answer_enforcement": Cases.answer_enforcement,
    "offer_mediation": Cases.offer_mediation,
    "consent_to_mediation": Cases.consent_to_mediation,
    "end_mediation": Cases.end_mediation,
    "resolve_case": Cases.resolve,
    "fail_call_back": Cases.fail_call_back,
    "verify_case": Cases.verify,
    "close_case": Cases.close,
    "reopen_case": Cases.reopen,
    "recategorise_case": Cases.recategorise,
    "relocate_case": Cases.relocate,
    "link_outside": Cases.link_outside,
    "attach_file": Cases.attach_file,
    "void_entry": Cases.void_entry,
    "release_text": Cases.release_text,
}


@strawberry.type(description="A command of a case was recorded.")
class CaseChanged(Changed):
    case: CaseNode | None = strawberry.field(
        description="The case as it is now; null for a new one not yet visible."
    )


@strawberry.type(description="A command of a compound was recorded.")
class CompoundChanged(Changed):
    compound: Compound | None = strawberry.field(
        description="The compound as it is now; null for a new one not yet visible."
    )


CaseResult = Annotated[
    CaseChanged | Refusal,
    strawberry.union("CaseResult", description="Done, or refused with the reason."),
]
CompoundResult = Annotated[
    CompoundChanged | Refusal,
    strawberry.union("CompoundResult", description="Done, or refused with the reason."),
]


async def give_case(context: Context, command: Command, given: Any) -> CaseChanged:
    """Run a command of a case, then wait until its effect can be read."""
    outcome = await outcome_of(context, giving.to_case, command, given)
    row = await context.loaders.cases.load(outcome["id"])
    return CaseChanged(case=CaseNode.of(row) if row else None, **outcome)


async def give_compound(
    context: Context, command: Command, given: Any
) -> CompoundChanged:
    """Run a command of a compound, then wait until its effect can be read."""
    outcome = await outcome_of(context, giving.to_compound, command, given)
    row = await context.loaders.compounds.load(outcome["id"])
    return CompoundChanged(compound=Compound.of(row) if row else None, **outcome)


def _mutations() -> dict[str, Any]:
    """Every command as a field: its name in the schema, its input, its answer."""
    fields = {
        name: mutation(
            Command(name, run, run is not Cases.report), CaseResult, give_case
        )
        for name, run in CASE_COMMANDS.items()
    }
    fields["reassign_cases"] = REASSIGN_CASES
    return fields | {
        name: mutation(
            Command(name, run, run is not Compounds.register),
            CompoundResult,
            give_compound,
            DOCS if name in CARE_COMMANDS else FIELDS,
        )
        for name, run in COMPOUND_COMMANDS.items()
    }


def _of_records() -> dict[str, Any]:
    """The commands of every other aggregate."""
    return {
        name: field
        for node in NODES.values()
        for name, field in mutations(node).items()
    }


Mutation = strawberry.type(
    type(
        "Mutation",
        (),
        _mutations() | _of_records() | WEBHOOK_COMMANDS | NOTIFICATION_COMMANDS,
    ),
    description=(
        "Commands. Each is recorded whole or refused whole; a refusal is an answer,"
        " not an error."
    ),
)
