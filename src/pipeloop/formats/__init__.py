"""Pure codecs: bytes to plain data and back. No Django, no database, no network, no clock."""
