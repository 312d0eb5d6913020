"""The command line: `eventhub run | worker | migrate | demo | user create | user reset-second-factor`."""

import gc
import subprocess
import sys

import click
from flask import Flask
from pydantic import ValidationError

from eventhub import clock
from eventhub.accounts import service as accounts
from eventhub.accounts import ways_in
from eventhub.app import create_app
from eventhub.config import Settings
from eventhub.database.session import transaction
from eventhub.database.upgrade import upgrade, write_migration
from eventhub.demo import content
from eventhub.jobs import consumer
from eventhub.server import serve


def _settings() -> Settings:
    """The settings, or a readable refusal to start."""
    try:
        return Settings()
    except ValidationError as error:
        reasons = [f"  {'.'.join(str(part) for part in line['loc'])}: {line['msg']}" for line in error.errors()]
        raise click.ClickException("EventHub does not start with these settings:\n" + "\n".join(reasons)) from None


def _app() -> Flask:
    return create_app(_settings())


def _migrate(app: Flask) -> None:
    with app.app_context():
        upgrade()


@click.group()
@click.version_option(package_name="eventhub")
def cli() -> None:
    """EventHub: events and webinars for networks of professionals."""


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT")
@click.option("--workers", default=1, show_default=True, help="Web processes.")
@click.option("--threads", default=8, show_default=True, help="Threads in each.")
def run(host: str, port: int, workers: int, threads: int) -> None:
    """Migrate, fill an empty database with the demo where that is on, and serve."""
    gc.disable()  # until the server runs: what is made before then stays
    settings = _settings()
    if "base_url" not in settings.model_fields_set:
        settings = settings.model_copy(update={"base_url": f"http://localhost:{port}"})
    app = create_app(settings)
    _migrate(app)
    if settings.demo:
        _load_demo_apart(app)
        click.echo(content.welcome(settings.base_url))
    serve(settings, host=host, port=port, workers=workers, threads=threads)


def _load_demo_apart(app: Flask) -> None:
    """Load the demo in a process of its own: the file store's threads do not survive the fork of the web server."""
    with app.app_context():
        is_needed = content.is_empty()
    if is_needed:
        subprocess.run([sys.executable, "-m", "eventhub", "demo"], check=True)


def _load_demo_once() -> None:
    with transaction():
        if content.is_empty():
            click.echo("Filling the empty database with the demo networks …")
            content.load(now=clock.now())


@cli.command()
def worker() -> None:
    """Run jobs in a process of their own, on any number of machines."""
    consumer.run_worker(_app())


@cli.command()
@click.option("--write", metavar="MESSAGE", help="For developers: write the migration that the models lack.")
def migrate(write: str | None) -> None:
    """Bring the database to this version."""
    app = _app()
    _migrate(app)
    if write:
        with app.app_context():
            write_migration(write)


@cli.command()
def demo() -> None:
    """Fill an empty database with the five demo networks."""
    app = _app()
    _migrate(app)
    with app.app_context():
        _load_demo_once()


@cli.group()
def user() -> None:
    """People with a login."""


@user.command("create")
@click.argument("email")
@click.option("--name", prompt=True)
@click.option("--language", default="en", show_default=True)
@click.option("--administrator", is_flag=True, help="May run the whole hub.")
@click.password_option()
def create_user(email: str, name: str, language: str, administrator: bool, password: str) -> None:
    """Make an account: the first administrator, say."""
    with _app().app_context(), transaction():
        try:
            accounts.create_account(
                email=email,
                name=name,
                password=password,
                language=language,
                now=clock.now(),
                administrator=administrator,
            )
        except accounts.AccountRefused as refusal:
            raise click.ClickException(str(refusal)) from None
    click.echo(f"{email} can sign in.")


@user.command("reset-second-factor")
@click.argument("email")
@click.confirmation_option(
    prompt="Their codes, recovery codes and passkeys stop working, and they are signed out everywhere. Go on?"
)
def reset_second_factor(email: str) -> None:
    """Help somebody who lost their telephone: from then on their password signs them in."""
    with _app().app_context(), transaction():
        account = accounts.find_account(email)
        if account is None:
            raise click.ClickException(f"Nobody signs in with {email}.")
        try:
            ways_in.reset_second_factor(account, actor=None, now=clock.now())
        except ways_in.NothingToReset:
            raise click.ClickException(f"{email} needs a password only: there is nothing to reset.") from None
    click.echo(f"{email} can sign in with the password alone, and is told by mail.")
