"""A shop's whole story against the sandbox, written from the vendor's documentation with Python's standard library alone.

It shares nothing with the Rust code: it signs, verifies and counts by itself. SANDBOX names the program.
"""

import base64
import hashlib
import hmac
import http.client
import http.server
import json
import os
import subprocess
import threading
import time
import unittest
import urllib.parse
from decimal import Decimal


def signature(key, text):
    """Lower-case hex of HMAC-SHA256 over the base64 of the body."""
    return hmac.new(key.encode(), base64.b64encode(text.encode()), hashlib.sha256).hexdigest()


def compact(value):
    """The spelling that is signed: no white space, nothing escaped that need not be."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


class Shop:
    """Receives webhooks, verifies them, and keeps what it was told. It fails as often as it is told to."""

    def __init__(self, keys, secret):
        self.keys, self.secret = keys, secret
        self.received, self.refused, self.failures = [], [], 0
        shop = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                status = shop.take(body, self.headers)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, body, headers):
        if self.failures > 0:
            self.failures -= 1
            return 500
        event = json.loads(body, parse_float=Decimal)
        if "X-Signature" in headers:
            right = hmac.new(self.secret.encode(), body.encode(), hashlib.sha256).hexdigest()
            given = headers["X-Signature"]
        else:
            given = event.pop("sign")
            is_payout = "to_address" in event and "payment_status" not in event
            right = signature(self.keys["payout" if is_payout else "api"], compact(event))
        if not hmac.compare_digest(given, right):
            self.refused.append(body)
            return 401
        self.received.append(event)
        return 200

    def wait(self, count):
        deadline = time.monotonic() + 10
        while len(self.received) < count:
            assert not self.refused, f"a signature did not fit: {self.refused}"
            assert time.monotonic() < deadline, f"{len(self.received)} of {count} webhooks came"
            time.sleep(0.01)
        return self.received[count - 1]


class Story(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.program = subprocess.Popen(
            [os.environ["SANDBOX"], "--seed", "1", "--rate-limit", "0"], stdout=subprocess.PIPE, text=True
        )
        cls.sandbox = json.loads(cls.program.stdout.readline())
        cls.keys = {"api": cls.sandbox["api_key"], "payout": cls.sandbox["payout_key"]}

    @classmethod
    def tearDownClass(cls):
        cls.program.terminate()
        cls.program.wait(timeout=10)
        cls.program.stdout.close()

    def setUp(self):
        self.control("/reset", {})
        self.shop = Shop(self.keys, self.sandbox["invoice_secret"])

    def tearDown(self):
        self.shop.server.shutdown()
        self.shop.server.server_close()

    def http(self, method, url, body, headers):
        parts = urllib.parse.urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
        connection.request(method, parts.path, body=body.encode(), headers=headers)
        answer = connection.getresponse()
        status, text = answer.status, answer.read().decode()
        connection.close()
        return status, json.loads(text, parse_float=Decimal)

    def control(self, path, body):
        status, answer = self.http("POST", self.sandbox["control_url"] + path, json.dumps(body), {})
        assert status == 200, (path, status, answer)
        return answer

    def merchant(self, path, body=None, key=None):
        text = "" if body is None else compact(body)
        key = key or self.keys["payout" if path.startswith("/v1/payout") else "api"]
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "PythonShop/1.0 (+https://shop.example)",
            "project": self.sandbox["project"],
            "sign": signature(key, text),
        }
        method = "GET" if body is None else "POST"
        return self.http(method, self.sandbox["merchant_api"] + path, text, headers)

    def result(self, path, body=None):
        status, answer = self.merchant(path, body)
        self.assertEqual((status, answer["state"]), (200, 0), answer)
        return answer["result"]

    def balance(self, coin):
        accounts = {each["currency_code"]: each for each in self.result("/v1/balance")}
        return Decimal(accounts[coin]["balance"]), Decimal(accounts[coin]["locked_balance"])

    def test_a_payment_from_the_order_to_the_balance(self):
        before, _ = self.balance("USDT")
        order = {
            "amount": "49.99", "currency": "USD", "order_id": "Заказ/1 <&>", "to_currency": "USDT", "network": "TRX-TRC20",
            "url_callback": self.shop.url, "description": "Наушники",
        }
        payment = self.result("/v1/payment", order)
        self.assertEqual((payment["payment_status"], payment["payer_amount"]), ("check", "49.99000000"))
        self.assertTrue(payment["qr"].startswith("data:image/png;base64,"))
        self.assertEqual(self.result("/v1/payment", {**order, "amount": "1"})["uuid"], payment["uuid"])

        self.control(f"/payments/{payment['uuid']}/pay", {"amount": "20"})
        part = self.shop.wait(1)
        self.assertEqual((part["payment_status"], part["payment_amount"]), ("underpaid_check", "20.00000000"))
        self.control(f"/payments/{payment['uuid']}/pay", {})
        paid = self.shop.wait(2)
        self.assertEqual((paid["payment_status"], paid["order_id"]), ("paid", order["order_id"]))
        self.assertEqual(Decimal(paid["merchant_amount"]), Decimal("49.99") * Decimal("0.992"))
        info = self.result("/v1/payment/info", {"order_id": order["order_id"]})
        self.assertEqual((info["payment_status"], info["merchant_amount"]), ("paid", paid["merchant_amount"]))
        self.assertEqual(self.balance("USDT")[0], before + Decimal(paid["merchant_amount"]))
        page = self.result("/v1/payment/list", {"status": "paid", "page": 1, "per_page": 15})
        self.assertEqual([each["uuid"] for each in page["items"]], [payment["uuid"]])

    def test_a_payment_nobody_pays(self):
        order = {"amount": 15, "currency": "EUR", "order_id": "LATE", "ttl_seconds": 300, "url_callback": self.shop.url}
        self.assertIsNone(self.result("/v1/payment", order)["address"])
        self.control("/clock/advance", {"seconds": 301})
        self.assertEqual(self.shop.wait(1)["payment_status"], "cancel")

    def test_every_spelling_of_a_webhook_verifies(self):
        for number, spelling in enumerate(["compact", "escaped_slashes", "escaped_unicode", "pretty"], 1):
            self.control("/delivery", {"spelling": spelling})
            order = f"Ω/{spelling}"
            self.result("/v1/payment", {"amount": "5", "currency": "USDT", "network": "TON", "order_id": order, "url_callback": self.shop.url})
            self.control(f"/payments/{urllib.parse.quote(order, safe='')}/pay", {})
            self.assertEqual(self.shop.wait(number)["order_id"], order)

    def test_a_webhook_comes_again_until_it_is_taken(self):
        self.shop.failures = 2
        self.result("/v1/payment", {"amount": "5", "currency": "TON", "order_id": "AGAIN", "url_callback": self.shop.url})
        self.control("/payments/AGAIN/pay", {})
        self.control("/clock/advance", {"seconds": 60})
        time.sleep(0.2)
        self.control("/clock/advance", {"seconds": 60})
        self.assertEqual(self.shop.wait(1)["payment_status"], "paid")

    def test_a_static_wallet_and_its_deposits(self):
        order = {"currency": "USDT", "network": "TRX-TRC20", "order_id": "USER-1", "url_callback": self.shop.url}
        wallet = self.result("/v1/static-wallet", order)
        self.assertEqual(self.result("/v1/static-wallet", order)["address"], wallet["address"])
        self.control(f"/static-wallets/{wallet['uuid']}/deposit", {"amount": "10"})
        deposit = self.shop.wait(1)
        self.assertEqual((deposit["merchant_amount"], deposit["payment_status"]), ("9.920000000000000000", "paid"))
        self.assertNotIn("url", deposit)
        listed = self.result("/v1/static-wallet/transactions", {"uuid": wallet["uuid"], "page": 1})
        self.assertEqual(listed["items"][0]["net_amount"], "9.92")
        self.result("/v1/static-wallet/disable", {"uuid": wallet["uuid"]})
        status, _ = self.http("POST", f"{self.sandbox['control_url']}/static-wallets/{wallet['uuid']}/deposit", '{"amount":"1"}', {})
        self.assertEqual(status, 409)

    def test_payouts_that_arrive_and_that_fail(self):
        before, _ = self.balance("USDT")
        order = {
            "currency": "USDT", "network": "TRX-TRC20", "amount": "100", "order_id": "OUT-1", "fee_option": "add",
            "to_address": "TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G", "url_callback": self.shop.url,
        }
        calc = self.result("/v1/payout/calc", {key: order[key] for key in ("currency", "network", "amount", "fee_option")})
        payout = self.result("/v1/payout", order)
        self.assertEqual(self.result("/v1/payout", order)["uuid"], payout["uuid"])
        taken = Decimal(calc["merchant_amount"])
        self.assertEqual(self.balance("USDT"), (before - taken, taken))
        self.control("/payouts/OUT-1/complete", {})
        done = self.shop.wait(1)
        self.assertEqual((done["status"], done["network_amount"]), ("completed", "100.00000000"))
        self.assertEqual(self.result(f"/v1/payout/status/{payout['uuid']}")["txid"], done["txid"])
        self.assertEqual(self.balance("USDT"), (before - taken, 0))

        self.result("/v1/payout", {**order, "order_id": "OUT-2"})
        self.control("/payouts/OUT-2/fail", {"error_type": "aml_risk"})
        self.assertEqual((self.shop.wait(2)["status"], self.shop.received[1]["error_type"]), ("failed", "aml_risk"))
        self.assertEqual(self.balance("USDT"), (before - taken, 0))

    def test_a_lost_answer_does_not_pay_twice(self):
        self.control("/faults", {"operation": "payout_create", "fault": "commit_then_drop"})
        order = {"currency": "TON", "network": "TON", "amount": "3", "order_id": "ONCE", "to_address": "UQA0RevhkCQx-EltyNgPPeG8dqtnCz7ZslOzMdNQlLxVaNBb"}
        with self.assertRaises((http.client.HTTPException, ConnectionError)):
            self.merchant("/v1/payout", order)
        self.result("/v1/payout", order)
        self.assertEqual(self.balance("TON")[1], 3)

    def test_each_key_opens_its_own_paths_only(self):
        status, answer = self.merchant("/v1/balance", key=self.keys["payout"])
        self.assertEqual((status, answer["state"]), (401, 1))
        status, _ = self.merchant("/v1/payout/calc", {"currency": "TON"}, key=self.keys["api"])
        self.assertEqual(status, 401)

    def test_rates_directions_and_a_convert(self):
        rates = self.result("/v1/exchange-rates")
        self.assertEqual(Decimal(rates["USDT"]["USD"]), 1)
        self.assertIn("TRX-TRC20", {each["network_code"] for each in self.result("/v1/directions")})
        self.merchant("/v1/prices")
        order = {"from_currency": "USDT", "to_currency": "BTC", "amount": "100", "amount_type": "from"}
        price = self.result("/v1/convert/price", order)
        before = self.balance("BTC")[0]
        done = self.result("/v1/convert", order)
        self.assertEqual(done["to_amount"], price["to_amount"])
        self.assertEqual(self.balance("BTC")[0], before + Decimal(done["to_amount"]))

    def test_an_invoice_of_the_other_api(self):
        headers = {"Content-Type": "application/json", "User-Agent": "PythonShop/1.0", "X-Api-Key": self.sandbox["invoice_api_key"]}
        order = {"amount": "49.99", "currency": "USD", "coin": "USDT", "network": "TRC20", "order_id": "I-1", "webhook_url": self.shop.url}
        status, invoice = self.http("POST", self.sandbox["invoice_api"] + "/v1/invoices", compact(order), headers)
        self.assertEqual((status, invoice["status"], invoice["amount_crypto"]), (200, "pending", "49.99"))
        self.control(f"/invoices/{invoice['id']}/pay", {})
        event = self.shop.wait(1)
        self.assertEqual((event["event"], event["order_id"]), ("invoice.paid", "I-1"))


if __name__ == "__main__":
    unittest.main()
