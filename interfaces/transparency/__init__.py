"""The transparency log over HTTP: its files as they are, and proofs made of them."""
