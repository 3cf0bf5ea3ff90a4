"""What readers get out: redlines, timelines, exports."""
