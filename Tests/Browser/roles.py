"""Who may see and do what, in a browser: a login, and pages that end where somebody else's begin."""

import json
import os
import shutil
import subprocess
import tempfile

from checks import check
from webdriver import Browser, wait_for
from words import WORDS
from world import Turnback

W = WORDS["en"]

PRINCIPALS = {
    "desk-de": ["--role", "store", "--store", "shop-de"],
    "desk-fr": ["--role", "store", "--store", "shop-fr"],
    "lax1": ["--role", "warehouse", "--warehouse", "LAX1", "--merchant", "acme"],
    "ops": ["--role", "operator"],
}


def make_tokens(program, access):
    def token(name, arguments):
        made = subprocess.run([program, "token", "new", name, "--access", access] + arguments, capture_output=True, text=True, check=True)
        return next(word for word in made.stdout.split() if word.startswith("tb_"))
    return {name: token(name, arguments) for name, arguments in PRINCIPALS.items()}


class Visitor:
    """A browser in which somebody has logged in."""

    def __init__(self, driver, world, token=None, **settings):
        self.browser, self.world = Browser(driver, **settings), world
        if token:
            self.opens("/login")
            self.logs_in(token)

    def opens(self, path):
        self.browser.open(self.world.url + path)
        self.browser.one("main")

    def logs_in(self, token):
        self.browser.one("#token").type(token)
        self.browser.press("Log in")

    def menu(self):
        """Where the navigation leads."""
        return self.browser.script("return [...document.querySelectorAll('nav a')].map(a => new URL(a.href).pathname)")

    def closes(self):
        self.browser.close()


def logins_and_their_pages(driver, program, axe, screenshots):
    folder = tempfile.mkdtemp(prefix="turnback-roles-")
    access = os.path.join(folder, "access.json")
    tokens = make_tokens(program, access)
    name_whom_to_call(access)
    world = Turnback(program, access=access, token=tokens["ops"])
    visitors = []

    def visitor(name=None, **settings):
        visitors.append(Visitor(driver, world, tokens[name] if name else None, **settings))
        return visitors[-1]

    try:
        for warehouse in ("LAX1", "NYC1"):
            world.receives([("LAMP-9", 10)], warehouse=warehouse)
        for order, store, warehouse in (("9001", "shop-de", "LAX1"), ("9002", "shop-fr", "LAX1"), ("9003", "shop-fr", "NYC1")):
            world.order(order, f"OB-{order}-1", [("LAMP-9", 1)], store=store, warehouse=warehouse)
        a_login_comes_first(visitor(), tokens, axe, screenshots)
        a_store_has_its_orders(visitor("desk-de"), world, axe, screenshots)
        a_floor_has_its_tasks(visitor("lax1", width=360, height=740), world, axe, screenshots)
        operations_have_all(visitor("ops"), world)
        a_store_calls_the_warehouse(visitor("desk-fr"), visitor("desk-de", width=360, height=740), world, axe, screenshots)
    finally:
        for one in visitors:
            one.closes()
        world.close()
        shutil.rmtree(folder, ignore_errors=True)


def name_whom_to_call(access):
    with open(access, encoding="utf-8") as file:
        known = json.load(file)
    known["warehouses"] = {"NYC1": {"contacts": [
        {"name": "Floor desk <NYC1>", "phone": "+1 555 0100", "email": "floor@nyc1.example", "hours": "Mon–Fri 6–22"}]}}
    with open(access, "w", encoding="utf-8") as file:
        json.dump(known, file)


def a_store_calls_the_warehouse(one, other, world, axe, screenshots):
    """Whom to call stands where to call is what comes next, for the store whose case it is."""
    world.report("warehouse.goods-verified", "9003", "OB-9003-1", "shop-fr", warehouse="NYC1", found="missing")
    world.case("9003", "refused", "shop-fr")
    one.opens("/cases/shop-fr/9003/c1")
    for text in ("Floor desk <NYC1>", "+1 555 0100", "Mon–Fri 6–22"):
        assert text in one.browser.text(".answer"), one.browser.text(".answer")
    check(one.browser, axe)
    one.browser.screenshot(f"{screenshots}/case-call-en-1280.png")
    one.browser.one(".answer a.button").click()
    wait_for("the contacts", lambda: "/contact/NYC1" in one.browser.url)
    one.browser.sees("floor@nyc1.example")
    check(one.browser, axe)
    for path in ("/contact/NYC1", "/contact/NYC1?case=shop-fr%2F9003%2Fc1"):
        other.opens(path)
        assert "555" not in other.browser.text("main"), "another store sees whom to call"


