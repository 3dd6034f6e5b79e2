"""Which cases hold these words? Over the vault's own index of terms.

No read model: the rows are written and erased with the texts. Only for
those who may read the texts: that a search finds a case tells what its text says.
"""

from __future__ import annotations

from application.grams import tsquery

# One text must hold all the words. NULL, a search without words, finds nothing.
MATCHING = """b.case_id IN (
    SELECT t.case_id FROM text_index t WHERE t.grams @@ %(search)s::tsquery
)"""


def terms(search: str) -> str | None:
    """The value of `MATCHING` for the words of a user; None if there are none."""
    return tsquery(search)
