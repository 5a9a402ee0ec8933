"""API tokens of an extension: their rules, what a new one needs, and the claims that they stand for."""
