"""Pure rules of the process description."""
