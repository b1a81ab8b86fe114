"""Clients and deals travelling along the process; the source of all events."""
