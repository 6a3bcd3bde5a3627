"""What may be proposed to one patient: doses that exist and are published for it, what speaks against a drug, and the adrenal glands.

A rule against proposing a drug is one module in ``rules``, which registers it. Nothing here computes with arrays.
"""
