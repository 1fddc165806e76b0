"""Joining a Ray cluster, or starting one on this machine for as long as it is needed."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Each worker computes with one BLAS thread; parallelism is over documents.
_ENVIRONMENT = {"env_vars": {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "BLIS_NUM_THREADS": "1"}}


class ClusterError(Exception):
    """Ray cannot be used; ``args[0]`` is one Japanese line with the way out."""


@contextmanager
def ray_session(jobs: int, address: str | None = None) -> Iterator[Any]:
    """Give the ``ray`` module, connected; what was started here is stopped at the end.

    ``address`` (or ``RAY_ADDRESS``) names a running cluster; without it Ray runs on this machine with
    ``jobs`` CPUs, no dashboard and no usage report.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray  # noqa: PLC0415 - Ray is an extra
    except ImportError as error:
        raise ClusterError("Ray が入っていません。pip install tenken[cluster] で入れてください。") from error
    if ray.is_initialized():
        yield ray
        return
    _connect(ray, jobs, address or os.environ.get("RAY_ADDRESS"))
    try:
        yield ray
    finally:
        ray.shutdown()


def _connect(ray: Any, jobs: int, address: str | None) -> None:
    quiet = {"logging_level": logging.ERROR, "log_to_driver": False, "runtime_env": _ENVIRONMENT}
    try:
        if address:
            ray.init(address=address, **quiet)
        else:
            ray.init(num_cpus=jobs, include_dashboard=False, **quiet)
    except ConnectionError as error:
        raise ClusterError(
            f"Ray のクラスタ {address} に接続できません。アドレスを確かめてください。"
        ) from error
