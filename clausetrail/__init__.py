"""Clausetrail: what website policies said over time, and what changed, from public web archives."""
