"""The text that `clausetrail --help` prints."""

from __future__ import annotations

HELP = """\
clausetrail shows the text of a website's policy, clause by clause, at any time, and what changed between two
times. It reads captures: copies of a page that public web archives saved. A redline is the marked comparison of two.

First look
  clausetrail history URL      fetch the whole history of one page, compare, print the redline
  clausetrail find URL         list the addresses of a site's policies over time, from the links of its front page
  clausetrail read FILE ...    print the text of any saved page, and which rules applied (--explain)
  clausetrail compare OLD NEW  print what changed between any two saved pages or texts

Watch
  clausetrail init DIR         write a commented watchlist and make a data folder
  clausetrail track            fetch what is new of every policy in policies.toml (for cron)
  clausetrail status           list the policies that were not read recently, for monitoring
  clausetrail notify           send pending messages to mail, chat and webhooks (track does so too)

Search and read
  clausetrail policies         list the policies of the store, with the versions of each
  clausetrail timeline POLICY  print the redline from the store (--json for programs)
  clausetrail show POLICY      print its whole text, the newest or as of a date (--at DATE)
  clausetrail blame POLICY     print when each clause and each phrase first appeared (--at DATE)
  clausetrail clause ID        print the whole history of one clause that blame lists
  clausetrail search QUERY     find words in all clauses of all times, with policy and dates
  clausetrail browse           serve the pages from the store on loopback, with search and any two dates

Evidence
  clausetrail evidence P N F   pack the evidence for one change in one file: captures, redline, hashes, a page
  clausetrail verify           hash every stored body again, recompute everything, and print what differs

Publish and export
  clausetrail site DIR         write a static site: every policy, version and redline as pages
  clausetrail feed DIR         write Atom feeds of what changed
  clausetrail plot POLICY      draw its history as SVG
  clausetrail export DIR       write JSON Lines and Markdown; on request CSV, Parquet, git, WARC

Maintain
  clausetrail rebuild          recompute everything from stored pages, with the current code
  clausetrail backup FILE      copy the store, also while a crawl is writing to it
  clausetrail completion SHELL  print the completion script of bash, zsh or fish
  clausetrail gate             list the archives that are sent nothing at present, and why (--clear)
  clausetrail import FILE ...  add cleaned texts of a corpus to the timelines
  clausetrail play WARC ...    replay WARC files on loopback, as the Internet Archive does

Examples
  clausetrail history https://example.com/privacy
  clausetrail search '"class action"'
  clausetrail policies --json

`clausetrail VERB --help` explains each one. Scrapy's own verbs (crawl, shell, settings, ...) work as well, and
`scrapy VERB` in a checkout is the same as `clausetrail VERB`.

Data are in the folder that CLAUSETRAIL_DATA names, else in the user's data folder.
Exit codes: 0 done, 1 cannot start, 2 usage, 3 some policies unread, 4 our error, 5 store failed,
6 verify or compare found differences, 7 some channel could not be reached, 130 interrupted.
"""
