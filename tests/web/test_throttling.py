"""Throttles count for all processes, and forget whose time is over."""

from __future__ import annotations

import fcntl
import os
import time
import warnings

import pytest
from flask import Flask
from werkzeug.exceptions import TooManyRequests

from creditbank.web import throttling


def test_an_old_counter_gives_its_place_to_a_new_one():
    counters = throttling.SharedCounters(slots=throttling.WAYS)
    assert counters.incr("old", -1) == 1
    assert counters.get("old") == 0
    for n in range(throttling.WAYS):
        assert [counters.incr(f"new {n}", 60), counters.incr(f"new {n}", 60)] == [1, 2]
    assert counters.get("new 3") == 2
    assert counters.get_expiry("new 3") > time.time()
    counters.incr("one more", 60)
    assert sum(counters.get(f"new {n}") == 2 for n in range(throttling.WAYS)) == 7
    counters.clear("one more")
    assert counters.get("one more") == 0
    assert counters.check()


def test_nobody_can_read_from_the_counters_whom_they_count():
    counters = throttling.SharedCounters(slots=8)
    counters.incr("account:ada@example.org", 60)
    assert b"ada" not in counters.memory[:]


def forked(count, work):
    """Let processes do the same at once, as the server's workers do."""
    parent = os.getpid()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        started = [os.fork() for _ in range(count) if os.getpid() == parent]
    if os.getpid() != parent:
        work()
        os._exit(0)
    for one in started:
        assert os.waitpid(one, 0)[1] == 0


def test_server_processes_count_together():
    """Two processes let an account be tried as often as one does."""
    counters = throttling.SharedCounters()

    def work():
        for _ in range(500):
            counters.incr("account", 60)

    forked(4, work)
    assert counters.get("account") == 2_000


def test_a_process_that_dies_while_it_counts_stops_nobody():
    counters = throttling.SharedCounters()

    def work():
        fcntl.lockf(counters.file, fcntl.LOCK_EX)
        os._exit(0)  # as kill -9 ends it

    forked(1, work)
    assert counters.incr("account", 60) == 1


def test_one_try_too_many_is_refused_by_key_and_by_method():
    throttle = throttling.Throttle(throttling.SharedCounters())

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
