"""Ports, TLS, signals, start and watch, a server in a thread: what makes a running server of an application."""
