"""The commands: a table of them, and the one way in which each is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from uuid import UUID

import strawberry

from application.cases import Cases
from application.commit import Receipt
from application.compounds import Compounds
from application.steps import Steps, soon
from interfaces import giving
from interfaces.graphql.case import CaseNode
from interfaces.graphql.commands import Command, arguments_of, mutation
from interfaces.graphql.compound import Compound
from interfaces.graphql.context import Context
from interfaces.graphql.errors import Refusal
from interfaces.graphql.scalars import Position

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
COMPOUND_COMMANDS: Mapping[str, giving.Run] = {
    "register_compound": Compounds.register,
    "correct_compound": Compounds.correct,
}


@strawberry.interface(description="The command was recorded, now or by an earlier try.")
class Changed:
    id: UUID = strawberry.field(description="Id of the case or compound.")
    position: Position = strawberry.field(description="Place in the log; wait for it.")
    version: int = strawberry.field(description="Its version after the command.")
    replayed: bool = strawberry.field(
        description="True if this idempotency key was answered before."
    )
    visible: bool = strawberry.field(
        description="False if the read models are late and what you read is older."
    )


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
    outcome = await _give(context, giving.to_case, command, given)
    row = await context.loaders.cases.load(outcome["id"])
    return CaseChanged(case=CaseNode.of(row) if row else None, **outcome)


async def give_compound(
    context: Context, command: Command, given: Any
) -> CompoundChanged:
    """Run a command of a compound, then wait until its effect can be read."""
    outcome = await _give(context, giving.to_compound, command, given)
    row = await context.loaders.compounds.load(outcome["id"])
    return CompoundChanged(compound=Compound.of(row) if row else None, **outcome)


async def _give(
    context: Context,
    give: Callable[..., Steps[Receipt]],
    command: Command,
    given: Any,
) -> dict[str, Any]:
    """The fields of `Changed`."""
    services = context.services
    receipt = await soon(
        give(
            services,
            context.subject,
            command.run,
            getattr(given, "id", None),
            arguments_of(command, given),
            key=given.idempotency_key,
            expected_version=getattr(given, "expected_version", None),
        )
    )
    return {
        "id": receipt.ids[0],
        "position": receipt.position,
        "version": receipt.versions[0],
        "replayed": receipt.replayed,
        "visible": await services.progress.reached(receipt.position, services.wait),
    }


def _mutations() -> dict[str, Any]:
    """Every command as a field: its name in the schema, its input, its answer."""
    fields = {
        name: mutation(
            Command(name, run, run is not Cases.report), CaseResult, give_case
        )
        for name, run in CASE_COMMANDS.items()
    }
    return fields | {
        name: mutation(
            Command(name, run, run is not Compounds.register),
            CompoundResult,
            give_compound,
        )
        for name, run in COMPOUND_COMMANDS.items()
    }


Mutation = strawberry.type(
    type("Mutation", (), _mutations()),
    description=(
        "Commands. Each is recorded whole or refused whole; a refusal is an answer,"
        " not an error."
    ),
)
