"""How strong the drugs of the model are: published groups pooled, with what separates studies from each other.

``python -m studies.potency`` fits anew, and writes ``src/rechallenge/literature/potency.yaml`` and ``docs/potency.md``.
"""
