"""Event streams for integrators: every public event as a CloudEvent, in log order."""
