"""Reading a page as a browser does: its elements, what people read in it, and its forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
UNSEEN_TEXT = frozenset({"script", "style"})


@dataclass
class HtmlForm:
    """A form as its page offers it: what would be sent if its first button were pressed at once."""

    action: str
    method: str
    is_multipart: bool
    values: list[tuple[str, str]] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str | None:
        return next((value for key, value in self.values if key == name), None)


class Document(HTMLParser):
    """One page. `elements`: tag and attributes; `texts`: text by the element it stands in; `forms`: its forms."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self.comments: list[str] = []
        self.forms: list[HtmlForm] = []
        self._open: list[str] = []
        self._scripts: list[tuple[str, str]] = []
        self._select: dict[str, Any] | None = None
        self._area: list[str] | None = None
        self._inside: HtmlForm | None = None
        self.feed(html)
        self.close()

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_decl(self, decl: str) -> None:
        assert decl.lower() == "doctype html"

    def handle_pi(self, data: str) -> None:
        self.comments.append(data)

    def unknown_decl(self, data: str) -> None:
        self.comments.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        assert len(values) == len(attrs), f"an attribute twice in <{tag}>: {attrs}"
        self.elements.append((tag, values))
        if tag not in VOID:
            self._open.append(tag)
        if tag == "form":
            self._inside = HtmlForm(
                values.get("action", ""), values.get("method", "get").upper(), "enctype" in values
            )  # fmt: skip
            self.forms.append(self._inside)
        elif self._inside is not None:
            self._control(self._inside, tag, values)

    def _control(self, form: HtmlForm, tag: str, values: dict[str, str]) -> None:  # noqa: C901 - one line a kind of control
        name, kind = values.get("name", ""), values.get("type", "text")
        if tag == "option" and self._select is not None:
            value = values.get("value", "")
            self._select.setdefault("first", value)
            if "selected" in values:
                self._select["chosen"] = value
        elif not name or "disabled" in values:
            return
        elif tag == "select":
            self._select = {"name": name}
            form.kinds[name] = "select"
        elif tag == "textarea":
            form.kinds[name] = "textarea"
            form.values.append((name, ""))
            self._area = []
        elif tag == "button" and name not in form.kinds:
            form.kinds[name] = "button"
        elif tag == "input":
            form.kinds[name] = kind
            if kind not in {"checkbox", "radio", "submit", "file", "image"} or "checked" in values:
                form.values.append((name, values.get("value", "on" if kind == "checkbox" else "")))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "form":
            self._inside = None
        elif tag == "select" and self._select is not None and self._inside is not None:
            chosen = self._select.get("chosen", self._select.get("first"))
            if chosen is not None:
                self._inside.values.append((self._select["name"], chosen))
            self._select = None
        elif tag == "textarea" and self._area is not None and self._inside is not None:
            text = "".join(self._area)
            name = self._inside.values[-1][0]
            self._inside.values[-1] = (name, text.removeprefix("\r").removeprefix("\n"))
            self._area = None

    def handle_data(self, data: str) -> None:
        self.texts.append((self._open[-1] if self._open else "", data))
        if self._open and self._open[-1] == "script":
            self._scripts.append((self.elements[-1][1].get("type", ""), data))
        if self._area is not None:
            self._area.append(data)

    def seen(self) -> str:
        """Everything a person or a program reads: texts, attributes, values of fields."""
        attributes = [value for _tag, values in self.elements for value in values.values()]
        return "\n".join([text for _tag, text in self.texts] + attributes)

    def scripts(self, media_type: str) -> list[str]:
        """The contents of the scripts of one type."""
        return [text for kind, text in self._scripts if kind == media_type and text.strip()]
