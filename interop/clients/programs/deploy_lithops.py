"""Lithops: deploys its runtime, which invokes it for its metadata. Arguments: the API."""
import sys

from lithops.serverless.backends.openwhisk.openwhisk import OpenWhiskBackend

[api] = sys.argv[1:]
config = {"endpoint": api, "namespace": "guest", "api_key": "user:password", "user_agent": "", "insecure": True}
backend = OpenWhiskBackend(config, None)
# It asks for https whatever the endpoint is.
backend.cf_client.url = backend.cf_client.url.replace("https:", "http:")
try:
    result = backend.deploy_runtime("example/python", 256, 60)
except Exception as error:
    print(f"raises: {error}")
else:
    names = {name for name, _ in result["preinstalls"]}
    print(f"returns: {', '.join(sorted(result))}; installed modules include lithops: {'lithops' in names}")
