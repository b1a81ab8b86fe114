"""The first page of each role: it composes what the capabilities tell, and owns no rule."""
