"""The description of the sales process, which everything else refers to."""
