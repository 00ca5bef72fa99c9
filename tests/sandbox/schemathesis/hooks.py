"""Signs what Schemathesis sends: the exact bytes that go over the wire, with the key that the path needs."""

import base64
import hashlib
import hmac
import json
import os

import requests
import schemathesis

with open(os.environ["ANNOUNCED"], encoding="utf-8") as announced:
    SANDBOX = json.loads(announced.readline())


class Signed(requests.auth.AuthBase):
    """Both APIs' credentials: each ignores the other's headers."""

    def __call__(self, request):
        body = request.body or b""
        if isinstance(body, str):
            body = body.encode()
        key = SANDBOX["payout_key" if request.path_url.startswith("/api/v1/payout") else "api_key"]
        request.headers.setdefault("Content-Type", "application/json")
        request.headers["User-Agent"] = "Schemathesis/4 (+https://shop.example)"
        request.headers["project"] = SANDBOX["project"]
        request.headers["sign"] = hmac.new(key.encode(), base64.b64encode(body), hashlib.sha256).hexdigest()
        request.headers["X-Api-Key"] = SANDBOX["invoice_api_key"]
        return request


schemathesis.auth.set_from_requests(Signed())
