"""The writes: each function is one transaction."""
