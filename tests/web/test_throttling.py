"""Throttles count in memory, and forget whose time is over."""

from __future__ import annotations

import threading

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
