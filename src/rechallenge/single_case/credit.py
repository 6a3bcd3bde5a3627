"""Whether a drug may have brought an improvement, by its start and by when it is published to be seen to act."""

from __future__ import annotations

from rechallenge.literature.suspects import latest_onset_days
from rechallenge.single_case.stretch import Improvement

_ROUNDING = 1e-9


def may_have_brought(exposure: str, start: float, improvement: Improvement) -> bool:
    """Whether a drug that was begun, or raised, on a day may have brought an improvement.

    It was begun early enough to act before the first good value, and its published onset had not passed while values were still bad.

    Examples
    --------
    >>> from rechallenge.outcomes import marker
    >>> late = Improvement(marker(), last_bad=20.0, first_good=24.0)
    >>> may_have_brought("anakinra", 0.0, late), may_have_brought("infliximab", 21.0, late), may_have_brought("prednisone", 25.0, late)
    (False, True, False)
    """
    return start < improvement.first_good and improvement.last_bad - start <= latest_onset_days(exposure) + _ROUNDING
