"""The GraphQL face of the service: types and resolvers, and no rules of the domain."""
