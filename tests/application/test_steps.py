"""Answers, queues and steps: what commands are made of."""

from __future__ import annotations

import asyncio
from threading import Thread, get_ident
from typing import Any

import pytest

from application.answer import Answer
from application.queues import Queues
from application.steps import Blocking, Steps, now, soon


def given(value: Any) -> Answer[Any]:
    answer: Answer[Any] = Answer()
    answer.give(value)
    return answer


def told(steps: Steps[Any]) -> Any:
    return asyncio.run(soon(steps))


@pytest.fixture(params=[now, told])
def do(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_an_answer_is_given_once_and_heard_by_whoever_asks() -> None:
    answer: Answer[int] = Answer()
    heard: list[int] = []
    answer.then(lambda: heard.append(answer.value()))
    Thread(target=answer.give, args=(1,)).start()
    assert answer.result() == 1
    answer.give(2)
    answer.then(lambda: heard.append(answer.value()))
    assert (answer.result(), heard) == (1, [1, 1])


def test_an_answer_may_be_an_error() -> None:
    with pytest.raises(KeyError):
        given(KeyError("x")).result()


def test_steps_are_done_in_order_and_their_errors_thrown_in(do: Any) -> None:
    def steps() -> Steps[list[Any]]:
        found = [(yield given(1)), (yield Blocking(lambda: 2))]
        nothing: dict[str, int] = {}
        steps: list[Any] = [given(KeyError("a")), Blocking(lambda: nothing["b"])]
        for failing in steps:
            try:
                yield failing
            except KeyError as error:
                found.append(error.args[0])
        return [*found, (yield from inner())]

    def inner() -> Steps[int]:
        value: int = yield given(3)
        return value

    assert do(steps()) == [1, 2, "a", "b", 3]


def test_what_the_steps_raise_comes_out(do: Any) -> None:
    def steps() -> Steps[None]:
        yield given(None)
        raise KeyError("out")

    with pytest.raises(KeyError, match="out"):
        do(steps())


def test_a_blocking_step_runs_beside_the_event_loop() -> None:
    def steps() -> Steps[int]:
        thread: int = yield Blocking(get_ident)
        return thread

    assert told(steps()) != get_ident()


async def test_steps_whose_waiter_is_gone_are_done_all_the_same() -> None:
    first: Answer[None] = Answer()
    done = asyncio.Event()

    def steps() -> Steps[None]:
        yield first
        done.set()

    waiting = asyncio.create_task(soon(steps()))
    await asyncio.sleep(0)  # it has begun
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    first.give(None)
    await asyncio.wait_for(done.wait(), 10)


def test_steps_of_a_loop_that_is_closed_let_go_of_what_they_held() -> None:
    waited_for: Answer[None] = Answer()
    let_go: list[str] = []

    def steps() -> Steps[None]:
        try:
            yield waited_for
        finally:
            let_go.append("all")

    async def begin() -> None:
        walk = asyncio.ensure_future(soon(steps()))
        await asyncio.sleep(0)
        assert not walk.done()

    asyncio.run(begin())
    waited_for.give(None)
    assert let_go == ["all"]


def test_a_queue_lets_one_in_after_the_other_and_is_forgotten() -> None:
    queues = Queues()
    assert queues.enter(b"a") is None
    assert queues.enter(b"b") is None
    second, third = queues.enter(b"a"), queues.enter(b"a")
    assert second is not None and third is not None
    turns: list[int] = []
    second.then(lambda: turns.append(2))
    third.then(lambda: turns.append(3))
    assert turns == []
    queues.leave(b"a")
    assert turns == [2]
    queues.leave(b"a")
    queues.leave(b"b")
    assert turns == [2, 3]
    queues.leave(b"a")
    assert queues.enter(b"a") is None
