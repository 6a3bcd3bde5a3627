"""A protocol for one patient as files: the plan, the diary, the calendar, and the sheet that the pharmacy alone is given."""
