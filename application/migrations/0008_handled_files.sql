-- When a file of the published ones was last put, or named in a command. One that no
-- event names may be removed, but only long after that. The row is the lock of it:
-- whoever removes the file holds the row until it is gone.
CREATE TABLE handled_file (
    sha256 bytea PRIMARY KEY,
    handled_at timestamptz NOT NULL
);
