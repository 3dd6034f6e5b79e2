"""Load, decide, save: idempotency, conflicts, texts, pseudonyms."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest

from application.commands import Commands
from application.commit import Receipt
from application.database import Database
from application.order import Order
from application.refusals import Conflict, TextNotClean, TextTooLong
from application.release import ReleaseForbidden
from application.rules import RulePacks
from application.vault import Vault
from domain.case import Case
from domain.case_facts import CaseFacts
from domain.compound import Compound
from domain.errors import InvalidInput, NotFound, Refusal
from domain.facts import Mask, Stamp
from tests.application.cases import (
    AT,
    OFFICER,
    OWNER,
    STEWARD,
    compound,
    rename,
    report,
)


def test_a_case_is_recorded_with_its_texts_sealed(
    commands: Commands[Receipt], database: Database
) -> None:
    receipt = report(commands)
    case = commands.store.load(Case, receipt.ids[0])
    (recorded,) = commands.store.stream(case.id)
    fact = recorded.fact

    assert (receipt.position, receipt.versions, receipt.replayed) == (1, (1,), False)
    assert isinstance(fact, CaseFacts.Reported)
    assert fact.sealed.keys() == {"title", "body"}
    assert (fact.actor_id, fact.actor_role) == (STEWARD.id, STEWARD.role.value)
    assert fact.timestamp == AT and fact.command is None
    ((data, entry),) = database.fetch("SELECT data, entry FROM event")
    for stored in (data, entry):
        assert "电梯".encode() not in stored


def test_a_command_overtaken_by_another_is_decided_again(
    commands: Commands[Receipt], rules: RulePacks
) -> None:
    garden = compound(rules, "G1")
    commands.store.save(garden)
    versions: list[int] = []

    def decide(found: Compound, stamp: Stamp) -> None:
        versions.append(found.version)
        if len(versions) == 1:
            overtaking = commands.store.load(Compound, garden.id)
            rename(overtaking, rules, "Overtaking")
            commands.store.save(overtaking)
        rename(found, rules, "Court")

    receipt = commands.change(
        Order(OFFICER), "rename", Compound, garden.id, {}, {}, decide
    )
    assert (versions, receipt.versions) == ([1, 2], (3,))


def test_a_command_that_is_always_overtaken_is_a_conflict(
    commands: Commands[Receipt], rules: RulePacks
) -> None:
    garden = compound(rules, "G1")
    commands.store.save(garden)
    names = iter("abcdefghij")

    def decide(found: Compound, stamp: Stamp) -> None:
        overtaking = commands.store.load(Compound, garden.id)
        rename(overtaking, rules, next(names))
        commands.store.save(overtaking)
        rename(found, rules, "Court")

    with pytest.raises(Conflict) as caught:
        commands.change(Order(OFFICER), "rename", Compound, garden.id, {}, {}, decide)
    assert caught.value.values == {"expected": 5, "actual": 6}


def test_another_version_than_expected_is_a_conflict(
    commands: Commands[Receipt], rules: RulePacks
) -> None:
    garden = compound(rules, "G1")
    commands.store.save(garden)

    def change(expected: int, name: str) -> int:
        order = Order(OFFICER, expected_version=expected)

        def decide(found: Compound, stamp: Stamp) -> None:
            rename(found, rules, name)

        return commands.change(
            order, "rename", Compound, garden.id, {"name": name}, {}, decide
        ).versions[0]

    assert change(1, "Court") == 2
    with pytest.raises(Conflict) as caught:
        change(1, "Yard")
    assert caught.value.values == {"expected": 1, "actual": 2}
    assert "1" in caught.value.message("zh") and "2" in caught.value.message("zh")


def test_what_exists_already_cannot_be_created(
    commands: Commands[Receipt], rules: RulePacks
) -> None:
    def create() -> None:
        commands.create(
            Order(OFFICER), "register", None, {}, {}, lambda _: compound(rules, "G1")
        )

    create()
    with pytest.raises(Conflict):
        create()


def test_many_commands_on_one_aggregate_queue(
    commands: Commands[Receipt], rules: RulePacks
) -> None:
    garden = compound(rules, "G1")
    commands.store.save(garden)
    together = Barrier(12)

    def change(number: int) -> int:
        together.wait()

        def decide(found: Compound, stamp: Stamp) -> None:
            rename(found, rules, f"Court {number}")

        return commands.change(
            Order(OFFICER), "rename", Compound, garden.id, {"n": number}, {}, decide
        ).versions[0]

    with ThreadPoolExecutor(12) as pool:
        assert sorted(pool.map(change, range(12))) == [*range(2, 14)]


def test_several_aggregates_change_in_one_commit(
    commands: Commands[Receipt], rules: RulePacks
) -> None:
    ids = []
    for code in ("G1", "G2"):
        garden = compound(rules, code)
        commands.store.save(garden)
        ids.append(garden.id)

    def decide(found: dict[UUID, Compound], stamp: Stamp) -> None:
        for id in ids:
            rename(found[id], rules, "Court")

    receipt = commands.change_all(Order(OFFICER), "both", Compound, ids, {}, {}, decide)
    assert (receipt.ids, receipt.versions) == (tuple(ids), (2, 2))
    with pytest.raises(NotFound):
        commands.change_all(
            Order(OFFICER), "both", Compound, [*ids, uuid4()], {}, {}, decide
        )


def test_a_refused_command_records_nothing(
    commands: Commands[Receipt], database: Database
) -> None:
    def decide(stamp: Stamp) -> Case:
        raise InvalidInput("x", field="x", problem="", problem_zh="")

    for _ in range(2):  # A refusal does not use the key up.
        with pytest.raises(InvalidInput):
            commands.create(
                Order(STEWARD, key="k"), "report", None, {}, {"title": "x"}, decide
            )
    rows = database.fetch(
        "SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM sealed_text),"
        " (SELECT count(*) FROM command)"
    )
    assert rows == [(0, 0, 0)]
    assert not report(commands, order=Order(STEWARD, key="k")).replayed


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("x" * 20_001, TextTooLong),
        ("a\0b", TextNotClean),
        ("a\ud800b", TextNotClean),
        (5, TextNotClean),
    ],
)
def test_a_text_that_cannot_be_kept_is_refused_by_name(
    commands: Commands[Receipt], text: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal, match="body") as caught:
        report(commands, texts={"title": "ok", "body": text})
    assert caught.value.fields == ("body",)
    assert commands.store.position() == 0


def test_a_text_of_the_greatest_length_is_kept(commands: Commands[Receipt]) -> None:
    report(commands, texts={"title": "漏" * 20_000})
    assert commands.store.position() == 1


def test_a_resident_appears_under_a_pseudonym_of_the_case(
    commands: Commands[Receipt], vault: Vault
) -> None:
    first, second = (report(commands, order=Order(OWNER)).ids[0] for _ in range(2))
    actors = [item.fact.actor_id for item in commands.store.read(0, 9)]

    assert actors == [
        vault.pseudonym(OWNER.id, first),
        vault.pseudonym(OWNER.id, second),
    ]
    assert len({*actors, OWNER.id}) == 3


def test_a_released_text_is_public_and_one_with_a_phone_is_not(
    commands: Commands[Receipt], vault: Vault
) -> None:
    texts = {"title": "电梯困人", "body": "请打 138 0013 8000"}
    id = report(commands, texts=texts).ids[0]

    def release(path: str) -> None:
        commands.change(
            Order(OFFICER),
            "release_text",
            Case,
            id,
            {"entry": 1, "path": path, "mask": Mask.M2},
            {},
            lambda case, stamp: case.release_text(
                stamp, entry=1, path=path, mask=Mask.M2
            ),
        )

    release("title")
    with pytest.raises(ReleaseForbidden, match="telephone"):
        release("body")
    (reported, released) = commands.store.stream(id)
    assert isinstance(released.fact, CaseFacts.TextReleased)
    sealed_id = reported.fact.sealed_id
    assert sealed_id is not None
    found = vault.released([(sealed_id, "title"), (sealed_id, "body")])
    assert [text.value for text in found.values()] == ["电梯困人"]
