"""`python -m eventhub` is `eventhub`."""

from eventhub.cli import cli

cli(prog_name="eventhub")
