"""What may be asked: one module a question, and the engine that feeds them."""
