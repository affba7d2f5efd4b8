/** The first line of the script's output. */
export const MARKER = 'actionrunner-probe';

/** Creates a package of one file, installs it without a network and imports it. */
const INSTALL = `
import os, subprocess, sys, tempfile, zipfile
folder = tempfile.mkdtemp()
wheel = os.path.join(folder, "actionrunner_probe-1-py3-none-any.whl")
info = "actionrunner_probe-1.dist-info/"
with zipfile.ZipFile(wheel, "w") as archive:
    archive.writestr("actionrunner_probe.py", "")
    archive.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: actionrunner-probe\\nVersion: 1\\n")
    archive.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: actionrunner\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    archive.writestr(info + "RECORD", "")
pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--disable-pip-version-check", wheel]
done = subprocess.run(pip, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
text = done.stdout.decode().strip()
if done.returncode != 0:
    errors = [line for line in text.splitlines() if "rror" in line] or text.splitlines() or ["exit status %d" % done.returncode]
    sys.exit(print(errors[0]))
print("ok" if subprocess.run([sys.executable, "-c", "import actionrunner_probe"]).returncode == 0 else "it cannot be imported")
`;

const MANAGED = `
import os, sysconfig
print("yes" if os.path.exists(os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")) else "no")
`;

const VERSION = 'import sys; print("%d.%d.%d" % sys.version_info[:3])';

/** Looks around in a container and prints what it finds, one `name=value` per line. */
export const COMMAND_SCRIPT: string = `
echo ${MARKER}
say() { printf '%s=%s\\n' "$1" "$2"; }
writable() { if [ -d "$1" ] && (: > "$1/.actionrunner-probe") 2>/dev/null; then rm "$1/.actionrunner-probe"; echo yes; else echo no; fi; }
say action "$(writable /action)"
say directory "$(writable .)"
say curl "$(command -v curl 2>/dev/null)"
say logger "$(command -v logger 2>/dev/null)"
python=$(command -v python3 2>/dev/null)
say python "$python"
if [ -f /usr/bin/python3 ] && [ -x /usr/bin/python3 ]; then say usr yes; else say usr no; fi
if [ -n "$python" ]; then
  say version "$(python3 -c '${VERSION}' 2>&1)"
  say managed "$(python3 -c '${MANAGED}' 2>&1)"
  say pip "$(python3 -c '${INSTALL}' 2>&1)"
fi
say end ok
`;
