"""What an empty unit is let off: where the rules of a place say so (F6, 菏24)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from domain.fee_billing import Tariffed, add_months, month_shares, months_of
from domain.fee_lines import PERCENT, Charge
from domain.household import Household
from domain.household_facts import Holder
from domain.quantities import Fen, rounded
from domain.rule_values import Values


def empty_discount(
    charge: Charge, unit: Household, compound: Tariffed, values: Values
) -> Fen:
    """What an owner is let off of a line, in fen: of its months that begin when the
    unit has stood empty long enough, under a contract to which that applies.

    What the developer has not sold he pays in full (鲁62).
    """
    terms, since = charge.terms, unit.vacant_since
    applies = unit.use.value in values.words("fee.empty_uses")
    if not applies or charge.liable is not Holder.OWNER or not terms or not since:
        return Fen(0)
    after = add_months(since, values.number("household.empty_after"))
    models = values.words("fee.empty_models")

    def reduced(day: date) -> bool:
        model = compound.model_on(day)
        return day >= after and model is not None and model.value in models

    shares = [
        (reduced(first), month_shares(first, last, terms.part_month))
        for first, last in months_of(charge.period_from, charge.period_to)
    ]
    empty = sum((share for low, share in shares if low), Fraction(0))
    whole = sum((share for _, share in shares), Fraction(0))
    percent = values.number("fee.empty_percent")
    left = 1 - empty / whole * Fraction(PERCENT - percent, PERCENT)
    return Fen(charge.amount_fen - rounded(charge.amount_fen * left))
