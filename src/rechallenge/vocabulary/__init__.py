"""What belongs to one language: its folder holds its sentences, its words of a record, its names of fields and its typography."""
