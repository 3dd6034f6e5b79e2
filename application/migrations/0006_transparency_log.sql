-- The trees that the transparency log signed: the signer's own record (its second copy
-- is a file), and the archive of checkpoints.
CREATE TABLE log_checkpoint (
    origin text NOT NULL,
    size bigint NOT NULL CHECK (size > 0),
    root bytea NOT NULL,
    -- The signed note; cosignatures are added to it.
    note text NOT NULL,
    signed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (origin, size)
);

-- A signed tree can neither be taken back nor become another.
CREATE TRIGGER log_checkpoint_is_append_only
    BEFORE UPDATE OF origin, size, root, signed_at OR DELETE OR TRUNCATE
    ON log_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Why the log has stopped; no row while all is well.
CREATE TABLE log_halt (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    code text NOT NULL,
    zh text NOT NULL,
    en text NOT NULL,
    since timestamptz NOT NULL DEFAULT clock_timestamp()
);
