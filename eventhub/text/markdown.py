"""Markdown to safe HTML: no raw HTML goes in, and what comes out is sanitised again."""

import re

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_renderer = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable("table")
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote", "code", "pre", "hr",
        "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
BELOW_SECTIONS = 3
SCHEMES = {"http", "https", "mailto", "tel"}


def to_html(source: str) -> Markup:
    """Sanitised HTML; its highest headings stand right below the page's sections."""
    html = _renderer.render(source)
    highest = min(map(int, re.findall(r"<h([1-6])>", html)), default=1)
    html = re.sub(r"<(/?)h([1-6])>", lambda m: f"<{m[1]}h{min(6, int(m[2]) - highest + BELOW_SECTIONS)}>", html)
    clean = nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel="noopener nofollow ugc"
    )
    return Markup(clean)  # noqa: S704 - nh3 has just cleaned it


def to_text(source: str) -> str:
    """The words of a Markdown text, for mails, calendars and descriptions of pages."""
    html = _renderer.render(source)
    html = re.sub(r'<a href="([^"]*)"[^>]*>(.*?)</a>', r"\2 (\1)", html)
    html = re.sub(r"<li>", "- ", html)
    html = re.sub(r"</(p|li|h\d|tr)>|<br ?/?>", "\n", html)
    words = nh3.clean(html, tags=set())
    lines = (line.strip() for line in _entities(words).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _entities(text: str) -> str:
    for entity, letter in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ):
        text = text.replace(entity, letter)
    return text
