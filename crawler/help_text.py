"""The text that `clausetrail --help` prints."""

from __future__ import annotations

HELP = """\
clausetrail tells what a website's policy said, clause by clause, at any time, and what changed between,
from public web archives.

  clausetrail history URL      the whole past of one page: fetch, compare, print the redline
  clausetrail find URL         the addresses of a site's policies over time, from what its front page links
  clausetrail track            what is new of every policy in policies.toml (for cron)

  clausetrail policies         the policies that are known, and what is held of each
  clausetrail timeline POLICY  the redline again, from what is held (--json for programs)
  clausetrail show POLICY      its whole text, the newest or as of a date (--at DATE)
  clausetrail blame POLICY     since when every clause stands, and every phrase reads so (--at DATE)
  clausetrail clause ID        the whole life of one clause that blame names
  clausetrail site DIR         a static site: every policy, version and redline as pages
  clausetrail search QUERY     words in all clauses of all times: whose, since when, until when
  clausetrail browse           the same from the live store, on loopback, with search and any two dates
  clausetrail feed DIR         Atom feeds of what changed
  clausetrail notify           send what waits for mail, chat and webhooks (track does it too)
  clausetrail plot POLICY      pictures of its history, as SVG
  clausetrail export DIR       JSON Lines and Markdown; on demand CSV, Parquet, git, WARC
  clausetrail evidence P N F   the evidence for one change in one file: captures, redline, hashes, a page
  clausetrail import FILE ...  texts that others have cleaned, into the same timelines

  clausetrail read FILE ...    the text of any saved page, and why it reads so (--explain)
  clausetrail compare OLD NEW  what changed between any two saved pages or texts

  clausetrail rebuild          tell everything again from the bytes held, with today's code
  clausetrail verify           hash every body again, re-derive, and say what differs
  clausetrail play WARC ...    play WARC files on loopback, as the Internet Archive would

`clausetrail VERB --help` teaches the rest. Scrapy's own verbs (crawl, shell, settings, ...) work as well, and
`scrapy VERB` in a checkout is the same as `clausetrail VERB`.

Data lies in the folder that CLAUSETRAIL_DATA names, else in the user's data folder.
Exit codes: 0 done, 1 cannot start, 2 usage, 3 some policies unread, 4 our error, 5 store failed,
6 verify or compare found differences, 7 some channel could not be told, 130 interrupted.
"""
