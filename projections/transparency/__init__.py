"""The transparency log: every event a leaf of a Merkle tree that anyone can check."""
