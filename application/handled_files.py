"""When files of the published ones were last handled.

Whoever puts a file, or names it in a command, says so before anything else; what
`application.orphans` removes was handled by nobody for days.
"""

from __future__ import annotations

from application.database import Database

NOTE = """
    INSERT INTO handled_file (sha256, handled_at) VALUES (%s, now())
    ON CONFLICT (sha256) DO UPDATE SET handled_at = now()
"""


class Handled:
    """The rows of the files that somebody handled."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, sha256: str) -> None:
        """It is being put, or published; waits while it is being removed."""
        with self._database.connection() as connection:
            connection.execute(NOTE, (bytes.fromhex(sha256),))
