"""The one use case that crosses rooms: decide a claim, post its credits; undo it."""

from creditbank.services.recognition.deciding import recognize
from creditbank.services.recognition.reversing import reverse

__all__ = ["recognize", "reverse"]
