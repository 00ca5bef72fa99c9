"""Makes of spec/openapi.yaml what Schemathesis can take to the letter: one document for each API, because their bases
differ, null allowed where the document allows it beside a reference, and the limits on requests as plain schema."""

import copy
import json
import sys

import yaml


def nullable(schema):
    """`nullable` beside `allOf` means nothing to the letter of 3.0.3; an alternative that is null does."""
    if isinstance(schema, dict):
        if schema.get("nullable") and "allOf" in schema and "type" not in schema:
            rest = {key: nullable(value) for key, value in schema.items() if key not in ("nullable", "allOf")}
            return {**rest, "anyOf": [*nullable(schema["allOf"]), {"enum": [None], "nullable": True}]}
        return {key: nullable(value) for key, value in schema.items()}
    if isinstance(schema, list):
        return [nullable(each) for each in schema]
    return schema


def limits(schema):
    """What the client checks before it sends, where plain schema can say it."""
    if isinstance(schema, dict):
        if "x-pay2328-max-chars" in schema:
            schema.setdefault("maxLength", schema["x-pay2328-max-chars"])
        if schema.get("type") == "integer" and isinstance(schema.get("x-pay2328-range"), list):
            schema["minimum"], schema["maximum"] = schema["x-pay2328-range"]
        for each in schema.values():
            limits(each)
    elif isinstance(schema, list):
        for each in schema:
            limits(each)


# What can be asked about an object once it has been made: the stateful phase follows these.
UUID = "$response.body#/result/uuid"
FOLLOWED_BY = {
    "payment_create": {"payment_info": {"requestBody": {"uuid": UUID}}},
    "payout_create": {"payout_status": {"parameters": {"uuid": UUID}}},
    "static_wallet_create": {
        "static_wallet_info": {"requestBody": {"uuid": UUID}},
        "static_wallet_disable": {"requestBody": {"uuid": UUID}},
        "static_wallet_enable": {"requestBody": {"uuid": UUID}},
        "static_wallet_transactions": {"requestBody": {"uuid": UUID, "page": 1}},
    },
}


def link(document):
    for item in document["paths"].values():
        for operation in (each for each in item.values() if isinstance(each, dict)):
            for target, values in FOLLOWED_BY.get(operation.get("operationId"), {}).items():
                success = operation["responses"]["2XX"]
                success.setdefault("links", {})[target] = {"operationId": target, **values}


def main(source, merchant, invoice):
    with open(source, encoding="utf-8") as file:
        document = nullable(yaml.safe_load(file))
    limits(document)
    link(document)
    for path, wanted in ((merchant, False), (invoice, True)):
        part = copy.deepcopy(document)
        part["paths"] = {name: item for name, item in part["paths"].items() if ("servers" in item) == wanted}
        for item in part["paths"].values():
            item.pop("servers", None)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(part, file, default=str)


if __name__ == "__main__":
    main(*sys.argv[1:])
