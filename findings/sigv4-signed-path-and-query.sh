#!/usr/bin/env bash
# Guess: the same request, signed with the same key at the same time for AWS (Signature Version 4), has one signature, as the algorithm is
# made to give: "//" and "." in a path are normalized, and each character of the query is encoded in one way.
# What happens: aws4, aws4fetch and @smithy/signature-v4 agree. The signer of AWS' SDK for Go signs "/orders//7" and
# "/a/./c" as they are, and changes the query of the request, "?flag" into "?flag=". botocore signs "?q=a+b", "?q=a=b" and "?q=it's" as they
# are, where the others encode them.
# Why it matters: of two signatures one is refused: a request to an API or a function URL with such an address is answered 403 from one
# language only, "the signature does not match", and works from all others.
set -euo pipefail
for tool in go node npm python3; do command -v "$tool" >/dev/null || { echo "This needs $tool." >&2; exit 2; }; done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
{ npm install --prefix . --no-save --no-audit --no-fund --silent aws4@1.13.2 aws4fetch@1.0.20 @smithy/signature-v4@5.7.5 \
    @smithy/protocol-http@5.6.2 @aws-crypto/sha256-js@5.2.0 &&
  python3 -m pip install --quiet --disable-pip-version-check --target packages botocore==1.44.8 2>pip.log; } ||
  { echo 'The packages could not be installed.' >&2; exit 2; }
cat >sign.mjs <<'JS'
import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import aws4 from 'aws4';
import { AwsV4Signer } from 'aws4fetch';
const credentials = { accessKeyId: 'example', secretAccessKey: 'example' };
const scope = { service: 'execute-api', region: 'eu-west-1' };
const short = (header) => header.slice(-64, -58);
for (const target of process.argv.slice(2)) {
  const old = aws4.sign({ host: 'example.org', path: target, ...scope, headers: { 'X-Amz-Date': '20260301T000000Z' } }, credentials);
  const fetched = await new AwsV4Signer({ ...credentials, ...scope, url: 'https://example.org' + target, datetime: '20260301T000000Z' }).sign();
  const [path, search = ''] = target.split('?');
  const request = new HttpRequest({ hostname: 'example.org', path, query: Object.fromEntries(new URLSearchParams(search)), headers: { host: 'example.org' } });
  const smithy = await new SignatureV4({ credentials, ...scope, sha256: Sha256, applyChecksum: false }).sign(request, { signingDate: new Date('2026-03-01') });
  console.log(`${target}: aws4 ${short(old.headers.Authorization)}, aws4fetch ${short(fetched.headers.get('authorization'))}, smithy ${short(smithy.headers.authorization)}`);
}
JS
cat >sign.py <<'PY'
import datetime, sys
import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
botocore.auth.get_current_datetime = lambda *_, **__: datetime.datetime(2026, 3, 1)
for target in sys.argv[1:]:
    request = AWSRequest("GET", "https://example.org" + target, headers={"host": "example.org"})
    botocore.auth.SigV4Auth(Credentials("example", "example"), "execute-api", "eu-west-1").add_auth(request)
    print(f"{target}: botocore {request.headers['Authorization'][-64:-58]}")
PY
cat >main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

func main() {
	const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	for _, target := range os.Args[1:] {
		request, err := http.NewRequest(http.MethodGet, "https://example.org"+target, nil)
		if err != nil {
			panic(err)
		}
		if err := v4.NewSigner().SignHTTP(context.Background(), aws.Credentials{AccessKeyID: "example", SecretAccessKey: "example"}, request, empty,
			"execute-api", "eu-west-1", time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)); err != nil {
			panic(err)
		}
		header := request.Header.Get("Authorization")
		fmt.Printf("%s: aws-sdk-go-v2 %s, sends %s\n", target, header[len(header)-64:len(header)-58], request.URL.RequestURI())
	}
}
GO
{ go mod init example && go get github.com/aws/aws-sdk-go-v2@v1.48.0 && go mod tidy && go build -o example .; } >go.log 2>&1 ||
  { echo 'The module could not be installed.' >&2; exit 2; }
seen=$(for target in '/orders' '/orders//7' '/a/./c' '/o?flag' '/o?q=a+b' '/o?q=a=b' "/o?q=it's"; do
  node sign.mjs "$target"
  PYTHONPATH=packages python3 sign.py "$target"
  ./example "$target"
done)
echo 'npm aws4 1.13.2, aws4fetch 1.0.20, @smithy/signature-v4 5.7.5, PyPI botocore 1.44.8, github.com/aws/aws-sdk-go-v2 v1.48.0'
echo "$seen"
[ "$seen" = '/orders: aws4 ef5cfd, aws4fetch ef5cfd, smithy ef5cfd
/orders: botocore ef5cfd
/orders: aws-sdk-go-v2 ef5cfd, sends /orders
/orders//7: aws4 300ea2, aws4fetch 300ea2, smithy 300ea2
/orders//7: botocore 300ea2
/orders//7: aws-sdk-go-v2 0de438, sends /orders//7
/a/./c: aws4 ffa65b, aws4fetch ffa65b, smithy ffa65b
/a/./c: botocore ffa65b
/a/./c: aws-sdk-go-v2 2dae7c, sends /a/./c
/o?flag: aws4 52d216, aws4fetch 52d216, smithy 52d216
/o?flag: botocore 52d216
/o?flag: aws-sdk-go-v2 52d216, sends /o?flag=
/o?q=a+b: aws4 af6247, aws4fetch af6247, smithy af6247
/o?q=a+b: botocore ebb557
/o?q=a+b: aws-sdk-go-v2 af6247, sends /o?q=a%20b
/o?q=a=b: aws4 3158bd, aws4fetch 3158bd, smithy 3158bd
/o?q=a=b: botocore 284d52
/o?q=a=b: aws-sdk-go-v2 3158bd, sends /o?q=a%3Db
/o?q=it'\''s: aws4 d0f980, aws4fetch d0f980, smithy d0f980
/o?q=it'\''s: botocore 8dcae8
/o?q=it'\''s: aws-sdk-go-v2 d0f980, sends /o?q=it%27s' ] || { echo 'This has changed.' >&2; exit 1; }
