#!/usr/bin/env bash
# Guess: moto, with which tests in Python replace AWS, treats a valid request to DynamoDB as AWS' own DynamoDB Local does, and refuses what it
# refuses.
# What happens: moto returns the number 1.0 as "1.0" and 1E3 as "1E3", where DynamoDB Local has 1 and 1000. A query with Limit 5 that finds five
# items has no LastEvaluatedKey. Two writes of one item in a transaction or a batch (with the keys 1 and 1.0), a set with duplicates, a filter
# on a key and a value that no expression uses are accepted; DynamoDB Local refuses each.
# Why it matters: the tests pass and the function fails in production with a ValidationException, or its last page is asked for once more than
# the test has counted, and a comparison of numbers as texts is right in the test only.
set -euo pipefail
for tool in curl java mvn node python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
cat >pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId>
  <artifactId>example</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>com.amazonaws</groupId><artifactId>DynamoDBLocal</artifactId><version>2.6.1</version></dependency>
  </dependencies>
</project>
XML
mvn --batch-mode --quiet org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory="$dir/jars" >mvn.log 2>&1 ||
  { cat mvn.log >&2; echo 'The package could not be installed.' >&2; exit 2; }
python3 -m pip install --quiet --disable-pip-version-check --target packages 'moto[dynamodb]==5.2.5' boto3==1.44.8 2>pip.log ||
  { cat pip.log >&2; echo 'The packages could not be installed.' >&2; exit 2; }
cat >check.py <<'PY'
import sys
import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

def check(client, name):
    key = [("id", "HASH", "S"), ("place", "RANGE", "N")]
    client.create_table(TableName="orders", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind, _ in key],
                        AttributeDefinitions=[{"AttributeName": name, "AttributeType": type} for name, _, type in key])
    item = lambda id, place, **more: {"id": {"S": id}, "place": {"N": place}, **more}
    put = lambda item, **more: client.put_item(TableName="orders", Item=item, **more)
    for place in "12345":
        put(item("a", place))
    query = lambda **more: client.query(TableName="orders", KeyConditionExpression="id = :id", **more)

    def stored(number):
        put(item("n", "1", price={"N": number}))
        return client.get_item(TableName="orders", Key=item("n", "1"))["Item"]["price"]["N"]

    def transact():
        client.transact_write_items(TransactItems=[{"Put": {"TableName": "orders", "Item": item("t", place)}} for place in ("1", "1.0")])
        return "accepted"

    def batch():
        client.batch_write_item(RequestItems={"orders": [{"PutRequest": {"Item": item("t", place)}} for place in ("1", "1.0")]})
        return "accepted"

    for what, run in {
        "1.0 and 1E3": lambda: f'{stored("1.0")} and {stored("1E3")}',
        "five items, Limit 5": lambda: "LastEvaluatedKey" in query(Limit=5, ExpressionAttributeValues={":id": {"S": "a"}}),
        "one item twice in a transaction": transact,
        "one item twice in a batch": batch,
        "a set with a duplicate": lambda: put(item("s", "1", tags={"SS": ["a", "a"]})) and "accepted",
        "a filter on a key": lambda: query(FilterExpression="place > :place", ExpressionAttributeValues={":id": {"S": "a"}, ":place": {"N": "2"}})["Count"],
        "an unused value": lambda: put(item("a", "1"), ConditionExpression="attribute_exists(id)", ExpressionAttributeValues={":x": {"N": "1"}}) and "accepted",
    }.items():
        try:
            result = run()
        except ClientError as error:
            result = error.response["Error"]["Code"]
        print(f"{what}, {name}: {result}")

options = {"region_name": "eu-west-1", "aws_access_key_id": "example", "aws_secret_access_key": "example"}
check(boto3.client("dynamodb", endpoint_url=sys.argv[1], **options), "DynamoDB Local")
with mock_aws():
    check(boto3.client("dynamodb", **options), "moto")
PY
port=$(node -e 'const server = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(server.address().port); server.close(); });')
java -Djava.library.path=jars -cp 'jars/*' com.amazonaws.services.dynamodbv2.local.main.ServerRunner -inMemory -port "$port" >server.log 2>&1 & server=$!
until curl -s "http://127.0.0.1:$port/" >/dev/null; do sleep 0.2; kill -0 "$server"; done
seen=$(PYTHONPATH=packages python3 -W ignore check.py "http://127.0.0.1:$port" | LC_ALL=C sort)
echo 'PyPI moto 5.2.5, boto3 1.44.8, Maven com.amazonaws:DynamoDBLocal 2.6.1'
echo "$seen"
[ "$seen" = '1.0 and 1E3, DynamoDB Local: 1 and 1000
1.0 and 1E3, moto: 1.0 and 1E3
a filter on a key, DynamoDB Local: ValidationException
a filter on a key, moto: 3
a set with a duplicate, DynamoDB Local: ValidationException
a set with a duplicate, moto: accepted
an unused value, DynamoDB Local: ValidationException
an unused value, moto: accepted
five items, Limit 5, DynamoDB Local: True
five items, Limit 5, moto: False
one item twice in a batch, DynamoDB Local: ValidationException
one item twice in a batch, moto: accepted
one item twice in a transaction, DynamoDB Local: ValidationException
one item twice in a transaction, moto: accepted' ] || { echo 'This has changed.' >&2; exit 1; }
