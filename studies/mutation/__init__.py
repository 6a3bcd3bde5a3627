"""Does a test notice when a rule changes? One change at a time, and the tests that reach it (`python -m studies.mutation`)."""
