"""Clients that nobody here wrote look at our log."""
