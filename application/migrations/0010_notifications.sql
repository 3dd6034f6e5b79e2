-- Whom to tell of what, and what waits to be told. None of it is a fact of the log. The
-- address lies in the vault, as a text that no fact carries: it goes with its person.
CREATE TABLE notification_contact (
    -- The subject of their tokens: an opaque id.
    person text PRIMARY KEY,
    -- The sealing of the address (sealed_text, path `address`).
    sealed_id uuid NOT NULL,
    channel text NOT NULL,
    language text NOT NULL,
    kinds text[] NOT NULL,
    -- Minutes since midnight in China; the same twice: no quiet hours.
    quiet_from smallint NOT NULL CHECK (quiet_from BETWEEN 0 AND 1439),
    quiet_until smallint NOT NULL CHECK (quiet_until BETWEEN 0 AND 1439),
    -- Where the log ended when it was first set: what came before is not told.
    since bigint NOT NULL,
    changed_at timestamptz NOT NULL
);

-- The outbox. What was sent keeps nothing but its id, so that nobody can see from here
-- which cases are whose.
CREATE TABLE notification (
    -- Keyed digest of person, kind and cause: each message is made once.
    id uuid PRIMARY KEY,
    -- In which order they were made.
    number bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    state text NOT NULL,
    person text REFERENCES notification_contact ON DELETE CASCADE,
    -- Such as `case` and its number.
    about text,
    about_id uuid,
    -- When it is due, of a case that is due.
    due_at timestamptz,
    urgent boolean NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    -- Why the last attempt failed; never an address.
    failure text,
    next_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);

CREATE INDEX notification_waiting ON notification (next_at, number)
    WHERE state = 'waiting';
CREATE INDEX notification_dead ON notification (changed_at, number)
    WHERE state = 'dead';
CREATE INDEX notification_by_person ON notification (person);
CREATE INDEX notification_by_age ON notification (changed_at) WHERE state <> 'waiting';

-- One row: how far the log was read, and what became of messages since ever.
CREATE TABLE notification_reader (
    alone boolean PRIMARY KEY DEFAULT true CHECK (alone),
    position bigint NOT NULL,
    sent bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    -- Why a channel does not work; null while all is well.
    failure text
);

-- What happened before there were notifications is not told.
INSERT INTO notification_reader (position) SELECT coalesce(max(position), 0) FROM event;
