"""What every room may use: errors, clock, identifiers, events, folder registries."""
