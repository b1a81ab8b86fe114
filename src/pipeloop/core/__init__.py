"""Small helpers that know Django, one topic a file."""
