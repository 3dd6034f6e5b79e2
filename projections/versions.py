"""Whether the tables in the database are those that this version of the code makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.errors import Refusal
from projections.positions import State
from projections.projection import Projection


class NewerTables(Refusal):
    zh = "查询视图 {name} 由更新的版本 {tables} 建立；本程序是版本 {code}，不能改动它。"
    en = (
        "The read model {name} is of the newer version {tables}; this program knows "
        "version {code} and must not touch it."
    )


class OlderTables(Refusal):
    zh = (
        "查询视图 {name} 仍是较早的版本 {tables}（本程序是版本 {code}），无法核对；"
        "服务启动后会自行重建，也可运行 gongshi projections rebuild {name}。"
    )
    en = (
        "The read model {name} is still of the earlier version {tables}; this program "
        "knows version {code} and cannot compare them. A serving process rebuilds it, "
        "and so does gongshi projections rebuild {name}."
    )


def refuse_newer(projections: Sequence[Projection], known: Mapping[str, State]) -> None:
    """Raise `NewerTables` if a later version of the code has made one of them."""
    for each in projections:
        state = known.get(each.name)
        if state is not None and state.version > each.version:
            raise NewerTables(name=each.name, tables=state.version, code=each.version)


def refuse_older(projections: Sequence[Projection], known: Mapping[str, State]) -> None:
    """Raise `OlderTables` if an earlier version of the code has made one of them."""
    for each in projections:
        state = known.get(each.name)
        if state is not None and state.version < each.version:
            raise OlderTables(name=each.name, tables=state.version, code=each.version)


def outdated(
    projections: Sequence[Projection], known: Mapping[str, State]
) -> list[Projection]:
    """Those that an earlier version of the code has made, or nobody yet."""
    refuse_newer(projections, known)
    return [
        each
        for each in projections
        if each.name not in known or known[each.name].version < each.version
    ]


def movable(
    projections: Sequence[Projection], known: Mapping[str, State]
) -> dict[int, list[State]]:
    """Those of this version of the code by their position, the lowest first."""
    old = {each.name for each in outdated(projections, known)}
    at: dict[int, list[State]] = {}
    for each in projections:
        if each.name not in old:
            at.setdefault(known[each.name].position, []).append(known[each.name])
    return dict(sorted(at.items()))
