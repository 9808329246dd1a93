"""How it is told that an account could not be read or changed."""

from __future__ import annotations


class CarrierError(Exception):
    """The account could not be read or changed; the message is for the operator."""


class CredentialsError(CarrierError):
    """The carrier does not take the account SID and token."""


class NoAnswerError(CarrierError):
    """The carrier was asked and did not answer: what was asked may have been done, or not."""
