"""Webhooks: the public log, sent to whoever asked for it, signed and in order."""
