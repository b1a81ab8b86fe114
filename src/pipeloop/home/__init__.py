"""The first page of each role: it composes what the capabilities answer, and owns no rule."""
