-- How far each relay has brought the public log into its broker: for who watches. The
-- relay itself goes on from what the broker holds, never from here.
CREATE TABLE relay (
    name text PRIMARY KEY,
    position bigint NOT NULL,
    published bigint NOT NULL,
    failures bigint NOT NULL,
    -- The code of what it waits for; null while all is well.
    failure text,
    seen_at timestamptz NOT NULL
);
