"""Pages of logs: the list, how one is read, and the tabs on which it is studied."""
