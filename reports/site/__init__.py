"""The reading room as a static site: pages as pure functions of plain values, and the writer that keeps a folder of them current."""
