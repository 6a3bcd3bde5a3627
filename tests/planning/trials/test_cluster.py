"""A real cluster of Dask: a killed worker changes no byte, another version is refused, and its absence is told."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from rechallenge import cluster as clusters
from rechallenge.cluster import ClusterError, cluster
from rechallenge.planning.trials.reading import read_design
from rechallenge.planning.trials.running import CHUNK, simulate_trials
from tests.planning.trials.designs import RATES

DASK = importlib.util.find_spec("distributed") is not None
needs_dask = pytest.mark.skipif(not DASK, reason="distributed is not installed: it comes with requirements-dev.txt")


@needs_dask
def test_a_worker_killed_in_the_middle_changes_no_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import Client, LocalCluster

    design = dataclasses.replace(read_design(RATES), settings=12 * CHUNK, trials=200)
    monkeypatch.setenv("RECHALLENGE_CACHE", str(tmp_path / "here"))
    whole = json.dumps(simulate_trials(design, workers=1))
    monkeypatch.setenv("RECHALLENGE_CACHE", str(tmp_path / "there"))
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local, Client(local) as client:
        killed: list[int] = []

        def kill(done: int, settings: int) -> None:
            if done and not killed:
                # one that is at work: whatever it was doing is done again by another
                killed.append(next(iter(client.run(os.getpid).values())))
                os.kill(killed[0], signal.SIGKILL)

        with cluster(local.scheduler_address) as executor:
            found = json.dumps(simulate_trials(design, executor=executor, on_progress=kill))
    assert killed
    assert found == whole


@needs_dask
def test_a_worker_of_another_version_is_refused_before_it_is_given_work(monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr(clusters, "fingerprint", lambda: "another")
    with (
        LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as local,
        pytest.raises(ClusterError) as refused,
        cluster(local.scheduler_address),
    ):
        pytest.fail("it was given work")
    assert refused.value.why == "version"


@needs_dask
def test_a_scheduler_that_does_not_answer_is_told_within_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "_WAITED_S", 1)
    began = time.monotonic()
    with pytest.raises(ClusterError) as refused, cluster("tcp://127.0.0.1:9"):
        pytest.fail("nothing answers there")
    assert refused.value.why == "silent"
    assert time.monotonic() - began < 30
    assert threading.active_count() < 50


def test_without_dask_the_line_to_install_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError) as refused, cluster("local"):
        pytest.fail("there is no cluster")
    assert refused.value.why == "absent"
    assert clusters.INSTALL == "pip install 'rechallenge[cluster]'"
