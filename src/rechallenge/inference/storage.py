"""A fit on disk: one NetCDF file, laid out as ArviZ lays out posteriors."""

from __future__ import annotations

import dataclasses
import json
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rechallenge.course.model import Course
from rechallenge.inference.diagnostics import Diagnostics
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.problem import build_problem
from rechallenge.replacing import replacing

if TYPE_CHECKING:
    from rechallenge.inference.fit import Fit

FORMAT = 2


def save(path: Path, fit: Fit) -> None:
    """Write a fit: the parameters in their own units under ``posterior``, the unknowns of each account under its name."""
    import h5netcdf

    # Written in memory first: HDF5 ends the whole process where the disk is full, Python raises an error.
    buffer = BytesIO()
    with h5netcdf.File(buffer, "w") as file:
        file.attrs["rechallenge"] = json.dumps(_header(fit))
        posterior = file.create_group("posterior")
        posterior.dimensions = {"chain": 1, "draw": len(fit.draws[0])}
        for name, size in {"chain": 1, "draw": len(fit.draws[0])}.items():
            posterior.create_variable(name, (name,), data=np.arange(size))
        for parameter in fit.problem.parameters:
            values = fit.paths.parameters[parameter.name]
            variable = posterior.create_variable(parameter.name, ("chain", "draw"), data=values[None])
            variable.attrs["units"] = parameter.unit
        for name, account in fit.accounts.items():
            group = file.create_group(f"account_{name}")
            group.dimensions = {"draw": len(account.vectors), "unknown": account.vectors.shape[1], "exposure": len(account.works)}
            group.create_variable("vectors", ("draw", "unknown"), data=account.vectors)
            group.create_variable("works", ("exposure",), data=account.works)
    with replacing(path) as part:
        part.write_bytes(buffer.getbuffer())


def _header(fit: Fit) -> dict[str, Any]:
    def evidence(value: Evidence | None) -> list[float] | None:
        return None if value is None else [value.log, value.error]

    return {
        "format": FORMAT,
        "title": fit.course.title,
        "method": fit.method,
        "seed": fit.seed,
        "layout": repr(fit.problem.layout),
        "borrowing": fit.problem.borrowing,
        "diagnostics": {**dataclasses.asdict(fit.diagnostics), "messages": [message.code for message in fit.diagnostics.messages]},
        "accounts": {name: [evidence(account.evidence), evidence(account.second)] for name, account in fit.accounts.items()},
    }


def load(path: Path, course: Course) -> Fit:
    """Read a fit of this course; ValueError when the file holds another one."""
    import h5netcdf

    from rechallenge.inference.fit import Account, Fit
    from rechallenge.inference.summary import Message

    with h5netcdf.File(path, "r") as file:
        header = json.loads(file.attrs["rechallenge"])
        if header["format"] != FORMAT:
            raise ValueError(f"{path.name} was written by another version")
        problem = build_problem(course, borrowing=header["borrowing"])
        if header["layout"] != repr(problem.layout):
            raise ValueError(f"{path.name} holds the fit of another course or of another version")
        accounts = {
            name: Account(
                np.asarray(file[f"account_{name}"]["works"]),
                Evidence(*first),
                None if second is None else Evidence(*second),
                np.asarray(file[f"account_{name}"]["vectors"]),
            )
            for name, (first, second) in header["accounts"].items()
        }
    entries = header["diagnostics"]
    diagnostics = Diagnostics(**{**entries, "messages": tuple(Message(code) for code in entries["messages"])})
    return Fit(course, problem, header["method"], header["seed"], accounts, diagnostics)
