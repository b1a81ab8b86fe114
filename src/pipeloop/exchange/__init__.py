"""Histories from other systems: files in, and back out again if they were wrong."""
