"""The catalog of recognised learning outcomes, and the bodies that award them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from creditbank.core.values import Credits, Period

QUERY_CHARACTERS_MAX = 100


class OutcomeType(StrEnum):
    X_CERTIFICATE = "x_certificate"
    SKILL_CERTIFICATE = "skill_certificate"
    VOCATIONAL_QUALIFICATION = "vocational_qualification"
    SELF_STUDY_COURSE = "self_study_course"
    DEGREE_COURSE = "degree_course"
    ONLINE_COURSE = "online_course"
    TRAINING = "training"
    COMPETITION = "competition"
    PATENT = "patent"
    WORK = "work"
    SERVICE = "service"
    COMMUNITY_COURSE = "community_course"
    OVERSEAS = "overseas"


class BodyStatus(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXITED = "exited"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class StatusInterval:
    """What an awarding body was during a period, and who says so."""

    status: BodyStatus
    period: Period
    source: str


@dataclass(frozen=True)
class AwardingBody:
    """Who issued the learner's certificate."""

    code: str
    name_zh: str
    name_en: str = ""
    intervals: tuple[StatusInterval, ...] = ()

    def status_on(self, day: date) -> BodyStatus:
        """Tell what the body was on ``day``: a certificate is judged by its issue date.

        No published interval means unknown; the last one written wins.
        """
        for interval in reversed(self.intervals):
            if day in interval.period:
                return interval.status
        return BodyStatus.UNKNOWN

    @property
    def status_always(self) -> BodyStatus | None:
        """Tell what the body was on every day; None where that ever changed."""
        known = {interval.status for interval in self.intervals}
        if not known:
            return BodyStatus.UNKNOWN
        is_whole = any(one.period == Period() for one in self.intervals)
        return known.pop() if len(known) == 1 and is_whole else None


@dataclass(frozen=True)
class Outcome:
    """One (certificate, module, level) of the catalog, in one dated version.

    An empty text or None means "not published"; it is never guessed. ``examples``
    names the fields whose value is example data, marked 示例 on every page.
    """

    code: str
    version: str
    type: OutcomeType
    name_zh: str
    certificate: str
    body: str
    source: str
    name_en: str = ""
    module: str = ""
    level: str = ""
    hours: str = ""
    bank_value: Credits | None = None
    valid_months: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    aliases: tuple[str, ...] = ()
    examples: frozenset[str] = frozenset()

    @property
    def facts(self) -> dict[str, str]:
        """Say what a CASE may know of it; what is not published is left out."""
        bank_value = self.bank_value
        facts = {
            "outcome": self.code,
            "outcome_version": self.version,
            "type": self.type.value,
            "certificate": self.certificate,
            "module": self.module,
            "name_key": name_key(self.name_zh),
            "level": self.level,
            "hours": self.hours,
            "bank_value": "" if bank_value is None else str(bank_value),
            "body": self.body,
        }
        return {name: fact for name, fact in facts.items() if fact}

    @property
    def texts(self) -> tuple[str, ...]:
        """Give all that a search may find it by."""
        return tuple(
            folded(text)
            for text in (self.code, self.name_zh, self.name_en, *self.aliases)
            if text
        )


# A first number at the end of a name: "1", or a Roman one set apart from the word.
_FIRST = re.compile(r"(?<=[^\d\s])\s*1$|(?<=\s)i$|(?<=[^\x00-\x7f])i$")


def name_key(name: str) -> str:
    """Fold a course name so that two spellings of one name are the same.

    Width, case, spaces and punctuation are ignored, and so is the number of the first
    of a series: X = X1 = X I, and X2 is another.
    """
    plain = unicodedata.normalize("NFKC", name).casefold().strip()
    plain = _FIRST.sub("", plain)
    return "".join(one for one in plain if one.isalnum())


def folded(text: str) -> str:
    """Fold width and case, and join spaces: how names are compared in a search."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def grams(text: str) -> frozenset[str]:
    """Cut folded text into pairs of characters; a single character is its own gram.

    Pairs find Chinese words of two characters, which word-based indexes do not.
    """
    plain = folded(text)
    if len(plain) < 2:
        return frozenset({plain}) - {""}
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1))
