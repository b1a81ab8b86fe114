"""The engine beside its peers, on the same logs in one run: `make bench-log`."""
