"""The page that sets published trials beside simulated ones."""

from __future__ import annotations

from studies.trial_checks.checks import PublishedCheck, kept_checks, published

_HEAD = """# Published trials beside simulated ones

This page is written by a program (`make docs FILES=docs/trial-checks.md`) from what `python -m studies.trial_checks` found last.

Each trial is simulated with `rechallenge trial` under its own design, with its own number of patients, from the priors as they
ship; nothing was fitted to it, and sources named beside it are left out of the natural history. A published number is met where it
lies in the 90 % interval of the simulated trials. Where it does not, the model is wrong about this disease or this endpoint, and a
design that rests on it is too.

What these papers assumed when they planned their number of patients was not found in what could be read (abstracts and registers).
That a required number agrees with a formula is held against Schoenfeld's, at event rates of this size, in
`tests/planning/trials/test_characteristics.py`, and of a series of N-of-1 trials against Senn's (2019, doi:10.1177/0962280217726801),
where patients differ in their response, in `tests/planning/trials/test_series_of_n_of_1.py`.
"""


def page() -> str:
    """Return the page."""
    checks = kept_checks()
    inside = sum(check.inside for check in checks)
    parts = [_HEAD, f"Of {len(checks)} published numbers {inside} lie inside.\n"]
    for trial in published():
        parts.append(f"## {trial['title']}\n")
        parts.append(f"{trial['as_printed'][0].upper()}{trial['as_printed'][1:]}. {trial['citation']}.\n")
        parts.append("| what | published | simulated, median | 90 % interval | inside |\n|---|---|---|---|---|")
        parts += [_row(check) for check in checks if check.trial == trial["id"]]
        independent = "" if trial["independent"] else "**Not an independent check.** "
        parts.append(f"\n{independent}{trial['remarks']} Left out: {', '.join(trial['without'])}.\n")
    parts.append(_CAUSES)
    return "\n".join(parts)


def _row(check: PublishedCheck) -> str:
    low, high = f"{check.low:.2g}", f"{check.high:.2g}"
    return f"| {check.what} | {check.published:g} | {check.median:.2g} | {low} to {high} | {'yes' if check.inside else '**no**'} |"


_CAUSES = """## Why they miss

In cryopyrin-associated syndromes the model has too many relapses on the drug. A relapse of the model is CRP above 10 mg/L, recognised at
the patient's own rate, where physicians ask for symptoms as well; and the blocker leaves a share of the activity that interleukin-1
does not carry, which lies above that level where CRP untreated is as high as there. A simulated trial of relapses in such a
disease asks for more patients than one in which the drug holds it as well as it did. In systemic juvenile arthritis the model has too few
relapses on placebo: what the open treatment did to flares fades too slowly for them. No number was changed to meet these; of two
ways in which treatment could end flares (`docs/decisions.md`), the one that ships is the nearer to them.
"""
