"""The five places: what was published of each, read back from its simulated history."""
