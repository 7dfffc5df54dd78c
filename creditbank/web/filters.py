"""How dates, credits, digests and codes are written on pages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask, url_for
from markupsafe import Markup, escape

from creditbank.core.canonical import JSON
from creditbank.core.changes import Change
from creditbank.core.damage import kept
from creditbank.core.errors import BadValueError
from creditbank.core.people import may
from creditbank.core.policies import Policy, Reason
from creditbank.core.policies.nearest import Nearest
from creditbank.core.policies.nodes import Fault
from creditbank.core.values import DEFAULT_TIME_ZONE, instant_of
from creditbank.core.verification.attesting import Attestation
from creditbank.language import Locale, say
from creditbank.language import catalog as catalog_words
from creditbank.language import claims as claim_words
from creditbank.language import receipts as receipt_words
from creditbank.language import shares as share_words
from creditbank.language.changes import CONCERNS, change_text
from creditbank.language.checks import (
    CHECKS,
    MEANINGS,
    RESULTS,
    SUMMED,
    attested_text,
    facts_text,
)
from creditbank.language.checks import STATUSES as REPORT_STATUSES
from creditbank.language.formulas import formula_text
from creditbank.language.jobs import STATES, end_text, kind_text
from creditbank.language.ledger import NARRATIONS
from creditbank.language.life import ACTS, DOINGS, REASONS, STANDINGS, scope_text
from creditbank.language.nearest import nearest_text
from creditbank.language.places import PlaceName, purpose_text
from creditbank.language.policies import FAULTS
from creditbank.language.reasons import DECISIONS, EFFECTS, reason_text
from creditbank.web.context import actor, locale, said, settings, signed_in
from creditbank.web.naming import CatalogNames

NO_NAMES = CatalogNames()
_CODE = re.compile(r"[^ 、]+")

WORDS: dict[str, Mapping[str, Mapping[Locale, str]]] = {
    "claim": claim_words.STATUSES,
    "move": claim_words.MOVES,
    "refusal": claim_words.REFUSALS,
    "role": claim_words.ROLES,
    "ruling": claim_words.RULINGS,
    "media": claim_words.MEDIA,
    "type": catalog_words.TYPES,
    "scale": catalog_words.SCALES,
    "decision": DECISIONS,
    "effect": EFFECTS,
    "narration": NARRATIONS,
    "check": CHECKS,
    "result": RESULTS,
    "report": REPORT_STATUSES,
    "meaning": MEANINGS,
    "concern": CONCERNS,
    "job": STATES,
    "standing": STANDINGS,
    "act": ACTS,
    "doing": DOINGS,
    "because": REASONS,
    "link": share_words.STATES,
    "visit": share_words.VISITS,
}


def word(code: str, kind: str) -> str:
    """Say a code of some kind in the reader's language; no other was ever kept."""
    with kept("word"):
        return WORDS[kind][str(code)][locale()]


def weight(count: int) -> str:
    """Write the size of a file as people read it: 640 B, 12 kB, 1.2 MB."""
    if count < 1_000:
        return f"{count} B"
    if count < 999_500:
        return f"{(count + 500) // 1_000} kB"
    tenths = (count + 50_000) // 100_000
    return f"{tenths // 10}.{tenths % 10} MB"


def moment(at: datetime) -> Markup:
    """Write an instant in the bank's time zone, with the exact one beside it."""
    local = at.astimezone(ZoneInfo(DEFAULT_TIME_ZONE)).strftime("%Y-%m-%d %H:%M")
    exact = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return Markup('<time datetime="{}">{}</time>').format(exact, local)


def instant(text: str) -> Markup:
    """Write an instant that stands as text in a document; as it is, if it is none."""
    try:
        return moment(instant_of(text))
    except BadValueError:
        return escape(text)


def facts(told: Mapping[str, str]) -> str:
    """Say what a check tells besides its result."""
    return facts_text(told, locale())


def attested(told: Attestation) -> str:
    """Say what a receipt of a check states."""
    return attested_text(told.facts(), locale())


def summed(summary: Mapping[str, str]) -> str:
    """Say what an offline QR code is."""
    return SUMMED["summary"][locale()].format_map(summary)


