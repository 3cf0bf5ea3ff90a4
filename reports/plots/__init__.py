"""Pictures of a policy's history as SVG: when it was seen, when it changed and how much, how long and how hard to read it was."""
