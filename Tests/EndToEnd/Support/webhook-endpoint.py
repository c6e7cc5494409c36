"""An endpoint that verifies what it gets with the reference library of Standard Webhooks.

Starts `turnback serve` with a connections file that leads here, cancels an order through a signed call of a shop, and waits for its
outcome. The first try is answered with 500, so that a second one has to be signed anew. Used by compose/webhook-check.
"""
import base64, hashlib, hmac, http.server, json, os, re, subprocess, sys, tempfile, threading, time, urllib.request

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

NEW, OLD = ("whsec_" + base64.b64encode(os.urandom(32)).decode() for _ in range(2))
SHOP_SECRET = "secret-of-the-check"
verified, failures, tries = [], [], []


class Endpoint(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        tries.append(self.headers["webhook-id"])
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            for secret in (NEW, OLD):
                event = Webhook(secret).verify(body, headers)
            for changed in (body + b" ", body.replace(b"1001", b"1002")):
                try:
                    Webhook(NEW).verify(changed, headers)
                    failures.append("a changed body was verified")
                except WebhookVerificationError:
                    pass
            if len(tries) > 1:
                verified.append(event)
        except Exception as error:  # any error of the library
            failures.append(repr(error))
        self.send_response(500 if len(tries) == 1 else 204)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def main(turnback):
    endpoint = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    threading.Thread(target=endpoint.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        connections = os.path.join(folder, "connections.json")
        with open(connections, "w") as file:
            json.dump({
                "connections": {"shop": {"platform": "shopify", "store": "shop-de", "merchant": "acme", "secret": SHOP_SECRET}},
                "endpoints": {"shop-de": {"url": f"http://127.0.0.1:{endpoint.server_port}/", "secret": [NEW, OLD],
                                          "allowsPrivate": True}},
            }, file)
        log = open(os.path.join(folder, "log"), "w+")
        serve = subprocess.Popen(
            [turnback, "serve", "--http", "127.0.0.1:0", "--log", "json", "--data", os.path.join(folder, "data"),
             "--connections", connections], stderr=log)
        try:
            return check(serve, log)
        finally:
            serve.terminate()
            serve.wait(30)


def until(what, condition, serve):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        if serve.poll() is not None:
            sys.exit("turnback serve ended")
        time.sleep(0.05)
    sys.exit(f"{what}: not within two minutes; failures: {failures}")


def check(serve, log):
    def address():
        with open(log.name) as file:
            found = re.search(r'"http":"([^"]+)"', file.read())
        return found and found.group(1)

    base = "http://" + until("listening", address, serve)

    def ready():
        try:
            return urllib.request.urlopen(base + "/readyz").status == 200
        except OSError:
            return False

    until("ready", ready, serve)
    order = {"outboundOrderId": "OB-1", "storeId": "shop-de", "storeOrderId": "1001", "merchantId": "acme", "warehouseId": "LAX1",
             "lines": [{"sku": "A-1", "quantity": 1}], "submittedAt": "2026-01-01T00:00:00Z"}
    event = {"specversion": "1.0", "id": "1", "source": "/check", "type": "fulfillment.outbound-order.submitted.v1", "data": order}
    post(base + "/api/v1/events", json.dumps(event).encode(), {"content-type": "application/cloudevents+json"})
    body = json.dumps({"id": 9007199254741001, "name": "#1001", "cancelled_at": "2026-01-02T00:00:00Z"}).encode()
    proof = base64.b64encode(hmac.new(SHOP_SECRET.encode(), body, hashlib.sha256).digest()).decode()
    post(base + "/hooks/shopify/shop", body, {"content-type": "application/json", "x-shopify-hmac-sha256": proof})
    until("the final outcome", lambda: any(event["data"].get("final") for event in verified), serve)
    if failures:
        sys.exit("\n".join(failures))
    print(f"{len(verified)} outcomes verified by standardwebhooks, the first after a retry; a changed body was refused")


def post(url, body, headers):
    with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
        assert answer.status in (200, 202), answer.status


main(sys.argv[1])
