"""Whether a drug may have brought an improvement, by its start and by when it is published to be seen to act."""

from __future__ import annotations

from rechallenge.literature.trials import onsets
from rechallenge.single_case.stretch import Improvement

# Of twenty patients in whom a drug acts, it is seen to act by then in nineteen.
LATEST = 0.95
_ROUNDING = 1e-9


def may_have_brought(exposure: str, start: float, improvement: Improvement) -> bool:
    """Whether a drug that was begun, or raised, on a day may have brought an improvement.

    It was begun early enough to act before the first good value, and its published onset had not passed while values were still bad. A drug
    of which no onset is published may act at any time after its start.

    Examples
    --------
    >>> from rechallenge.outcomes import marker
    >>> late = Improvement(marker(), last_bad=20.0, first_good=24.0)
    >>> may_have_brought("anakinra", 0.0, late), may_have_brought("infliximab", 21.0, late), may_have_brought("prednisone", 25.0, late)
    (False, True, False)
    """
    if improvement.first_good <= start:
        return False
    onset = onsets().get(exposure)
    if onset is None:
        return True
    return improvement.last_bad - start <= onset.by_days.quantile(LATEST) + _ROUNDING
