"""Who the user is: passwords, brute force protection, sessions, and whether an account may log in."""
