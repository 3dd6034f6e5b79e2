"""Drafts of meetings: the joint meeting's outcome (D35), the three meetings' record
(D36). What was said lies in the vault: a person writes it."""

from __future__ import annotations

from domain.meeting_words import ItemOutcome
from domain.publication_content import Content
from projections.draft_sources import DraftSources
from projections.meetings import MEETINGS


def joint_meeting(sources: DraftSources) -> Content | None:
    """D35: who has to do something, and until when."""
    meeting = sources.view(MEETINGS)
    if meeting is None or not meeting["tasks"]:
        return None
    parties = {
        each["party"]: _party(sources, each["party"]) for each in meeting["tasks"]
    }
    return {
        "units": list(parties.values()),
        "task_deadlines": [
            f"任务{task['task_number']}：{parties[task['party']]}，{task['due_on']}"
            for task in meeting["tasks"]
        ],
    }


def three_meetings(sources: DraftSources) -> Content | None:
    """D36: what became of each matter."""
    meeting = sources.view(MEETINGS)
    if meeting is None or not meeting["items"]:
        return None
    return {
        "matter_status": [
            f"{each['item']}：{ItemOutcome.of(each['outcome']).label.zh}"
            for each in meeting["items"]
        ]
    }


def _party(sources: DraftSources, code: str) -> str:
    party = sources.rules.parties.get(code)
    return code if party is None else party.zh
