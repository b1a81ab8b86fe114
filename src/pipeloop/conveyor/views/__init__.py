"""Pages of the conveyor: parse, call one action or query, render."""
