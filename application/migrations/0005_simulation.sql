-- A log with a row here is simulated: what it tells is invented, and so are both its
-- times. The row comes before the first event and stays as long as the log does.
CREATE TABLE simulation (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    -- What the history was made from, all of it: the same gives the same log.
    place text NOT NULL,
    scale integer NOT NULL CHECK (scale > 0),
    seed bigint NOT NULL,
    -- The simulated moment at which the history was whole; NULL until then.
    whole_at timestamptz
);

CREATE FUNCTION refuse_real_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM event) THEN
        RAISE EXCEPTION 'the log has events that are not simulated';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER simulation_comes_first
    BEFORE INSERT ON simulation FOR EACH ROW EXECUTE FUNCTION refuse_real_log();

CREATE TRIGGER simulation_stays
    BEFORE DELETE OR TRUNCATE ON simulation
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
