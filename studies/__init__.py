"""Studies of the program: what it computes held against itself, against the world and against its peers. They are no part of the wheel."""
