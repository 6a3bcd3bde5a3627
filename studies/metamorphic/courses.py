"""Short random courses in words, of which one thing more can be said."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

# Persistent, episodic, and one that is not named.
DISEASES = ("Schnitzler syndrome", "gout", None)
PERSISTENT = "Schnitzler syndrome"
BEFORE = ("20..60 mg/L", "30..120 mg/L", "50..200 mg/L")
# Every record reaches so far, by a reading that excludes nothing: one program then serves most of them.
LAST_DAY = 90
NOTHING_EXCLUDED = f"{{what: CRP, at: {LAST_DAY} d, value: < 900 mg/L}}"


@dataclass(frozen=True)
class Sketch:
    """A course as the lines of its file.

    Attributes
    ----------
    disease
        Its name; None where the record names none.
    responds
        Whether CRP is low on the drug.
    before
        CRP before the drug.
    drug
        What is said of the drug beside its dose and start.
    observations, events
        Other lines, each an entry in braces.
    """

    disease: str | None
    responds: bool
    before: str
    drug: str = ""
    observations: tuple[str, ...] = ()
    events: tuple[str, ...] = ()

    def saying(self, *, drug: str = "", observations: tuple[str, ...] = (), events: tuple[str, ...] = ()) -> Sketch:
        """Return it with more lines."""
        return replace(self, drug=self.drug + drug, observations=self.observations + observations, events=self.events + events)

    @property
    def text(self) -> str:
        """The course file."""
        lines = ["rechallenge: 1", *([] if self.disease is None else [f"conditions: [{self.disease}]"])]
        drug = f"{{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d{self.drug}}}"
        lines += ["treatments:", f"  - {drug}"]
        lines += ["observations:", *(f"  - {each}" for each in (*self.observations, NOTHING_EXCLUDED))]
        if self.events:
            lines += ["events:", *(f"  - {each}" for each in self.events)]
        return "\n".join(lines) + "\n"


def random_course(seed: int) -> Sketch:
    """Draw a course: a raised CRP before the drug, and one low or still raised on it."""
    rng = np.random.default_rng(seed)
    before = str(rng.choice(BEFORE))
    responds = bool(rng.random() < 0.7)
    on_drug = "< 10 mg/L" if responds else before
    observations = (
        f"{{what: CRP, at: -{rng.integers(1, 6)} d, value: {before}}}",
        f"{{what: CRP, at: {rng.integers(8, 15)} d, value: {on_drug}}}",
    )
    return Sketch(DISEASES[int(rng.integers(len(DISEASES)))], responds, before, observations=observations)
