"""The bare SQL of the measured questions, which writes the JSON of their answers."""

from __future__ import annotations

CASES = """
    SELECT json_agg(page)::text FROM (
        SELECT b.case_id, status, level, channel, category, reported_at, changed_at,
               due_at, h.entries
        FROM ({}) b,
        LATERAL (SELECT json_agg(e) AS entries FROM (
            SELECT position, type, occurred_at, recorded_at, actor_role, level, due_at,
                   payload
            FROM case_history WHERE case_id = b.case_id ORDER BY version, part LIMIT 20
        ) e) h
    ) page
"""
PAGE = CASES.format(
    "SELECT * FROM case_board ORDER BY changed_at DESC, case_id DESC LIMIT 50"
)
CASE = CASES.format("SELECT * FROM case_board WHERE case_id = %s")
