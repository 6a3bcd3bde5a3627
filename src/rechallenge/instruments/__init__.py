"""Published instruments applied to a course: the cause of adverse events, the level of evidence, reporting checklists."""
