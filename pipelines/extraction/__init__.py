"""From the tree to blocks: paragraphs, list items, table rows; start at `blocks.py`."""
