"""Pure computing on arrays and plain data: no Django, no database, no network, no clock."""
