"""The steps that one answer may take: counted, and so the same everywhere (law 10).

Decision: a case that asks too much of a policy is refused, and a search that would go
on too long is ended with an honest gap, after a number of steps that belongs to the
version of the language. No clock is looked at: what one machine answers, all answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from creditbank.core.errors import BadValueError

ASKED_MAX = 100_000  # conditions and formulas looked at; language 1, about 0.3 s
AT_ONCE = 20  # rows or words that are looked at in one step
SEARCHED_MAX = 1_000_000  # options and caps looked at in a search; language 1, 0.5 s


class StepsSpentError(BadValueError):
    """A case that asks for more of a policy than the language allows."""

    code = "steps_spent"

    def __init__(self) -> None:
        super().__init__("case", f"{ASKED_MAX}")


@dataclass
class Steps:
    """What is left of them; shared by all that is worked out together."""

    asked: int = ASKED_MAX
    searched: int = SEARCHED_MAX

    def ask(self, count: int) -> None:
        """Take steps for a question; raises StepsSpentError where none are left."""
        self.asked -= count
        if self.asked < 0:
            raise StepsSpentError

    def search(self, count: int) -> bool:
        """Take steps for a search; False where fewer are left."""
        if count > self.searched:
            return False
        self.searched -= count
        return True
