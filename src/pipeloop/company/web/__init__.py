"""What every capability uses of the web: who asks, repeated writes, shared shapes."""
