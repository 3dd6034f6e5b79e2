"""Files of other systems: read as a stream, mapped by a TOML file, never by code."""
