"""Pure rules of reading files of deals and of writing tables."""
