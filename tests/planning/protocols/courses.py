"""Records of which protocols are made."""

from __future__ import annotations

import datetime

from tests.questions.conftest import RESPONDER as RESPONDER
from tests.questions.conftest import STOPPED as STOPPED

DAY = datetime.date(2026, 1, 5)

DATED = RESPONDER.replace("title: A responder", "title: A responder\nanchor: 2025-11-01")
"""The same with dates: day 35, the last, is 6 December 2025."""

LONG_LIVED = """
rechallenge: 1
title: On canakinumab
treatments:
  - {drug: canakinumab, dose: 150 mg, route: sc, every: 56 d, from: 0 d}
observations:
  - {what: CRP, at: 0 d, value: 90 mg/L}
  - {what: CRP, at: 60 d, value: 4 mg/L}
"""
