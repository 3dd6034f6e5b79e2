"""A witness of other people's logs: cosigns what extends all that it saw before."""
