"""The package of verbs as Scrapy sees it, so that `scrapy VERB` in a checkout lists and runs all of them.

Scrapy looks for commands in the package that the setting COMMANDS_MODULE names, and takes only classes that it knows as its
own. `clausetrail VERB` must not import Scrapy where nothing is crawled, so our verbs do not inherit from Scrapy's class.
This module, which only Scrapy imports, registers them as virtual subclasses (`abc.ABCMeta.register`) and hands Scrapy the
files of `clausetrail.crawler.commands` as its own submodules.
"""

from __future__ import annotations

from scrapy.commands import ScrapyCommand

from clausetrail.crawler import commands
from clausetrail.crawler.commandline.base_command import BaseCommand

ScrapyCommand.register(BaseCommand)  # type: ignore[type-abstract]  # BaseCommand is abstract, and may be
__path__ = list(commands.__path__)
