-- The event log (DESIGN 5). One order: positions are gapless from 1 and are given out
-- under an advisory transaction lock, so that they become visible in order.
CREATE TABLE event (
    position bigint PRIMARY KEY CHECK (position > 0),
    stream_id uuid NOT NULL,
    version integer NOT NULL CHECK (version >= 0),
    type text NOT NULL,
    -- Canonical JSON, byte for byte what was recorded.
    data bytea NOT NULL,
    -- The public envelope: what is hashed, served and signed.
    entry bytea NOT NULL,
    -- Blinds the entry of a restricted event; NULL for a public one.
    salt bytea,
    recorded_at timestamptz NOT NULL,
    UNIQUE (stream_id, version)
);

-- The whole log only grows; nothing in it is ever changed or taken away.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the event log is append-only';
END
$$;

CREATE TRIGGER event_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Idempotency keys, recorded with the events of their command.
CREATE TABLE command (
    -- SHA-256 over the subject and the key that the subject chose.
    key bytea PRIMARY KEY,
    -- SHA-256 over what the command asked for.
    digest bytea NOT NULL,
    -- The first answer.
    position bigint NOT NULL,
    ids uuid[] NOT NULL,
    versions integer[] NOT NULL,
    recorded_at timestamptz NOT NULL
);

-- How far a follower of another application's log has come.
CREATE TABLE tracking (
    application_name text PRIMARY KEY,
    notification_id bigint NOT NULL
);

-- A follower only goes forward: the same or an earlier place is refused.
CREATE FUNCTION track(name text, id bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tracking VALUES (name, id)
    ON CONFLICT (application_name) DO UPDATE SET notification_id = id
    WHERE tracking.notification_id < id;
    IF NOT FOUND THEN
        RAISE unique_violation USING MESSAGE = 'already tracked: ' || name || ' ' || id;
    END IF;
END
$$;
