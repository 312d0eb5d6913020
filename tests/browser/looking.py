"""A page that is looked at with suspicion: errors in the console, malformed markup, barriers."""

import re
from collections.abc import Mapping

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, ViewportSize

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 640}
"""A page of 1280 pixels enlarged four times, as WCAG 1.4.10 asks."""
AXE = Axe()
EVERY_RULE = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"type": "rule", "values": ["color-contrast"]}
SIZES_AND_COLOURS = {
    "type": "rule",
    "values": ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"],
}
"""What another width and another scheme can break in a page that keeps every rule on a desk."""
VIOLATIONS = """([rules, parts]) => axe.run(parts, {runOnly: rules, resultTypes: ['violations']}).then(found =>
  found.violations.flatMap(v => v.nodes.map(n => `${v.id} ${n.html.slice(0, 150)} ${n.any.map(c => c.message)}`)))"""
WHOLE = {"include": [["html"]]}
FIRST_ROWS = {"include": [["html"]], "exclude": [["tbody > tr:nth-child(n + 13)"]]}
"""A long table's rows repeat each other: every rule sees all of them, what only differs in colour a dozen."""
OWN_COLOURS = """() => [...document.querySelectorAll('body *')].filter(e =>
  getComputedStyle(e).forcedColorAdjust !== 'auto' && e.getBoundingClientRect().width).map(e => {
  e.dataset.keepsColours = ''; return e.outerHTML.slice(0, 120); })"""
KEEPING = {"include": [["[data-keeps-colours]"]]}
CHECK = """() => {
  const problems = [];
  const heads = document.querySelectorAll('h1');
  if (heads.length !== 1) problems.push(`${heads.length} h1`);
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
  if (twice.length) problems.push('repeated ids: ' + [...new Set(twice)].join(', '));
  if (!document.documentElement.lang) problems.push('no lang');
  if (!document.title.trim()) problems.push('no title');
  for (const e of document.querySelectorAll('input:not([type=hidden], [type=submit], [hidden]), select, textarea')) {
    const named = (e.labels && e.labels.length) || e.getAttribute('aria-label') || e.getAttribute('aria-labelledby');
    if (!named) problems.push('no label: ' + (e.name || e.id));
  }
  const nowhere = [...document.querySelectorAll('a')].filter(a => !a.getAttribute('href'));
  for (const a of nowhere) problems.push('link to nowhere: ' + a.textContent);
  return problems;
}"""
SMALL = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')].filter(e => {
  const r = e.getBoundingClientRect();
  if (!r.width || !r.height) return false;
  if (e.tagName === 'A' && getComputedStyle(e).display === 'inline') return false;
  if (e.closest('.skip, .away, .trap')) return false;
  const labels = [...(e.labels || [])];
  return (r.width < 24 || r.height < 24) && !labels.some(l => l.getBoundingClientRect().height >= 24);
}).map(e => e.outerHTML.slice(0, 120))"""


Rules = Mapping[str, object]


class Looking:
    """A browser page of one test, and the problems seen on it."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.problems: list[str] = []
        self.requests: list[Request] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        # The browser reports each answer of 400 and above as an error of its own; tests expect some of these.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.problems.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        self.requests.append(request)
        if not request.url.startswith((self.site, "data:")):
            self.problems.append(f"asked another site: {request.url}")

    def open(self, path: str) -> "Looking":
        self.goto(path)
        return self.check()

    def goto(self, path: str) -> "Looking":
        """Open a page without judging it."""
        self.page.goto(path if path.startswith("http") else self.site + path)
        return self

    def check(self) -> "Looking":
        """Well-formed, no sideways scrolling, and nothing that axe finds."""
        return self.stand()._axe(EVERY_RULE)

    def stand(self) -> "Looking":
        """Well-formed and no sideways scrolling: what other words may break in a page that is checked."""
        self._note(self.page.evaluate(CHECK))
        return self._fits()

    def sweep(self, *, forced: bool = False) -> "Looking":
        """The page as it stands now: on a desk, on a phone in the dark, enlarged four times.

        A look has the rules that it can break, no more: axe is most of what these tests cost. `forced` looks at the
        colours that a person's own computer chooses, too.
        """
        self.page.set_viewport_size(DESKTOP)
        self.check()
        self.page.set_viewport_size(PHONE)
        self._fits()._in_the_dark()
        self.page.set_viewport_size(NARROW)
        self._fits()
        if forced:
            self._in_forced_colours()
        self.page.set_viewport_size(DESKTOP)
        return self

    def _note(self, problems: list[str]) -> None:
        width = (self.page.viewport_size or DESKTOP)["width"]
        self.problems += [f"{self.page.url} at {width}: {problem}" for problem in problems]

    def _fits(self) -> "Looking":
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        self._note([f"scrolls {wide} px sideways"] if wide > 0 else [])
        self._note([f"small target {html}" for html in self.page.evaluate(SMALL)])
        return self

    def _axe(self, rules: Rules, parts: Rules = WHOLE) -> "Looking":
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.axe_script)
        self._note(self.page.evaluate(VIOLATIONS, [rules, parts]))
        return self

    def _in_the_dark(self) -> None:
        self.page.emulate_media(color_scheme="dark")
        self._axe(SIZES_AND_COLOURS, FIRST_ROWS)
        self.page.emulate_media(color_scheme="light")

    def _in_forced_colours(self) -> None:
        """Colours that a person's own computer chooses need no judging; what keeps its own before them does."""
        self.page.emulate_media(forced_colors="active")
        if self.page.evaluate(OWN_COLOURS):
            self._axe(COLOURS, KEEPING)
        self.page.emulate_media(forced_colors="none")

    def click(self, name: str | re.Pattern[str], *, role: str = "button") -> "Looking":
        """Press the one button or link of that name, without judging what comes."""
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        self.page.wait_for_load_state()
        return self

    def press(self, name: str | re.Pattern[str], *, role: str = "button") -> "Looking":
        """Press it and look at what comes."""
        return self.click(name, role=role).check()

    def fill(self, **values: str) -> "Looking":
        """Fill fields by the name they are sent under."""
        for name, value in values.items():
            self.page.locator(f"[name='{name}']").fill(value)
        return self

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()
