"""The three ways in which Party organisation reaches a firm or a compound (S1)."""

from __future__ import annotations

from domain.coded import Coded


class PartyCoverageMode(Coded):
    """How Party organisation reaches a compound or a firm."""

    OWN = "own", "单独组建", "A body of its own"
    JOINT = "joint", "联合组建", "A body together with others"
    INSTRUCTOR = "instructor", "派遣党建指导员", "An instructor is sent"
