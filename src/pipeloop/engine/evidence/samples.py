"""The smallest sample."""

# The fewest observations from which a share or a time is told.
SMALLEST_SAMPLE = 15
