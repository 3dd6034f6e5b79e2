"""The facts of a body in office: filing, seal, terms, hand-over, second posts, and what
is known of Party membership, which is restricted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from domain.committee_facts import BodyStep
from domain.committee_words import (
    CONSTITUTED,
    IN_OFFICE,
    RELIEVED,
    STANDING,
    BodyEndReason,
    BodyPosting,
    BranchForm,
    CommitteeStatus,
    HandOverItem,
    MemberPartyStatus,
    PostOrganisation,
)
from domain.facts import Audience, Label, Mask, sealable
from domain.meeting_words import MeetingKind
from domain.text_release import ReleasedText

if TYPE_CHECKING:
    from domain.committee_state import CommitteeState


@dataclass(frozen=True, slots=True)
class CrossPost:
    """A second post. organisation_id, post: codes; paid: the organisation pays it."""

    person: str
    organisation: PostOrganisation
    organisation_id: str
    post: str
    paid: bool
    since: date
    until: date | None


class LifeFacts:
    """The namespace of what a body in office goes through."""

    class Filed(BodyStep):
        """The street took the papers of the body (备案). filing: their number."""

        label = Label("备案", "Filed")
        sources = CONSTITUTED
        target = CommitteeStatus.FILED
        mark = "filed"
        filing: str
        on: date

    class Certified(BodyStep):
        """The certificate of filing was given."""

        label = Label("发放备案证明", "Certificate given")
        sources = frozenset({CommitteeStatus.FILED})
        mark = "certified"
        certificate: str
        on: date

    class Posted(BodyStep):
        """A list of the body was posted; the proof belongs to the disclosure."""

        label = Label("公示名单", "Posted")
        sources = STANDING
        what: BodyPosting
        on: date

    class SealMade(BodyStep):
        """The seal (印章) of the body was made; it is known by this code."""

        label = Label("刻制印章", "Seal made")
        sources = IN_OFFICE
        mark = "seal_made"
        seal: str
        keeper: str
        on: date

        def change(self, committee: CommitteeState) -> None:
            committee.seal, committee.seal_keeper = self.seal, self.keeper

    class SealUsed(BodyStep):
        """The seal was set under a paper, on the decision of a meeting."""

        label = Label("用印", "Seal used")
        texts = sealable(purpose=Mask.M1)
        sources = IN_OFFICE
        meeting_id: UUID
        item: int
        on: date

    class SealHandedOver(BodyStep):
        """The seal went to another keeper."""

        label = Label("移交印章", "Seal handed over")
        sources = RELIEVED
        keeper: str
        on: date

        def change(self, committee: CommitteeState) -> None:
            committee.seal_keeper = self.keeper

    class ReelectionReported(BodyStep):
        """The body told the street that its term comes to an end (京49)."""

        label = Label("报告换届", "Re-election reported")
        sources = IN_OFFICE
        mark = "reelection_reported"
        on: date

    class ReelectionBegun(BodyStep):
        """The election of the next term began. by_street: the street stepped in."""

        label = Label("启动换届", "Re-election begun")
        sources = IN_OFFICE | {CommitteeStatus.EXPIRED}
        mark = "reelection_begun"
        by_street: bool
        on: date

        def change(self, committee: CommitteeState) -> None:
            committee.electing = True

    class TermExpired(BodyStep):
        """The term ended and nobody follows yet; the body no longer acts."""

        label = Label("任期届满", "Term expired")
        sources = IN_OFFICE
        target = CommitteeStatus.EXPIRED
        mark = "expired"
        relieves: ClassVar[bool] = True
        on: date

    class HandedOver(BodyStep):
        """Those relieved handed over what the body had."""

        label = Label("移交", "Handed over")
        texts = sealable(note=Mask.M1)
        sources = RELIEVED
        mark = "handed_over"
        items: tuple[HandOverItem, ...]
        receiver: str
        on: date

    class SuccessorFiled(BodyStep):
        """An owners' committee was filed, which takes the place of this body (京59)."""

        label = Label("业委会已备案", "Successor filed")
        sources = STANDING
        mark = "successor_filed"
        successor_id: UUID
        on: date

        def change(self, committee: CommitteeState) -> None:
            committee.successor_id = self.successor_id

    class Dissolved(BodyStep):
        """The body is no more."""

        label = Label("解散", "Dissolved")
        texts = sealable(note=Mask.M1)
        sources = STANDING
        target = CommitteeStatus.DISSOLVED
        mark = "dissolved"
        relieves: ClassVar[bool] = True
        reason: BodyEndReason
        on: date

    class MeetingHeld(BodyStep):
        """A meeting of the body, or one that it convened, was held and closed."""

        label = Label("召开会议", "Meeting held")
        sources = STANDING | RELIEVED
        meeting_id: UUID
        meeting: MeetingKind
        on: date

    class CrossAppointed(BodyStep):
        """A member took a second post elsewhere, or brought it (双向进入、交叉任职)."""

        label = Label("交叉任职", "Cross-appointed")
        sources = STANDING
        post: CrossPost

        def change(self, committee: CommitteeState) -> None:
            committee.posts = (*committee.posts, self.post)

    class CrossAppointmentEnded(BodyStep):
        """A second post was given up."""

        label = Label("交叉任职结束", "Cross-appointment ended")
        sources = RELIEVED | STANDING
        person: str
        organisation_id: str
        on: date

        def change(self, committee: CommitteeState) -> None:
            ended = (self.person, self.organisation_id)
            committee.posts = tuple(
                each
                for each in committee.posts
                if (each.person, each.organisation_id) != ended
            )

    class BranchStated(BodyStep):
        """The body has a Party branch or group of its own, or has it no longer.

        branch: its code; form: None if it is dissolved.
        """

        label = Label("建立党组织", "Party branch stated")
        audience = Audience.RESTRICTED  # its secretary is a member (DOMAIN 2.7)
        sources = STANDING
        branch: str
        form: BranchForm | None
        secretary: str | None
        on: date

        def change(self, committee: CommitteeState) -> None:
            committee.branch = None if self.form is None else self.branch

    class PartyStatusStated(BodyStep):
        """An office holder told, by consent, whether they are in the Party; None: the
        consent was withdrawn, and nothing is known any more (DOMAIN 2.7, 2.12)."""

        label = Label("登记党员身份", "Party status stated")
        audience = Audience.RESTRICTED
        sources = STANDING
        person: str
        party_status: MemberPartyStatus | None

        def change(self, committee: CommitteeState) -> None:
            known = dict(committee.party)
            known.pop(self.person, None)
            if self.party_status is not None:
                known[self.person] = self.party_status
            committee.party = known

    class TextReleased(ReleasedText):
        """A sealed text is released under the mask class of its item."""

        sources = frozenset(CommitteeStatus)
