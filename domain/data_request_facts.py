"""The facts of a data subject's request (个人信息权利请求, LAW 个保44-50).

All of it is restricted, and the person appears under a pseudonym of the request.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from domain.coded import Coded
from domain.facts import Audience, Label, Mask, sealable
from domain.lifecycle import Beginning, Step

if TYPE_CHECKING:
    from domain.data_request import DataSubjectRequest


class DataRequestStatus(Coded):
    """How far a request has come."""

    RECEIVED = "received", "已受理", "Received"
    GRANTED = "granted", "已同意，待办理", "Granted, to be done"
    FULFILLED = "fulfilled", "已办理", "Fulfilled"
    REFUSED = "refused", "已拒绝", "Refused"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class DataRequestKind(Coded):
    """What somebody asks for about their own data."""

    ACCESS = "access", "查阅", "Access"
    COPY = "copy", "复制", "Copy"
    CORRECTION = "correction", "更正", "Correction"
    ERASURE = "erasure", "删除", "Erasure"
    EXPLANATION = "explanation", "解释说明", "Explanation"
    CONSENT_WITHDRAWAL = "consent_withdrawal", "撤回同意", "Withdrawal of consent"


UNANSWERED = frozenset({DataRequestStatus.RECEIVED})
GRANTED = frozenset({DataRequestStatus.GRANTED})


class DataRequestFacts:
    """The namespace that makes the facts read `DataSubjectRequest.Received`, ..."""

    class Received(Beginning):
        """Somebody asks. case_id: the case that it is about, if it is about one."""

        label = Label("受理请求", "Received")
        audience = Audience.RESTRICTED
        texts = sealable(request=Mask.NEVER)
        target = DataRequestStatus.RECEIVED
        kind: DataRequestKind
        person: str
        case_id: UUID | None
        due_at: datetime

        def change(self, request: DataSubjectRequest) -> None:
            request.kind = self.kind
            request.person = self.person
            request.case_id = self.case_id
            request.due_at = self.due_at

    class Extended(Step):
        """The answer takes longer, once, and the person is told why."""

        label = Label("延期答复", "Extended")
        audience = Audience.RESTRICTED
        texts = sealable(reason=Mask.NEVER)
        sources = UNANSWERED
        due_at: datetime

        def change(self, request: DataSubjectRequest) -> None:
            request.due_at = self.due_at
            request.extended = True

    class Granted(Step):
        """The answer is yes; what was asked is to be done."""

        label = Label("同意", "Granted")
        audience = Audience.RESTRICTED
        texts = sealable(answer=Mask.NEVER)
        sources = UNANSWERED
        target = DataRequestStatus.GRANTED

    class Refused(Step):
        """The answer is no, on a basis; retained_until: the day on which a duty to
        keep the record ends, if that is the reason."""

        label = Label("拒绝", "Refused")
        audience = Audience.RESTRICTED
        texts = sealable(answer=Mask.NEVER)
        sources = UNANSWERED
        target = DataRequestStatus.REFUSED
        basis: str
        retained_until: date | None

    class Fulfilled(Step):
        """What was granted is done."""

        label = Label("办理完毕", "Fulfilled")
        audience = Audience.RESTRICTED
        texts = sealable(note=Mask.NEVER)
        sources = GRANTED
        target = DataRequestStatus.FULFILLED

    class Withdrawn(Step):
        """The person asks no longer."""

        label = Label("撤回请求", "Withdrawn")
        audience = Audience.RESTRICTED
        sources = UNANSWERED
        target = DataRequestStatus.WITHDRAWN
