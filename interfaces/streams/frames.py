"""How events are written down a connection that stays open."""

from __future__ import annotations

from enum import StrEnum

from interfaces.streams.envelope import Sent


class Frame(StrEnum):
    """SSE: server-sent events (WHATWG HTML), for browsers and whoever resumes by
    `Last-Event-ID`. NDJSON: one CloudEvent a line."""

    SSE = "text/event-stream"
    NDJSON = "application/x-ndjson"

    def event(self, event: Sent) -> bytes:
        """An event; over SSE its id is the position."""
        if self is Frame.SSE:
            return b"id: %d\ndata: %b\n\n" % (event.position, event.body)
        return event.body + b"\n"

    def alive(self, position: int) -> bytes:
        """That nothing came up to a position. Over SSE it moves the follower's cursor
        without an event; over NDJSON it is an empty line."""
        return b"id: %d\n\n" % position if self is Frame.SSE else b"\n"

    def reset(self, last: int) -> bytes:
        """That a cursor is not of this log: what was taken from it is void, and the
        log is told from its beginning. last: where it ends now."""
        return b'event: reset\nid: 0\ndata: {"last":"%d"}\n\n' % last
