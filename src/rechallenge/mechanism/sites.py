"""Sites of action: where a drug interrupts the disease, and how much of the activity it can remove there.

A drug file names its site (``action``); all that depends on the site asks the object. To add a site is to add an entry here and its
name to `rechallenge.literature.drug_check.ACTIONS`; a parameter that it brings is an entry of ``literature/disease.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rechallenge.literature.pharmacology import BORROWED_ACTIONS, DrugModel, DrugOutline

if TYPE_CHECKING:
    from jax import Array


@dataclass(frozen=True, slots=True)
class Site:
    """One site of action.

    All sites so far lie upstream of every outcome: what a drug removes there, CRP, pain and movement lose alike. A site that lies on
    the way to one outcome alone (interleukin-6, which induces CRP by itself; symptoms) needs one more field, the signal from which
    its share is taken. A drug without known kinetics may name any site: kinetics belong to the drug.

    Attributes
    ----------
    name
        As drug files write it.
    share_parameter
        Parameter of the disease that says which share of the activity a drug can remove here; None where it is all of it.
    """

    name: str
    share_parameter: str | None = None

    @property
    def borrowed(self) -> bool:
        """Whether published outcomes of like diseases inform that share (`rechallenge.analogy`)."""
        return self.name in BORROWED_ACTIONS

    def share(self, parameters: Mapping[str, Array]) -> Array | float:
        """Largest share of the activity that a drug can remove here."""
        return 1.0 if self.share_parameter is None else parameters[self.share_parameter]


IL1_SHARE = "il1_share"
SITES: Mapping[str, Site] = {site.name: site for site in (Site("interleukin-1", share_parameter=IL1_SHARE), Site("drive"))}


def site_of(model: DrugModel | DrugOutline) -> Site:
    """Site at which a drug acts."""
    return SITES[model.action]
