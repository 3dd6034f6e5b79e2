"""Use cases that only bring a command of the domain to its aggregate.

Most commands need nothing but that: an aggregate, the arguments of the domain's method,
and perhaps texts that go to the vault. Those are derived from the domain's method, so
that its arguments are written once:

    class Committees(UseCases[R]):
        kind = Committee
        form = beginning(Committee.form)
        appoint = changing(Committee.appoint, note=False)

A command that needs another aggregate, a file or a stored row is a method written out,
as in `application.cases`. The interfaces treat both alike: by name and by signature.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Generic
from uuid import UUID

from eventsourcing.domain import Aggregate

from application.chance import new_id
from application.commands import Commands, R
from application.commit import Receipt
from application.order import Order
from application.roles_allowed import Row
from application.rules import NATIONAL
from application.signatures import EMPTY, arguments_of, complete, described
from application.steps import Steps
from domain.codes import require_code
from domain.compound import Compound
from domain.errors import Refusal
from domain.facts import Stamp
from domain.lifecycle import invalid, require_between, require_distinct
from domain.place import Place
from domain.vote import Vote

MOST_REGIONS = 6
"""Regions of a path, from the province down to the community."""

IdOf = Callable[[Mapping[str, Any]], UUID]
"""From the arguments of a first command to the id of what it begins."""

VoteCheck = Callable[[Vote, Any, Mapping[str, Any], Stamp], str]
"""The question of a vote that carries a command on an aggregate with its arguments;
refuses a vote that does not."""

PLACE = {
    "compound_id": (UUID | None, None),
    "region_path": (tuple[str, ...], ()),
    "profile": (str | None, None),
}
"""Arguments of a first command that may belong to a compound or to a region."""


class UseCases(Generic[R]):
    """The use cases of one aggregate; every method returns where its facts stand in
    the log and raises a `Refusal` of the domain or of the store."""

    kind: ClassVar[type[Aggregate]]
    name: ClassVar[str]
    """First part of the names of its actions (`committee.form`)."""

    rows: ClassVar[Mapping[str, Row]]
    """Who may do what: a row for each command, for `read_text` and `read_restricted`,
    and for `read` (`{}` if it is public)."""

    public: ClassVar[bool] = True
    """Whether anyone may read what is public of it."""

    mutations: ClassVar[Mapping[str, str]] = {}
    """Names of commands in the schema, where `<verb>_<name>_<rest>` reads badly."""

    def __init__(self, commands: Commands[R]) -> None:
        self._commands = commands

    @classmethod
    def all(cls) -> dict[str, Callable[..., Any]]:
        """Every command by its name, in the order written."""
        return {
            name: member
            for each in reversed(cls.__mro__)
            for name, member in vars(each).items()
            if inspect.isfunction(member)
            and not name.startswith("_")
            and name not in vars(UseCases)  # such as `place`, told otherwise
        }

    @classmethod
    def targets(cls, command: Callable[..., Any]) -> bool:
        """Whether a command takes the id of the aggregate that it changes."""
        return list(inspect.signature(command).parameters)[2:3] == ["id"]

    def place(self, given: Mapping[str, Any]) -> Steps[Place]:
        """Where a new aggregate belongs: its compound says, otherwise the arguments.

        Raises `NotFound`, and `InvalidInput` if neither is given.
        """
        id = given.get("compound_id")
        if id is not None:
            compound = yield from self._commands.loading(Compound, id)
            return Place(id, compound.region_path, compound.profile)
        path = given.get("region_path") or ()
        if not path:
            raise invalid("region_path", "请指明小区或区域", "name compound or region")
        require_distinct("region_path", path)
        require_between("region_path", len(path), 1, MOST_REGIONS)
        for code in path:
            require_code("region_path", code)
        return Place(None, path, given.get("profile") or NATIONAL)

    def mine(self, subject: str, given: Mapping[str, Any]) -> Steps[bool]:
        """Whether a command that begins an aggregate is about the subject's own
        matter."""
        yield from ()
        return False


def beginning(
    decide: Callable[..., Aggregate],
    *,
    id: IdOf | None = None,
    regional: bool = False,
    taken: type[Refusal] | None = None,
    **texts: bool,
) -> Callable[..., Any]:
    """The use case that begins an aggregate.

    decide: a class method of the domain, `(stamp, *, id, place, ...)`.
    id: gives the id, if it follows from the arguments; otherwise it is drawn.
    regional: it may belong to a region instead of a compound.
    taken: refuses it if the aggregate is there already.
    texts: arguments that go to the vault; True: it must be given.
    """
    own = arguments_of(decide, leaving=("id", "place"))
    where: dict[str, tuple[Any, Any]]
    where = PLACE if regional else {"compound_id": (UUID, EMPTY)}

    def run(self: UseCases[Any], order: Order, **given: Any) -> Any:
        arguments = complete(run, given, 2)
        data = {name: arguments[name] for name in own}
        body = {name: arguments[name] for name in where} | data
        begun = id(body) if id is not None else new_id()

        def steps() -> Steps[Receipt]:
            place = yield from self.place(body)

            def begin(stamp: Stamp) -> Aggregate:
                return decide(stamp, id=begun, place=place, **data)

            return (
                yield from self._commands.creating(
                    order,
                    f"{self.name}.{run.__name__}",
                    place.profile,
                    body,
                    _given(arguments, texts),
                    begin,
                    begun,
                    taken=taken(id=begun) if taken is not None else None,
                )
            )

        return self._commands.run(steps())

    places = {name: hint for name, (hint, _) in where.items()}
    defaults = {name: default for name, (_, default) in where.items()}
    return described(run, decide, places, own, texts, defaults, target=False)


def passed(*matters: str) -> VoteCheck:
    """A vote of the aggregate's compound must have passed a question on one of these
    (V-codes): the one named in the command, where it asked several."""

    def check(
        vote: Vote, aggregate: Any, given: Mapping[str, Any], stamp: Stamp
    ) -> str:
        return vote.require_passed(aggregate.compound_id, matters, given["question"])

    return check


def changing(
    decide: Callable[..., None],
    *,
    votes: VoteCheck | None = None,
    **texts: bool,
) -> Callable[..., Any]:
    """The use case that changes an aggregate.

    decide: a method of the domain, `(self, stamp, *, ...)`.
    votes: looks at the owners' vote `vote_id` that it rests on, if one is named; the
        fact then says by which question of it.
    texts: arguments that go to the vault; True: it must be given.
    """
    own = arguments_of(decide)

    def run(self: UseCases[Any], order: Order, id: UUID, **given: Any) -> Any:
        arguments = complete(run, given, 3)
        data = {name: arguments[name] for name in own}

        def steps() -> Steps[Receipt]:
            vote: Vote | None = None
            if votes is not None and data["vote_id"] is not None:
                vote = yield from self._commands.loading(Vote, data["vote_id"])
            elif votes is not None and data["question"] is not None:
                raise invalid(
                    "vote_id", "请指明表决", "the vote of the question expected"
                )

            def change(aggregate: Any, stamp: Stamp) -> None:
                decided = data
                if vote is not None and votes is not None:
                    decided = data | {"question": votes(vote, aggregate, data, stamp)}
                decide(aggregate, stamp, **decided)

            return (
                yield from self._commands.changing(
                    order,
                    f"{self.name}.{run.__name__}",
                    self.kind,
                    id,
                    data,
                    _given(arguments, texts),
                    change,
                )
            )

        return self._commands.run(steps())

    return described(run, decide, {}, own, texts, {}, target=True)


def _given(arguments: Mapping[str, Any], texts: Iterable[str]) -> dict[str, str]:
    return {name: arguments[name] for name in texts if arguments[name] is not None}
