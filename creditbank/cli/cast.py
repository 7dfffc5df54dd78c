"""The demo's people: who signs in, and what they are."""

from __future__ import annotations

from dataclasses import dataclass

from creditbank.core.people import Membership, Role

PASSWORD = "correct-horse-demo"  # noqa: S105 - printed by the demo itself


@dataclass(frozen=True)
class Person:
    email: str
    is_who: str
    name: str = ""
    memberships: tuple[Membership, ...] = ()


def _at(role: Role, *places: str) -> tuple[Membership, ...]:
    return tuple(Membership(role, place) for place in places)


PEOPLE = (
    Person("lin@demo.example", "learner 李林", "李林"),
    Person("wang@demo.example", "learner 王芳", "王芳"),
    Person("bank@demo.example", "reviewer of the bank", "", _at(Role.REVIEWER, "bank")),
    Person(
        "nou@demo.example", "reviewer of 国家开放大学", "", _at(Role.REVIEWER, "nou")
    ),
    Person(
        "gdvc@demo.example",
        "reviewer of 广东某职业学院",
        "",
        _at(Role.REVIEWER, "gdvc"),
    ),
    Person(
        "hvc@demo.example", "reviewer of 某高职校", "", _at(Role.REVIEWER, "hvc-sgzw")
    ),
    Person(
        "adult@demo.example",
        "reviewer of 某校成人高等教育",
        "",
        _at(Role.REVIEWER, "adult"),
    ),
    Person(
        "operator@demo.example",
        "operator of the bank",
        "",
        _at(Role.OPERATOR, "bank"),
    ),
    Person(
        "bank-registrar@demo.example",
        "registrar of the bank",
        "",
        _at(Role.REGISTRAR, "bank"),
    ),
    *(
        Person(
            f"{name}-registrar@demo.example",
            f"registrar of {school}",
            "",
            _at(Role.REGISTRAR, place),
        )
        for name, place, school in (
            ("nou", "nou", "国家开放大学"),
            ("gdvc", "gdvc", "广东某职业学院"),
            ("hvc", "hvc-sgzw", "某高职校"),
            ("adult", "adult", "某校成人高等教育"),
        )
    ),
    Person(
        "body@demo.example", "officer of the BIM body", "", _at(Role.OFFICER, "B001")
    ),
)
