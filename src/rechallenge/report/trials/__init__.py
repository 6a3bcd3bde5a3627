"""The result of a design of a trial, as a page, a PDF and JSON."""
