"""The top floor: settings, addresses, the server, the command line, the job queue."""
