"""A protocol for one patient: periods with a drug and without it, in an order drawn by lot, and all that is fixed beforehand.

`make_protocol` turns what is asked (`request`) into a `Protocol`, or says all that cannot be about it. The order of a blinded protocol is
never part of it: it is an `Allocation`, which the pharmacy alone is given.
"""
