"""The same patient-year as differential equations: compiled for LSODA, and for SciPy as the oracle.

State: anakinra in depot and center (mg), colchicine in gut, center and periphery (mg), prednisone as felt by the tissues (mg/d),
mediator and CRP (mg/L), pain and limitation of movement. Time in hours.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.integrate import odeint, solve_ivp

from studies.benchmarks.engine_case import DAYS, HOURS

# Places of the parameters before the activity at every hour in one array, as compiled code takes them.
NAMES = (
    *("anakinra.clearance_l_h", "anakinra.volume_l", "anakinra.absorption_1_h", "anakinra.half_effect", "il1_share"),
    *("colchicine.clearance_l_h", "colchicine.central_volume_l", "colchicine.exchange_l_h", "colchicine.peripheral_volume_l"),
    *("colchicine.absorption_1_h", "colchicine.bioavailability", "colchicine.half_effect"),
    *("prednisone.effect_half_life_h", "prednisone.half_effect", "transit_half_life_h", "crp_half_life_h"),
    *("pain_half_life_h", "motion_half_life_h", "pain_half_signal_mg_l", "colchicine.share"),
)
N_PARAMETERS, N_STATES = len(NAMES), 10
HALVING = math.log(2.0)


def packed(parameters: dict[str, float], log_activity: np.ndarray) -> np.ndarray:
    """Parameters and hourly activity in one array."""
    return np.concatenate([[parameters[name] for name in NAMES], log_activity])


def rates(t: float, y: Any, dy: Any, p: Any) -> None:
    """Write the time derivative of the state, per hour; plain enough for Numba to compile."""
    hour = min(int(t), 8759)
    low, high = p[20 + hour], p[21 + hour]
    anakinra, colchicine = y[1] / p[1], y[3] / p[6]
    signal = math.exp(low + (high - low) * (t - hour))
    signal *= 1.0 - p[4] * anakinra / (p[3] + anakinra)
    signal *= 1.0 - p[19] * colchicine / (p[11] + colchicine)
    signal *= p[13] / (p[13] + y[5])
    symptom = 10.0 * signal / (signal + p[18])
    flow = p[7] * (colchicine - y[4] / p[8])
    dy[0] = -p[2] * y[0]
    dy[1] = p[2] * y[0] - p[0] * anakinra
    dy[2] = -p[9] * y[2]
    dy[3] = p[9] * p[10] * y[2] - p[5] * colchicine - flow
    dy[4] = flow
    dy[5] = -0.6931471805599453 / p[12] * y[5]
    dy[6] = 0.6931471805599453 / p[14] * (signal - y[6])
    dy[7] = 0.6931471805599453 / p[15] * (y[6] - y[7])
    dy[8] = 0.6931471805599453 / p[16] * (symptom - y[8])
    dy[9] = 0.6931471805599453 / p[17] * (symptom - y[9])


def first_state(p: np.ndarray) -> np.ndarray:
    """In balance with the first moment, without any drug."""
    start = math.exp(p[N_PARAMETERS])
    symptom = 10.0 * start / (start + p[18])
    return np.array([0.0] * 6 + [start, start, symptom, symptom])


def oracle(p: np.ndarray, dose_mg: np.ndarray, every_hours: int = 1) -> np.ndarray:
    """CRP without its background by SciPy's DOP853 at 1e-10, stopped where the slope of the activity changes: every so many hours."""
    state, found = first_state(p), []
    slope = np.empty(N_STATES)

    def right_side(t: float, y: np.ndarray) -> np.ndarray:
        rates(t, y, slope, p)
        return slope.copy()

    for hour in range(0, DAYS * HOURS, every_hours):
        found.append(state[7])
        if hour % HOURS == 0:
            state = _dosed(state, p, dose_mg[hour // HOURS])
        end = np.nextafter(hour + every_hours, hour)  # the activity of this stretch to its end
        state = solve_ivp(right_side, (float(hour), end), state, method="DOP853", rtol=1e-10, atol=1e-12).y[:, -1]
    return np.array([*found, state[7]])


def _dosed(state: np.ndarray, p: np.ndarray, dose_mg: np.ndarray) -> np.ndarray:
    state = state.copy()
    state[0] += dose_mg[0]
    state[2] += dose_mg[1]
    state[5] += HALVING / p[12] * HOURS * dose_mg[2]
    return state


def compiled_lsoda(rtol: float, atol: float) -> tuple[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] | None:
    """LSODA on compiled equations, from dose to dose, giving CRP without its background at every hour; None without Numba.

    With numbalsoda all is compiled; without it SciPy's LSODA calls compiled equations.
    """
    try:
        import numba
    except ImportError:
        return None
    right_side = numba.njit(rates)
    try:
        from numbalsoda import lsoda, lsoda_sig
    except (ImportError, OSError):

        @numba.njit  # type: ignore[untyped-decorator]
        def slope(t: float, y: np.ndarray, p: np.ndarray) -> np.ndarray:
            dy = np.empty(N_STATES)
            right_side(t, y, dy, p)
            return dy

        def year(p: np.ndarray, dose_mg: np.ndarray) -> np.ndarray:
            state, found = first_state(p), []
            for day in range(DAYS):
                found.append(state[7])
                hours = day * HOURS + np.arange(HOURS + 1.0)
                path = odeint(slope, _dosed(state, p, dose_mg[day]), hours, args=(p,), tfirst=True, rtol=rtol, atol=atol, mxstep=100_000)
                found.extend(path[1:-1, 7])
                state = path[-1]
            return np.array([*found, state[7]])

        return "LSODA of SciPy, equations compiled by Numba", year

    size = N_PARAMETERS + DAYS * HOURS + 1

    @numba.cfunc(lsoda_sig)
    def compiled(t, y, dy, p):  # type: ignore[no-untyped-def]
        right_side(t, y, dy, numba.carray(p, (size,)))

    address = compiled.address

    @numba.njit(nogil=True)  # type: ignore[untyped-decorator]
    def whole(start: np.ndarray, p: np.ndarray, dose_mg: np.ndarray) -> np.ndarray:
        state, found = start.copy(), np.empty(DAYS * HOURS + 1)
        for day in range(DAYS):
            found[day * HOURS] = state[7]
            state[0] += dose_mg[day, 0]
            state[2] += dose_mg[day, 1]
            state[5] += 0.6931471805599453 / p[12] * HOURS * dose_mg[day, 2]
            path, _ = lsoda(address, state, day * HOURS + np.arange(HOURS + 1.0), p, rtol, atol, 100_000)
            for hour in range(1, HOURS):
                found[day * HOURS + hour] = path[hour, 7]
            state = path[HOURS].copy()
        found[-1] = state[7]
        return found

    return "numbalsoda, all compiled", lambda p, dose_mg: whole(first_state(p), p, dose_mg)
