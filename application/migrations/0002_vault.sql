-- The vault (DESIGN 4): every name and free text, outside the log, each under a key of
-- its own. To erase a text is to destroy its key and its rows. A backup made before has
-- them still: it brings the text back until the tombstones are replayed.
CREATE TABLE sealed_text (
    -- Names the sealing; the event that carries its commitments holds the same id.
    sealed_id uuid NOT NULL,
    path text NOT NULL,
    stream_id uuid NOT NULL,
    version integer NOT NULL,
    -- Nonce and AES-GCM of salt and value under the text's key.
    ciphertext bytea NOT NULL,
    PRIMARY KEY (sealed_id, path)
);

CREATE INDEX sealed_text_by_stream ON sealed_text (stream_id, version);

CREATE TABLE text_key (
    sealed_id uuid NOT NULL,
    path text NOT NULL,
    -- Which key of the deployment wraps it.
    key_id text NOT NULL,
    wrapped bytea NOT NULL,
    PRIMARY KEY (sealed_id, path)
);

CREATE INDEX text_key_by_wrapping_key ON text_key (key_id);

-- Secrets of the deployment that must survive a change of its keys.
CREATE TABLE vault_secret (
    name text PRIMARY KEY,
    key_id text NOT NULL,
    wrapped bytea NOT NULL
);

-- What was released: public, and checkable against the commitment.
CREATE TABLE released_text (
    sealed_id uuid NOT NULL,
    path text NOT NULL,
    value text NOT NULL,
    salt bytea NOT NULL,
    mask text NOT NULL,
    released_at timestamptz NOT NULL,
    PRIMARY KEY (sealed_id, path)
);

-- What was erased, so that a backup restored later can be cleaned again.
CREATE TABLE tombstone (
    sealed_id uuid NOT NULL,
    path text NOT NULL,
    basis text NOT NULL,
    erased_at timestamptz NOT NULL,
    PRIMARY KEY (sealed_id, path)
);

-- Who read what for which purpose; each row's hash covers the one before it.
CREATE TABLE access_log (
    number bigint PRIMARY KEY CHECK (number > 0),
    at timestamptz NOT NULL,
    reader_id text NOT NULL,
    reader_role text NOT NULL,
    purpose text NOT NULL,
    -- Array of [sealed_id, path].
    refs jsonb NOT NULL,
    hash bytea NOT NULL
);

-- Search over sealed texts: bigrams of Chinese, words of other scripts.
CREATE TABLE text_index (
    case_id uuid NOT NULL,
    sealed_id uuid NOT NULL,
    path text NOT NULL,
    grams tsvector NOT NULL,
    PRIMARY KEY (sealed_id, path)
);

CREATE INDEX text_index_grams ON text_index USING gin (grams);
CREATE INDEX text_index_by_case ON text_index (case_id);

-- Attached files, by the SHA-256 of their content; the content lies in a folder.
CREATE TABLE file (
    sha256 bytea PRIMARY KEY CHECK (length(sha256) = 32),
    media_type text NOT NULL,
    size bigint NOT NULL,
    key_id text NOT NULL,
    wrapped bytea NOT NULL,
    nonce bytea NOT NULL
);

-- Which sealed text refers to which file: the last reference erased takes it along.
CREATE TABLE file_reference (
    sealed_id uuid NOT NULL,
    path text NOT NULL,
    sha256 bytea NOT NULL,
    PRIMARY KEY (sealed_id, path)
);

CREATE INDEX file_reference_by_file ON file_reference (sha256);
