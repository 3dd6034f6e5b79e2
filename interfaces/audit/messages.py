"""Everything that can be wrong in a step of an audit, or is worth saying."""

from __future__ import annotations

from typing import NamedTuple

from interfaces.audit.steps import AuditStep


class Said(NamedTuple):
    """The step that a finding belongs to, and what it says."""

    step: AuditStep
    zh: str
    en: str


_S = AuditStep
FINDINGS = {
    "CHECKPOINT_MISSING": Said(
        _S.CHECKPOINT, "没有检查点。", "There is no checkpoint."
    ),
    "CHECKPOINT_REFUSED": Said(
        _S.CHECKPOINT,
        "检查点不可信：{reason}。",
        "The checkpoint cannot be trusted: {reason}.",
    ),
    "QUORUM_MISSING": Said(
        _S.CHECKPOINT,
        "见证人数不足：仅有 {by}。",
        "Too few witnesses have cosigned the checkpoint: {by}.",
    ),
    "ORIGIN_CHANGED": Said(
        _S.CHECKPOINT,
        "此处以前是日志 {before}，现在是 {now}。",
        "This place showed the log {before}, and now shows {now}.",
    ),
    "SPLIT_VIEW": Said(
        _S.AGREEMENT,
        "{who} 所见的前 {size} 条与此处不同：日志对不同的人出示不同的内容。",
        "{who} saw other {size} entries than are shown here: the log shows different "
        "people different things.",
    ),
    "OTHERS_AHEAD": Said(
        _S.AGREEMENT,
        "{who} 已见到 {size} 条，此处只有 {shown} 条：条目被去掉，或此为旧副本。",
        "{who} has seen {size} entries, and here are {shown}: entries were taken away, "
        "or this is an old copy.",
    ),
    "LOG_FORKED": Said(
        _S.CONSISTENCY,
        "前 {size} 条与您 {when} 保存的检查点不符：被修改、删除、调换或插入。",
        "The first {size} entries are not those of the checkpoint that you kept on "
        "{when}: altered, removed, reordered or slipped in.",
    ),
    "LOG_SHORTENED": Said(
        _S.CONSISTENCY,
        "您已保存 {size} 条的检查点，此处只有 {shown} 条：条目被去掉，或此为旧副本。",
        "You keep a checkpoint of {size} entries, and here are {shown}: entries were "
        "taken away, or this is an old copy.",
    ),
    "ARCHIVE_CONTRADICTS": Said(
        _S.CONSISTENCY,
        "日志曾签署 {size} 条的另一棵树：它签署了两份不同的历史。",
        "The log itself has signed another tree of {size} entries: it signed two "
        "different histories.",
    ),
    "ARCHIVE_REFUSED": Said(
        _S.CONSISTENCY,
        "存档的检查点 {size} 不可信：{reason}。",
        "The archived checkpoint of {size} entries cannot be trusted: {reason}.",
    ),
    "ENTRY_ALTERED": Said(
        _S.TREE,
        "位置 {position} 的条目与其哈希不符。",
        "The entry at position {position} is not the one of its hash.",
    ),
    "TILE_MISSING": Said(_S.TREE, "缺少 {path}。", "{path} is missing."),
    "TILE_DAMAGED": Said(
        _S.TREE, "{path} 不完整：{reason}。", "{path} is damaged: {reason}."
    ),
    "TILE_ALTERED": Said(
        _S.TREE,
        "{path} 不是其下哈希的哈希。",
        "{path} does not hold the hashes of what lies below it.",
    ),
    "ROOT_DIFFERS": Said(
        _S.TREE,
        "{size} 条的根与已签署的不符。",
        "The root of the {size} entries is not the one that was signed.",
    ),
    "ENTRY_UNREADABLE": Said(
        _S.ENTRIES,
        "位置 {position} 的条目不合格式：{reason}。",
        "The entry at position {position} is none: {reason}.",
    ),
    "POSITION_WRONG": Said(
        _S.ENTRIES,
        "应为位置 {position} 的条目自称 {said}。",
        "The entry that should be at position {position} says {said}.",
    ),
    "VERSION_REPEATED": Said(
        _S.ENTRIES,
        "位置 {position}：{stream} 的版本 {version} 重复。",
        "Position {position}: version {version} of {stream} is there twice.",
    ),
    "VERSION_MISSING": Said(
        _S.ENTRIES,
        "位置 {position}：{stream} 的版本 {version} 之前有缺。",
        "Position {position}: something is missing before version {version} of "
        "{stream}.",
    ),
    "TYPE_UNKNOWN": Said(
        _S.ENTRIES,
        "位置 {position} 的类型 {type} 不为本程序所知，请更新。",
        "The type {type} at position {position} is not known to this program: get a "
        "newer one.",
    ),
    "AUDIENCE_WRONG": Said(
        _S.ENTRIES,
        "位置 {position}：{type} 应当公开而被隐去，或相反。",
        "Position {position}: {type} is hidden and must be public, or the reverse.",
    ),
    "REPLAY_FAILED": Said(
        _S.REPLAY,
        "位置 {position} 的 {type} 无法重放：{reason}。",
        "{type} at position {position} cannot be replayed: {reason}.",
    ),
    "RELEASE_DIFFERS": Said(
        _S.DOCUMENTS,
        "公开的文本 {path}（{sealed}）与日志中的承诺不符。",
        "The released text {path} of {sealed} is not the one that the log commits to.",
    ),
    "DOCUMENT_ALTERED": Said(
        _S.DOCUMENTS,
        "公示 {publication} 的文件 {sha256} 与摘要不符。",
        "The document {sha256} of publication {publication} is not the one of its "
        "digest.",
    ),
    "VOTE_UNBALANCED": Said(
        _S.SUMS,
        "位置 {position}：表决 {vote} 的结果不平：{reason}。",
        "Position {position}: the result of vote {vote} does not add up: {reason}.",
    ),
    "BOOKS_UNBALANCED": Said(
        _S.SUMS,
        "位置 {position}：{stream} 的账不平：{reason}。",
        "Position {position}: the books of {stream} do not balance: {reason}.",
    ),
}
NOTES = {
    "NOT_PINNED": Said(
        _S.PINNED,
        "未给策略：公钥 {keys} 取自日志自身，而非您从别处得知。",
        "No policy was given: the keys {keys} come from the log itself, and not from "
        "somewhere that you know.",
    ),
    "KEYS_REMEMBERED": Said(
        _S.PINNED,
        "未给策略：沿用您首次所见的公钥 {keys}。",
        "No policy was given: the keys {keys} are those that you saw first.",
    ),
    "NO_WITNESS": Said(
        _S.PINNED,
        "没有见证者：时间只凭运营者的时钟。",
        "There is no witness: every time is the operator's own word.",
    ),
    "SIMULATED": Said(
        _S.PINNED,
        "此日志为模拟数据：其时间由模拟时钟给出，不与见证时间比较。",
        "This log is simulated: its clock is played, and not compared with witnesses.",
    ),
    "RULES_UNKNOWN": Said(
        _S.PINNED,
        "日志所用规则包 {rules} 不在您手中：相应义务无法判定（--profile-pack）。",
        "The log counts by rules {rules}, which you do not hold: what follows from "
        "them is indeterminate (--profile-pack).",
    ),
    "WITNESS_SILENT": Said(
        _S.AGREEMENT,
        "见证者 {who} 没有答复：{reason}。",
        "The witness {who} did not answer: {reason}.",
    ),
    "NOT_COMPARABLE": Said(
        _S.AGREEMENT,
        "{who} 给出的检查点不可信，未作比较：{reason}。",
        "A checkpoint from {who} cannot be trusted and is not compared: {reason}.",
    ),
    "NO_DOCUMENTS": Said(
        _S.DOCUMENTS,
        "此处没有公示文件：已公示的内容无法与摘要比较。",
        "There are no documents here: what was published cannot be compared with its "
        "digests.",
    ),
    "NO_RELEASES": Said(
        _S.DOCUMENTS,
        "此处没有公开文本：未与承诺比较。",
        "There are no released texts here: none is compared with its commitment.",
    ),
}
