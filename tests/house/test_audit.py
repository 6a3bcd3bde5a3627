"""A known vulnerability of what is locked fails the check; a source that does not answer is told."""

from __future__ import annotations

import subprocess
from typing import NoReturn

import pytest

from studies.audit import AuditedPackage, audit_lines, audited

SAFE: AuditedPackage = {"name": "numpy", "version": "2.4", "vulns": []}
VULNERABLE: AuditedPackage = {"name": "jinja2", "version": "3.1.0", "vulns": [{"id": "CVE-2024-22195", "fix_versions": ["3.1.3"]}]}
UNKNOWN: AuditedPackage = {"name": "jax", "skip_reason": "not found"}


def test_a_vulnerability_is_told_with_its_remedy() -> None:
    assert audit_lines("lock", [SAFE, VULNERABLE, UNKNOWN]) == (
        ["lock: jinja2 3.1.0: CVE-2024-22195, mended in 3.1.3", "lock: 2 packages audited; 1 are not known to the source."],
        True,
    )


def test_a_lock_without_one_passes() -> None:
    assert audit_lines("lock", [SAFE]) == (["lock: 1 packages audited."], False)


def test_a_source_that_knows_nothing_is_told_and_fails_nothing() -> None:
    assert audit_lines("lock", [UNKNOWN]) == (
        ["lock: NOT AUDITED: the source of known vulnerabilities knows none of its 1 packages."],
        False,
    )


def test_a_source_that_does_not_answer_is_told_and_fails_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def silent(*_: object, **__: object) -> NoReturn:
        raise subprocess.TimeoutExpired("pip_audit", 1.0)

    monkeypatch.setattr(subprocess, "run", silent)
    assert audited("requirements.txt") == 0
    assert "NOT AUDITED" in capsys.readouterr().out
