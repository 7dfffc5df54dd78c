"""Institutions: load their files, show them and their courses."""

from creditbank.services.institutions.loading import load
from creditbank.services.institutions.showing import (
    Place,
    Shown,
    course,
    courses,
    enrolled,
    list_,
    place_names,
    show,
)

__all__ = [
    "Place",
    "Shown",
    "course",
    "courses",
    "enrolled",
    "list_",
    "load",
    "place_names",
    "show",
]
