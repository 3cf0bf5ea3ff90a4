"""What commands share: options, exit codes, progress; start at `base_command.py`."""
