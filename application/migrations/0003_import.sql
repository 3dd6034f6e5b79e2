-- What was imported, so that the same row is known again (DESIGN 4: without its texts).
CREATE TABLE import_row (
    case_id uuid PRIMARY KEY,
    system text NOT NULL,
    -- Path of each text -> keyed digest of it, in hex. The key lies in the vault.
    texts jsonb NOT NULL,
    -- Keyed digests, 16 bytes each, of the rows of the last file that had the
    -- reference more than once, in their order; empty otherwise.
    trail bytea NOT NULL
);

CREATE INDEX import_row_system ON import_row (system);

-- An import that has not ended yet: where it goes on after a break.
CREATE TABLE import_run (
    system text PRIMARY KEY,
    -- SHA-256 of the file, and of the mapping with the options that matter.
    file bytea NOT NULL,
    mapping bytea NOT NULL,
    -- Number of the last row that is done with.
    row bigint NOT NULL
);
