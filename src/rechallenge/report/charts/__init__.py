"""Charts of the report, as Vega-Lite specifications.

They are written as plain dictionaries: importing Altair would cost every report 0.7 s. The tests read each one back through Altair, which
checks it against the schema of Vega-Lite, and ``altair.Chart.from_dict`` turns one into an interactive chart.
"""
