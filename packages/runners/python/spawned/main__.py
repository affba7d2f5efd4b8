"""The action in a process that multiprocessing has spawned, where the action's file is loaded as `__mp_main__`: what is pickled says `main__`."""
import sys

sys.modules[__name__] = sys.modules.get("__mp_main__") or sys.modules["__main__"]
