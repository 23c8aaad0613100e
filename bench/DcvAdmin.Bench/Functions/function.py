# What the functions are compared with: the least that a function in Python with boto3 does for the same question. The runtime that Amazon ships for
# Python does more before its first answer; this one is kept as small as it can be, so that the comparison does not flatter us.
import hashlib
import http.client
import json
import os
import time
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

import boto3

dynamodb = boto3.client("dynamodb")
runtime = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
API = "/2018-06-01/runtime/invocation/"


def read(key):
    return dynamodb.get_item(TableName=os.environ["TABLE"], Key={"AuthToken": {"S": key}}, ConsistentRead=True).get("Item")


def redeem(params, key):
    # The very update by which ours redeems a token.
    now = str(int(time.time() * 1000))
    update = dynamodb.update_item(
        TableName=os.environ["TABLE"],
        Key={"AuthToken": {"S": key[:20]}},
        UpdateExpression="SET RedeemedAt = :now, BoundClientAddress = :address, RedemptionId = :redemption, AuditPending = :mark ADD PendingRecords :pending",
        ConditionExpression="TokenHash = :hash AND attribute_not_exists(RevokedAt) AND ForSession = :session AND NotBefore <= :now AND ExpiresAt > :now AND "
        "((UsePolicy = :singleUse AND attribute_not_exists(RedeemedAt)) OR (UsePolicy = :singleClient AND attribute_not_exists(BoundClientAddress)))",
        ExpressionAttributeValues={
            ":hash": {"B": bytes.fromhex(key)},
            ":session": {"S": params["sessionId"]},
            ":now": {"N": now},
            ":singleUse": {"N": "1"},
            ":singleClient": {"N": "0"},
            ":address": {"S": params["clientAddress"]},
            ":redemption": {"S": os.urandom(16).hex()},
            ":mark": {"S": "1"},
            ":pending": {"SS": [json.dumps({"time": now, "client": params["clientAddress"], "session": params["sessionId"]})]},
        },
        ReturnValues="ALL_OLD",
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
    )
    return update.get("Attributes")


def handler(event):
    params = dict(parse_qsl(event["body"], strict_parsing=True))
    key = hashlib.sha256(params["authenticationToken"].encode()).hexdigest()
    item = redeem(params, key) if os.environ.get("REDEEM") else read(key)
    if item and item["SessionId"]["S"] == params["sessionId"] and int(item["ExpirationTime"]["N"]) > time.time():
        body = '<auth result="yes"><username>' + escape(item["UserName"]["S"]) + "</username></auth>"
    else:
        body = '<auth result="no"><message>The authentication token was not accepted</message></auth>'
    return {"statusCode": 200, "headers": {"Content-Type": "text/xml; charset=utf-8"}, "body": body}


while True:
    runtime.request("GET", API + "next")
    reply = runtime.getresponse()
    event = json.loads(reply.read())
    runtime.request("POST", API + reply.headers["Lambda-Runtime-Aws-Request-Id"] + "/response", json.dumps(handler(event)).encode())
    runtime.getresponse().read()
