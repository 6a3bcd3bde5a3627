"""A fit on disk: one NetCDF file of nested groups, laid out as ArviZ lays out results.

The mixture of the hypotheses, on which the answers rest, stands in ``posterior`` and ``sample_stats`` (the hypothesis of each draw), beside
``prior`` and ``observed_data``. ``hypotheses`` holds the weight and the evidence of each, and in a group of its name its ``posterior``,
``unconstrained_posterior``, ``sample_stats``, ``log_likelihood`` and ``log_prior``, by chain and draw:
``xarray.open_datatree(path)["hypotheses/works"]`` is what the functions of ArviZ take.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rechallenge.course.model import Course
from rechallenge.inference.diagnostics import Diagnostics
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.paths import Paths, paths
from rechallenge.inference.problem import InferenceProblem, build_problem
from rechallenge.replacing import replacing

if TYPE_CHECKING:
    from h5netcdf import Group

    from rechallenge.inference.fit import Account, Fit

FORMAT = 4

# What the statements of each kind are called in the file, and the dimension along which they stand.
STATEMENTS = {
    "values": ("observations", "observation"),
    "events": ("events", "event"),
    "effects": ("effects", "effect"),
    "holds": ("minimum_effective_dose", "dose"),
    "outcome_words": ("outcome_words", "outcome_word"),
    "stops": ("relapses_at_stops", "drug_stopped"),
}


def as_bytes(fit: Fit) -> bytes:
    """Return the file of a fit, made in memory: HDF5 ends the whole process where the disk is full, Python raises an error."""
    import h5netcdf

    buffer = BytesIO()
    with h5netcdf.File(buffer, "w") as file:
        file.attrs["rechallenge"] = json.dumps(_header(fit))
        names = list(fit.accounts)
        _write_parameters(file, "posterior", fit.problem, fit.paths, 1)
        _write_parameters(file, "prior", fit.problem, fit.prior_paths, 1)
        stats = _by_chain_and_draw(file, "sample_stats", 1, len(fit.draws[0]))
        _put(stats, "hypothesis", ("chain", "draw"), np.array([[names.index(name) for name in fit.draw_accounts]]))
        stats.attrs["hypotheses"] = json.dumps(names)
        _write_record(file.create_group("observed_data"), fit)
        _write_hypotheses(file.create_group("hypotheses"), fit)
    return buffer.getvalue()


def save(path: Path, fit: Fit) -> None:
    """Write a fit; whole or not at all."""
    content = as_bytes(fit)
    with replacing(path) as part:
        part.write_bytes(content)


def _header(fit: Fit) -> dict[str, object]:
    return {
        "format": FORMAT,
        "title": fit.course.title,
        "method": fit.method,
        "seed": fit.seed,
        "layout": repr(fit.problem.layout),
        "borrowing": fit.problem.borrowing,
        "diagnostics": {**dataclasses.asdict(fit.diagnostics), "messages": [message.code for message in fit.diagnostics.messages]},
        "hypotheses": list(fit.accounts),
    }


def _put(group: Group, name: str, dimensions: tuple[str, ...], values: NDArray[np.generic], **attributes: str) -> None:
    variable = group.create_variable(name, dimensions, data=values)
    variable.attrs.update(attributes)


def _by_chain_and_draw(parent: Group, name: str, n_chains: int, n_draws: int) -> Group:
    group = parent.create_group(name)
    group.dimensions = {"chain": n_chains, "draw": n_draws}
    for dimension, size in group.dimensions.items():
        _put(group, dimension, (dimension,), np.arange(len(size)))
    return group


def _write_parameters(parent: Group, name: str, problem: InferenceProblem, draws: Paths, n_chains: int) -> None:
    """Write parameters in their own units, by chain and draw."""
    group = _by_chain_and_draw(parent, name, n_chains, len(draws.log_prior) // n_chains)
    for parameter in problem.parameters:
        values = draws.parameters[parameter.name].reshape(n_chains, -1)
        _put(group, parameter.name, ("chain", "draw"), values, units=parameter.unit)


def _write_statements(parent: Group, problem: InferenceProblem, course: Course, draws: Paths, n_chains: int) -> None:
    """Write the log likelihood of each statement; observations and events are named by their places in the course."""
    group = _by_chain_and_draw(parent, "log_likelihood", n_chains, len(draws.log_prior) // n_chains)
    places = _places(problem)
    for kind, each in draws.log_likelihood.items():
        if each.shape[1] == 0:
            continue
        name, dimension = STATEMENTS[kind]
        group.dimensions[dimension] = each.shape[1]
        _put(group, dimension, (dimension,), places.get(kind, np.arange(each.shape[1])))
        _put(group, name, ("chain", "draw", dimension), each.reshape(n_chains, -1, each.shape[1]))


def _places(problem: InferenceProblem) -> dict[str, NDArray[np.int64]]:
    return {kind: np.array(problem.statement_places[kind], np.int64) for kind in ("values", "events")}


def _write_record(group: Group, fit: Fit) -> None:
    """Write what the likelihood saw: bounds of each observation in its unit, days of each relapse and remission; NaN where open."""
    places = _places(fit.problem)
    if len(places["values"]):
        group.dimensions["observation"] = len(places["values"])
        _put(group, "observation", ("observation",), places["values"])
        made = [fit.course.observations[place] for place in places["values"]]
        for name, bounds in (("low", [o.low for o in made]), ("high", [o.high for o in made])):
            _put(group, f"observations_{name}", ("observation",), _numbers(bounds))
        _put(group, "observations_earliest", ("observation",), np.array([o.at.earliest for o in made]), units="d")
        _put(group, "observations_latest", ("observation",), np.array([o.at.latest for o in made]), units="d")
    if len(places["events"]):
        group.dimensions["event"] = len(places["events"])
        _put(group, "event", ("event",), places["events"])
        happened = [fit.course.events[place] for place in places["events"]]
        _put(group, "events_earliest", ("event",), np.array([e.at.earliest for e in happened]), units="d")
        _put(group, "events_latest", ("event",), np.array([(e.until or e.at).latest for e in happened]), units="d")
        _put(group, "events_relapse", ("event",), np.array([e.what == "relapse" for e in happened], np.int8))


def _numbers(values: Sequence[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values])


def _write_hypotheses(group: Group, fit: Fit) -> None:
    from h5py import string_dtype

    exposures = [exposure.name for exposure in fit.problem.layout.exposures]
    accounts = list(fit.accounts.values())
    group.dimensions = {"hypothesis": len(accounts), "exposure": len(accounts[0].works)}
    names = group.create_variable("hypothesis", ("hypothesis",), dtype=string_dtype())
    names[:] = np.array(list(fit.accounts), dtype=object)
    drugs = group.create_variable("exposure", ("exposure",), dtype=string_dtype())
    drugs[:] = np.array(exposures or [""], dtype=object)
    _put(group, "drug_active", ("hypothesis", "exposure"), np.stack([account.works for account in accounts]))
    _put(group, "weight", ("hypothesis",), np.array([fit.weights[name] for name in fit.accounts]))
    for name, evidence in (("log_evidence", [a.evidence for a in accounts]), ("log_bayes_factor", [a.bayes_factor for a in accounts])):
        _put(group, name, ("hypothesis",), _numbers([None if e is None else e.log for e in evidence]))
        _put(group, f"{name}_error", ("hypothesis",), _numbers([None if e is None else e.error for e in evidence]))
    for name, account in fit.accounts.items():
        _write_hypothesis(group.create_group(name), fit, account)


def _write_hypothesis(group: Group, fit: Fit, account: Account) -> None:
    drawn = account.drawn
    vectors = account.vectors[None] if drawn is None else drawn.vectors
    n_chains, n_draws, size = vectors.shape
    flat = vectors.reshape(-1, size)
    draws = paths(fit.problem, flat, np.tile(account.works, (len(flat), 1)))
    _write_parameters(group, "posterior", fit.problem, draws, n_chains)
    _write_statements(group, fit.problem, fit.course, draws, n_chains)
    prior = _by_chain_and_draw(group, "log_prior", n_chains, n_draws)
    _put(prior, "unknowns", ("chain", "draw"), draws.log_prior.reshape(n_chains, n_draws))
    unknowns = _by_chain_and_draw(group, "unconstrained_posterior", n_chains, n_draws)
    unknowns.dimensions["unknown"] = size
    _put(unknowns, "unknowns", ("chain", "draw", "unknown"), vectors)
    stats = _by_chain_and_draw(group, "sample_stats", n_chains, n_draws)
    likelihood = sum(each.sum(axis=1) for each in draws.log_likelihood.values())
    _put(stats, "lp", ("chain", "draw"), (draws.log_prior + likelihood).reshape(n_chains, n_draws))
    if drawn is not None:
        _put(stats, "diverging", ("chain", "draw"), drawn.diverging.astype(np.int8))
        _put(stats, "n_steps", ("chain", "draw"), drawn.n_steps)
        stats.dimensions["lent"] = len(drawn.order)
        _put(stats, "lent_to_answers", ("lent",), drawn.order)


# reading


def load(source: Path | bytes, course: Course) -> Fit:
    """Read a fit of this course from a file or its content; ValueError when it is another one, or of another version."""
    import h5netcdf

    from rechallenge.inference.fit import Fit
    from rechallenge.inference.summary import Message

    name = source.name if isinstance(source, Path) else "the file"
    with h5netcdf.File(source if isinstance(source, Path) else BytesIO(source), "r") as file:
        header = json.loads(file.attrs["rechallenge"])
        if header["format"] != FORMAT:
            raise ValueError(
                f"{name} was written by another version (its format is {header['format']}, this version reads {FORMAT}): "
                "make the report again"
            )
        problem = build_problem(course, borrowing=header["borrowing"])
        if header["layout"] != repr(problem.layout):
            raise ValueError(f"{name} holds the fit of another course or of another version")
        group = file["hypotheses"]
        accounts = {name: _account(group, place, name) for place, name in enumerate(header["hypotheses"])}
    entries = header["diagnostics"]
    diagnostics = Diagnostics(**{**entries, "messages": tuple(Message(code) for code in entries["messages"])})
    return Fit(course, problem, header["method"], header["seed"], accounts, diagnostics)


def _account(group: Group, place: int, name: str) -> Account:
    from rechallenge.inference.fit import Account, Drawn

    def evidence(of: str) -> Evidence | None:
        log, error = (float(group[f"{of}{end}"][place]) for end in ("", "_error"))
        return None if np.isnan(log) else Evidence(log, error)

    first = evidence("log_evidence")
    if first is None:
        raise ValueError(f"the evidence of {name} is missing")
    works = np.asarray(group["drug_active"][place])
    vectors = np.asarray(group[name]["unconstrained_posterior"]["unknowns"])
    stats = group[name]["sample_stats"]
    if "lent_to_answers" not in stats.variables:
        return Account(works, first, evidence("log_bayes_factor"), vectors[0])
    order = np.asarray(stats["lent_to_answers"])
    drawn = Drawn(vectors, np.asarray(stats["diverging"]).astype(bool), np.asarray(stats["n_steps"]), order)
    return Account(works, first, evidence("log_bayes_factor"), vectors.reshape(-1, vectors.shape[-1])[order], drawn)
