"""From a PDF file to blocks; start at `pdf_reader.py`."""
