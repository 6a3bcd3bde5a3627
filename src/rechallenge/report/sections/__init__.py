"""The sections of the report, one builder each: from course, answers and fit to the blocks of a document."""
