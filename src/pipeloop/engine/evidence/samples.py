"""How many observations a share, a median or a comparison needs before it is shown.

Source: the reference domain, at least 15 observations: below that a figure is chance more than
knowledge.
"""

SMALLEST_SAMPLE = 15
