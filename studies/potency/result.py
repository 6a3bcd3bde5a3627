"""What the fit comes to, as the data file that the priors of the drugs are read from."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from rechallenge.literature.potency import FILE
from studies.potency.evidence import POOLS, Floats, data, drugs, readings, sources
from studies.potency.fit import SEED, PotencyDraws, fit
from studies.potency.left_out import weighted_interval, weights_without

ROOT = Path(__file__).parents[2]
PATH = f"src/rechallenge/literature/{FILE}"
MODEL = Path(__file__).with_name("model.py")
# Shares that the model of a patient knows: its parameter, and the pool that tells it.
SHARES = {"il1_share": "flare", "colchicine.share": "colchicine"}
# What weights tell of a fit without one source is told to two digits.
DIGITS, DIGITS_WITHOUT = 3, 2


def content_digest() -> str:
    """Hash of what decides the fit: its rows, to five digits, what is taken of the parameters before data, and the model."""
    parts = [*data().levels, *data().counts, *data().doses, *data()[3:]]
    rows = [[f"{float(value):.5g}" for value in np.asarray(part, float).ravel()] for part in parts]
    told = json.dumps([rows, *(readings()[name] for name in ("before", "spreads", "laboratory"))], sort_keys=True)
    return hashlib.sha256(told.encode() + MODEL.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def fitted(seed: int = SEED) -> str:
    """Fit all that is read, with slopes of 1 and with free ones, and take out each source: the text of the file."""
    began = time.perf_counter()
    whole = fit(seed=seed)
    _say("slopes of 1", whole, began)
    sloped = fit(with_slopes=True, seed=seed)
    _say("slopes free", sloped, began)
    told_of = {source.key: source.drugs for source in sources()}
    without = {
        key: {
            "tail": _digits(shape, DIGITS_WITHOUT),
            **{drug: [_digits(v, DIGITS_WITHOUT) for v in weighted_interval(whole.half_effect(drug), weight)] for drug in told_of[key]},
        }
        for key, weight, shape in weights_without(whole)
    }
    told = {
        "digest": content_digest(),
        "seed": seed,
        "seconds": round(time.perf_counter() - began),
        "parameters": {
            **{f"{drug}.half_effect": _half_effect(whole, drug) for drug in drugs()},
            **{k: _share(whole, p) for k, p in SHARES.items()},
        },
        "shares": {pool: _interval(whole.share(pool)) for pool in POOLS if pool != "steroid"},
        "spreads": {name: _interval(whole.draws[name]) for name in ("between_shares", "between_patients")},
        "slopes": {drug: _interval(sloped.draws["slope"][:, place]) for place, drug in enumerate(drugs())},
        "with_slopes": {drug: _interval(sloped.half_effect(drug)) for drug in drugs()},
        "left": {name: _rows(values) for name, values in _left(whole).items()},
        "without": without,
    }
    return to_text(told)


def to_text(told: dict[str, Any]) -> str:
    """Write the result, one line an entry."""
    blocks = []
    for key, value in told.items():
        if isinstance(value, dict):
            lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(each)}" for name, each in value.items())
            blocks.append(f" {json.dumps(key)}: {{\n{lines}\n }}")
        else:
            blocks.append(f" {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(blocks) + "\n}\n"


def _say(what: str, found: PotencyDraws, began: float) -> None:
    told = f"R-hat {found.rhat_max:.3f}, effective draws {found.ess_min:.0f}, divergences {found.divergences}"
    print(f"{what}: {time.perf_counter() - began:.0f} s, {told}", file=sys.stderr)


def _digits(value: float, digits: int = DIGITS) -> float:
    return float(f"{value:.{digits}g}")


def _interval(values: Floats, digits: int = DIGITS) -> list[float]:
    """Median, and bounds of the 90 % interval."""
    low, median, high = np.quantile(values, [0.05, 0.5, 0.95])
    return [_digits(float(each), digits) for each in (median, low, high)]


def _half_effect(found: PotencyDraws, drug: str) -> dict[str, Any]:
    new = found.log_half_effect_of_a_new_study(drug)
    return {
        "unit": readings()["before"][drug]["unit"],
        "distribution": "lognormal",
        "median": _digits(float(np.exp(np.median(new)))),
        "log_sd": _digits(float(np.std(new)), 2),
        "typical": _interval(found.half_effect(drug)),
        "between_studies": _interval(found.draws["between"][:, drugs().index(drug)]),
        "sources": _named(source.sources for source in sources() if drug in source.drugs),
    }


def _share(found: PotencyDraws, pool: str) -> dict[str, Any]:
    new = found.share_logit_of_a_new_patient(pool)
    trials = readings()["studies"]
    return {
        "unit": "",
        "distribution": "logitnormal",
        "median": _digits(float(1.0 / (1.0 + np.exp(-np.median(new))))),
        "logit_sd": _digits(float(np.std(new)), 2),
        "typical": _interval(found.share(pool)),
        "between_studies": _interval(found.draws["between_shares"]),
        "sources": _named(source.sources for source in sources() if source.key in trials and trials[source.key]["pool"] == pool),
    }


def _named(each: Iterable[tuple[str, ...]]) -> list[str]:
    return list(dict.fromkeys(name for names in each for name in names))


def _left(found: PotencyDraws) -> dict[str, Floats]:
    """Share of the activity that each group let through at the typical potency of its drug, shape (draws, rows)."""
    rows = data()
    steroid = POOLS.index("steroid")
    shares = 1.0 / (1.0 + np.exp(-found.draws["share"]))
    left = {}
    for name, group in (("levels", rows.levels), ("counts", rows.counts)):
        pool = rows.pool[group.study]
        share = np.where(pool == steroid, 1.0, shares[:, pool])
        half = np.exp(found.draws["half_effect"][:, rows.pair_drug[np.maximum(group.acting, 0)]])
        effect = np.mean(group.exposure / (half[:, :, None] + group.exposure), axis=-1)
        left[name] = np.where(group.acting >= 0, 1.0 - share * effect, 1.0)
    return left


def _rows(values: Floats) -> list[list[float]]:
    return [_interval(column, 2) for column in values.T]
