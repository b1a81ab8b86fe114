"""Who works on deals: handovers of work and workload."""
