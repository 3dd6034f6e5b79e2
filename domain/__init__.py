"""What is true: facts, aggregates, rules and calendars. Pure; knows nobody."""
