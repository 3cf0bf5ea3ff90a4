"""What we know of each policy's past: captures, snapshots, readings, versions, revisions."""
