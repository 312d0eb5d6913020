"""The application: the only module that knows every other."""

from functools import cache
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from eventhub.accounts import security
from eventhub.attendees import manage_changes as attendees_manage
from eventhub.audit import expiry as audit_expiry
from eventhub.config import PROJECT, Settings
from eventhub.database import session
from eventhub.database.changes import ChangeReader
from eventhub.database.model import db
from eventhub.demo import views as demo_views
from eventhub.feeds import views as feeds_views
from eventhub.i18n import languages
from eventhub.invitations import manage_letters as invitations_manage
from eventhub.invitations import views as invitations_views
from eventhub.jobs import queue
from eventhub.mail import delivery
from eventhub.mail import expiry as mail_expiry
from eventhub.materials import manage as materials_manage
from eventhub.materials import sweep
from eventhub.materials import views as materials_views
from eventhub.networks import manage as networks_manage
from eventhub.networks import manage_members, manage_team
from eventhub.networks import views as networks_views
from eventhub.networks.queries import must_have_second_factor
from eventhub.pages import about, agenda, copying, event, overview, people, telling, theme_removal
from eventhub.pages import manage as pages_manage
from eventhub.questions import manage_sets as questions_manage
from eventhub.registrations import group_views, own_page, personal, retention
from eventhub.registrations import jobs as registrations_jobs
from eventhub.representation import asking as representation_asking
from eventhub.representation import manage as representation_manage
from eventhub.representation import manage_silence, manage_standing, standing
from eventhub.representation import views as representation_views
from eventhub.storage import files
from eventhub.web import compression, errors, headers, kept_pages, limits, logs, origin, pages, sessionless
from eventhub.web.public_forms import csrf
from eventhub.web.row_numbers import RowNumber
from eventhub.wording import manage as wording_manage

BLUEPRINTS = (
    about.bp,
    agenda.bp,
    event.bp,
    own_page.bp,
    group_views.bp,
    personal.bp,
    invitations_views.bp,
    representation_views.bp,
    materials_views.bp,
    feeds_views.bp,
    pages_manage.bp,
    people.bp,
    networks_manage.bp,
    theme_removal.bp,
    manage_members.bp,
    manage_team.bp,
    networks_views.bp,
    overview.bp,
    questions_manage.bp,
    wording_manage.bp,
    attendees_manage.bp,
    invitations_manage.bp,
    representation_manage.bp,
    manage_standing.bp,
    manage_silence.bp,
    materials_manage.bp,
)
LONGEST_SESSION_HOURS = 12


def _folder(name: str) -> str:
    """Where templates or static files lie: inside an installed package, else beside it."""
    packaged = Path(__file__).parent / name
    return str(packaged if packaged.is_dir() else PROJECT / name)


def _configure(app: Flask, settings: Settings) -> None:
    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secrets[0],
        SECRET_KEY_FALLBACKS=settings.secrets[1:],
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS=session.engine_options(settings.database),
        SESSION_COOKIE_NAME="__Host-session" if settings.is_secure else "session",
        SESSION_COOKIE_SECURE=settings.is_secure,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        PERMANENT_SESSION_LIFETIME=LONGEST_SESSION_HOURS * 3600,
        MAX_CONTENT_LENGTH=(settings.largest_upload_mib + 1) * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=300,
        TRUSTED_HOSTS=settings.hosts,
        WTF_CSRF_TIME_LIMIT=None,
        # web/origin.py asks where a request came from. The extension's own question wants a Referer on https, which
        # forms on our no-referrer pages never send.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.url_map.converters["int"] = RowNumber
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _keep_pages(app: Flask, settings: Settings) -> None:
    """Keep public pages in memory, behind what a trusted proxy says about the request."""

    @cache
    def reader() -> ChangeReader:
        with app.app_context():
            return ChangeReader(db.engine)

    def changes() -> int | None:
        return reader()()

    def language(accepted: str, cookie: str | None) -> str:
        return languages.visitors_language(accepted, cookie, settings.languages)

    kept_pages.init_app(app, changes, language)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def create_app(settings: Settings | None = None) -> Flask:
    """An application for these settings, or for those of the environment."""
    settings = settings or Settings()
    logs.configure(settings.log_level)
    app = Flask("eventhub", template_folder=_folder("templates"), static_folder=_folder("static"))
    _configure(app, settings)
    # What is registered first answers last: the log line sees the final answer, headers cover errors.
    _keep_pages(app, settings)
    logs.init_app(app)
    compression.init_app(app)
    headers.init_app(app, settings)
    origin.init_app(app, settings)
    sessionless.init_app(app)
    db.init_app(app)
    languages.init_app(app, settings.languages)
    limits.init_app(app, settings)
    csrf.init_app(app)
    errors.init_app(app)
    pages.init_app(app, settings)
    files.init_app(app, settings)
    jobs = queue.init_app(app, settings)
    delivery.init_app(app, settings, jobs)
    mail_expiry.init_app(app, jobs)
    audit_expiry.init_app(app, jobs)
    sweep.init_app(app, jobs)
    registrations_jobs.init_app(app, jobs)
    retention.init_app(app, jobs)
    representation_asking.init_app(app, jobs)
    standing.init_app(app, jobs)
    security.init_app(app, settings, jobs, must_have_second_factor)
    telling.init_app(app)
    copying.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if settings.demo:
        app.register_blueprint(demo_views.bp)
    session.init_app(app)
    return app
