-- Who is sent the public log by webhook, and what became of each message. None of it is a
-- fact of the log: addresses and secrets are the receivers' own. Who changed what is a
-- row of access_log; the secrets lie in vault_secret.
CREATE TABLE webhook (
    id uuid PRIMARY KEY,
    -- The subject who added it.
    owner text NOT NULL,
    url text NOT NULL,
    -- What it wants to see; each list narrows, an empty one does not.
    filters jsonb NOT NULL,
    state text NOT NULL,
    -- Number of the secret that signs; until `older_until` the one before it signs too.
    secret integer NOT NULL DEFAULT 1,
    older_until timestamptz,
    -- Every event up to here was looked at: what matched is a message, or was delivered.
    position bigint NOT NULL CHECK (position >= 0),
    delivered bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL
);

CREATE INDEX webhook_by_owner ON webhook (owner);

-- Events that wait for their delivery, and those that were given up (dead).
CREATE TABLE webhook_message (
    webhook_id uuid NOT NULL REFERENCES webhook ON DELETE CASCADE,
    position bigint NOT NULL,
    -- Of the event: within a stream nothing overtakes.
    stream_id uuid NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL,
    dead boolean NOT NULL DEFAULT false,
    PRIMARY KEY (webhook_id, position)
);

CREATE INDEX webhook_message_waiting
    ON webhook_message (webhook_id, stream_id, position) WHERE NOT dead;

-- Every attempt, kept for some weeks.
CREATE TABLE webhook_delivery (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    webhook_id uuid NOT NULL REFERENCES webhook ON DELETE CASCADE,
    -- Null: a test message.
    position bigint,
    attempt integer NOT NULL,
    outcome text NOT NULL,
    -- Of the HTTP answer, if there was one.
    status integer,
    milliseconds integer NOT NULL,
    at timestamptz NOT NULL
);

CREATE INDEX webhook_delivery_by_webhook ON webhook_delivery (webhook_id, id);
CREATE INDEX webhook_delivery_by_age ON webhook_delivery (at);
