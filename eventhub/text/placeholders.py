"""Words in braces that stand for something, such as {name}: a fixed list, put in as text and never run as anything."""

import re
import secrets
from collections.abc import Collection, Mapping

from markupsafe import Markup, escape

from eventhub.text.markdown import to_html, to_text

PLACEHOLDER = re.compile(r"(?<!\{)\{([^\W\d]{1,40})\}(?!\})")
BEHIND_WORDS = re.compile(r"\]\([^)\s]*\{[a-z_]+\}")
"""A placeholder as the address of a link: what it stands for is a person's own, and must be seen."""


def unknown_in(text: str, known: Collection[str]) -> list[str]:
    """The placeholders of a text that stand for nothing, in their order."""
    return [name for name in dict.fromkeys(PLACEHOLDER.findall(text)) if name not in known]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what its placeholders stand for; one that is not in `values` stays as it is."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def filled_text(source: str, values: Mapping[str, str]) -> str:
    """The plain words of a Markdown text. What is put in is never read as Markdown."""
    marked, marks = _marked(source, values)
    words = to_text(marked)
    for mark, name in marks.items():
        words = words.replace(mark, values[name])
    return words


def filled_html(source: str, values: Mapping[str, str], links: Collection[str] = ()) -> Markup:
    """A Markdown text as HTML. What is put in is escaped; the values named in `links` are addresses to follow."""
    marked, marks = _marked(source, values)
    html = to_html(marked)
    for mark, name in marks.items():
        value = escape(values[name])
        put_in = Markup('<a href="{0}">{0}</a>').format(value) if name in links and value else value
        html = Markup(html.replace(mark, put_in))  # noqa: S704 - both parts are safe
    return html


def _marked(source: str, values: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The text with a mark nobody can type for each placeholder, and the name behind each mark."""
    marks = {f"x{secrets.token_hex(8)}x": name for name in values if f"{{{name}}}" in source}
    by_name = {name: mark for mark, name in marks.items()}
    return filled(source, by_name), marks
