"""A small WebDriver client (https://www.w3.org/TR/webdriver2/): only what the tests of the pages need."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
ENTER, TAB = "\ue007", "\ue004"
# Within this a page shows what it has to; what takes longer is a fault.
PATIENCE = 20.0


class WebDriverError(Exception):
    pass


def wait_for(what, condition, patience=PATIENCE):
    """Looks again and again until the condition holds; says the last thing it saw where it never does."""
    deadline = time.monotonic() + patience
    seen = None
    while time.monotonic() < deadline:
        seen = condition()
        if seen:
            return seen
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {patience} s; last seen: {seen!r}")


class Driver:
    """chromedriver on its own port, ended by its own process."""

    def __init__(self):
        program = shutil.which("chromedriver")
        if not program:
            raise SystemExit("chromedriver is missing: compose/setup chromium chromium-driver")
        self.log = tempfile.NamedTemporaryFile(mode="w+", prefix="chromedriver-", suffix=".log")
        self.process = subprocess.Popen([program, "--port=0"], stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.url = None
        for line in self.process.stdout:
            if "successfully on port" in line:
                self.url = "http://127.0.0.1:" + line.rsplit("on port", 1)[1].strip(" .\n")
                break
        if not self.url:
            raise WebDriverError("chromedriver did not start")

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=10)
        self.process.stdout.close()

    def call(self, method, path, body=None):
        data = None if method == "GET" else json.dumps(body or {}).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise WebDriverError(f"{value.get('error')}: {value.get('message', '')[:400]}") from None


class Browser:
    """One window with its own cookies."""

    def __init__(self, driver, language="en", script=True, width=1280, height=900):
        self.driver = driver
        self.profile = tempfile.mkdtemp(prefix="turnback-browser-")
        preferences = {"intl.accept_languages": language}
        if not script:
            preferences["profile.managed_default_content_settings.javascript"] = 2
        options = {
            "args": [
                "--headless=new", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1",
                f"--user-data-dir={self.profile}", f"--lang={language}", "--no-first-run", "--disable-dev-shm-usage",
            ] + (["--no-sandbox"] if os.geteuid() == 0 else []),
            "prefs": preferences,
        }
        capabilities = {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}}
        self.session = driver.call("POST", "/session", capabilities)["sessionId"]
        self.resize(width, height)

    def close(self):
        try:
            self._call("DELETE", "")
        finally:
            shutil.rmtree(self.profile, ignore_errors=True)

    def _call(self, method, path, body=None):
        return self.driver.call(method, f"/session/{self.session}{path}", body)

    def resize(self, width, height):
        """The window's inside, also below the least size of a window."""
        self.send("Emulation.setDeviceMetricsOverride",
                  {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500})

    def send(self, command, parameters):
        return self._call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def offline(self, is_offline):
        self.send("Network.enable", {})
        self.send("Network.emulateNetworkConditions",
                  {"offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})

    def dark(self, is_dark):
        value = "dark" if is_dark else "light"
        self.send("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": value}]})

    def open(self, url):
        self._call("POST", "/url", {"url": url})

    @property
    def url(self):
        return self._call("GET", "/url")

    @property
    def title(self):
        return self._call("GET", "/title")

    @property
    def source(self):
        return self._call("GET", "/source")

    def all(self, selector):
        found = self._call("POST", "/elements", {"using": "css selector", "value": selector})
        return [Element(self, item[ELEMENT]) for item in found]

    def one(self, selector):
        """The first element, waited for."""
        return wait_for(f"{selector} on {self.url}", lambda: (self.all(selector) or [None])[0])

    def text(self, selector="main"):
        return self.one(selector).text

    def sees(self, text, selector="main"):
        """Waits until a text stands there."""
        def look():
            try:
                return text in self.text(selector)
            except WebDriverError:
                return False
        try:
            wait_for(repr(text), look)
        except AssertionError:
            raise AssertionError(f"{text!r} is not on {self.url}:\n{self.text(selector)[:1500]}") from None

    def button(self, text):
        """The button or link with this text."""
        def look():
            for element in self.all("button, a"):
                if element.text.strip() == text:
                    return element
            return None
        return wait_for(f"button {text!r} on {self.url}", look)

    def press(self, text):
        """Presses, and waits for the page that it leads to."""
        before = self.one("html").id
        self.button(text).click()
        wait_for(f"a page after {text!r}", lambda: self._is_other(before))

    def _is_other(self, before):
        try:
            found = self.all("html")
            return bool(found) and found[0].id != before and self.all("main")
        except WebDriverError:
            return False

    def script(self, source, *arguments):
        return self._call("POST", "/execute/sync", {"script": source, "args": list(arguments)})

    def later(self, source, *arguments):
        return self._call("POST", "/execute/async", {"script": source, "args": list(arguments)})

    def type_anywhere(self, text):
        """Keys as a scanner sends them, wherever the focus is."""
        actions = []
        for character in text:
            actions += [{"type": "keyDown", "value": character}, {"type": "keyUp", "value": character}]
        self._call("POST", "/actions", {"actions": [{"type": "key", "id": "scanner", "actions": actions}]})

    def screenshot(self, path):
        """The whole page, not the window alone."""
        size = self.send("Page.getLayoutMetrics", {})["cssContentSize"]
        picture = self.send("Page.captureScreenshot", {
            "captureBeyondViewport": True,
            "clip": {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 4000), "scale": 1}})
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))


class Element:
    def __init__(self, browser, identity):
        self.browser = browser
        self.id = identity

    def _call(self, method, path, body=None):
        return self.browser._call(method, f"/element/{self.id}{path}", body)

    def click(self):
        self._call("POST", "/click")

    def type(self, text):
        self._call("POST", "/value", {"text": text})

    def clear(self):
        self._call("POST", "/clear")

    @property
    def text(self):
        return self._call("GET", "/text")

    def attribute(self, name):
        return self._call("GET", f"/attribute/{name}")

    def property(self, name):
        return self._call("GET", f"/property/{name}")
