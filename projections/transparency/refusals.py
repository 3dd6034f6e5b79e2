"""Why the log stops: it signs nothing rather than something that is not so."""

from __future__ import annotations

from domain.errors import Refusal


class LogShorterThanSigned(Refusal):
    zh = (
        "数据库只有 {found} 条事件，而日志已签署到第 {size} 条："
        "数据库被恢复成了旧备份。请恢复完整的数据库。"
    )
    en = (
        "The database has {found} events, but the log has signed {size}: an older "
        "backup was restored. Bring the whole database back."
    )


class LogRewritten(Refusal):
    zh = "数据库中前 {size} 条事件与已签署的不同：有人改动过数据库。日志不再签署。"
    en = (
        "The first {size} events in the database are not those that were signed: "
        "somebody altered the database. Nothing more is signed."
    )


class LogInconsistent(Refusal):
    zh = "新的日志（{size} 条）不能证明包含已签署的日志（{last} 条）：{reason}。"
    en = (
        "Nothing shows that the log of {size} entries begins with the signed one of "
        "{last}: {reason}."
    )


class LogOriginChanged(Refusal):
    zh = "此文件夹的日志名为 {kept}，密钥却属于 {origin}。"
    en = "The log in this folder is {kept}, but the key is that of {origin}."
    fields = ("log_key_file",)


class LogEntryTooLong(Refusal):
    zh = "第 {position} 条事件的公开内容有 {length} 字节，日志每条最多 65535 字节。"
    en = (
        "The entry of event {position} has {length} bytes; the log takes 65535 at most."
    )


class LogFolderUnwritable(Refusal):
    zh = "无法写入日志文件夹：{reason}。修复后自动继续。"
    en = "The log's folder cannot be written: {reason}. It goes on once it can be."
    fields = ("log_folder",)


class LogFolderInUse(Refusal):
    zh = "另一进程正在写入日志文件夹。"
    en = "Another process writes to the log's folder."
    fields = ("log_folder",)


class LogTilesDamaged(Refusal):
    zh = "日志文件损坏（{reason}）。请运行 gongshi log rebuild。"
    en = "The log's files are damaged ({reason}). Run gongshi log rebuild."
