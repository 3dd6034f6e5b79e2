"""One outcome, given by another thread: waited for, or called back with."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Answer(Generic[T]):
    """What somebody else will say, once: a value, or what kept them from it.

    A lock is all that it needs; a `Future` would cost several times as much.
    """

    __slots__ = ("_callback", "_given", "_lock", "_outcome")

    def __init__(self) -> None:
        self._lock = Lock()
        self._given = False
        self._outcome: Any = None
        self._callback: Callable[[], object] | None = None

    def give(self, outcome: T | Exception) -> None:
        """Answer; whatever comes after the first answer is ignored."""
        with self._lock:
            if self._given:
                return
            self._outcome, self._given = outcome, True
        if self._callback is not None:
            self._callback()

    def then(self, callback: Callable[[], object]) -> None:
        """Call back, once, when it is given: at once, or in the thread that gives."""
        with self._lock:
            if not self._given:
                self._callback = callback
                return
        callback()

    @property
    def given(self) -> bool:
        """Whether the answer is there."""
        return self._given

    def result(self) -> T:
        """Wait for the value. Raises what was given instead of one."""
        if not self._given:
            given = Lock()
            given.acquire()
            self.then(given.release)
            given.acquire()
        return self.value()

    def value(self) -> T:
        """The value, once it is given. Raises what was given instead of one."""
        outcome: T | Exception = self._outcome
        if isinstance(outcome, Exception):
            raise outcome
        return outcome
