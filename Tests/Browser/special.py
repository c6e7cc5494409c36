"""What goes wrong on real days: two presses, a line that is down, a server that restarts, another who was first, another site."""

import urllib.error
import urllib.parse
import urllib.request

from checks import check
from webdriver import ENTER, Browser, wait_for
from words import WORDS

W = WORDS["en"]


def stopped_order(world, order):
    outbound = f"OB-{order}-1"
    world.order(order, outbound, [("LAMP-9", 1)])
    world.works(order, outbound, "shipped", parcel=f"P-{order}", tracking=f"1Z999AA101{order}7777")
    world.cancels(order, f"r-{order}")
    world.case(order, "verifying")
    return f"T-{outbound}-c1-verifyGoods"


def task_of(world, order):
    """The address of its open task, as the list has it."""
    return f"/floor/LAX1/scan?code=P-{order}"


def reports(world, order):
    view = world.json(f"/api/v1/orders/shop-de/{order}")
    return str(view).count("goods-verified")


def two_presses_count_once(driver, world, axe, screenshots):
    # No number: the page of refused messages is searched for it, and times and places there are numbers.
    order = "pressed-twice"
    stopped_order(world, order)
    browser = Browser(driver)
    try:
        browser.open(world.url + task_of(world, order))
        form = browser.one(".answers form")
        browser.script("""
            const form = document.querySelector('.answers form'), data = new URLSearchParams(new FormData(form));
            data.set('answer', 'here');
            return Promise.all([1, 2, 3].map(() => fetch(form.getAttribute('action'), {method: 'POST', body: data}))).then(all => all.map(a => a.status));
        """)
        world.case(order, "intercepting")
        rejected = world.get("/operations/refused").decode()
        assert order not in rejected, f"a repeated press was refused: {rejected}"
        browser.open(world.url + f"/cases/shop-de/{order}/c1")
        assert browser.text(".story").count("is here") == 1, browser.text(".story")
    finally:
        browser.close()


def back_and_press_again(driver, world, axe, screenshots):
    stopped_order(world, "8002")
    browser = Browser(driver, width=360, height=740)
    try:
        browser.open(world.url + task_of(world, "8002"))
        browser.press(W["here"])
        world.case("8002", "intercepting")
        browser._call("POST", "/back")
        browser.one("main")
        answers = [e for e in browser.all("button") if e.text == W["here"]]
        if answers:
            browser.press(W["here"])
        browser.open(world.url + "/cases/shop-de/8002/c1")
        assert browser.text(".story").count("is here") == 1, browser.text(".story")
    finally:
        browser.close()


def line_is_down(driver, world, axe, screenshots):
    stopped_order(world, "8003")
    browser = Browser(driver, width=360, height=740)
    try:
        browser.open(world.url + task_of(world, "8003"))
        browser.button(W["here"])
        browser.offline(True)
        browser.button(W["here"]).click()
        wait_for("not sent yet", lambda: "not sent yet: 1" in browser.text("main"))
        browser.screenshot(f"{screenshots}/floor-offline-en-360.png")
        browser.offline(False)
        world.case("8003", "intercepting")
        wait_for("sent", lambda: browser.script("return JSON.parse(localStorage.getItem('turnback-unsent') || '[]').length === 0"))
        browser.open(world.url + "/cases/shop-de/8003/c1")
        assert browser.text(".story").count("is here") == 1, browser.text(".story")
    finally:
        browser.close()


def server_restarts(driver, world, axe, screenshots):
    """The form outlives a restart: what was filled in before it is sent after it, once."""
    world.order("8004", "OB-8004-1", [("MUG-BLUE", 1)])
    browser = Browser(driver)
    try:
        browser.open(world.url + "/orders/shop-de/8004/cancel?scope=all&reason=other&by=staff&step=check")
        browser.button(W["send"])
        port = int(world.url.rsplit(":", 1)[1])
        world.stop()
        world.start(port)
        browser.press(W["send"])
        wait_for("the case", lambda: "/cases/shop-de/8004/c1" in browser.url)
        browser.sees(W["available"])
    finally:
        browser.close()


