"""Rows, each with ``of(value)`` and ``value()``, and the questions asked of them."""
