"""What each field of a command's input means, for the schema's readers.

A name means the same in every command; a free text says that it is sealed.
"""

from __future__ import annotations

from collections.abc import Mapping

SEALED = "Free text; sealed, and read only by those who handle the case."

FIELDS: Mapping[str, str] = {
    "id": "What to change.",
    "idempotency_key": (
        "1 to 128 printable ASCII characters of your choice. Given again with the same"
        " command it brings the first answer again and changes nothing."
    ),
    "expected_version": (
        "The version that you decided on; if it moved since, the command is refused."
    ),
    # Intake
    "channel": "How the matter came in.",
    "category": "Code of the taxonomy, as in `SAF-01`; see `categories`.",
    "title": f"What it is about, in a few words. {SEALED}",
    "body": f"What the reporter says. {SEALED}",
    "compound_id": "The compound; it gives region and rules.",
    "region_path": "Codes from city to community, if the compound is not known.",
    "profile": (
        "Jurisdiction profile, if the compound is not known; national unless given."
    ),
    "urgent": "Whether the shorter, urgent deadlines hold.",
    "by_body": "An owners' body, neighbourhood committee or firm complains.",
    "reporter": (
        "Id of the resident for whom you report; only a pseudonym is recorded."
        " Residents leave it out: they report for themselves."
    ),
    "reporter_name": "Name of the reporter; sealed, and never released.",
    "reporter_phone": "Telephone of the reporter; sealed, and never released.",
    "address": "Where the reporter lives; sealed, and never released.",
    "source_system": "The system that it came from, as in `12345`.",
    "source_reference": "Its number in that system.",
    "into": "The case as which it goes on.",
    # Handling
    "party": "Code of the party, as in `P` for the firm; see `parties`.",
    "handler_id": "Id of the person who handles it.",
    "answer": f"The written acceptance answer. {SEALED}",
    "note": SEALED,
    "meets": "Name of the milestone that is met by this, if any.",
    "reason": "Why: one of the listed reasons, or a free text, which is sealed.",
    "until": "When the pause ends at the latest.",
    "claimed_party": "Code of the party that is said to be competent.",
    "cause": "Why the case climbs.",
    # Departments and enforcement
    "departments": "Codes of the departments that are called.",
    "department": "Code of the department, as in `K` for fire.",
    "step": "Whether its plan or its result is filed.",
    "violation": f"What was found. {SEALED}",
    "basis": "The article relied on, as a citation code such as `京98(3)`.",
    "result": "What the department did.",
    "measure": f"What was ordered or done. {SEALED}",
    # Mediation
    "mediator_id": "Id of the mediator.",
    "side": "Which side consents.",
    "outcome": "How it ended: of a mediation, or what was done (then sealed).",
    "agreement": "What was agreed; sealed, and never released.",
    # Settling
    "solved": "Whether the reporter says that it is solved.",
    "satisfaction": "How satisfied the reporter is.",
    "comment": f"What the reporter says. {SEALED}",
    # Corrections
    "system": "Where else the matter is.",
    "reference": "Its number there.",
    "content": (
        "The file, up to about 700 KB; send a larger one, up to 20 MiB, to"
        " `POST /cases/{id}/files`."
    ),
    "media_type": "What the file is, as in `image/jpeg`; its content must agree.",
    "entry": "Version of the entry concerned.",
    "path": "Which text of the entry, as in `outcome`.",
    "mask": "The mask class under which the text may leave the vault.",
    # Compounds
    "code": "The register's own number; it never changes.",
    "name": "The compound's name; or the file's, which is sealed.",
    "region_codes": "City, district, street and community, in order.",
    "region_names": "Their names, in the same order.",
    "kind": "What sort of compound it is.",
    "buildings": "How many buildings it has.",
    "households": "How many households it has.",
    "completion_year": "Year of the first building; null if unknown.",
}
