"""The shell that all pages share: layout, parts, formatting, styles."""
