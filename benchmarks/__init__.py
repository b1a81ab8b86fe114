"""Measurements: this project, and its peers where there are some, in one run."""
