"""The one use case that crosses rooms: decide a claim, post its credits; undo it.

What a withdrawn certificate does to lines and claims is of the same kind (law 12).
"""

from creditbank.services.recognition.deciding import recognize
from creditbank.services.recognition.reversing import reverse
from creditbank.services.recognition.ruling import (
    Task,
    overturn,
    proof,
    task,
    tasks,
    uphold,
)
from creditbank.services.recognition.withdrawing import (
    Paper,
    Proof,
    find_papers,
    withdraw,
    withdrawn,
)

__all__ = [
    "Paper",
    "Proof",
    "Task",
    "find_papers",
    "overturn",
    "proof",
    "recognize",
    "reverse",
    "task",
    "tasks",
    "uphold",
    "withdraw",
    "withdrawn",
]
