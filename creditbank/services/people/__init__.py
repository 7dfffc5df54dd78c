"""Sign-up, sign-in, sessions, links by mail, profiles and roles."""

from creditbank.services.people.enrolling import enroll
from creditbank.services.people.profiles import (
    Profile,
    actor_of_email,
    profile,
    set_language,
    update_profile,
)
from creditbank.services.people.signing_in import (
    SignedIn,
    UserSession,
    end_session,
    sessions,
    sign_in,
    sign_out,
    signed_in,
)
from creditbank.services.people.signing_up import ask_reset, confirm, reset, sign_up

__all__ = [
    "Profile",
    "SignedIn",
    "UserSession",
    "actor_of_email",
    "ask_reset",
    "confirm",
    "end_session",
    "enroll",
    "profile",
    "reset",
    "sessions",
    "set_language",
    "sign_in",
    "sign_out",
    "sign_up",
    "signed_in",
    "update_profile",
]
