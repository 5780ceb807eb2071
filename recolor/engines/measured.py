"""What the engine has measured on a result, as it is stored with the task's color changes."""

from collections.abc import Sequence

from .. import engine
from .base import ChangeResult
from .requested import MeantGarments
from .targets import stored_layers


def change_result(report: engine.ChangeReport, meant: MeantGarments) -> ChangeResult:
    """Return the measured result of a change, with warnings about the garments that it means.

    It is doubtful if a mask is: a stored one of the photo, or else the one that the engine found.
    """
    others = [name for name in meant.names if engine.may_surprise(report.target, name)]
    warnings = [
        doubt_text(report.target) if meant.doubtful else "",
        other_garment_text(report.target, others) if others else "",
        report.warning,
    ]
    stored = meant.stored
    return ChangeResult(
        achieved_hex=report.achieved_hex,
        delta_e=report.delta_e,
        out_of_gamut=report.out_of_gamut,
        protected=report.protected,
        warning=" ".join(filter(None, warnings)),
        doubtful=meant.doubtful,
        confidence=meant.confidence,
        achieved_lab=report.achieved_lab,
        layers=stored_layers(report.layers) if report.layers else stored[0].layers if len(stored) == 1 else None,
        garment=", ".join(meant.names),
    )


def doubt_text(target: str) -> str:
    """Return the warning about a mask whose outline the engine is not sure of."""
    return f"The outline of “{target}” is uncertain. Check it in the studio and correct the mask if needed."


def without_doubt(warning: str, target: str) -> str:
    """Return a stored warning without what `doubt_text` says in it."""
    return warning.removeprefix(doubt_text(target)).strip()


def other_garment_text(target: str, names: Sequence[str]) -> str:
    """Return the warning about a target that was taken to mean garments of other names."""
    quoted = " and ".join(f"“{name}”" for name in names)
    return f"“{target}” was taken to mean {quoted}, as the photo has no garment of this name. Check that this is right."
