"""What facts have in common that rest on an owners' vote."""

from __future__ import annotations

from typing import Any, ClassVar


class OnVote:
    """Mixed into a fact with `vote_id` and `question`: which question of it decided.

    The first version named the vote alone; its facts are read as without a question.
    """

    class_version: ClassVar[int] = 2

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        state["question"] = None
