"""Every statement of a record, field by field: where it is used, or why it is only shown, or that it was refused."""
