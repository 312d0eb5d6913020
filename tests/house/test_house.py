"""The house keeps its own rules: budgets, empty packages, locks without hosts, a catalogue for every language."""

import ast
import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from eventhub.config import Settings
from eventhub.i18n.languages import NAMES

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "eventhub"
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
SOURCES = sorted([*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")])
UNWANTED_NAMES = {"utils", "helpers", "common", "core", "base", "manager", "extensions"}
TRANSLATING = {"_", "_l", "gettext", "lazy_gettext", "ngettext", "_n"}
TRANSLATED = sorted(set(NAMES) - {"en"})
# Mails are read far from our stylesheet, and bring their own.
TEMPLATES = sorted(p for p in (ROOT / "templates").rglob("*.html") if "mails" not in p.parts)


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_file_is_longer_than_its_budget() -> None:
    assert {relative(p): n for p in SOURCES if (n := len(p.read_text().splitlines())) > LONGEST_FILE} == {}


def test_no_function_is_longer_than_its_budget() -> None:
    long = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long[f"{relative(path)}:{node.name}"] = lines
    assert long == {}


def test_every_package_file_is_empty() -> None:
    assert [relative(p) for p in PACKAGE.rglob("__init__.py") if p.read_text().strip()] == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [relative(p) for p in PACKAGE.rglob("*.py") if p.stem in UNWANTED_NAMES] == []


@pytest.mark.parametrize("name", ["runtime.txt", "dev.txt"])
def test_locks_pin_by_hash_and_name_no_host(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()
    pins = re.findall(r"^([a-z0-9][a-z0-9._-]*)==\S+(.*(?:\n    .*)*)", text, flags=re.MULTILINE)
    assert len(pins) > 50
    assert [pin for pin, rest in pins if "--hash=sha256:" not in rest] == []
    assert re.findall(r"://|--index-url|--extra-index-url|--find-links|--trusted-host|file:", text) == []


def test_locks_hold_every_dependency_the_project_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for name, wanted in (
        ("runtime.txt", project["project"]["dependencies"]),
        ("dev.txt", project["dependency-groups"]["dev"]),
    ):
        locked = set(
            re.findall(r"^([a-z0-9][a-z0-9._-]*)==", (ROOT / "requirements" / name).read_text(), flags=re.MULTILINE)
        )
        assert {re.split(r"[\[><=]", line)[0].lower() for line in wanted} - locked == set()


def test_what_is_tested_is_what_runs() -> None:
    runs, tested = (
        dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE))
        for name in ("runtime.txt", "dev.txt")
    )
    assert {name: tested.get(name) for name in runs} == runs


@pytest.mark.parametrize("name", ["runtime.txt", "dev.txt"])
def test_locks_hold_what_their_packages_need(name: str) -> None:
    locked = re.findall(r"^([a-z0-9][a-z0-9._-]*)==", (ROOT / "requirements" / name).read_text(), re.MULTILINE)
    needed = [Requirement(line) for package in locked if is_here(package) for line in requires(package) or ()]
    missing = {
        canonicalize_name(one.name) for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})
    }
    assert missing - set(locked) == set()


def is_here(package: str) -> bool:
    """Whether it is installed: some are locked for other systems."""
    try:
        return bool(version(package))
    except PackageNotFoundError:
        return False


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text()
    assert [name for name in Settings.model_fields if f"EVENTHUB_{name.upper()}" not in page] == []


def test_templates_hold_no_inline_script_style_or_unsafe_filter() -> None:
    bad = {}
    for path in TEMPLATES:
        found = re.findall(r"\sstyle=|<style|\son[a-z]+=\"|\|\s*safe\b|javascript:", path.read_text())
        found += [
            tag for tag in re.findall(r"<script[^>]*>", path.read_text()) if "src=" not in tag and "ld+json" not in tag
        ]
        if found:
            bad[relative(path)] = found
    assert bad == {}


def test_no_text_stands_within_an_f_string_where_the_catalogues_miss_it() -> None:
    missed = [
        f"{relative(path)}:{call.lineno}"
        for path in PACKAGE.rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in TRANSLATING
    ]
    assert missed == []


def source_texts() -> set[object]:
    methods = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
    keywords = {
        "_": None,
        "gettext": None,
        "_l": None,
        "lazy_gettext": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
    }
    keywords["_n"] = (1, 2)
    texts: set[object] = set()
    for folder in ("eventhub", "templates"):
        for _file, _line, message, _comments, _context in extract_from_dir(
            str(ROOT / folder), methods, keywords=keywords, options_map={"**.html": {"silent": "false"}}
        ):
            texts.add(message if isinstance(message, str) else tuple(message))
    return texts


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_of_the_interface_is_untranslated(language: str) -> None:
    file = PACKAGE / "i18n" / "translations" / language / "LC_MESSAGES" / "messages.po"
    with file.open("rb") as source:
        catalogue = read_po(source, locale=language)
    done = {
        message.id if isinstance(message.id, str) else tuple(message.id)
        for message in catalogue
        if message.id
        and not message.fuzzy
        and all([message.string] if isinstance(message.string, str) else message.string)
    }
    assert sorted(map(str, source_texts() - done)) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_every_placeholder(language: str) -> None:
    file = PACKAGE / "i18n" / "translations" / language / "LC_MESSAGES" / "messages.po"
    with file.open("rb") as source:
        catalogue = read_po(source, locale=language)
    wrong = []
    for message in catalogue:
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        known = {name for text in ids for name in re.findall(r"%\((\w+)\)[sd]", text)}
        wrong += [str(message.id) for text in strings if set(re.findall(r"%\((\w+)\)[sd]", text)) - known]
        last = set(re.findall(r"%\((\w+)\)[sd]", strings[-1]))
        if strings[-1] and known - {"num"} != last - {"num"}:
            wrong.append(str(message.id))
    assert wrong == []
