"""What a report says in figures: the same for people in two languages and programs."""

from __future__ import annotations

from typing import Any, NamedTuple

from domain.duty_rates import DutyCount
from interfaces.audit.audit import AuditReport, named
from interfaces.audit.findings import Finding
from interfaces.audit.judged import AuditedDuty
from interfaces.audit.steps import AuditStep
from interfaces.publication_rates import decimal_of, percent_of

CLAIM_ZH = (
    "所证明的是：凡在核验者或见证者保存的检查点之下，任何改动都会被发现，无论由谁签署；"
    "从未有外人见过的，无从得知其缺失。公示率仅就已记录的触发事项而言。"
    "公示栏照片为有人声明，并非证明。"
)
CLAIM_EN = (
    "What is proved: any alteration beneath a checkpoint that an auditor or a witness "
    "holds is found, whoever signs. What nobody outside ever saw cannot be missed. "
    "Coverage is that of recorded triggers. Board photographs are attested, not proved."
)


class StepLine(NamedTuple):
    """A step of a report. holds: None if it was not reached."""

    step: AuditStep
    holds: bool | None
    faults: list[Finding]
    notes: list[Finding]


def steps_of(report: AuditReport) -> list[StepLine]:
    """All ten; what stands behind a broken integrity step was not reached."""
    faults = named(report)
    lines = []
    for step in AuditStep:
        wrong = [each for each in faults if each.step is step]
        notes = [each for each in report.found.notes if each.step is step]
        reached = report.sound or step.number <= _last_reached(report)
        holds = (not wrong) if reached or wrong else None
        lines.append(StepLine(step, holds, wrong, notes))
    return lines


def _last_reached(report: AuditReport) -> int:
    """Without a checkpoint nothing can be compared; else all of the log was read."""
    return 2 if report.trust is None else 6


def share_of(part: int, count: DutyCount, nothing: str) -> str:
    """`3/4 75.00%`; nothing: what stands where nothing was due."""
    return f"{part}/{count.due} {percent_of(part, count.due)}" if count.due else nothing


def as_json(report: AuditReport) -> dict[str, Any]:
    """The whole report; `rates` is null if the log is not sound."""
    trust, total = report.trust, report.total
    return {
        "source": report.place,
        "sound": report.sound,
        "as_of": report.as_of.isoformat() if report.as_of else None,
        "log": trust
        and {
            "origin": trust.checkpoint.origin,
            "size": trust.checkpoint.size,
            "root": trust.checkpoint.root.hex(),
            "checkpoint": trust.note,
            "pinned": trust.pinned,
            "simulated": trust.simulated,
            "witnesses": {k: at.isoformat() for k, at in trust.cosigned.items()},
        },
        "checked": {
            "entries": report.entries,
            "restricted": report.restricted,
            "checkpoints": report.checkpoints,
            "documents": report.documents,
            "released_texts": report.releases,
            "sums": report.sums,
            "rules": list(report.rules),
        },
        "steps": [
            {
                "number": line.step.number,
                "step": line.step.value,
                "holds": line.holds,
                "faults": [_finding(each) for each in line.faults],
                "notes": [_finding(each) for each in line.notes],
            }
            for line in steps_of(report)
        ],
        "fault_counts": report.found.counts,
        "contradictions": report.contradictions,
        "rates": None
        if total is None
        else {"all": _rate(total)}
        | {item: _rate(count) for item, count in report.counts.items()},
        "items": [_item(each) for each in report.items],
        "claim": {"zh": CLAIM_ZH, "en": CLAIM_EN},
    }


def _finding(each: Finding) -> dict[str, Any]:
    return {"code": each.code, "zh": each.message("zh"), "en": each.message("en")}


def _rate(count: DutyCount) -> dict[str, Any]:
    return {
        "due": count.due,
        "on_time": count.on_time,
        "late": count.late,
        "publication_rate": decimal_of(count.published, count.due),
        "on_time_rate": decimal_of(count.on_time, count.due),
    }


def _item(each: AuditedDuty) -> dict[str, Any]:
    duty, standing = each.standing.duty, each.standing
    return {
        "id": duty.id,
        "item": duty.item,
        "subject": duty.subject,
        "occasion": duty.occasion,
        "due_at": duty.due_at.isoformat() if duty.due_at else None,
        "provisional_due": duty.provisional_due,
        "verdict": each.verdict.value,
        "reason": {"zh": each.reason.zh, "en": each.reason.en},
        "seen_at": each.seen_at.isoformat() if each.seen_at else None,
        "publications": [str(id) for id in standing.publications],
        "board_attested": standing.board,
        "objections_overdue": standing.objections_overdue,
        "rules": duty.rules,
    }
