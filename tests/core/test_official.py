"""Our tables and the official contexts say the same of every term, or it is named."""

from __future__ import annotations

import copy
import json

import pytest
from shared import vc_data

from bench._pyld import _context as written
from creditbank.core.strict import parsed
from creditbank.core.transcripts.contexts import CLR, EXTENSIONS, OB, OUTER_CONTEXTS, VC
from creditbank.core.transcripts.official import PINS, differences
from creditbank.core.values import sha256


def ours():
    """Contexts written from our own tables: the first has all, the others add none."""
    full = json.loads(json.dumps(written()))
    return {VC: {"@context": full}, **{url: {} for url in (CLR, OB, EXTENSIONS)}}


def found(contexts):
    return sorted(set(differences(contexts)))


def test_the_published_files_are_pinned_for_every_context_we_write():
    assert set(PINS) == set(OUTER_CONTEXTS)


def test_the_published_contexts_say_what_our_tables_say():
    index = json.loads(vc_data("index.json").read_text("utf-8"))["contexts"]
    files = {url: vc_data(index[url]["file"]).read_bytes() for url in PINS}
    assert {url: sha256(content) for url, content in files.items()} == PINS
    assert found({url: parsed(content) for url, content in files.items()}) == []


def test_contexts_written_from_our_tables_say_the_same():
    # Clr and badge terms of one name differ by scope alone, as in the tables.
    assert found(ours()) == []


def changed(place, to):
    contexts = copy.deepcopy(ours())
    holder = contexts[VC]["@context"]
    *way, last = place
    for name in way:
        holder = holder[name]
    if to is None:
        del holder[last]
    else:
        holder[last] = to
    return contexts


SUBJECT = ("AchievementSubject", "@context")


@pytest.mark.parametrize(
    ("place", "to", "named"),
    [
        (("AchievementSubject",), None, ["AchievementSubject"]),
        (("AchievementSubject", "@id"), "urn:another", ["AchievementSubject"]),
        (("AchievementSubject",), "urn:another", ["AchievementSubject"]),
        ((*SUBJECT, "term"), None, ["AchievementSubject.term"]),
        ((*SUBJECT, "term", "@id"), "urn:x", ["AchievementSubject.term"]),
        ((*SUBJECT, "term", "@type"), "@id", ["AchievementSubject.term"]),
        ((*SUBJECT, "term", "@container"), "@list", ["AchievementSubject.term"]),
        (
            (*SUBJECT, "creditsEarned", "@type"),
            "urn:decimal",
            ["AchievementSubject.creditsEarned"],
        ),
        ((*SUBJECT, "source", "@context"), {}, ["AchievementSubject.source"]),
        (("name",), "urn:x", ["name"]),
        (("name",), None, ["name"]),
        (
            ("DataIntegrityProof", "@context", "proofPurpose", "@context"),
            {"assertionMethod": "urn:x"},
            ["DataIntegrityProof.proofPurpose"],
        ),
        (
            ("DataIntegrityProof", "@context", "proofPurpose", "@context"),
            {},
            ["DataIntegrityProof.proofPurpose"],
        ),
    ],
)
def test_a_term_that_means_something_else_is_named(place, to, named):
    assert found(changed(place, to)) == named


def test_prefixes_terms_and_sets_are_read_as_json_ld_reads_them():
    contexts = ours()
    terms = contexts[VC]["@context"]
    terms["schema"] = "https://schema.org/"
    terms["base"] = {"@id": "schema"}
    terms["name"] = "schema:name"
    terms["url"] = {"@id": "base:url", "@type": terms["url"]["@type"]}
    terms["alignment"]["@container"] = "@set"
    assert found(contexts) == []

    terms["narrative"] = "url"  # another term's meaning
    assert found(contexts) == ["narrative"]


def test_a_context_that_is_none_defines_nothing():
    assert "name" in found({**ours(), VC: {"@context": "elsewhere"}})
    assert "name" in found({**ours(), VC: []})
