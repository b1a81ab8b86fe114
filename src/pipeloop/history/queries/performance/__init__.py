"""How long deals take and how far they come."""
