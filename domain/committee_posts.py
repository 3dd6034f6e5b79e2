"""Commands about second posts (双向进入、交叉任职) and the Party in a body."""

from __future__ import annotations

from datetime import date

from domain.codes import require_code
from domain.committee_life_facts import CrossPost
from domain.committee_rules import is_red
from domain.committee_state import CommitteeState, require_not_ahead
from domain.committee_words import (
    BodyKind,
    BranchForm,
    MemberPartyStatus,
    PostOrganisation,
    SeatSource,
)
from domain.facts import Stamp
from domain.lifecycle import invalid
from domain.member_refusals import (
    ConsentNeeded,
    NoSuchPost,
    NotAnOfficeHolder,
    PaidByFirm,
    PostHeldAlready,
    SupervisionStandsApart,
)
from domain.rulepack import RulePack

OWNERS_BODIES = frozenset(
    {BodyKind.OWNERS_COMMITTEE, BodyKind.PROPERTY_MANAGEMENT_COMMITTEE}
)
OF_THE_FIRM = frozenset({PostOrganisation.FIRM, PostOrganisation.FIRM_PARTY_BODY})


class Posts(CommitteeState):
    """What members hold elsewhere, and what is known of the Party in the body."""

    def appoint_crosswise(
        self,
        stamp: Stamp,
        *,
        person: str,
        organisation: PostOrganisation,
        organisation_id: str,
        post: str,
        paid: bool,
        since: date,
        until: date | None = None,
    ) -> None:
        """Record the second post of a member, and whether that organisation pays it."""
        self._allow(self.CrossAppointed)
        seat = self._require_seated(person)
        require_code("organisation_id", organisation_id)
        require_code("post", post)
        if until is not None and until < since:
            raise invalid("until", "不能早于开始日期", "not before it begins")
        self._require_apart(seat.source, organisation, paid)
        if self._holds(person, organisation_id):
            raise PostHeldAlready
        self._record(
            self.CrossAppointed,
            stamp,
            post=CrossPost(
                person, organisation, organisation_id, post, paid, since, until
            ),
        )

    def end_cross_appointment(
        self, stamp: Stamp, *, person: str, organisation_id: str, on: date
    ) -> None:
        """Record that a second post was given up."""
        self._allow(self.CrossAppointmentEnded)
        require_not_ahead(stamp, on)
        if not self._holds(person, organisation_id):
            raise NoSuchPost
        self._record(
            self.CrossAppointmentEnded,
            stamp,
            person=person,
            organisation_id=organisation_id,
            on=on,
        )

    def state_branch(
        self,
        stamp: Stamp,
        *,
        branch: str,
        form: BranchForm | None,
        on: date,
        secretary: str | None = None,
    ) -> None:
        """State which Party branch or group the body has; without a form, none."""
        self._allow(self.BranchStated)
        require_code("branch", branch)
        require_code("secretary", secretary)
        require_not_ahead(stamp, on)
        self._record(
            self.BranchStated,
            stamp,
            branch=branch,
            form=form,
            secretary=secretary,
            on=on,
        )

    def state_party_status(
        self,
        stamp: Stamp,
        *,
        person: str,
        party_status: MemberPartyStatus | None,
        consent: bool,
    ) -> None:
        """Keep what an office holder told, by consent, of their Party membership; if
        nothing is given, forget it."""
        self._allow(self.PartyStatusStated)
        require_code("person", person)
        if party_status is not None:
            if person not in self.members and person not in self.coming:
                raise NotAnOfficeHolder
            if not consent:
                raise ConsentNeeded
        self._record(
            self.PartyStatusStated, stamp, person=person, party_status=party_status
        )

    def is_red(self, rules: RulePack) -> bool:
        """Whether it is a red owners' committee (红色业委会)."""
        members = [each.person for each in self.roster()]
        in_party = sum(
            self.party.get(person, MemberPartyStatus.NONE) is not MemberPartyStatus.NONE
            for person in members
        )
        return self.kind is BodyKind.OWNERS_COMMITTEE and is_red(
            rules, len(members), in_party, branch=self.branch is not None
        )

    def _holds(self, person: str, organisation_id: str) -> bool:
        return any(
            (each.person, each.organisation_id) == (person, organisation_id)
            for each in self.posts
        )

    def _require_apart(
        self, source: SeatSource, organisation: PostOrganisation, paid: bool
    ) -> None:
        """No owners' body member is paid by the firm; supervision stands apart."""
        if self.kind is BodyKind.SUPERVISION_COMMITTEE:
            raise SupervisionStandsApart
        if self.kind in OWNERS_BODIES and organisation in OF_THE_FIRM and paid:
            raise PaidByFirm
        if source is SeatSource.FIRM and organisation is PostOrganisation.OWNERS_BODY:
            raise PaidByFirm
