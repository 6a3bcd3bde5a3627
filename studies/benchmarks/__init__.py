"""How fast is rechallenge, and beside what: ``python -m studies.benchmarks`` (``make bench``) writes ``docs/benchmarks.md``."""
