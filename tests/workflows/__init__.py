"""Workflows that run."""
