"""Clausetrail: the texts of website policies over time and their changes, from public web archives."""