def killed_in_mid_action(driver, world, axe, screenshots):
    """kill -9 while a press is on its way: pressed again after the restart, it counts once."""
    world.order("8011", "OB-8011-1", [("MUG-BLUE", 1)])
    browser = Browser(driver)
    try:
        browser.open(world.url + "/orders/shop-de/8011/cancel?scope=all&reason=other&by=staff&step=check")
        browser.button(W["send"])
        browser.script("""
            const button = [...document.querySelectorAll('button')].find(b => b.innerText.trim() === arguments[0]);
            const data = new URLSearchParams(new FormData(button.form));
            if (button.name) data.set(button.name, button.value);
            fetch(button.form.getAttribute('action'), {method: 'POST', body: data}).catch(() => null);
            return null;
        """, W["send"])
        port = int(world.url.rsplit(":", 1)[1])
        world.kill()
        world.start(port)
        browser.press(W["send"])
        wait_for("the case", lambda: "/cases/shop-de/8011/c1" in browser.url)
        browser.sees(W["available"])
        cases = world.json("/api/v1/orders/shop-de/8011")["cases"]
        assert len(cases) == 1 and len(cases[0]["requestIds"]) == 1, cases
        assert not world.json("/api/v1/rejections?storeId=shop-de&storeOrderId=8011")["rejections"]
    finally:
        browser.close()


def follows_what_others_do(driver, world, axe, screenshots):
    """The page of a case changes where it stands, and nothing above moves."""
    stopped_order(world, "8005")
    browser = Browser(driver)
    try:
        browser.open(world.url + "/cases/shop-de/8005/c1")
        wait_for("live", lambda: browser.one("#age").attribute("data-state") == "live")
        place = "const r = document.querySelector('.answer').getBoundingClientRect(); return [r.top, r.left]"
        before = browser.script(place)
        world.report("warehouse.goods-verified", "8005", "OB-8005-1", by="floor-3", found="inWarehouse")
        browser.sees("The parcel is in the building.")
        assert browser.script(place) == before, "the answer moved"
        browser.sees("floor-3")
        browser.open(world.url + "/floor/LAX1")
        wait_for("live", lambda: browser.one("#age").attribute("data-state") == "live")
        count = len(browser.all(".tasks li"))
        first = browser.script("return document.querySelector('.tasks li').getBoundingClientRect().top")
        stopped_order(world, "8006")
        wait_for("new tasks wait", lambda: any("new — show" in e.text for e in browser.all(".news button")))
        assert len(browser.all(".tasks li")) == count, "a new row came by itself"
        assert browser.script("return document.querySelector('.tasks li').getBoundingClientRect().top") == first, "the list moved"
        browser.screenshot(f"{screenshots}/floor-news-en-1280.png")
    finally:
        browser.close()


def another_was_first(driver, world, axe, screenshots):
    stopped_order(world, "8007")
    browser = Browser(driver, width=360, height=740)
    other = Browser(driver, width=360, height=740)
    try:
        browser.open(world.url + task_of(world, "8007"))
        browser.button(W["here"])
        page = browser.script("const f = document.querySelector('.answers form'); const d = new URLSearchParams(new FormData(f)); d.set('answer', 'here'); return [f.getAttribute('action'), d.toString()]")
        world.report("warehouse.goods-verified", "8007", "OB-8007-1", by="floor-3", found="inWarehouse")
        world.case("8007", "intercepting")
        where = browser.later("const done = arguments[2]; fetch(arguments[0], {method: 'POST', body: new URLSearchParams(arguments[1])}).then(a => done(a.url))", *page)
        assert "already" in where, where
        browser.open(where)
        browser.sees("Already said by")
        browser.sees("floor-3")
        check(browser, axe)
        browser.screenshot(f"{screenshots}/floor-already-en-360.png")
    finally:
        browser.close()
        other.close()


