"""Run `python -m clausetrail VERB`: the same as `clausetrail VERB`, with the current interpreter."""

from __future__ import annotations

from clausetrail.crawler.start import main

if __name__ == "__main__":
    main()