def a_login_comes_first(one, tokens, axe, screenshots):
    one.opens("/orders/shop-de/9001")
    assert "/login" in one.browser.url, one.browser.url
    assert "9001" not in one.browser.text("main"), "a page shows an order before the login"
    check(one.browser, axe)
    one.browser.screenshot(f"{screenshots}/login-en-1280.png")
    one.logs_in("tb_nobody_knows_this")
    one.browser.sees("This token is not known here")
    check(one.browser, axe)
    # After the login the page that was asked for comes.
    one.logs_in(tokens["desk-de"])
    wait_for("the order", lambda: one.browser.url.endswith("/orders/shop-de/9001"))
    one.browser.sees(W["safe"])
    assert "turnback_token" not in one.browser.script("return document.cookie"), "a script can read the token"
    one.opens("/settings")
    one.browser.press("Log out on this device")
    one.opens("/orders/shop-de/9001")
    assert "/login" in one.browser.url, "the logout did not end the login"


def a_store_has_its_orders(one, world, axe, screenshots):
    one.opens("/")
    assert not [path for path in one.menu() if path.startswith(("/floor", "/operations"))], one.menu()
    check(one.browser, axe)
    one.browser.screenshot(f"{screenshots}/home-store-en-1280.png")
    for path in ("/orders/shop-fr/9002", "/orders/shop-fr/9002/cancel"):
        one.opens(path)
        one.browser.sees(W["missing"])
    one.opens("/find?q=OB-9002-1")
    one.browser.sees(W["nothing"])
    one.opens("/orders/shop-de/9001/cancel?scope=all&reason=other&by=staff&step=check")
    one.browser.press(W["send"])
    wait_for("the case", lambda: "/cases/shop-de/9001/c1" in one.browser.url)
    one.browser.sees(W["available"])
    one.opens("/orders/shop-de/9001")
    assert [case["state"] for case in world.json("/api/v1/orders/shop-de/9001")["cases"]] == ["cancelled"]


def a_floor_has_its_tasks(one, world, axe, screenshots):
    for order, warehouse in (("9002", "LAX1"), ("9003", "NYC1")):
        for status in ("picking", "picked", "packed"):
            world.report("warehouse.progressed", order, f"OB-{order}-1", "shop-fr", warehouse=warehouse, status=status, minutes=-5)
        world.reaches(order, f"OB-{order}-1", "packed", "shop-fr")
        world.cancels(order, f"r-{order}", "shop-fr")
        world.case(order, "verifying", "shop-fr")
    one.opens("/floor/LAX1")
    one.browser.sees("OB-9002-1")
    assert "OB-9003-1" not in one.browser.text("main"), "a task of another warehouse is shown"
    assert not [path for path in one.menu() if path.startswith(("/cases", "/operations"))], one.menu()
    check(one.browser, axe)
    one.browser.screenshot(f"{screenshots}/floor-login-en-360.png")
    one.opens("/floor/NYC1")
    assert "OB-9003-1" not in one.browser.text("main"), "a task of another warehouse is shown"
    one.opens("/floor/LAX1/scan?code=OB-9002-1")
    one.browser.press(W["here"])
    world.case("9002", "intercepting", "shop-fr")
    # The login is who reported it, not a name in a form.
    assert "lax1" in json.dumps(world.json("/api/v1/orders/shop-fr/9002")), "the report does not name the login"


def operations_have_all(one, world):
    one.opens("/operations")
    one.browser.sees(W["open"])
    for order in ("9002", "9003"):
        one.opens(f"/cases/shop-fr/{order}/c1")
        one.browser.sees("lax1" if order == "9002" else W["looking"])
