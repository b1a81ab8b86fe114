"""How sales run: logs of what was done to deals, kept by the engine and studied on pages."""
