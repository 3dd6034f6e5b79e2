"""The words of votes (业主共同决定) and ballots, and the values of their facts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from domain.coded import Coded
from domain.quantities import Dm2


class VoteStatus(Coded):
    """Where a vote stands."""

    NOTICED = "noticed", "已公告", "Noticed"
    OPEN = "open", "表决中", "Open"
    CLOSED = "closed", "已截止，待计票", "Closed, not counted yet"
    COUNTED = "counted", "已计票", "Counted"
    RECOUNTING = "recounting", "复核中", "Being recounted"
    CERTIFIED = "certified", "结果已确认", "Certified"
    ANNULLED = "annulled", "已撤销", "Annulled"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class VoteChoice(Coded):
    """What a ballot says to one question."""

    YES = "yes", "同意", "Yes"
    NO = "no", "反对", "No"
    ABSTAIN = "abstain", "弃权", "Abstain"
    SPOILED = "spoiled", "废票", "Spoiled: as if not returned"


class VoteChannel(Coded):
    """How ballots are returned."""

    PAPER = "paper", "纸质选票", "On paper"
    MEETING = "meeting", "会议表决", "At a meeting"
    ONLINE = "online", "网上表决", "Online, here"
    OFFICIAL = "official", "官方电子投票系统", "In the official system, imported"


class BallotSecrecy(Coded):
    """Whether the public sees who chose what."""

    SECRET = "secret", "不记名", "Secret"
    OPEN = "open", "记名（公开户号）", "Open, by unit number"


class MatterDecider(Coded):
    """Who decides a matter."""

    OWNERS = "owners", "全体业主", "All owners"
    COMMITTEE = "committee", "业主委员会", "The owners' committee"
    PMC = "pmc", "物业管理委员会", "The property management committee"
    RESIDENTS = "residents", "居民会议", "The residents' meeting"
    FORUM = "forum", "议事平台", "A forum, which binds nobody"


class MatterBase(Coded):
    """Whom a matter concerns."""

    COMPOUND = "compound", "小区全体业主", "All owners of the compound"
    AFFECTED = "affected", "全体或受影响楼栋业主", "All, or those of buildings affected"
    BUILDING = "building", "本栋业主", "All owners of one building"
    MEMBERS = "members", "组织成员", "Members of a body"


class ProxyKind(Coded):
    """In what right somebody returns another owner's ballot."""

    PROXY = "proxy", "委托代理人", "A proxy, in writing"
    DELEGATE = "delegate", "楼栋代表", "A delegate with the owner's signed paper"


class AnnulmentBy(Coded):
    """Whose order it is."""

    COURT = "court", "人民法院", "A court"
    STREET = "street", "街道办事处", "The street office"
    DEPARTMENT = "department", "主管部门", "The department"


UNSPOILED = frozenset({VoteChoice.YES, VoteChoice.NO, VoteChoice.ABSTAIN})


@dataclass(frozen=True, slots=True)
class VoteBar:
    """What a matter needs, in whole numbers: `part_of * took_part >= part * all`, then
    `pass_of * yes >= pass_share * took_part`, by area and by heads; `strict`: `>`.
    """

    part: int
    part_of: int
    pass_share: int
    pass_of: int
    strict: bool


@dataclass(frozen=True, slots=True)
class VoteItem:
    """One question of a vote, as it is put forward.

    code: unique in the vote, as in `A`.
    matter: what it is about, V1 to V14.
    options: codes to choose among, as of candidates; none if it is one yes or no.
    seats: how many of the options may be chosen; 0 without options.
    """

    code: str
    matter: str
    options: tuple[str, ...]
    seats: int


@dataclass(frozen=True, slots=True)
class NoticedItem:
    """One question as it was noticed, with the bar that it must clear."""

    code: str
    matter: str
    options: tuple[str, ...]
    seats: int
    bar: VoteBar


@dataclass(frozen=True, slots=True)
class VoteMark:
    """What a ballot says to one question.

    item: the question's code.
    option: which of its options it is about; null if it has none.
    choice: yes, no, abstain, or spoiled.
    """

    item: str
    option: str | None
    choice: VoteChoice


@dataclass(frozen=True, slots=True)
class RollHead:
    """One head of the roll (interp. 9): an opaque id, all its units and their area.

    units, numbers: in the same order, by number.
    """

    id: str
    area_dm2: Dm2
    units: tuple[UUID, ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenBallot:
    """A ballot of an open vote, as everybody may read it."""

    numbers: tuple[str, ...]
    area_dm2: Dm2
    marks: tuple[VoteMark, ...]


@dataclass(frozen=True, slots=True)
class VoteTotals:
    """How heads and areas fell out in one question, or for one of its options.

    joined: uncast votes that joined the majority, part of it already.
    """

    item: str
    option: str | None
    yes_heads: int
    yes_area_dm2: Dm2
    no_heads: int
    no_area_dm2: Dm2
    abstain_heads: int
    abstain_area_dm2: Dm2
    joined_heads: int
    joined_area_dm2: Dm2


@dataclass(frozen=True, slots=True)
class VoteOutcome:
    """The result of one question, or of one of its options, with each test.

    part: ballots that were returned and valid, uncast ones that joined left out.
    chosen: passed, and among the seats; tied: passed, but equal at the last seat.
    """

    item: str
    option: str | None
    total_heads: int
    total_area_dm2: Dm2
    part_heads: int
    part_area_dm2: Dm2
    yes_heads: int
    yes_area_dm2: Dm2
    no_heads: int
    no_area_dm2: Dm2
    abstain_heads: int
    abstain_area_dm2: Dm2
    joined_heads: int
    joined_area_dm2: Dm2
    enough_heads: bool
    enough_area: bool
    agreed_heads: bool
    agreed_area: bool
    passed: bool
    chosen: bool
    tied: bool
