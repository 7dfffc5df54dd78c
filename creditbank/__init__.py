"""A credit bank whose every credit says why.

This module imports nothing: the core must be importable without the web.
"""

__version__ = "0.1.0"
