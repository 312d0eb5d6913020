"""A mail server beside the processes."""

from tests.mail.servers import smtp

__all__ = ["smtp"]
