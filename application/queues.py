"""Locks by name: who wants the same thing queues, everybody else passes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock, RLock


class _Queue:
    __slots__ = ("lock", "users")

    def __init__(self) -> None:
        self.lock = RLock()
        self.users = 0


class Queues:
    """A queue for each name in use; one that nobody uses is forgotten."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._queues: dict[bytes, _Queue] = {}

    @contextmanager
    def alone(self, names: Iterable[bytes]) -> Iterator[None]:
        """Hold these names, once all who came before have let go of them."""
        ordered = sorted(set(names))  # in one order, so that no two wait for each other
        with self._guard:
            queues = [self._queues.setdefault(name, _Queue()) for name in ordered]
            for queue in queues:
                queue.users += 1
        held: list[_Queue] = []
        try:
            for queue in queues:
                queue.lock.acquire()
                held.append(queue)
            yield
        finally:
            for queue in held:
                queue.lock.release()
            with self._guard:
                for name, queue in zip(ordered, queues, strict=True):
                    queue.users -= 1
                    if not queue.users:
                        del self._queues[name]
