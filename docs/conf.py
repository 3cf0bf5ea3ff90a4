"""Settings of Sphinx for the documentation: `make docs` builds it into build/docs, with warnings as errors."""

from importlib.metadata import version as _version

from pygments.lexers.special import TextLexer
from sphinx.highlighting import lexers

project = "Clausetrail"
author = "the Clausetrail authors"
version = release = _version("clausetrail")
extensions = ["myst_nb", "sphinx.ext.autodoc"]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
nb_execution_mode = "force"  # the notebook runs at each build
nb_execution_raise_on_error = True
nb_execution_timeout = 120
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
suppress_warnings = ["myst.xref_missing"]  # links to files of the checkout that are no pages (benchmarks, tests)
html_theme = "furo"
html_title = f"Clausetrail {release}"
autodoc_typehints = "description"
autodoc_member_order = "bysource"
# GitHub draws Mermaid; here its source is shown, since its scripts would come from another site.
lexers["mermaid"] = TextLexer()
