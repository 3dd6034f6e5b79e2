-- The units of a compound, straight from the log: who freezes the roll of a vote must
-- not miss one that a read model has not seen yet. The data of a household's first fact
-- is canonical JSON, in which no other text can look like this member.
CREATE INDEX event_units_of_compound ON event (
    substring(encode(data, 'escape') from '"compound_id":"([0-9a-f-]{36})"')
) WHERE type LIKE 'Household.Registered%';
