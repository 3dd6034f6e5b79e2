"""The tables of duties in SQL."""

from __future__ import annotations

from typing import LiteralString

DDL: LiteralString = """
    CREATE TABLE duty (
        position      bigint NOT NULL,
        number        integer NOT NULL,  -- of those that one fact gives
        version       integer NOT NULL,
        id            text NOT NULL COLLATE "C",
        code          text NOT NULL,
        item          text NOT NULL,
        subject       text NOT NULL,
        occasion      text NOT NULL,
        detail        text NOT NULL,
        compound_id   uuid,
        enterprise_id uuid,
        region_path   text[] NOT NULL,
        trigger       text NOT NULL,
        anchor_at     timestamptz NOT NULL,
        due_at        timestamptz,
        provisional   boolean NOT NULL,
        required      text[] NOT NULL,
        ahead         boolean NOT NULL,
        display       text NOT NULL,
        shown         text,
        until         boolean NOT NULL,
        rules         text NOT NULL,
        known_at      timestamptz,  -- NULL while it waits
        replaced_at   timestamptz,
        ended_at      timestamptz,
        ended_known   timestamptz,
        void          boolean NOT NULL,
        PRIMARY KEY (position, number)
    );
    CREATE TABLE duty_span (
        position      bigint NOT NULL,
        duty_group    text NOT NULL,
        subject       text NOT NULL,
        detail        text NOT NULL,
        version       integer NOT NULL,
        compound_id   uuid,
        enterprise_id uuid,
        region_path   text[] NOT NULL,
        profile       text NOT NULL,
        since         date NOT NULL,
        known_at      timestamptz NOT NULL,
        until         date,
        ended_known   timestamptz,
        PRIMARY KEY (position, duty_group, subject, detail)
    );
    CREATE TABLE duty_rules (
        rules    text PRIMARY KEY,
        version  integer NOT NULL,
        known_at timestamptz NOT NULL,
        position bigint NOT NULL
    );
    CREATE TABLE duty_posting (
        id         uuid PRIMARY KEY,
        version    integer NOT NULL,
        item       text NOT NULL,
        subject    text NOT NULL,
        occasion   text NOT NULL,
        named_day  text,
        posted_at  timestamptz NOT NULL,
        known_at   timestamptz NOT NULL,
        filled     text[] NOT NULL,
        plain      boolean NOT NULL,  -- never corrected, never withdrawn
        document   jsonb NOT NULL
    );
    CREATE TABLE duty_exemption (
        id       uuid PRIMARY KEY,
        version  integer NOT NULL,
        item     text NOT NULL,
        subject  text NOT NULL,
        occasion text NOT NULL,
        approved timestamptz,
        revoked  timestamptz
    );
    CREATE TABLE duty_head (
        id      uuid PRIMARY KEY,
        version integer NOT NULL,
        head    jsonb NOT NULL
    );
    -- Asked for while a batch is applied, so they are there during a rebuild, too.
    CREATE INDEX duty_open ON duty (subject, code) WHERE ended_known IS NULL;
    CREATE INDEX duty_waiting ON duty (occasion) WHERE known_at IS NULL;
    CREATE INDEX duty_id ON duty (id);
    CREATE INDEX duty_span_open ON duty_span (subject, duty_group, detail)
        WHERE ended_known IS NULL
"""
INDEXES: LiteralString = """
    CREATE INDEX duty_due ON duty (due_at, id);
    CREATE INDEX duty_compound ON duty (compound_id, due_at, id);
    CREATE INDEX duty_enterprise ON duty (enterprise_id, due_at, id);
    CREATE INDEX duty_item ON duty (item, due_at, id);
    CREATE INDEX duty_region ON duty USING gin (region_path);
    -- What a stretch of the log changed, however large the region that is watched.
    CREATE INDEX duty_known ON duty (known_at);
    CREATE INDEX duty_ended ON duty (ended_known) WHERE ended_known IS NOT NULL;
    CREATE INDEX duty_subject ON duty (subject, item);
    CREATE INDEX duty_span_subject ON duty_span (subject, duty_group);
    CREATE INDEX duty_span_group ON duty_span (duty_group, profile);
    CREATE INDEX duty_span_compound ON duty_span (compound_id);
    CREATE INDEX duty_span_enterprise ON duty_span (enterprise_id);
    CREATE INDEX duty_span_region ON duty_span USING gin (region_path);
    CREATE INDEX duty_posting_key ON duty_posting (subject, item, occasion);
    CREATE INDEX duty_exemption_key ON duty_exemption (subject, item, occasion)
"""
