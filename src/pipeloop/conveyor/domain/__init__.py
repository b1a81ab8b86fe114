"""Pure rules of the conveyor."""
