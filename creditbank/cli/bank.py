"""What a command is handed: the bank, opened only when it is needed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from creditbank.config import Settings
from creditbank.core.ports import World


class Bank(ABC):
    """The composition root as commands see it; ``app.py`` implements it."""

    @property
    @abstractmethod
    def settings(self) -> Settings:
        """Read the settings; raises WrongSettingError."""

    @abstractmethod
    def opened(self) -> AbstractContextManager[World]:
        """Open the bank for use cases."""

    @abstractmethod
    def migrate(self) -> None:
        """Bring the schema up to date."""

    @abstractmethod
    def serve(self, host: str, port: int) -> None:
        """Serve until interrupted."""

    @abstractmethod
    def work(self) -> None:
        """Do every job that waits, here and now."""

    @abstractmethod
    def shipped(self, name: str) -> Path:
        """Find a folder that belongs to the program."""

    @abstractmethod
    def at(self, environment: Mapping[str, str]) -> Bank:
        """Give the bank another environment describes."""
