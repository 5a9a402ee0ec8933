"""What belongs together as long as the server lives: realms, clock, keys; import, export, the first administrator."""
