"""The auditor's tool: verifies a log from data alone, and trusts nobody."""
