"""A monitor reads how much waits, and nothing about anyone."""

from __future__ import annotations

from builders import a_claim, a_holding, a_learner, a_reviewer, recognized

from creditbank import __version__


def numbers(client):
    """Read the text form of Prometheus: every line is a name and a number."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.get_data(as_text=True).splitlines()
    told = dict(one.rsplit(" ", 1) for one in lines if not one.startswith("#"))
    for name in told:
        head = name.partition("{")[0]
        assert f"# TYPE {head} gauge" in lines
        assert sum(one.startswith(f"# HELP {head} ") for one in lines) == 1
    return {name.removeprefix("creditbank_"): int(n) for name, n in told.items()}


def test_a_monitor_reads_what_waits_and_for_how_long(bank, client, clock):
    before = numbers(client)
    assert before[f'build_info{{version="{__version__}"}}'] == 1
    assert before["claims_waiting"] == before["claims_oldest_waiting_seconds"] == 0
    assert before['jobs{state="failed"}'] == 0

    learner, reviewer = a_learner(bank), a_reviewer(bank)
    claim = a_claim(bank, learner, a_holding(bank, learner))
    clock.pass_time(hours=2)
    waits = numbers(client)
    assert waits["claims_waiting"] == 1
    assert waits["claims_oldest_waiting_seconds"] == 7_200
    assert waits["letters_waiting"] == before["letters_waiting"] + 1

    recognized(bank, claim, reviewer)
    after = numbers(client)
    assert after["claims_waiting"] == after["claims_oldest_waiting_seconds"] == 0
    assert after["log_leaves"] > before["log_leaves"]
    numbers(client)
    assert after["log_leaves_signed"] <= after["log_leaves"]


def test_what_a_monitor_reads_names_nobody(bank, client):
    learner = a_learner(bank)
    a_claim(bank, learner, a_holding(bank, learner))
    text = client.get("/metrics").get_data(as_text=True)
    for said in ("ada", "李林", "bank/", "X012", learner.learner_id, "institution="):
        assert said not in text
