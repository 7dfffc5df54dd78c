"""The PDF of a transcript: made once by a job after issuing, sealed, kept by digest.

Decision: it is never made inside the issuing transaction, and never a second time: a
paper in someone's hand stays the paper the bank has. What becomes of the transcript
later stands beside the download and at its public code, not in the file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from creditbank.adapters.db import claims, codes, jobs, prints, transcripts
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import reading, transaction
from creditbank.adapters.sealing import sealed
from creditbank.core.damage import kept
from creditbank.core.errors import NotFoundError
from creditbank.core.jobs import Job, JobState, Keep, TryAgainError
from creditbank.core.keys import Purpose
from creditbank.core.people import Actor, require
from creditbank.core.ports import World
from creditbank.core.printing import NotPrintedError
from creditbank.core.values import Digest
from creditbank.services.transcripts.composing import composed
from creditbank.services.transcripts.summarizing import printed_summary, summary_of

log = structlog.get_logger()

KIND = "transcripts.print"
TEMPLATE = "transcripts/transcript.typ"
WITHOUT_TIMESTAMPS, WITH_TIMESTAMPS = "B-B", "B-LTA"  # levels of PAdES


def print_pdf(job: Job, keep: Keep, *, world: World) -> None:
    """Print and seal the transcript the job names; one that is printed stays."""
    with reading() as session:
        learner_id = claims.located(session, job.argument, "credential")
        if prints.print_of(session, learner_id, job.argument) is not None:
            return
        row = transcripts.credential(session, learner_id, job.argument)
        code = codes.code_of(session, row.id)
        facts = composed(session, row, code, world)
        summary = summary_of(session, row, world)
        credential = row.document
    facts["summary"] = printed_summary(summary, world)
    at = world.clock.now()
    inputs = {"facts": json.dumps(facts), "credential": credential}
    pdf = world.printer.pdf(TEMPLATE, inputs, at=at)
    keep(50, {})
    pdf, seal = _seal(pdf, job, at=at, world=world)
    with transaction() as session:
        session.add(
            prints.PrintRow(
                learner_id=learner_id,
                transcript_id=job.argument,
                digest=world.evidence.keep(pdf),
                made_at=at,
                seal=seal,
            )
        )


def _seal(pdf: bytes, job: Job, *, at: datetime, world: World) -> tuple[bytes, str]:
    """Seal the PDF; give it with the level of its seal.

    A timestamp server that does not answer is asked again with each attempt. At the
    last one the seal is made without: a learner waits minutes, not days, and the page
    says what the seal lacks. No transaction is open while the server is asked; the
    intent is committed with the signature, a little before the PDF is kept.
    """
    with reading():
        signer, certificate = world.keys.signer(Purpose.SEAL), world.keys.certificate()

    def sign(message: bytes) -> bytes:
        with transaction():
            return signer.sign(message)

    seal = partial(sealed, pdf, certificate=certificate, sign=sign, at=at)
    if world.timestamps is not None:
        try:
            return seal(stamps=world.timestamps), WITH_TIMESTAMPS
        except TryAgainError:
            if not job.is_last_attempt:
                raise
            log.warning("sealed without timestamps", job=job.id)
    return seal(), WITHOUT_TIMESTAMPS


@dataclass(frozen=True)
class Print:
    """Where the PDF of a transcript stands."""

    state: str  # none | queued | running | failed | ready
    progress: int = 0
    error: str = ""
    digest: str = ""
    made_at: datetime | None = None
    is_timestamped: bool = False


def printing(*, actor: Actor, world: World) -> dict[str, Print]:
    """Tell where the PDF of each of the learner's transcripts stands."""
    del world
    require(actor, "transcripts.list")
    learner_id = actor.learner_id or ""
    with reading() as session:
        made = prints.prints(session, learner_id)
        return {
            row.id: _stand(made.get(row.id), jobs.find(session, KIND, row.id))
            for row, _ in transcripts.transcripts(session, learner_id)
        }


def _stand(made: prints.PrintRow | None, job: Job | None) -> Print:
    if made is not None:
        return Print(
            "ready",
            100,
            digest=made.digest,
            made_at=made.made_at,
            is_timestamped=made.seal == WITH_TIMESTAMPS,
        )
    if job is None or job.state is JobState.DONE:
        return Print("none")
    return Print(job.state.value, job.progress, job.error)


def pdf(transcript_id: str, *, actor: Actor, world: World) -> bytes:
    """Give the PDF; NotPrintedError where it is not made (yet)."""
    require(actor, "transcripts.pdf")
    acting = actor.without_scopes()
    found = printing(actor=acting, world=world).get(transcript_id)
    if found is None:
        raise NotFoundError
    if found.state != "ready":
        raise NotPrintedError
    with kept("pdf"):
        return world.evidence.fetch(Digest(found.digest))


def reprint(transcript_id: str, *, actor: Actor, world: World) -> None:
    """Ask for the PDF where there is none, or making it failed; else change nothing."""
    require(actor, "transcripts.reprint")
    now = world.clock.now()
    with transaction() as session:
        learner_id = claims.located(session, transcript_id, "credential")
        row = transcripts.credential(session, learner_id, transcript_id)
        if learner_id != actor.learner_id or row.kind != "outer":
            raise NotFoundError
        job = jobs.ask(session, KIND, transcript_id, world=world)
        if job.state is JobState.FAILED:
            again = job.restarted(at=now)
            if jobs.change(session, job, again):
                jobs.call(session, again, world=world)
        record(session, actor, "transcripts.reprint", transcript_id, at=now)
