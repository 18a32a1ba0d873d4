"""What every screen must pass. Each check returns complaints in words; an empty list is a pass."""

from collections.abc import Sequence

from axe_playwright_python.base import AXE_SCRIPT
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from lycaon.workbench.people.doors import verb_of
from tests.browser.pseudo import CLOSE, OPEN

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_FOREIGN = "[translate=no], .said, .worded, .v, .p, .name, code, .mono, kbd, time, bdi, script, style, noscript, template, [lang]:not(html)"
"""Where words are not ours to translate, or were translated elsewhere: data, the seller's words, the engine's words."""

_UNTRANSLATED = """([foreign, open, close]) => {
  const found = new Set();
  const reference = /\\b[A-Z]{1,3}-[0-9A-Z]{6,}\\b/g;
  const rest = (text) => text.replace(new RegExp(open + "[^" + close + "]*" + close, "gu"), " ").replace(reference, " ");
  const look = (element, text, where) => {
    if (!element || element.closest(foreign)) return;
    if (/\\p{L}{2,}/u.test(rest(text))) found.add(where + text.trim().replace(/\\s+/g, " ").slice(0, 80));
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) look(walker.currentNode.parentElement, walker.currentNode.data, "");
  for (const name of ["aria-label", "title", "placeholder", "alt", "data-l"])
    for (const element of document.querySelectorAll(`[${name}]`)) look(element, element.getAttribute(name), `${name}: `);
  look(document.body, document.title.replace("· Lycaon", ""), "title of the page: ");
  return [...found];
}"""

_FOCUSABLE = """() => {
  const wanted = "a[href], button:not([disabled]), input:not([type=hidden], [disabled]), select, textarea, summary, [tabindex='0']";
  const seen = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden";
  const all = [...document.querySelectorAll(wanted)].filter(seen);
  window.walked = new Map();
  document.addEventListener("focusin", (event) => {
    const style = getComputedStyle(event.target);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    walked.set(event.target, ring || walked.get(event.target) === true);
  });
  window.walk = all;
  document.activeElement?.blur();
  scrollTo(0, 0);
  return all.length;
}"""

_WALKED = """() => {
  const groups = new Set([...walked.keys()].filter((e) => e.type === "radio").map((e) => e.name));
  const short = (e) => e.outerHTML.slice(0, 90);
  return {
    missed: walk.filter((e) => !walked.has(e) && !(e.type === "radio" && groups.has(e.name))).map(short),
    dark: [...walked].filter(([, ring]) => !ring).map(([e]) => short(e)),
  };
}"""

SEEN = ("color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block")
"""Rules whose outcome hangs on light and width; the others say the same of every rendering of a page."""


def axe(page: Page, *, only: Sequence[str] = ()) -> list[str]:
    """WCAG 2.2 AA and good practice, as axe-core sees it; or some rules only."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    rules = {"type": "rule", "values": list(only)} if only else {"type": "tag", "values": _RULES}
    found = page.evaluate("rules => axe.run({ runOnly: rules })", rules)
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:160]}"
        for violation in found["violations"]
        for node in violation["nodes"][:5]
    ]


def dead_ends(page: Page, role: str) -> list[str]:
    """Return links and forms that a page offers to somebody whose role does not open them: they would meet a refusal."""
    wanted = """() => [...document.querySelectorAll("main a[href], main form[action]")]
      .map((e) => new URL(e.href || e.getAttribute("action"), location.href))
      .filter((url) => url.origin === location.origin && url.protocol.startsWith("http")).map((url) => url.pathname)"""
    found: list[str] = []
    for path in sorted(set(page.evaluate(wanted))):
        try:
            verb = verb_of(resolve(path).func)
        except Resolver404:
            found.append(f"leads nowhere: {path}")
            continue
        if verb is not None and not verb.is_public and not verb.roles & {role}:
            found.append(f"leads to a refusal: {path} is not for {role}")
    return found


def framed(page: Page) -> list[str]:
    """Head, foot and one headline are there: a page that lost them still passes every other check."""
    wanted = {"h1": 1, ".mast .name svg": 1, "footer .switches button[name=language]": 4, "main": 1}
    found = {selector: page.locator(selector).count() for selector in wanted}
    return [
        f"{selector}: {found[selector]} and not {count}"
        for selector, count in wanted.items()
        if found[selector] != count
    ]


def overflow(page: Page) -> list[str]:
    """Nothing reaches beyond the screen: only a region of its own may scroll sideways."""
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if beyond <= 0:
        return []
    culprits = page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((e) => {
          const box = e.getBoundingClientRect();
          return box.right > innerWidth + 1 && box.width > 0 && !e.closest(".scroll, .mast nav");
        }).slice(-3).map((e) => e.outerHTML.slice(0, 120))"""
    )
    return [f"{beyond} px beyond the screen: {culprits}"]


def untranslated(page: Page) -> list[str]:
    """Words that stand outside the brackets of the pseudo-language, and belong neither to data nor to the engine."""
    return [f"not translated: {words}" for words in page.evaluate(_UNTRANSLATED, [_FOREIGN, OPEN, CLOSE])]


def keyboard(page: Page) -> list[str]:
    """Everything that can be pressed or filled in is reached with the tabulator, and shows that it is."""
    count = page.evaluate(_FOCUSABLE)
    found = {"missed": [], "dark": []}
    pressed = 0
    while pressed < 3 * count + 10:  # a date has several stops of its own
        for _ in range(count + 2):
            page.keyboard.press("Tab")
        pressed += count + 2
        found = page.evaluate(_WALKED)
        if not found["missed"]:
            break
    return [
        *(f"not reached by keyboard: {element}" for element in found["missed"]),
        *(f"focus does not show: {element}" for element in found["dark"]),
    ]
