"""One mutation for every command, its input type made from the command's signature.

A command's arguments are written once, in `application/`: the input type of its
mutation has the same fields, with the same defaults. What each field means stands in
`command_docs`, and a test holds that none is missing.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_type_hints
from uuid import UUID

import strawberry

from interfaces.giving import Run
from interfaces.graphql.command_docs import FIELDS
from interfaces.graphql.context import Context, Info
from interfaces.graphql.errors import camel
from interfaces.graphql.input_parts import as_input, from_input

Arguments = Mapping[str, Any]
INPUT = "What the command needs."


@dataclass(frozen=True, slots=True)
class Command:
    """A command as the schema offers it.

    name: of the mutation, in snake_case. run: the method of the use case.
    target: True when the second argument names the aggregate to change.
    """

    name: str
    run: Run
    target: bool

    @property
    def arguments(self) -> list[inspect.Parameter]:
        """The command's own arguments: neither the service, the order nor the id."""
        return list(inspect.signature(self.run).parameters.values())[
            3 if self.target else 2 :
        ]


Give = Callable[[Context, Command, Any], Awaitable[Any]]


def mutation(
    command: Command, answer: Any, give: Give, docs: Mapping[str, str] = FIELDS
) -> Any:
    """The field of `Mutation` that gives this command.

    answer: the union that it returns. give: runs it, whatever the command.
    docs: what each field of its input means.
    """
    input_type = input_of(command, docs)

    async def resolve(info: Info, input: Any) -> Any:
        info.context.gives_command()
        return await give(info.context, command, input)

    resolve.__annotations__ = {
        "info": Info,
        "input": Annotated[input_type, strawberry.argument(description=INPUT)],
        "return": answer,
    }
    return strawberry.mutation(resolve, description=described(command))


def described(command: Command) -> str:
    """The first paragraph of the command's docstring, on one line."""
    paragraph, _, _ = inspect.cleandoc(command.run.__doc__ or "").partition("\n\n")
    return " ".join(paragraph.split())


def input_of(command: Command, docs: Mapping[str, str] = FIELDS) -> type:
    """The input type that mirrors the command's signature."""
    hints = get_type_hints(command.run)
    namespace: dict[str, Any] = {}
    annotations: dict[str, Any] = {}
    if command.target:
        annotations["id"] = UUID
    for argument in command.arguments:
        annotations[argument.name] = as_input(hints[argument.name])
        if argument.default is not inspect.Parameter.empty:
            namespace[argument.name] = argument.default
    if command.target:
        annotations["expected_version"] = int | None
    annotations["idempotency_key"] = str | None
    for name in annotations:
        options = {"default": namespace[name]} if name in namespace else {}
        if name in ("expected_version", "idempotency_key"):
            options = {"default": None}
        namespace[name] = strawberry.field(description=docs[name], **options)
    title = "".join(word.capitalize() for word in command.name.split("_")) + "Input"
    made = types.new_class(title, exec_body=lambda body: body.update(namespace))
    made.__annotations__ = annotations
    return strawberry.input(made, description=f"Input of `{camel(command.name)}`.")


def arguments_of(command: Command, given: Any) -> dict[str, Any]:
    """The input's fields as the command's keyword arguments."""
    return {
        each.name: from_input(getattr(given, each.name)) for each in command.arguments
    }
