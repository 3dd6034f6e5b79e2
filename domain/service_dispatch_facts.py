"""The facts of a dispatch (派单): one member of a force is sent to one matter."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from domain.coded import Coded
from domain.facts import Audience, Label, Mask, sealable
from domain.lifecycle import Beginning, Step
from domain.quantities import Fen
from domain.service_force_facts import ForceKind

if TYPE_CHECKING:
    from domain.service_dispatch import ServiceDispatch


class DispatchStatus(Coded):
    """How far somebody has come who was sent."""

    SENT = "sent", "已派出", "Sent"
    ACCEPTED = "accepted", "已接单", "Accepted"
    ARRIVED = "arrived", "已到场", "Arrived"
    COMPLETED = "completed", "已完成", "Completed"
    CANCELLED = "cancelled", "已取消", "Cancelled"


class CostBearer(Coded):
    """Who bears what a visit costs."""

    NOBODY = "nobody", "无费用", "Nobody: it costs nothing"
    FIRM = "firm", "物业企业", "The firm"
    STREET = "street", "街道", "The street"
    FUND = "fund", "维修资金", "The maintenance fund"
    COMMON_INCOME = "common_income", "公共收益", "Common income"
    RESIDENT = "resident", "居民", "The resident"


class DispatchResult(Coded):
    """What came of it."""

    DONE = "done", "办妥", "Done"
    PARTLY = "partly", "部分办妥", "Done in part"
    NOT_POSSIBLE = "not_possible", "无法办理", "Not possible"
    HANDED_ON = "handed_on", "转交", "Handed on"


class DispatchEnd(Coded):
    """Why nobody goes."""

    DECLINED = "declined", "本人无法前往", "The one sent cannot come"
    NOT_NEEDED = "not_needed", "不再需要", "No longer needed"
    NO_ACCESS = "no_access", "无法入户", "No access"
    RECUSED = "recused", "回避", "Recused"


UNDER_WAY = frozenset(
    {DispatchStatus.SENT, DispatchStatus.ACCEPTED, DispatchStatus.ARRIVED}
)


class ServiceDispatchFacts:
    """The namespace that makes the facts read `ServiceDispatch.Sent`, ..."""

    class Sent(Beginning):
        """A member of a force is sent: to a case, or on an errand (matter).

        enters_home: the visit leads into somebody's home.
        """

        label = Label("派出", "Sent")
        audience = Audience.RESTRICTED
        texts = sealable(note=Mask.M2)
        target = DispatchStatus.SENT
        force_id: UUID
        kind: ForceKind
        member: str
        skill: str | None
        case_id: UUID | None
        matter: str | None
        enters_home: bool
        bearer: CostBearer

        def change(self, dispatch: ServiceDispatch) -> None:
            dispatch.kind = self.kind
            dispatch.member = self.member

    class Accepted(Step):
        """The one sent goes; unrelated: states to be neither kin nor party."""

        label = Label("接单", "Accepted")
        audience = Audience.RESTRICTED
        sources = frozenset({DispatchStatus.SENT})
        target = DispatchStatus.ACCEPTED
        unrelated: bool

    class Arrived(Step):
        """The one sent is there."""

        label = Label("到场", "Arrived")
        audience = Audience.RESTRICTED
        sources = frozenset({DispatchStatus.ACCEPTED})
        target = DispatchStatus.ARRIVED

    class Completed(Step):
        """It is over; minutes: how long it took. cost: of the visit, for its bearer."""

        label = Label("完成", "Completed")
        audience = Audience.RESTRICTED
        texts = sealable(note=Mask.M2)
        sources = frozenset({DispatchStatus.ARRIVED})
        target = DispatchStatus.COMPLETED
        result: DispatchResult
        minutes: int | None
        cost: Fen

    class Cancelled(Step):
        """Nobody goes, or who went could do nothing."""

        label = Label("取消", "Cancelled")
        audience = Audience.RESTRICTED
        texts = sealable(note=Mask.M2)
        sources = UNDER_WAY
        target = DispatchStatus.CANCELLED
        end: DispatchEnd
