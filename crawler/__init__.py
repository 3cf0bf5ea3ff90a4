"""Everything that talks to web archives, and the commands."""
