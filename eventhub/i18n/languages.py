"""The languages of the interface, and which one a visitor gets."""

from functools import lru_cache

from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel, get_locale
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

NAMES = {"nl": "Nederlands", "fi": "Suomi", "da": "Dansk", "sv": "Svenska", "fr": "Français", "en": "English"}
COOKIE = "language"
YEAR_SECONDS = 365 * 24 * 3600
babel = Babel()


def known(code: str | None, offered: list[str]) -> str | None:
    """The code itself where it is offered, else None."""
    return code if code in offered else None


def chosen_language(app_languages: list[str]) -> str:
    """The address says, else the choice made before, else the browser, else the hub's own language."""
    if not has_request_context():
        return app_languages[0]
    return known(request.args.get("lang"), app_languages) or visitors_language(
        request.headers.get("Accept-Language", ""), request.cookies.get(COOKIE), app_languages
    )


def visitors_language(accepted: str, cookie: str | None, offered: list[str]) -> str:
    """The same for a visitor whose address names no language, from an Accept-Language header and the choice kept."""
    return known(cookie, offered) or _best(accepted, tuple(offered)) or offered[0]


@lru_cache(maxsize=512)
def _best(accepted: str, offered: tuple[str, ...]) -> str | None:
    return parse_accept_header(accepted, LanguageAccept).best_match(offered)


def current_language() -> str:
    """The code of the language this page or mail is written in."""
    locale = get_locale()
    return locale.language if locale else "en"


def fallbacks(preferred: str, own: list[str] | None = None) -> list[str]:
    """The order in which a text's languages are tried."""
    return list(dict.fromkeys([preferred, *(own or []), "en", *NAMES]))


def in_words(texts: dict[str, str] | None, language: str | None = None, own: list[str] | None = None) -> str:
    """A translated text in the language asked for, or the nearest one that has it."""
    return spoken(texts, language, own)[0]


def spoken(texts: dict[str, str] | None, language: str | None = None, own: list[str] | None = None) -> tuple[str, str]:
    """A translated text and the language it is in: ('', the language asked for) where there is none."""
    wanted = language or current_language()
    for code in fallbacks(wanted, own):
        if (texts or {}).get(code):
            return (texts or {})[code], code
    rest = next(((text, code) for code, text in (texts or {}).items() if text), None)
    return rest or ("", wanted)


def init_app(app: Flask, languages: list[str]) -> None:
    """Attach translations, and keep a choice that was made in the address."""

    def select() -> str:
        if "language" not in g:
            g.language = chosen_language(languages)
        return str(g.language)

    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "UTC"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "i18n/translations"
    babel.init_app(app, locale_selector=select)
    app.jinja_env.globals.update(
        current_language=current_language,
        language_names=NAMES,
        offered_languages=languages,
        in_words=in_words,
        spoken=spoken,
    )

    @app.after_request
    def vary(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.vary.update(("Accept-Language", "Cookie"))
        return response
