"""Packs a folder with .NET's ZipFile, by the runtime that the package dotnetcore2 has: packages, folder, archive."""

import json
import os
import sys

import clr_loader
import pythonnet

packages, project, archive = sys.argv[1:]
root = os.path.join(packages, "dotnetcore2", "bin")
os.chmod(os.path.join(root, "dotnet"), 0o755)
settings = f"{archive}.runtimeconfig.json"
with open(settings, "w") as file:
    framework = {"name": "Microsoft.NETCore.App", "version": "3.1.0"}
    # Without ICU, which the machine may not have.
    properties = {"System.Globalization.Invariant": True}
    json.dump({"runtimeOptions": {"framework": framework, "configProperties": properties}}, file)
pythonnet.set_runtime(clr_loader.get_coreclr(runtime_config=settings, dotnet_root=root))

import clr  # noqa: E402: loads the runtime that is set

clr.AddReference("System.IO.Compression.ZipFile")
from System.IO.Compression import ZipFile  # noqa: E402

ZipFile.CreateFromDirectory(project, archive)
