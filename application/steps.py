"""Work told in steps, and two ways to do it: waiting in a thread, or on an event loop.

A step is something to wait for: an `Answer`, or a `Blocking` call. Whoever writes the
steps (a generator) neither knows nor cares how they are waited for, so that there is
one body of code for both.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from typing import Any, Generic, TypeVar

from application.answer import Answer

T = TypeVar("T")


class Blocking(Generic[T]):
    """A call that waits for a disk or for the database; not for the event loop."""

    __slots__ = ("call",)

    def __init__(self, call: Callable[[], T]) -> None:
        self.call = call


Steps = Generator[Answer[Any] | Blocking[Any], Any, T]


def now(steps: Steps[T]) -> T:
    """Do the steps in this thread, waiting for each. What they return or raise."""
    value: Any = None
    error: Exception | None = None
    try:
        while True:
            step = steps.send(value) if error is None else steps.throw(error)
            value = error = None
            try:
                value = step.call() if isinstance(step, Blocking) else step.result()
            except Exception as raised:
                error = raised  # for the steps to deal with
    except StopIteration as stop:
        result: T = stop.value
        return result


async def soon(steps: Steps[T]) -> T:
    """Do the steps on the running event loop. What they return or raise.

    Whoever waits may be cancelled; steps once begun are done to their end.
    """
    return await _Walk(steps, asyncio.get_running_loop()).done


class _Walk(Generic[T]):
    """Steps under way on an event loop."""

    def __init__(self, steps: Steps[T], loop: asyncio.AbstractEventLoop) -> None:
        self._steps = steps
        self._loop = loop
        self.done: asyncio.Future[T] = loop.create_future()
        self._go(None, None)

    def _go(self, value: Any, error: Exception | None) -> None:
        try:
            step = (
                self._steps.send(value) if error is None else self._steps.throw(error)
            )
        except StopIteration as stop:
            if not self.done.done():
                self.done.set_result(stop.value)
        except Exception as raised:
            if not self.done.done():
                self.done.set_exception(raised)
        else:
            self._wait(step)

    def _wait(self, step: Answer[Any] | Blocking[Any]) -> None:
        answer = self._elsewhere(step) if isinstance(step, Blocking) else step

        def go_on() -> None:
            try:
                value = answer.value()
            except Exception as raised:
                self._go(None, raised)
            else:
                self._go(value, None)

        def wake() -> None:
            try:
                self._loop.call_soon_threadsafe(go_on)
            except RuntimeError:  # the loop is closed: nobody is there to go on
                self._steps.close()

        answer.then(wake)

    def _elsewhere(self, blocking: Blocking[Any]) -> Answer[Any]:
        """In a thread of the loop's own."""
        answer: Answer[Any] = Answer()

        def call() -> None:
            try:
                answer.give(blocking.call())
            except Exception as raised:
                answer.give(raised)

        try:
            self._loop.run_in_executor(None, call)
        except RuntimeError as closed:
            answer.give(closed)
        return answer
