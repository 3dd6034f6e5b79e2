"""The erasure of personal data as a fact (个人信息删除, DOMAIN 2.12 and 2.13)."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.domain import Aggregate

from domain.codes import require_citation
from domain.facts import FirstFact, Label, Stamp, stamped

NAMESPACE = uuid5(NAMESPACE_URL, "gongshi:personal-data")


class PersonalDataFacts:
    """The namespace that makes the fact read `PersonalData.Erased`."""

    class Erased(FirstFact):
        """Texts of one sealing were destroyed; the log keeps their commitments.

        erased_id: the sealing that they belonged to.
        paths: which of its texts, sorted.
        basis: why, as a citation code such as `个保47`.
        """

        label = Label("删除个人信息", "Personal data erased")
        erased_id: UUID
        paths: tuple[str, ...]
        basis: str

        def apply(self, aggregate: PersonalData) -> None:
            aggregate.erased_id = self.erased_id
            aggregate.paths = self.paths
            aggregate.basis = self.basis


class PersonalData(PersonalDataFacts, Aggregate):
    """One erasure. Its id follows from what was erased: nothing is erased twice."""

    def __init__(self) -> None:
        self.erased_id: UUID | None = None
        self.paths: tuple[str, ...] = ()
        self.basis = ""

    @staticmethod
    def id_for(erased_id: UUID, paths: tuple[str, ...]) -> UUID:
        return uuid5(NAMESPACE, f"{erased_id} {' '.join(sorted(paths))}")

    @classmethod
    def erase(
        cls, stamp: Stamp, *, erased_id: UUID, paths: tuple[str, ...], basis: str
    ) -> PersonalData:
        require_citation("basis", basis)
        paths = tuple(sorted(paths))
        return cls._create(
            cls.Erased,
            id=cls.id_for(erased_id, paths),
            erased_id=erased_id,
            paths=paths,
            basis=basis,
            **stamped(stamp, with_texts=False),
        )
