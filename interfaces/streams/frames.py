"""How events are written down a connection that stays open."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from interfaces.streams.envelope import Sent


class Frame(StrEnum):
    """SSE: server-sent events (WHATWG HTML), for browsers and whoever resumes by
    `Last-Event-ID`. NDJSON: one CloudEvent a line."""

    SSE = "text/event-stream"
    NDJSON = "application/x-ndjson"

    def events(self, events: Sequence[Sent]) -> bytes:
        """Events; over SSE the id of each is its position."""
        if self is Frame.SSE:
            blocks = [
                b"id: %d\ndata: %b\n\n" % (each.position, each.body) for each in events
            ]
            return b"".join(blocks)
        return b"".join([b"%b\n" % each.body for each in events])

    def alive(self, position: int) -> bytes:
        """That nothing came up to a position. Over SSE it moves the follower's cursor
        without an event; over NDJSON it is an empty line."""
        return b"id: %d\n\n" % position if self is Frame.SSE else b"\n"

    def reset(self, last: int) -> bytes:
        """That a cursor is not of this log: what was taken from it is void, and the
        log is told from its beginning. last: where it ends now."""
        return b'event: reset\nid: 0\ndata: {"last":"%d"}\n\n' % last
