"""How the world talks to it: HTTP, GraphQL and the command line."""
