"""What differs between the patients of the study by factors, and which patient has which: balanced, and no factor mixed up with another.

A level is told by some bits of a word, and each bit is the parity of some bits of the patient's number. The masks of any two factors are
linearly independent over the field of two elements: in 1,024 patients every pair of levels of two factors comes as often as their own
numbers ask for (an orthogonal array of strength two between factors; Rao 1947, Supplement to the J R Stat Soc 9:128). Those of each factor
alone, and of each with whether the drug works, are independent on the lowest seven bits too, so that the first 128 patients are balanced.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from studies.calibration.arms import ARMS, PATIENTS

Process = Literal["episodic", "waxing"]
Record = Literal["usual", "dense", "words only", "uncertain dates", "French", "an infection told"]
RECORDS: tuple[Record, ...] = ("usual", "dense", "words only", "uncertain dates", "French", "an infection told")
PROCESSES: tuple[Process, ...] = ("episodic", "waxing")
STOPS = (0, 1, 2, 3)


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of the study.

    Attributes
    ----------
    name
        As the page tells it.
    slots
        A level for each word of the bits; a level that has several is that much more frequent.
    masks
        For each bit of the word, which bits of a patient's number it is the parity of. They were found by search.
    """

    name: str
    slots: tuple[str, ...]
    masks: tuple[int, ...]

    @property
    def levels(self) -> tuple[str, ...]:
        """Its levels, each once."""
        return tuple(dict.fromkeys(self.slots))

    def level(self, number: int) -> str:
        """Level of the patient of a number.

        Examples
        --------
        >>> [Factor("stops", ("0", "1", "2", "3"), (1, 2)).level(number) for number in range(5)]
        ['0', '1', '2', '3', '0']
        """
        return self.slots[sum((number & mask).bit_count() % 2 << place for place, mask in enumerate(self.masks))]


FACTORS: Mapping[str, Factor] = {
    factor.name: factor
    for factor in (
        Factor("drugs", tuple(arm.name for arm in ARMS), (497, 120, 1004)),
        Factor("process", ("waxing", *("episodic",) * 7), (554, 947, 284)),
        Factor("patient", ("adult", *PATIENTS), (742, 300)),
        Factor("record", ("usual", "usual", *RECORDS), (767, 984, 95)),
        Factor("stops", tuple(map(str, STOPS)), (1, 2)),
        Factor("works", ("works", "does nothing"), (4,)),
    )
}
