"""The state of the read models as `gongshi projections status` shows it."""

from __future__ import annotations

from datetime import datetime

from interfaces.cli.words import note, say, text
from projections.read_models import READ_MODELS
from projections.sessions import Session
from projections.status import ReadModel, Status


def show(status: Status, now: datetime) -> None:
    """Say it, a line or two for each read model."""
    say(f"记录至第 {status.log} 条。", f"The log is at position {status.log}.")
    for projection in READ_MODELS:
        model = status.models.get(projection.name)
        if model is None:
            say(f"{projection.name} 尚未建立", f"{projection.name}: not there yet")
        else:
            _show_model(model, projection.version, now)
    for session in status.sessions:
        _show_session(session, status.log)
    if not any(each.work == "read-models" and each.acts for each in status.sessions):
        note(
            "没有进程在维护查询视图：请启动 gongshi serve 或 gongshi work。",
            "Nobody keeps the read models: start gongshi serve or gongshi work.",
        )


def _show_model(model: ReadModel, code: int, now: datetime) -> None:
    state, seconds = model.state, round(model.seconds(now))
    say(
        f"{state.name} 版本 {state.version}，位置 {state.position}，"
        f"落后 {model.lag} 条（{seconds} 秒）{_remark(model, code)}",
        f"{state.name}: version {state.version}, position {state.position}, "
        f"{model.lag} events ({seconds} s) behind{_remark(model, code)}",
    )
    if model.parked_events:
        say(
            f"  搁置 {model.parked_events} 条（{model.parked_streams} 个对象）："
            f"{model.error}",
            f"  {model.parked_events} events of {model.parked_streams} streams are "
            f"parked: {model.error}",
        )


def _remark(model: ReadModel, code: int) -> str:
    if model.state.version != code:
        return text(f"；本程序为版本 {code}", f"; this program has version {code}")
    if model.lag and not model.state.complete:
        return text("；首次建立中", "; being built for the first time")
    return ""


def _show_session(session: Session, log: int) -> None:
    if session.work == "rebuild":
        at = session.position or 0
        say(
            f"{session.place} 正在重建：{at} / {log}",
            f"{session.place} is rebuilding: {at} of {log}",
        )
    elif session.acts:
        say(f"{session.place} 在维护", f"{session.place} keeps them")
    else:
        say(f"{session.place} 待命", f"{session.place} stands by")
