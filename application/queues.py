"""Queues by name: who wants the same thing waits in turn, everybody else passes."""

from __future__ import annotations

from collections import deque
from threading import Lock

from application.answer import Answer


class Turn(Answer[None]):
    """Comes when whoever is before in a queue has left it."""

    __slots__ = ()


class Queues:
    """A queue for each name in use; one that nobody uses is forgotten."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._queues: dict[bytes, deque[Turn]] = {}

    def enter(self, name: bytes) -> Turn | None:
        """Take the name, at once (None) or when the answer comes; then `leave`.

        Who wants several names takes them in their order, or two might wait for each
        other.
        """
        with self._lock:
            queue = self._queues.get(name)
            if queue is None:
                self._queues[name] = deque()
                return None
            turn = Turn()
            queue.append(turn)
            return turn

    def leave(self, name: bytes) -> None:
        """Let go of the name: the next in the queue has it."""
        with self._lock:
            queue = self._queues[name]
            turn = queue.popleft() if queue else None
            if turn is None:
                del self._queues[name]
        if turn is not None:
            turn.give(None)