def another_site_sends_nothing(driver, world, axe, screenshots):
    world.order("8008", "OB-8008-1", [("MUG-BLUE", 1)])
    data = {"scope": "all", "reason": "other", "by": "staff", "once": "0" * 32, "form": "x"}
    for headers in ({}, {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}, {"Cookie": "turnback-browser=" + "a" * 32}):
        request = urllib.request.Request(
            world.url + "/orders/shop-de/8008/cancel", urllib.parse.urlencode(data).encode(), headers)
        try:
            urllib.request.urlopen(request, timeout=10)
            raise AssertionError("a form of another site was taken")
        except urllib.error.HTTPError as error:
            assert error.code == 403, error.code
    assert world.outbound("8008", "OB-8008-1")["status"] == "awaitingOutbound"
    answer = urllib.request.urlopen(world.url + "/", timeout=10)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy, policy
    assert "HttpOnly" in answer.headers["Set-Cookie"] and "SameSite=Lax" in answer.headers["Set-Cookie"]


def keyboard_alone(driver, world, axe, screenshots):
    """A cancellation from search to outcome without a pointer."""
    world.order("8009", "OB-8009-1", [("MUG-BLUE", 1)])
    browser = Browser(driver)

    def goes(keys, condition):
        before = browser.one("html").id
        browser.type_anywhere(keys)
        wait_for("the next page", lambda: browser._is_other(before))
        condition()

    def tab_to(text):
        for _ in range(40):
            browser.type_anywhere("\ue004")
            name = browser.script("const e = document.activeElement; return e.innerText || (e.labels && e.labels[0] ? e.labels[0].innerText : '')")
            if name.strip() == text:
                ring = browser.script("return getComputedStyle(document.activeElement).outlineStyle")
                assert ring != "none", f"the focus on {text} cannot be seen"
                return
        raise AssertionError(f"{text!r} cannot be reached with Tab")

    try:
        browser.open(world.url + "/")
        browser.type_anywhere("/")
        goes("OB-8009-1" + ENTER, lambda: browser.sees(W["safe"]))
        tab_to(W["cancel"])
        goes(ENTER, lambda: browser.sees("What is to be cancelled?"))
        tab_to(W["continue"])
        goes(ENTER, lambda: browser.sees(W["why"]))
        tab_to("Buyer changed their mind")
        browser.type_anywhere(" ")
        tab_to("The buyer")
        browser.type_anywhere(" ")
        tab_to(W["continue"])
        goes(ENTER, lambda: browser.sees("Check and send"))
        tab_to(W["send"])
        browser.type_anywhere(ENTER)
        wait_for("the case", lambda: "/cases/shop-de/8009/c1" in browser.url)
        browser.sees(W["available"])
    finally:
        browser.close()


def narrowest(driver, world, axe, screenshots):
    """At 320 pixels, which is 400 % of 1280, nothing but tables scrolls sideways."""
    browser = Browser(driver, width=320, height=640)
    try:
        for path in ("/", "/orders/shop-de/8001", "/cases/shop-de/8001/c1", "/cases", "/floor/LAX1", "/stock/acme/LAX1/MUG-BLUE",
                     "/operations", "/operations/times", "/orders/shop-de/8001/cancel", "/settings", "/stock/acme/LAX1/MUG-BLUE/adjust"):
            browser.open(world.url + path)
            browser.one("main")
            wide = browser.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{path} is {wide} pixels too wide"
    finally:
        browser.close()


def thumbs_reach_what_they_press(driver, world, axe, screenshots):
    """On the floor what is pressed is 72 pixels high."""
    stopped_order(world, "8010")
    browser = Browser(driver, width=360, height=740)
    try:
        browser.open(world.url + task_of(world, "8010"))
        for button in browser.all(".answers button"):
            height = browser.script("return [...document.querySelectorAll('.answers button')].map(b => b.getBoundingClientRect().height)")
            assert min(height) >= 72, height
        browser.open(world.url + "/floor/LAX1")
        heights = browser.script("return [...document.querySelectorAll('.task')].map(b => b.getBoundingClientRect().height)")
        assert min(heights) >= 72, heights
        wait_for("the scan field has the focus", lambda: browser.script("return document.activeElement.id") == "scan")
    finally:
        browser.close()


SPECIAL = [(test.__name__.replace("_", " "), test) for test in (
    two_presses_count_once, back_and_press_again, line_is_down, server_restarts, killed_in_mid_action, follows_what_others_do, another_was_first,
    another_site_sends_nothing, keyboard_alone, narrowest, thumbs_reach_what_they_press)]
