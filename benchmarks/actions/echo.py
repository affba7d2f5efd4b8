import json
import sys


def main(args):
    return args


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
