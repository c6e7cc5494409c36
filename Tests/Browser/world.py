"""Turnback itself, with its own log in a directory, and what stores, floors and carriers send over its API."""

import datetime
import itertools
import json
import re
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request

from webdriver import wait_for


def now(minutes=0):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Turnback:
    """`turnback serve` on a free port; ended by its own process."""

    def __init__(self, program, directory=None, kafka=None, access=None, token=None):
        """`access`: an access file, where not everybody may do everything; `token`: who speaks for the world then."""
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.own = directory is None
        self.directory = directory or tempfile.mkdtemp(prefix="turnback-world-")
        self.program = program
        data = ["--kafka", kafka, "--state", self.directory] if kafka else ["--data", self.directory + "/data"]
        self.arguments = data + ["--log", "json"] + (["--access", access] if access else [])
        self.numbers = itertools.count(1)
        self.start()

    def start(self, port=0):
        self.process = subprocess.Popen(
            [self.program, "serve", "--http", f"127.0.0.1:{port}"] + self.arguments, stderr=subprocess.PIPE, text=True)
        self.url = None
        for line in self.process.stderr:
            found = re.search(r'"http":"(127\.0\.0\.1:\d+)"', line)
            if found:
                self.url = "http://" + found[1]
                break
        if not self.url:
            raise SystemExit("turnback serve did not start")
        self.rest = subprocess.Popen(["cat"], stdin=self.process.stderr, stdout=subprocess.DEVNULL)
        wait_for("readiness", self.is_ready)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)
        self.rest.wait(timeout=10)

    def kill(self):
        """kill -9: it writes nothing more."""
        self.process.kill()
        self.process.wait(timeout=20)
        self.rest.wait(timeout=10)

    def close(self):
        self.stop()
        if self.own:
            shutil.rmtree(self.directory, ignore_errors=True)

    def is_ready(self):
        try:
            return self.get("/readyz") is not None
        except (urllib.error.URLError, ConnectionError):
            return False

    def get(self, path):
        with urllib.request.urlopen(urllib.request.Request(self.url + path, headers=self.headers), timeout=10) as answer:
            return answer.read()

    def json(self, path):
        try:
            return json.loads(self.get(path))
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise

    def say(self, kind, data, source="/world"):
        event = {"specversion": "1.0", "id": f"w-{next(self.numbers)}", "source": source,
                 "type": f"fulfillment.{kind}.v1", "data": data}
        request = urllib.request.Request(
            self.url + "/api/v1/events", json.dumps(event).encode(),
            {"Content-Type": "application/cloudevents+json", **self.headers})
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 202, answer.status

    # ---- what others say

    def receives(self, lines, merchant="acme", warehouse="LAX1"):
        self.say("stock.receive", {"merchantId": merchant, "warehouseId": warehouse, "receiptId": f"RC-{next(self.numbers)}",
                                   "lines": [{"sku": sku, "quantity": n} for sku, n in lines]})

    def order(self, order, outbound, lines, store="shop-de", merchant="acme", warehouse="LAX1", at=None):
        self.say("outbound-order.submitted", {
            "outboundOrderId": outbound, "storeId": store, "storeOrderId": order, "merchantId": merchant,
            "warehouseId": warehouse, "lines": [{"sku": sku, "quantity": n} for sku, n in lines],
            "submittedAt": at or now()})
        self.reaches(order, outbound, "awaitingOutbound", store)

    def report(self, kind, order, outbound, store="shop-de", warehouse="LAX1", by=None, minutes=0, **fields):
        data = {"outboundOrderId": outbound, "storeId": store, "storeOrderId": order, "warehouseId": warehouse,
                "reportedAt": now(minutes), **fields}
        if by:
            data["reportedBy"] = by
        self.say(kind, data)

    def works(self, order, outbound, to, store="shop-de", parcel=None, tracking=None, by="floor-7", minutes=-30):
        for number, status in enumerate(["picking", "picked", "packed", "labelled", "shipped"]):
            fields = {}
            if parcel and status in ("packed", "labelled", "shipped"):
                fields["parcelId"] = parcel
            if tracking and status in ("labelled", "shipped"):
                fields.update(trackingNumber=tracking, carrier="UPS")
            self.report("warehouse.progressed", order, outbound, store, by=by, minutes=minutes + number, status=status, **fields)
            if status == to:
                break
        self.reaches(order, outbound, to, store)

    def scans(self, order, outbound, status, tracking, store="shop-de", minutes=-5):
        self.report("carrier.scanned", order, outbound, store, minutes=minutes, status=status, trackingNumber=tracking)

    def cancels(self, order, request, store="shop-de", reason="buyerChangedMind", **fields):
        self.say("cancellation.requested", {"requestId": request, "storeId": store, "storeOrderId": order, "reason": reason,
                                            "requestedBy": "buyer", "requestedAt": now(), **fields})

    # ---- what is waited for

    def outbound(self, order, outbound, store="shop-de"):
        view = self.json(f"/api/v1/orders/{store}/{order}") or {}
        return next((o for o in view.get("outboundOrders", []) if o["outboundOrderId"] == outbound), None)

    def reaches(self, order, outbound, status, store="shop-de"):
        wait_for(f"{outbound} {status}", lambda: (self.outbound(order, outbound, store) or {}).get("status") == status)

    def case(self, order, state, store="shop-de"):
        def look():
            view = self.json(f"/api/v1/orders/{store}/{order}") or {}
            return any(state in json.dumps(case) for case in view.get("cases", []))
        wait_for(f"a case of {order} {state}", look)