def named(zh: str, en: str) -> str:
    """Give a name in the reader's language; in the other where it has only one."""
    return (en or zh) if locale() == "en" else (zh or en)


def short(digest: str) -> Markup:
    """Show the beginning of a digest, the whole of it in its title."""
    return Markup('<code title="{}">{}…</code>').format(escape(digest), digest[:12])


def own(text: str) -> Markup:
    """Mark Chinese words on an English page, so that they are read as such."""
    if locale() == "en" and any("\u4e00" <= one <= "\u9fff" for one in text):
        return Markup('<span lang="zh-CN">{}</span>').format(text)
    return escape(text)


def level(text: str) -> Markup:
    """Say a level in the reader's language, a word of the school's own as it is."""
    known = catalog_words.LEVELS.get(text)
    return escape(known[locale()]) if known else own(text)


def _worded(name: str, text: str, names: CatalogNames) -> str:
    """Put names beside the codes of a fact: ``in CET-4、CET-6``."""
    said = names.of_field(name, locale())
    return _CODE.sub(lambda one: said.get(one.group(), one.group()), text)


def because(
    reason: Reason, policy: Policy | None = None, names: CatalogNames = NO_NAMES
) -> str:
    """Say a reason; with its policy, the facts of its own by its own words.

    ``names`` are those of the outcomes and courses that it may name by their codes.
    """
    field = reason.facts.get("field", "")
    facts = {
        name: _worded(field if name in {"found", "expected"} else name, text, names)
        for name, text in reason.facts.items()
    }
    own_words = policy.names if policy else None
    spoken = (reason.code, reason.rule, reason.clause, facts)
    return reason_text(*spoken, locale(), own_words)


def near(change: Nearest, policy: Policy | None = None) -> str:
    """Say which one changed input would make a refused line a yes."""
    names = policy.names if policy else None
    return nearest_text(change.facts, locale(), is_list=change.is_list, names=names)


def purpose(of: object, places: Mapping[str, PlaceName | None]) -> str:
    """Say what a claim is for, by the names of its place."""
    return purpose_text(places[str(of)], locale())


def scope(text: str, places: Mapping[str, PlaceName | None]) -> str:
    """Say what a transcript states; a place is said by its names."""
    return scope_text(text, places.get(text), locale())


def job_kind(kind: str) -> str:
    return kind_text(kind, locale())


def job_end(code: str) -> str:
    return end_text(code, locale())


def formula(text: str, policy: Policy | None = None) -> str:
    """Say a formula in words; with its policy, the facts of its own by its words."""
    return formula_text(text, locale(), policy.names if policy else None)


def faulty(fault: Fault, language: Locale) -> str:
    """Say what is wrong at one place of a policy file."""
    return say(FAULTS, fault.code, fault.facts, language)


def changed(change: Change) -> str:
    """Say one difference between two policy files."""
    return change_text(
        change.kind.value,
        change.part,
        change.name,
        change.field,
        change.old,
        change.new,
        locale(),
    )


def remains(case: Mapping[str, JSON]) -> list[str]:
    """Say what a receipt discloses."""
    return receipt_words.remains(case, locale())


def install(app: Flask) -> None:
    folder = Path(str(app.static_folder))

    @cache
    def fingerprint(name: str) -> str:
        return hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]

    def static(name: str) -> str:
        """Address a file with its digest, so that it may be kept for ever."""
        return url_for("static", filename=name, v=fingerprint(name))

    def allowed(name: str) -> bool:
        return may(actor(), name)

    app.jinja_env.filters.update(job_kind=job_kind, job_end=job_end, purpose=purpose)
    app.jinja_env.filters.update(scope=scope, own=own, level=level, weight=weight)
    app.jinja_env.filters.update(formula=formula)
    app.jinja_env.filters.update(
        word=word,
        moment=moment,
        instant=instant,
        facts=facts,
        short=short,
        because=because,
        near=near,
        faulty=faulty,
        changed=changed,
        remains=remains,
        attested=attested,
        summed=summed,
    )
    app.jinja_env.globals.update(t=said, named=named, static=static, allowed=allowed)
    app.jinja_env.globals.update(
        locale=locale, signed_in=signed_in, is_demo=lambda: settings().is_demo
    )
