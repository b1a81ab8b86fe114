"""Pure rules of studying a log."""
