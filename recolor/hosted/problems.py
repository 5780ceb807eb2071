"""What the dashboard says about a problem of the hosted service: the problem, and the way out."""

from ..client import APIConnectionError, AuthenticationError, NotFoundError, RecolorAPIError, ServerError


def problem_text(error: RecolorAPIError) -> str:
    """Return a problem with what can be done about it."""
    return f"{error} {_way_out(error)}".strip()


def is_problem(error: RecolorAPIError) -> bool:
    """Whether an error concerns the service as a whole; "not found" does, because single tasks are handled before."""
    return isinstance(error, AuthenticationError | APIConnectionError | ServerError | NotFoundError)


def _way_out(error: RecolorAPIError) -> str:
    if isinstance(error, AuthenticationError):
        return "Set RECOLOR_API_KEY to a valid key of the service, and start the studio again."
    if isinstance(error, APIConnectionError):
        return "If it stays so, check RECOLOR_API_URL and the network of this machine."
    if isinstance(error, NotFoundError) or (isinstance(error, ServerError) and (error.status or 0) < 500):
        return "Set RECOLOR_API_URL to the address of a Recolor API, and start the studio again."
    return ""
