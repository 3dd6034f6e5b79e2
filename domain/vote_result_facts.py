"""The facts of a vote after its close: count, recount, certification, annulment."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from domain.facts import Audience, Label, Mask, sealable
from domain.lifecycle import Step
from domain.text_release import ReleasedText
from domain.vote_words import AnnulmentBy, OpenBallot, VoteOutcome, VoteStatus

if TYPE_CHECKING:
    from domain.vote import Vote

DECIDED = frozenset({VoteStatus.COUNTED, VoteStatus.CERTIFIED})
COUNTING = frozenset({VoteStatus.CLOSED, VoteStatus.RECOUNTING})


class VoteResultFacts:
    """The second half of the namespace `Vote`."""

    class ReceiptsListed(Step):
        """Receipt codes of ballots that were counted, sorted; each voter has one.

        part: from 1; a list that begins again stands for the one before.
        """

        label = Label("公布回执码", "Receipts listed")
        sources = COUNTING
        part: int
        receipts: tuple[str, ...]

    class BallotsShown(Step):
        """Ballots of an open vote, by unit number. part: as of receipts."""

        label = Label("公布记名选票", "Open ballots shown")
        sources = COUNTING
        part: int
        ballots: tuple[OpenBallot, ...]

    class Counted(Step):
        """The result, with each test by heads and by area.

        ballots: how many were counted; spoiled: valid in no question, among these.
        receipts_digest: SHA-256 of the receipt codes, sorted, a line each.
        recount_until: until then 5% of the owners may ask for a recount.
        """

        label = Label("计票", "Counted")
        sources = frozenset({VoteStatus.CLOSED})
        target = VoteStatus.COUNTED
        outcomes: tuple[VoteOutcome, ...]
        ballots: int
        spoiled: int
        receipts_digest: str
        recount_until: datetime

        def change(self, vote: Vote) -> None:
            vote.outcomes = self.outcomes
            vote.ballots = self.ballots
            vote.receipts_digest = self.receipts_digest
            vote.recount_until = self.recount_until
            vote.counted_at = self.timestamp

    class OfficialResultImported(Step):
        """The result of the official system, under its signature (京35).

        system, reference: which system, and its number there.
        key: SHA-256 of the key that signed. document: SHA-256 of what was signed.
        """

        label = Label("导入官方表决结果", "Official result imported")
        sources = frozenset({VoteStatus.OPEN})
        target = VoteStatus.COUNTED
        system: str
        reference: str
        key: str
        document: str
        outcomes: tuple[VoteOutcome, ...]
        recount_until: datetime

        def change(self, vote: Vote) -> None:
            vote.outcomes = self.outcomes
            vote.recount_until = self.recount_until
            vote.counted_at = self.timestamp

    class RecountRequested(Step):
        """Enough owners want it counted again. paper: number of their request."""

        label = Label("要求复核", "Recount requested")
        sources = DECIDED
        target = VoteStatus.RECOUNTING
        heads: int
        paper: str

    class CorrectionOrdered(Step):
        """A court, the street or the department orders a correction (条例19)."""

        label = Label("责令改正", "Correction ordered")
        texts = sealable(reason=Mask.M2)
        sources = DECIDED
        target = VoteStatus.RECOUNTING
        by: AnnulmentBy
        document: str
        on: date

    class BallotCorrected(Step):
        """A ballot that was typed wrong is put right, as the paper says."""

        label = Label("更正录入的选票", "Ballot corrected")
        audience = Audience.RESTRICTED
        sources = frozenset({VoteStatus.RECOUNTING})
        head: str

    class Recounted(Step):
        """Counted again; equal, or the explanation lies with it."""

        label = Label("复核计票", "Recounted")
        texts = sealable(explanation=Mask.M2)
        sources = frozenset({VoteStatus.RECOUNTING})
        target = VoteStatus.COUNTED
        equal: bool
        outcomes: tuple[VoteOutcome, ...]
        ballots: int
        spoiled: int
        receipts_digest: str

        def change(self, vote: Vote) -> None:
            vote.outcomes = self.outcomes
            vote.ballots = self.ballots
            vote.receipts_digest = self.receipts_digest
            vote.recounted = True

    class Audited(Step):
        """An auditor has counted every ballot again. equal: to what was recorded."""

        label = Label("审计复算", "Audited")
        sources = DECIDED
        equal: bool
        ballots: int

    class Certified(Step):
        """The result is certified and binds all owners (民280).

        annullable_until: the last day on which a court may be asked to annul by an
            owner who knew of it at once (interp. 12).
        """

        label = Label("确认结果", "Certified")
        sources = frozenset({VoteStatus.COUNTED})
        target = VoteStatus.CERTIFIED
        annullable_until: date

    class Annulled(Step):
        """The decision is annulled; until then it was in force. Nothing is deleted."""

        label = Label("撤销决定", "Annulled")
        texts = sealable(reason=Mask.M2)
        sources = DECIDED
        target = VoteStatus.ANNULLED
        by: AnnulmentBy
        document: str
        on: date

    class TextReleased(ReleasedText):
        """A sealed text is released under the mask class of its item.

        entry: the version of the fact that sealed it; path: which of its texts.
        """

        sources = frozenset(VoteStatus)
