import sys


def main(args):
    name = args.get("name", "stranger")
    print(f"greeting {name} with Python {sys.version_info.major}.{sys.version_info.minor}")
    return {"message": f"Hello, {name}!"}
