"""The main path of each role, as a person walks it."""

from checks import check
from webdriver import ENTER, Browser, wait_for
from words import WORDS


class Paths:
    number = 0

    def __init__(self, driver, world, axe, screenshots, language, script, width, mode):
        self.driver, self.world, self.screenshots = driver, world, screenshots
        self.axe = axe if script else None
        self.script, self.width, self.mode = script, width, mode
        self.words = WORDS[language]
        self.browser = Browser(driver, {"en": "en", "zh": "zh-CN"}[language], script, width, 900 if width > 500 else 740)

    def close(self):
        self.browser.close()

    def all(self):
        return [
            ("desk: cancel before work", self.cancel_before_work), ("desk: too late, return", self.too_late),
            ("desk and floor: stop a parcel", self.stop_a_parcel), ("desk: find and lists", self.find),
            ("stock: adjust", self.adjust), ("operations", self.operations), ("settings", self.settings),
        ]

    def order(self):
        Paths.number += 1
        return str(7000 + Paths.number)

    def open(self, path):
        self.browser.open(self.world.url + path)

    def see(self, name):
        """The page as it stands is looked at, and kept as a picture."""
        self.browser.one("main")
        check(self.browser, self.axe)
        self.browser.screenshot(f"{self.screenshots}/{name}-{self.mode}.png")

    def choose(self, identity):
        self.browser.one(f"label[for='{identity}']").click()

    # ---- store desk

    def cancel_before_work(self):
        order, w, b = self.order(), self.words, self.browser
        self.world.order(order, f"OB-{order}-1", [("MUG-BLUE", 2), ("TEAPOT-1", 1)])
        self.open(f"/orders/shop-de/{order}")
        b.sees(w["safe"])
        self.see("order")
        b.press(w["cancel"])
        self.see("cancel-what")
        b.press(w["continue"])
        b.sees(w["why"])
        b.press(w["continue"])
        b.sees(w["wrong"])
        self.see("cancel-why-wrong")
        self.choose("reason-1")
        self.choose("by-0")
        b.one("#note").type("ordered twice <b>\"'&")
        b.press(w["continue"])
        b.sees("ordered twice <b>\"'&")
        self.see("cancel-check")
        b.press(w["send"])
        self.follow_to_case(order)
        b.sees(w["available"])
        b.sees(w["addsUp"])
        self.see("case-cancelled")
        wait_for("no stock is held", lambda: self.world.outbound(order, f"OB-{order}-1")["status"] == "cancelled")

    def follow_to_case(self, order):
        """With script the page goes on by itself; without, one looks again."""
        def look():
            if f"/cases/shop-de/{order}/c1" in self.browser.url:
                return True
            if not self.script:
                self.browser.open(self.browser.url)
            return False
        wait_for("the case", look)

    def too_late(self):
        order, w, b = self.order(), self.words, self.browser
        outbound, number = f"OB-{order}-1", f"1Z999AA101{order}6784"
        self.world.order(order, outbound, [("TEAPOT-1", 2)])
        self.world.works(order, outbound, "shipped", parcel=f"P-{order}", tracking=number)
        self.open(f"/orders/shop-de/{order}")
        b.sees(w["sure"])
        self.see("order-unsure")
        self.world.scans(order, outbound, "pickedUp", number)
        self.world.reaches(order, outbound, "inTransit")
        self.open(f"/orders/shop-de/{order}/return")
        b.sees(w["return"])
        self.see("return-new")
        b.one("[id='units.TEAPOT-1']").clear()
        b.one("[id='units.TEAPOT-1']").type("3")
        b.press(w["newReturn"])
        b.sees(w["wrong"])
        b.one("[id='units.TEAPOT-1']").clear()
        b.one("[id='units.TEAPOT-1']").type("1")
        b.press(w["newReturn"])
        b.sees(w["created"])
        self.see("return")

    # ---- the floor

    def stop_a_parcel(self):
        order, w, b = self.order(), self.words, self.browser
        outbound, parcel, number = f"OB-{order}-1", f"P-{order}", f"1Z999AA101{order}0042"
        self.world.order(order, outbound, [("LAMP-9", 1), ("MUG-BLUE", 2)])
        self.world.works(order, outbound, "shipped", parcel=parcel, tracking=number)
        self.world.cancels(order, f"r-{order}")
        self.world.case(order, "verifying")
        self.open(f"/cases/shop-de/{order}/c1")
        b.sees(w["looking"])
        self.see("case-looking")

        self.open("/floor/LAX1")
        self.see("floor-list")
        self.scan("NOBODY-KNOWS-THIS")
        b.sees(w["unknown"])
        self.see("floor-unknown")
        self.scan("]C1" + parcel)
        self.see("floor-look")
        b.press(w["here"])
        b.sees(outbound)
        self.see("floor-pull")
        self.scan("P-SOMETHING-ELSE")
        b.sees(w["wanted"])
        assert not any(e.text == w["pulled"] for e in b.all("button")), "a wrong parcel does not block the answer"
        self.see("floor-wrong")
        self.scan("TBPULLED")
        b.sees(w["wanted"])
        self.scan(number)
        b.press(w["pulled"])
        self.see("floor-void")
        b.press(w["voided"])
        b.sees(w["recorded"])
        self.see("floor-list-done")
        self.world.case(order, "restocking")

        self.open(f"/floor/LAX1/receive/shop-de/{order}/RO-{outbound}")
        self.see("floor-receive")
        b.press(w["shelf"])
        b.sees(w["recorded"])
        self.scan("MUG-BLUE")
        self.see("floor-receive-second")
        b.press(w["shelf"])
        self.world.case(order, "restocked")
        self.open(f"/cases/shop-de/{order}/c1")
        b.sees(w["stopped"])
        b.sees(w["addsUp"])
        self.see("case-restocked")
        self.open(f"/balance/shop-de/{order}")
        b.sees(w["addsUp"])
        self.see("balance")
        # No task is open for it any more: what was stopped stays, what nobody asked to stop leaves.
        self.open(f"/floor/LAX1/scan?code={parcel}")
        b.sees(w["keepIt"])
        self.see("floor-keep")
        free = self.order()
        self.world.order(free, f"OB-{free}-1", [("LAMP-9", 1)])
        self.world.works(free, f"OB-{free}-1", "packed", parcel=f"P-{free}")
        self.open(f"/floor/LAX1/scan?code=P-{free}")
        b.sees(w["letGo"])

    def scan(self, text):
        """A scanner types into the field that has the focus, and ends with Enter."""
        before = self.browser.one("html").id
        if self.script:
            self.browser.type_anywhere(text + ENTER)
        else:
            self.browser.one("#scan").type(text + ENTER)
        wait_for(f"a page after the scan of {text}", lambda: self.browser._is_other(before))

    # ---- finding

    def find(self):
        order, w, b = self.order(), self.words, self.browser
        outbound = f"OB-{order}-1"
        self.world.order(order, outbound, [("MUG-BLUE", 1)])
        self.open("/")
        self.see("home")
        self.open("/find?q=zzz-nothing")
        b.sees(w["nothing"])
        self.see("find-nothing")
        b.one("#q").clear()
        b.one("#q").type(outbound)
        b.press(w["find"])
        wait_for("the order opens at once", lambda: f"/orders/shop-de/{order}" in b.url)
        self.open("/find?q=OB-70")
        self.see("find-many")
        self.open("/cases")
        self.see("cases")
        self.open("/orders/shop-de/no-such-order")
        b.sees(w["missing"])
        self.see("missing")

    # ---- stock

    def adjust(self):
        w, b = self.words, self.browser
        self.open("/stock")
        self.see("stock")
        self.open("/stock/acme/LAX1/TEAPOT-1")
        self.see("sku")
        b.press(w["adjust"])
        b.press(w["record"])
        b.sees(w["wrong"])
        self.see("adjust-wrong")
        b.one("#delta").type("-1")
        self.choose("reason-0")
        b.one("#who").clear()
        b.one("#who").type("Li Wei")
        b.press(w["record"])
        b.sees("Li Wei")
        b.sees(w["counted"])
        self.see("sku-adjusted")

    # ---- operations

    def operations(self):
        w, b = self.words, self.browser
        self.open("/operations")
        b.sees(w["open"])
        self.see("operations")
        self.open("/operations/times")
        b.sees(w["times"])
        self.see("times")
        self.open("/operations/refused")
        self.see("refused")
        self.open("/operations/unreadable")
        self.see("unreadable")

    def settings(self):
        w, b = self.words, self.browser
        self.open("/settings")
        self.see("settings")
        b.one("#name").clear()
        b.one("#name").type("floor-9")
        self.choose("theme-2")
        b.press(w["save"])
        b.sees(w["saved"])
        assert b.one("html").attribute("data-theme") == "dark"
        b.sees("floor-9", ".top")
        self.open("/orders/shop-de/7001")
        self.see("order-dark")
        self.open("/floor/LAX1")
        self.see("floor-dark")
        self.open("/settings")
        self.choose("theme-0")
        b.press(w["save"])
