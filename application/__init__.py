"""What may be done: use cases, the event store, the vault. Owns the clock."""
