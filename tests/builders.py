"""Real values, keyword-only, sensible defaults: a test shows only what matters."""

from __future__ import annotations

from datetime import date

from creditbank.app import shipped
from creditbank.core.people import Membership, Role
from creditbank.core.policies import Choice
from creditbank.services import claims, holdings, people, policies, recognition

PASSWORD = "a password for tests"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def a_learner(world, *, email="ada@example.org", name="李林"):
    return people.enroll(email, PASSWORD, name=name, world=world)


def a_reviewer(world, *places, email="rita@example.org", role=Role.REVIEWER):
    places = places or ("bank",)
    return people.enroll(
        email,
        PASSWORD,
        memberships=[Membership(role, place) for place in places],
        world=world,
    )


def a_registrar(world, *places, email="zhu@example.org"):
    return a_reviewer(world, *places, email=email, role=Role.REGISTRAR)


def a_holding(
    world,
    learner,
    *,
    outcome="X012-2",
    number="X-2022-0001",
    issued_on=date(2022, 5, 1),
    evidence=PDF,
    **facts,
):
    holding = holdings.register(
        holdings.Facts(outcome=outcome, number=number, issued_on=issued_on, **facts),
        actor=learner,
        world=world,
    )
    if evidence:
        holdings.attach(holding.id, evidence, "scan.pdf", actor=learner, world=world)
    return holding


def a_claim(world, learner, *held, purpose="deposit", targets=(), submitted=True):
    claim = claims.draft(
        purpose,
        [holding.id for holding in held],
        choices=[Choice(held[0].id, target) for target in targets],
        actor=learner,
        world=world,
    )
    if submitted:
        return claims.submit(claim.id, actor=learner, world=world)
    return claim


def recognized(world, claim, reviewer):
    """Look at the answer as a reviewer does, and recognize exactly that."""
    shown = claims.review(claim.id, actor=reviewer, world=world)
    return recognition.recognize(
        claim.id, shown.answer.digest, actor=reviewer, world=world
    )


def signed_in(client, email):
    client.post("/people/sign-in", data={"email": email, "password": PASSWORD})
    return client


def a_withdrawal(world, officer, *, number="X-2022-0001", on=date(2026, 11, 20)):
    """Find a certificate by its number as an officer does, and withdraw it."""
    paper = recognition.find_papers(number, actor=officer, world=world)[0]
    return recognition.withdraw(
        number,
        paper.owner_key,
        on=on,
        ground="issued in error",
        proof=recognition.Proof(PDF + b"% decision\n", "decision.pdf"),
        actor=officer,
        world=world,
    )


def a_scored_deposit(world):
    """Put in force today that the bank recognizes what was passed with 60."""
    text = (shipped("seed") / "policies" / "bank-deposit.yaml").read_text("utf-8")
    text = text.replace("\nversion: 1\n", "\nversion: 2\n")
    text = text.replace("when: {}", "when: {item.score: {min: 60}}")
    text = text.replace("bank_value: 3", "score: 60, bank_value: 3")
    registrar = a_registrar(world, "bank", email="scored@example.org")
    content, today = text.encode(), date(2026, 11, 24)
    return policies.publish(content, starts_on=today, actor=registrar, world=world)
