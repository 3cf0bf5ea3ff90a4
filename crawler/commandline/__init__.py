"""What commands share: options, exit codes, progress; start at `command.py`."""
