"""Throttles count in memory, and forget whose time is over."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from werkzeug.exceptions import TooManyRequests

from creditbank.web import throttling


def test_counting_starts_no_thread_and_old_counters_are_swept(monkeypatch):
    monkeypatch.setattr(throttling, "SWEEP_EVERY", 3)
    memory = throttling.SweptMemory()
    memory.timer.join()
    before = threading.active_count()
    memory.incr("old", -1)
    memory.incr("new", 60)
    assert "old" in memory.storage
    assert memory.incr("new", 60) == 2
    assert "old" not in memory.storage
    assert memory.get("new") == 2
    assert threading.active_count() == before


def test_one_try_too_many_is_refused_by_key_and_by_method():
    throttle = throttling.Throttle(throttling.SweptMemory())

    @throttle.limit("2 per minute", methods=["POST"])
    def tried():
        return "done"

    def trying(method="POST", address="192.0.2.1"):
        asked = {"method": method, "environ_base": {"REMOTE_ADDR": address}}
        with Flask("it").test_request_context("/", **asked):
            return tried()

    assert [trying(), trying()] == ["done", "done"]
    with pytest.raises(TooManyRequests):
        trying()
    assert trying("GET") == trying(address="192.0.2.2") == "done"
    throttle.reset()
    assert trying() == "done"
    throttle.enabled = False
    assert [trying() for _ in range(3)] == ["done"] * 3
