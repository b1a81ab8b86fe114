"""Pure rules of the company."""
