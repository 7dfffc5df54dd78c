"""The demo's story: three certificates, from a photo to a verified transcript."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from creditbank.cli.cast import PASSWORD, PEOPLE
from creditbank.core.canonical import canonical
from creditbank.core.claims import Claim
from creditbank.core.people import Actor
from creditbank.core.policies import Choice, Finding, Line
from creditbank.core.ports import World
from creditbank.core.transcripts.life import ACTS_OF
from creditbank.core.values import ZERO
from creditbank.core.verification import Code, Given, Reasons, VerificationReport
from creditbank.language.reasons import reason_text
from creditbank.services import (
    claims,
    holdings,
    ledger,
    log,
    people,
    policies,
    receipts,
    recognition,
    transcripts,
    verification,
)
from creditbank.services.claims import Shown

# The smallest PDF that opens: one empty page. Evidence of a demo, not of anything.
EVIDENCE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass
class Story:
    """What happened, and the files that prove it."""

    steps: list[dict[str, str]] = field(default_factory=list)
    files: dict[str, bytes | object] = field(default_factory=dict)


def tell(world: World, say: Callable[[str], object], work: Callable[[], None]) -> Story:
    """Run the story through the use cases, saying one line a step.

    ``work`` does the jobs that wait, as the worker beside a server would.
    """
    telling = _Telling(world, say, work)
    telling.all()
    return telling.story


class _Telling:
    def __init__(
        self, world: World, say: Callable[[str], object], work: Callable[[], None]
    ) -> None:
        self.world = world
        self.say = say
        self.work = work
        self.story = Story()
        self.actors: dict[str, Actor] = {}

    def all(self) -> None:
        for person in PEOPLE:
            self.actors[person.email.partition("@")[0]] = people.enroll(
                person.email,
                PASSWORD,
                name=person.name,
                memberships=person.memberships,
                world=self.world,
            )
        bim = self._register("X001-2", "BIM-2022-004711", date(2022, 5, 1))
        courier = self._register("VQ-COURIER", "2021000000012345", date(2021, 8, 15))
        prize = self._register("GD-COMPETITION", "GDC-2024-0007", date(2024, 6, 20))
        self._recognize("deposit", bim, reviewer="bank")
        self._recognize(
            "convert:hvc-sgzw/architecture",
            bim,
            targets=("ARC01", "ARC02"),
            reviewer="hvc",
            officer="body",
        )
        self._recognize("convert:nou/logistics", courier, reviewer="nou")
        self._recognize(
            "convert:gdvc/commerce",
            prize,
            targets=("EC101",),
            finding=Finding("recognized_credits", "4"),
            reviewer="gdvc",
        )
        self._transcript()

    def _step(self, what: str, **facts: str) -> None:
        self.story.steps.append({"step": what, **facts})
        told = "  ".join(f"{name} {fact}" for name, fact in facts.items())
        self.say(f"{len(self.story.steps):>2}. {what}  {told}".rstrip())

    def _register(self, outcome: str, number: str, issued_on: date) -> str:
        learner = self.actors["lin"]
        holding = holdings.register(
            holdings.Facts(outcome=outcome, number=number, issued_on=issued_on),
            actor=learner,
            world=self.world,
        )
        holdings.attach(
            holding.id,
            EVIDENCE + f"% {number}\n".encode(),
            "certificate.pdf",
            actor=learner,
            world=self.world,
        )
        self._step("registered with evidence", certificate=holding.certificate)
        return holding.id

    def _recognize(
        self,
        purpose: str,
        holding: str,
        *,
        reviewer: str,
        targets: Sequence[str] = (),
        finding: Finding | None = None,
        officer: str = "",
    ) -> None:
        """Draft and submit as the learner; find, agree and recognize as reviewers."""
        claim = self._submitted(purpose, holding, targets)
        deciding = self.actors[reviewer]
        if finding is not None:
            claims.find(claim.id, finding, actor=deciding, world=self.world)
            self._step("finding", **{finding.name: finding.value})
        shown = claims.review(claim.id, actor=deciding, world=self.world)
        self._agreed(shown, officer)
        if shown.answer is None:
            raise RuntimeError("a submitted claim has an answer")
        for line in shown.answer.lines:
            self._answered(line)
        entry = recognition.recognize(
            claim.id, shown.answer.digest, actor=deciding, world=self.world
        )
        total = sum((line.credits for line in entry.lines), ZERO)
        self._step("recognized", entry=str(entry.sequence), credits=str(total))

    def _submitted(self, purpose: str, holding: str, targets: Sequence[str]) -> Claim:
        learner = self.actors["lin"]
        claim = claims.draft(
            purpose,
            [holding],
            choices=[Choice(holding, target) for target in targets],
            actor=learner,
            world=self.world,
        )
        claims.submit(claim.id, actor=learner, world=self.world)
        self._step("submitted", purpose=purpose)
        return claim

    def _agreed(self, shown: Shown, officer: str) -> None:
        for step in shown.policy.steps if shown.policy else ():
            claims.agree(
                shown.claim.id,
                step.name,
                "agreed",
                actor=self.actors[officer],
                world=self.world,
            )
            self._step("agreed", step=step.name)

    def _answered(self, line: Line) -> None:
        first = line.reasons[0]
        self._step(
            f"the policy answers {line.decision.value}",
            credits=str(line.credits),
            course=line.target or "-",
            because=reason_text(
                first.code, first.rule, first.clause, first.facts, "zh"
            ),
        )

    def _transcript(self) -> None:
        learner = self.actors["lin"]
        account = ledger.account(actor=learner, world=self.world)
        for scheme, amount in account.balances.items():
            self._step("balance", scheme=scheme, credits=str(amount))
        issued = transcripts.issue(None, actor=learner, world=self.world)
        self._step("transcript issued", code=issued.code, lines=str(issued.lines))
        printed = self._printed(issued.id)
        did = canonical(transcripts.published_keys(world=self.world))
        lists = {
            purpose: transcripts.status_list(purpose, 1, world=self.world).document
            for purpose in ACTS_OF
        }
        saved = list(lists.values())
        kept = receipts.travelling(issued.id, actor=learner, world=self.world)
        now = self.world.clock.now()
        self._recomputed(Given(issued.document, now, did, saved), kept)
        token = transcripts.jwt(issued.id, actor=learner, world=self.world)
        forged = issued.document.replace(b'"creditsEarned":4', b'"creditsEarned":9')
        for what, content in (
            ("and the same as a JWT", token),
            ("and a copy with more credits", forged),
        ):
            given = Given(content, now, did, saved)
            self._report(what, verification.examine_offline(given).report)
        log.publish(world=self.world)
        self.story.files = {
            "story.json": {"code": issued.code, "steps": self.story.steps},
            "transcript.json": issued.document,
            "transcript.jwt": token,
            "bundle.json": transcripts.bundle(
                issued.id, actor=learner, world=self.world
            ),
            "transcript.pdf": printed,
            "did.json": did,
            **{f"status-{purpose}-1.json": one for purpose, one in lists.items()},
            **{f"receipts/{name}.json": content for name, content in kept.items()},
        }

    def _printed(self, transcript_id: str) -> bytes:
        self.work()
        learner = self.actors["lin"]
        pdf = transcripts.pdf(transcript_id, actor=learner, world=self.world)
        self._step("printed and sealed", pdf=f"{len(pdf):,} bytes")
        return pdf

    def _recomputed(self, given: Given, kept: Mapping[str, bytes]) -> None:
        known = policies.list_(actor=self.actors["lin"], world=self.world)
        reasons = Reasons(kept, {one.policy.digest: one.policy for one in known})
        report = verification.examine_offline(replace(given, reasons=reasons)).report
        self._report("a stranger checks it offline", report)
        check = next(one for one in report.checks if one.code is Code.RECOMPUTE)
        lines = check.facts.get("count", "0")
        self._step("and recomputes every line", result=check.result.value, lines=lines)

    def _report(self, what: str, report: VerificationReport) -> None:
        failed = [c.code.value for c in report.checks if c.result.value == "failed"]
        self._step(what, status=report.status.value, failed=", ".join(failed) or "none")
