import sys


def main(args):
    """Gets the parameters of each activation, and returns its result. What it prints is logged."""
    name = args.get("name", "stranger")
    print("greeting", name, file=sys.stderr)
    return {"message": f"Hello, {name}!"}
