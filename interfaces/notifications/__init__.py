"""Notifications: what happened, told once to the person whom it concerns."""
