"""What holds on every page: no fault that axe-core finds, no word of the wire, nothing that scrolls sideways, no broken policy."""

import json

from words import WIRE

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def axe_faults(browser, axe):
    browser.script(axe)
    result = browser.later(
        "const done = arguments[arguments.length - 1]; axe.run(document, {runOnly: {type: 'tag', values: arguments[0]}})"
        ".then(r => done(JSON.stringify(r.violations.map(v => [v.id, v.help, v.nodes.slice(0, 3).map(n => n.html.slice(0, 200) + ' :: ' + n.failureSummary.slice(0, 300))]))))", TAGS)
    return json.loads(result)


def check(browser, axe=None, is_raw=False):
    """`is_raw`: the page shows what other systems sent, as it came."""
    text = "" if is_raw else browser.text("main")
    for word in WIRE:
        assert word not in text, f"{word!r} is on {browser.url}"
    if axe:
        faults = axe_faults(browser, axe)
        assert not faults, f"{browser.url}:\n" + "\n".join(f"  {fault[0]}: {fault[1]}\n    " + "\n    ".join(fault[2]) for fault in faults)
        wide = browser.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{browser.url} is {wide} pixels too wide"
    for entry in browser._call("POST", "/se/log", {"type": "browser"}):
        assert "Content Security Policy" not in entry["message"], entry["message"]
        assert "Uncaught" not in entry["message"], entry["message"]
