"""What the engine has measured on a result, as it is stored with the task's color changes."""

from collections.abc import Sequence

from .. import engine
from ..models import Garment
from .base import ChangeResult
from .targets import meant_garments, stored_layers


def change_result(report: engine.ChangeReport, garments: Sequence[Garment]) -> ChangeResult:
    """Return the measured result of a change.

    It is doubtful if its mask is: a stored one of the photo, or else the one that the engine found.
    """
    meant = meant_garments(report.target, garments)
    doubtful = any(garment.doubtful for garment in meant) if meant else report.is_doubtful
    warnings = [doubt_text(report.target), report.warning] if doubtful else [report.warning]
    return ChangeResult(
        achieved_hex=report.achieved_hex,
        delta_e=report.delta_e,
        out_of_gamut=report.out_of_gamut,
        protected=report.protected,
        warning=" ".join(filter(None, warnings)),
        doubtful=doubtful,
        confidence=min((garment.confidence for garment in meant), default=report.confidence),
        achieved_lab=report.achieved_lab,
        layers=stored_layers(report.layers) if report.layers else meant[0].layers if len(meant) == 1 else None,
    )


def doubt_text(target: str) -> str:
    """Return the warning about a mask whose outline the engine is not sure of."""
    return f"The outline of “{target}” is uncertain. Check it in the studio and correct the mask if needed."
