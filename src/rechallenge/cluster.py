"""Work on a cluster: an executor of Dask, on this machine or behind the address of a scheduler; an extra, loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from rechallenge.execution import cores
from rechallenge.fingerprint import fingerprint

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local"
"""Address of a cluster that is started on this machine for one run."""
INSTALL = "pip install 'rechallenge[cluster]'"
_WAITED_S = 20
"""How long a scheduler has to answer."""

ClusterFault = Literal["absent", "silent", "version"]


class ClusterError(Exception):
    """A cluster that cannot be used.

    Attributes
    ----------
    why
        ``absent``: Dask is not installed. ``silent``: no scheduler answers at the address. ``version``: a worker has another version of
        rechallenge, of its data or of the numerical libraries, and its numbers would differ.
    address
        As it was given.
    """

    def __init__(self, why: ClusterFault, address: str) -> None:
        super().__init__(f"{address}: {why}")
        self.why, self.address = why, address


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Give an executor whose work is done by the workers of a cluster.

    Work of a worker that is killed is done again by another. Each worker is compared with this machine before it is given any, those that
    come later too.

    Parameters
    ----------
    address
        `LOCAL`, or the address of a scheduler, such as ``tcp://10.0.0.1:8786``.

    Raises
    ------
    ClusterError
        It cannot be used; nothing has been computed.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise ClusterError("absent", address) from None
    local = None
    try:
        if address == LOCAL:
            local = LocalCluster(n_workers=cores(), threads_per_worker=1, dashboard_address=None)
        client = Client(address if local is None else local, timeout=_WAITED_S, set_as_default=False)
    except (OSError, ValueError):
        raise ClusterError("silent", address) from None
    try:
        _refuse_others(client, address)
        yield client.get_executor(pure=False, retries=3)
    finally:
        client.close()
        if local is not None:
            local.close()


def _refuse_others(client: Client, address: str) -> None:
    """Refuse workers whose code, data or libraries differ from ours, now and when they come later."""
    from distributed import WorkerPlugin

    expected = fingerprint()

    class SameVersion(WorkerPlugin):  # type: ignore[misc]
        """Compares a worker with the machine that asks."""

        name = "rechallenge-version"

        def setup(self, worker: object) -> None:
            from rechallenge.fingerprint import fingerprint

            if fingerprint() != expected:
                raise RuntimeError(f"rechallenge differs on {worker}")

    try:
        client.register_plugin(SameVersion())
    except Exception:  # whatever a worker raises: it has no rechallenge at all, say
        raise ClusterError("version", address) from None
