import json
import sys
import time

import numpy


def main(args):
    time.sleep(args.get("wait", 0))
    return {"sum": int(numpy.arange(args["count"]).sum())}


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
