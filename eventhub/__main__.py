"""`python -m eventhub` is `eventhub`."""

import gc

# What imports make lives as long as the process: the collector would look at it again and again, for nothing.
gc.disable()

from eventhub.cli import cli  # noqa: E402


def main() -> None:
    """The command line, with the collector at work on what is made from now on."""
    gc.freeze()
    gc.enable()
    cli(prog_name="eventhub")


if __name__ == "__main__":
    main()
