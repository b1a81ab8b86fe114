"""How many observations a figure needs before it is shown."""

# Fewest observations from which a share or a time is shown: below it the product says that it is
# collecting (reference domain: 15 to 30 observations of the company's own).
SMALLEST_SAMPLE = 15
