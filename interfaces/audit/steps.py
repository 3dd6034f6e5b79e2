"""The ten steps of an audit, in the order in which they are made."""

from __future__ import annotations

from domain.coded import Coded


class AuditStep(Coded):
    """A step of an audit, in the order in which they are made."""

    PINNED = "pinned", "固定的策略与规则包", "Pinned policy and rule packs"
    CHECKPOINT = "checkpoint", "检查点签名与见证人数", "Signatures and witness quorum"
    AGREEMENT = "agreement", "与见证者、其他核验者一致", "Witnesses and other auditors"
    CONSISTENCY = "consistency", "与以往所有检查点一致", "Every checkpoint kept"
    TREE = "tree", "全部条目、哈希块与根", "Every entry, tile and the root"
    ENTRIES = "entries", "格式、连续位置、无重复", "Schemas, positions, no duplicates"
    REPLAY = "replay", "重放得出公示义务", "Own replay into duties"
    MATCH = "match", "公示与义务对应", "The match with publications"
    DOCUMENTS = "documents", "文件与公开文本的摘要", "Documents and released values"
    SUMS = "sums", "应平衡的合计", "Sums that must balance"

    @property
    def number(self) -> int:
        return list(AuditStep).index(self) + 1


INTEGRITY = frozenset(list(AuditStep)[1:6])
"""If one of these fails, nothing is computed."""
