"""What an audit finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError


@dataclass(frozen=True)
class Fault:
    """One promise that does not hold, and where."""

    code: str
    learner_id: str
    place: str


Check = Callable[[], Iterator[Fault]]


def guarded(learner_id: str, place: str, check: Check) -> Iterator[Fault]:
    """Give what a check finds; where it meets what nobody can read, that is a fault.

    Damage may be of any kind, and the rest is still to be audited. A database that
    does not answer is no fault of the books.
    """
    try:
        yield from check()
    except DBAPIError:
        raise
    except Exception as error:  # noqa: BLE001 - see above
        yield Fault("not_readable", learner_id, f"{place}: {type(error).__name__}")
