"""What could not be read: its text with the place of the fault, sent again, dismissed with a reason. It comes over Kafka, as from a
system that writes what is not in the contract."""

import subprocess

from checks import check
from webdriver import Browser, wait_for
from world import Turnback

REPORT = '{"outboundOrderId":"OB-1","storeId":"shop-de","storeOrderId":"1","warehouseId":"LAX1","found":"on <b>the</b> moon","reportedAt":"2026-11-24T08:00:00Z"}'


def unreadable(driver, program, kafka, axe, screenshots):
    subprocess.run([program, "topics", "create", "--kafka", kafka, "--partitions", "3", "--replication", "1"], check=True,
                   stdout=subprocess.DEVNULL)
    world = Turnback(program, kafka=kafka)
    browser = Browser(driver)
    try:
        for number in (1, 2):
            headers = [f"-Hce_specversion=1.0", f"-Hce_id=x-{number}", "-Hce_source=/wms", "-Hce_type=fulfillment.warehouse.goods-verified.v1"]
            subprocess.run(["kcat", "-P", "-b", kafka, "-t", "fulfillment.warehouse.reports.v1", "-k", "shop-de/1"] + headers,
                           input=REPORT, text=True, check=True)
        wait_for("two dead letters", lambda: (browser.open(world.url + "/operations/unreadable"), len(browser.all("tbody tr")))[1] == 2, 60)
        browser.sees("has a field that is not as it has to be")
        browser.sees("warehouse reports")
        check(browser, axe)
        browser.screenshot(f"{screenshots}/unreadable-list-en-1280.png")
        browser.one("tbody a").click()
        wait_for("the mark", lambda: browser.all("mark") and "moon" in browser.text("mark"))
        browser.sees("1 more of this kind")
        check(browser, axe, is_raw=True)
        browser.screenshot(f"{screenshots}/unreadable-one-en-1280.png")
        letter = browser.url
        browser.press("Dismiss, because …")
        browser.sees("Say why.")
        browser.one("#why").type("an old <scanner>")
        browser.press("Dismiss, because …")
        browser.sees("an old <scanner>")
        # The command line reads it on the topic, as another console does.
        listed = subprocess.run([program, "dead-letters", "list", "--json", "--kafka", kafka], check=True, capture_output=True, text=True).stdout
        assert '"dismissed":{"why":"an old <scanner>"' in listed, listed
        browser.open(world.url + "/operations/unreadable")
        assert len(browser.all("tbody tr")) == 1, "what was dismissed still waits"
        browser.open(letter)
        browser.press("Send again")
        browser.sees("It was sent again.")
        browser.open(world.url + "/operations/unreadable?show=all")
        wait_for("it fails again, under its own number", lambda: (browser.open(browser.url), len(browser.all("tbody tr")))[1] == 3, 60)
        browser.screenshot(f"{screenshots}/unreadable-all-en-1280.png")
    finally:
        browser.close()
        world.close()
