"""``python -m studies.audit``: whether anything that is locked has a known vulnerability, by pip-audit, where its source can be reached.

A vulnerability fails the check. Where the source does not answer, or knows none of the packages (a mirror), that is told, and fails
nothing: a machine without a network is no vulnerability.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NotRequired

from typing_extensions import TypedDict

TOP = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.txt", "requirements-dev.txt")
# Of one answer, in seconds, and of the whole: a source that does not answer shall not hold up a check.
ANSWER_S, MOST_S = 5, 120


class Vulnerability(TypedDict):
    """A known vulnerability, as pip-audit reports it: its name, and the versions in which it is mended."""

    id: str
    fix_versions: list[str]


class AuditedPackage(TypedDict):
    """A package of a lock, as pip-audit reports it: what is known of it, or why it could not be asked about."""

    name: str
    version: NotRequired[str]
    vulns: NotRequired[list[Vulnerability]]
    skip_reason: NotRequired[str]


def main() -> int:
    """Print what was found in each lock; 1 where something is vulnerable."""
    return max(audited(lock) for lock in LOCKS)


def audited(lock: str) -> int:
    """Audit one lock and print the result; 1 where something in it is vulnerable."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(TOP / lock), "--disable-pip", "--require-hashes"]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", str(ANSWER_S)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=MOST_S, check=False)
        lines, vulnerable = audit_lines(lock, json.loads(done.stdout)["dependencies"])
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        lines, vulnerable = [f"{lock}: NOT AUDITED: the source of known vulnerabilities does not answer."], False
    print("\n".join(lines))
    return int(vulnerable)


def audit_lines(lock: str, found: Sequence[AuditedPackage]) -> tuple[list[str], bool]:
    """What there is to say of the packages of a lock, as pip-audit reports them, and whether one is vulnerable."""
    asked = [each for each in found if "skip_reason" not in each]
    if not asked:
        return [f"{lock}: NOT AUDITED: the source of known vulnerabilities knows none of its {len(found)} packages."], False
    lines = [
        f"{lock}: {each['name']} {each.get('version')}: {known['id']}, mended in {', '.join(known['fix_versions']) or 'no version'}"
        for each in asked
        for known in each.get("vulns", [])
    ]
    skipped = len(found) - len(asked)
    beside = f"; {skipped} are not known to the source" if skipped else ""
    return [*lines, f"{lock}: {len(asked)} packages audited{beside}."], bool(lines)


if __name__ == "__main__":
    sys.exit(main())
