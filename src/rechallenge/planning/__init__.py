"""What to do next: what would settle an open question, what that would cost, and how to plan it.

`information` is the mathematics of it, for any table of probabilities; `hypotheses` lends it draws of the patient under each hypothesis,
`measures` says how probable each result of a measurement is under each of them, and `acts` what is done and what it burdens; `permitted`
says which acts safety forbids. `protocols` holds a protocol for one patient, and `trials` designs that would settle it for everyone.
"""
