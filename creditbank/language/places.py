"""What a claim or a policy is for, in words."""

from __future__ import annotations

from dataclasses import dataclass

from creditbank.language import Locale, say

PURPOSES: dict[str, dict[Locale, str]] = {
    "deposit": {"zh": "存入学分银行", "en": "Deposit at the bank"},
    "convert": {
        "zh": "转换至{school} · {programme}",
        "en": "Convert at {school} · {programme}",
    },
    "convert_any": {
        "zh": "转换至{school}的任何专业",
        "en": "Convert at {school}, any programme",
    },
}


@dataclass(frozen=True)
class PlaceName:
    """A programme and its institution by their names."""

    school_zh: str
    school_en: str
    programme_zh: str
    programme_en: str

    @classmethod
    def of_codes(cls, school: str, programme: str) -> PlaceName:
        return cls(school, school, programme, programme)

    def named(self, locale: Locale) -> dict[str, str]:
        """Give both names in one language; in the other where there is only one."""
        if locale == "zh":
            return {"school": self.school_zh, "programme": self.programme_zh}
        return {
            "school": self.school_en or self.school_zh,
            "programme": self.programme_en or self.programme_zh,
        }


def purpose_text(place: PlaceName | None, locale: Locale) -> str:
    """Say what a claim asks for; None is a deposit."""
    if place is None:
        return say(PURPOSES, "deposit", {}, locale)
    return say(PURPOSES, "convert", place.named(locale), locale)


def codes_text(purposes: str, locale: Locale) -> str:
    """Say the purposes of a policy or a case, whose places have no names but codes."""
    return "、".join(_code_text(one, locale) for one in purposes.split("、"))


def _code_text(purpose: str, locale: Locale) -> str:
    kind, _, place = purpose.partition(":")
    school, _, programme = place.partition("/")
    if kind != "convert" or not school:
        return purpose_text(None, locale) if purpose == "deposit" else purpose
    if not programme:
        return say(PURPOSES, "convert_any", {"school": school}, locale)
    return purpose_text(PlaceName.of_codes(school, programme), locale)
