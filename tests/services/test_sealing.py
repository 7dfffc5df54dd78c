"""The job that prints asks for timestamps; without them it says so, and waits for none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import a_claim, a_holding, a_learner, a_reviewer, recognized, signed_in
from conftest import NOON, FixedKeys
from seals import seal_of
from stamps import Authority, stamping

from creditbank.adapters.db import jobs as rows
from creditbank.adapters.db import keys, prints
from creditbank.adapters.db.base import db, is_writing, reading
from creditbank.adapters.db.keys import IntentRow
from creditbank.core.jobs import ATTEMPTS_MAX, JobState
from creditbank.core.keys import Purpose
from creditbank.core.verification.report import Status
from creditbank.services import auditing, jobs, transcripts, verification
from creditbank.work import works


class Stamps:
    """A server that answers when it may; it notes whether the bank's books were open."""

    def __init__(self, server) -> None:
        self.real = server.timestamps
        self.certificates = self.real.certificates
        self.answers = True
        self.was_writing = []

    def stamp(self, request):
        self.was_writing.append(is_writing(db.session()))
        if not self.answers:
            raise ConnectionRefusedError
        return self.real.stamp(request)

    def revocations(self):
        return self.real.revocations()


@pytest.fixture
def stamped(bank, tmp_path):
    """A bank with a timestamp server."""
    with stamping(Authority(NOON), tmp_path) as server:
        yield replace(bank, timestamps=Stamps(server))


def a_transcript(world):
    learner = a_learner(world, email="ada@example.org", name="李林")
    reviewer = a_reviewer(world, email="r@example.org")
    recognized(world, a_claim(world, learner, a_holding(world, learner)), reviewer)
    return learner, transcripts.issue(None, actor=learner, world=world)


def job_of(issued):
    with reading() as session:
        return rows.find(session, transcripts.KIND, issued.id)


def try_(world):
    jobs.run_waiting(works(world), world=world)


def print_of(learner, issued):
    with reading() as session:
        return prints.print_of(session, learner.learner_id, issued.id)


def page_of(client):
    client.post("/language", data={"language": "en"})
    return client.get("/transcripts").get_data(as_text=True)


def test_a_transcript_is_sealed_with_timestamps_where_there_is_a_server(
    stamped, client
):
    learner, issued = a_transcript(stamped)
    assert stamped.timestamps.was_writing == []  # nothing is asked while it is issued
    try_(stamped)

    content = transcripts.pdf(issued.id, actor=learner, world=stamped)
    _, seal = seal_of(content, FixedKeys().certificate(), at=NOON)
    assert (seal.intact, seal.valid, seal.trusted) == (True, True, True)
    assert seal.modification_level.name == "LTA_UPDATES"
    assert print_of(learner, issued).seal == "B-LTA"
    examined = verification.examine(content, world=stamped)
    assert examined.report.status is Status.VALID
    assert "Sealed with timestamps" in page_of(signed_in(client, "ada@example.org"))


def test_no_transaction_is_open_while_the_server_is_asked(stamped):
    a_transcript(stamped)
    try_(stamped)
    assert stamped.timestamps.was_writing == [False] * 3


def test_the_seal_is_announced_before_it_is_made_as_every_signature(stamped):
    a_transcript(stamped)
    try_(stamped)
    with reading() as session:
        found = [one for one in session.query(IntentRow) if one.purpose == Purpose.SEAL]
        (one,) = found
        assert keys.is_announced(session, one.multikey, one.digest)
    found = auditing.audit(stamped.evidence)
    assert not [one for one in found.faults if one.code == "signature_not_announced"]


def test_a_server_that_is_down_is_asked_again_and_then_done_without(
    stamped, client, clock
):
    learner, issued = a_transcript(stamped)
    stamped.timestamps.answers = False
    client = signed_in(client, "ada@example.org")
    for attempt in range(1, ATTEMPTS_MAX):
        try_(stamped)
        waiting = job_of(issued)
        assert (waiting.state, waiting.error) == (JobState.QUEUED, "not_stamped")
        assert waiting.attempts == attempt
        assert print_of(learner, issued) is None
        page = page_of(client)
        assert "Tried again within minutes: the timestamp server gave no" in page
        clock.pass_time(minutes=2)
        assert jobs.sweep(world=stamped) == 1  # it is called again

    try_(stamped)

    assert job_of(issued).state is JobState.DONE
    assert print_of(learner, issued).seal == "B-B"
    content = transcripts.pdf(issued.id, actor=learner, world=stamped)
    found, seal = seal_of(content, FixedKeys().certificate(), at=clock.now())
    assert (seal.intact, seal.valid) == (True, True)
    assert found.docmdp_level.name == "NO_CHANGES"
    assert found.signer_info["unsigned_attrs"].native is None
    page = page_of(client)
    assert "Sealed without a timestamp" in page
    assert "Sealed with timestamps" not in page


def test_a_server_that_comes_back_in_time_is_used(stamped):
    learner, issued = a_transcript(stamped)
    stamped.timestamps.answers = False
    try_(stamped)
    stamped.timestamps.answers = True
    try_(stamped)
    assert print_of(learner, issued).seal == "B-LTA"


def test_a_bank_without_a_server_says_that_its_seals_have_no_timestamp(bank, client):
    learner, issued = a_transcript(bank)
    try_(bank)
    assert print_of(learner, issued).seal == "B-B"
    assert "Sealed without a timestamp" in page_of(signed_in(client, "ada@example.org"))
