"""What is discovered in a log: the process map, the variants, the deals behind each place."""
