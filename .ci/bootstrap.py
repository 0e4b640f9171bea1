"""Sets the project up in its own folder, then starts a target.

    python3 .ci/bootstrap.py setup|demo|serve|test|lint|bench [arguments of the target]

Standard library only, and no syntax that Python 2.7 cannot read: where only an old Python is, this
file must still be able to say so. What it found is in `.venv/adops-setup.json`:
    chromium         path of a browser that was really started, or null
    sandbox          whether it starts with its sandbox on
    fontconfig_file  FONTCONFIG_FILE for the browser when Chinese fonts come from `.cache/`, or null
    done             stamps of the finished steps; a step whose stamp is unchanged is not done again

Each step's stamp is written after the step, so a set-up that was killed goes on where it stopped.
"""

from __future__ import print_function

import contextlib
import glob
import hashlib
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile

OLDEST = (3, 11)
PYTHONS = ("python3.13", "python3.12", "python3.11", "python3.14", "python3")
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
BIN = os.path.join(VENV, "bin")
RECORD = os.path.join(VENV, "adops-setup.json")
CACHE = os.path.join(ROOT, ".cache")
BROWSERS = os.path.join(CACHE, "browsers")
FONTS = os.path.join(CACHE, "fonts")
HELD = []  # the lock's file: what we start holds it too, so a killed set-up's pip is waited for

LINT = ("ruff format --check .", "ruff check .", "mypy", "lint-imports")
ALL = ("core", "review", "queue", "test")
# target: the locks it needs, the commands of .venv/bin it runs (the last gets the arguments)
TARGETS = {
    "setup": (ALL[:2], ()),
    "demo": (ALL[:2], (("adops", "demo"),)),
    "serve": (ALL[:2], (("adops", "serve"),)),
    "test": (ALL, (("pytest", "-n", "logical", "--dist", "loadfile"),)),
    "bench": (ALL, (("python", "-m", "tests.bench"),)),
    "lint": (ALL, tuple(tuple(line.split()) for line in LINT)),
}

SYSTEM_BROWSERS = (
    "google-chrome-stable google-chrome chromium chromium-browser "
    "microsoft-edge-stable microsoft-edge"
).split()
MAC_BROWSERS = tuple(
    "/Applications/%s.app/Contents/MacOS/%s" % (name, name)
    for name in ("Google Chrome", "Chromium", "Microsoft Edge")
)
QUIET_BROWSER = (
    "--headless --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync --disable-quic --no-first-run"
).split()
BROWSER_SECONDS = 60
FONTS_CONF = """<?xml version="1.0"?>
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<dir>%s</dir><cachedir>%s</cachedir></fontconfig>
"""


class Stop(Exception):
    """The set-up cannot go on; its text is the one sentence that says why."""


def say(text):
    print(text, file=sys.stderr)


# --- Python: from here to `start`, nothing that Python 2.7 lacks may be called ---


def probe(command):
    """(version, base executable) of a Python, or None when it does not run."""
    code = "import sys; print('%d.%d.%d' % sys.version_info[:3]);"
    code += "print(getattr(sys, '_base_executable', None) or sys.executable)"
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    try:
        process = subprocess.Popen([command, "-c", code], **quiet)
        lines = process.communicate()[0].decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    if process.returncode != 0 or len(lines) != 2:
        return None
    return tuple(int(part) for part in lines[0].split(".")), lines[1]


def pick_python():
    """The first of PYTHONS that runs (a version manager's shim may not) and is new enough."""
    too_old = []
    for name in PYTHONS:
        found = probe(name)
        if found and found[0] >= OLDEST:
            return found
        too_old += ["%d.%d.%d" % found[0]] if found else []
    if too_old:
        raise Stop("Python %s is too old: adops needs Python 3.11 or newer." % ", ".join(too_old))
    raise Stop("adops needs Python 3.11 or newer, and no python3 runs here.")


def start(arguments):
    """Goes on under the picked Python when the running one is too old for what follows."""
    version, python = pick_python()
    if sys.version_info[:2] < OLDEST:
        sys.stdout.flush()
        os.execv(python, [python, os.path.abspath(__file__)] + arguments)
    if os.name != "posix":
        raise Stop("adops sets itself up on Linux and macOS only; on Windows, use WSL.")
    target = arguments[0] if arguments else "setup"
    if target not in TARGETS:
        raise Stop("%s is no target; there are: %s." % (target, ", ".join(sorted(TARGETS))))
    locks, commands = TARGETS[target]
    with_lock(lambda: set_up(python, version, locks))
    return run_target(commands, arguments[1:])


def run_target(commands, arguments):
    os.chdir(ROOT)
    for number, command in enumerate(commands, 1):
        line = [os.path.join(BIN, command[0])] + list(command[1:])
        if number == len(commands):
            os.execv(line[0], line + arguments)
        status = subprocess.call(line)
        if status != 0:
            return status
    return 0


def with_lock(work):
    """Does the work while no other set-up of this folder does."""
    import fcntl

    os.makedirs(CACHE, exist_ok=True)
    with open(os.path.join(CACHE, "setup.lock"), "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("Another set-up is at work here; waiting for it.")
            fcntl.flock(handle, fcntl.LOCK_EX)
        HELD.append(handle.fileno())
        work()


def set_up(python, version, locks):
    """Does the steps whose stamps changed: environment, packages, project, browser, fonts."""
    record = read_record()
    here = [list(version), os.path.realpath(python), platform.system(), platform.machine(), ROOT]
    stamp = digest(here)
    if record["done"].get("venv") != stamp or not os.path.exists(os.path.join(BIN, "python")):
        make_venv(python, version)
        record = finish({"done": {}}, "venv", stamp)
    for lock in locks:
        path = os.path.join("requirements", lock + ".txt")
        if record["done"].get(lock) != digest(path):
            install_lock(path)
            finish(record, lock, digest(path))
    if record["done"].get("project") != digest("pyproject.toml"):
        pip("--no-deps", "--no-build-isolation", "-e", ROOT)
        finish(record, "project", digest("pyproject.toml"))
    if not browser_stands(record):
        record["chromium"], record["sandbox"] = find_browser() or get_browser() or (None, None)
        finish(record, "browser", record["chromium"])
    if not record["done"].get("fonts"):
        found, record["fontconfig_file"] = find_fonts()
        finish(record, "fonts", found)


def read_record():
    with contextlib.suppress(OSError, ValueError), open(RECORD, encoding="utf-8") as handle:
        record = json.load(handle)
        if isinstance(record, dict) and isinstance(record.get("done"), dict):
            return record
    return {"done": {}}


def finish(record, step, stamp):
    """Notes a finished step; the file is whole or the old one at every instant."""
    record["done"][step] = stamp
    with open(RECORD + ".new", "w", encoding="utf-8") as handle:
        json.dump(record, handle, indent=2, ensure_ascii=False)
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(RECORD + ".new", RECORD)
    return record


def digest(what):
    """The stamp of a file of the project (given by its path) or of a value."""
    content = json.dumps(what).encode("utf-8")
    if isinstance(what, str):
        with open(os.path.join(ROOT, what), "rb") as handle:
            content = handle.read()
    return hashlib.sha256(content).hexdigest()


def make_venv(python, version):
    needs = [python, "-c", "import ensurepip, venv"]
    for package in ("python3-venv", "python%d.%d-venv" % version[:2]):
        if not succeeds(needs):
            apt_install(package)
    if not succeeds(needs):
        raise Stop(
            "%s cannot make a virtual environment; run `sudo apt-get install python3-venv` "
            "(or install a complete Python), then the same command again." % python
        )
    with contextlib.suppress(OSError):
        os.remove(RECORD)
    say("Making .venv with Python %d.%d.%d." % version)
    if subprocess.call([python, "-m", "venv", "--clear", VENV], pass_fds=HELD) != 0:
        raise Stop("%s could not make the virtual environment %s." % (python, VENV))


def install_lock(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as handle:
        count = sum("==" in line for line in handle)
    say("Installing the %d packages of %s; the first time takes a minute or two." % (count, path))
    hashed = ("--only-binary", ":all:", "--require-hashes", "--no-deps", "-r")
    pip(*hashed + (os.path.join(ROOT, path),))


def pip(*arguments):
    """pip's own settings hold (mirrors, certificates); only where it installs is ours."""
    program = [os.path.join(BIN, "python"), "-m", "pip", "install", "-qq", "--no-input"]
    environment = dict(os.environ, PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1")
    for name in ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONHOME", "PYTHONPATH"):
        environment.pop(name, None)
    if subprocess.call(program + list(arguments), env=environment, pass_fds=HELD) != 0:
        raise Stop(
            "pip could not install the packages (see above); look at the network or at "
            "`pip config list`, then run the same command again: it goes on from here."
        )


def apt_install(*packages):
    """As root where apt-get is, installs the packages; anywhere else it does nothing."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say("Installing %s with apt-get." % ", ".join(packages))
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    succeeds(["apt-get", "update", "-qq"], environment)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    return succeeds(install + list(packages), environment)


def succeeds(command, environment=None, folder=None):
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "pass_fds": HELD}
    try:
        return subprocess.call(command, env=environment, cwd=folder, **quiet) == 0
    except OSError:
        return False


def distribution():
    """The ID of /etc/os-release (`debian`, `ubuntu`), or nothing."""
    with contextlib.suppress(OSError), open("/etc/os-release", encoding="utf-8") as handle:
        return "".join(re.findall(r'^ID="?([^"\n]*)', handle.read(), re.MULTILINE)[:1])
    return ""


def browser_stands(record):
    """Whether the browser that was proved is still there, and still the one asked for."""
    path = record.get("chromium")
    asked = os.environ.get("ADOPS_CHROMIUM")
    return bool(path) and os.access(path, os.X_OK) and asked in (None, "", path)


def find_browser():
    """(path, sandbox) of the first candidate that really starts, or None."""
    asked = os.environ.get("ADOPS_CHROMIUM")
    found = [shutil.which(name) for name in SYSTEM_BROWSERS] + list(MAC_BROWSERS)
    found += sorted(glob.glob(os.path.join(BROWSERS, "chromium*", "*", "*headless*shell")))
    for path in [asked] + found:
        usable = path and os.path.isfile(path) and (path == asked or not is_snap(path))
        proved = prove_browser(path) if usable else None
        if proved:
            return proved
        if path and path == asked:
            say("ADOPS_CHROMIUM names %s, which does not start; looking further." % asked)
    return None


def is_snap(path):
    """Ubuntu's chromium-browser is a script that asks for snap, whose browser sees no files."""
    if "/snap/" in os.path.realpath(path):
        return True
    with open(path, "rb") as handle:
        head = handle.read(4096)
    return head.startswith(b"#!") and b"/snap/" in head


def prove_browser(path):
    """(path, sandbox) when the browser renders a page; the sandbox is off for root or if it must"""
    for sandbox in (False,) if os.geteuid() == 0 else (True, False):
        if renders(path, sandbox):
            return path, sandbox
    return None


def renders(path, sandbox):
    """Whether the browser starts and gives back a page it was handed."""
    command = [path] + QUIET_BROWSER + ([] if sandbox else ["--no-sandbox"])
    with tempfile.TemporaryDirectory(prefix="adops-", ignore_cleanup_errors=True) as profile:
        command += ["--user-data-dir=" + profile, "--dump-dom", "data:text/html,<p>adops</p>"]
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        try:
            process = subprocess.Popen(command, start_new_session=True, **streams)
        except OSError:
            return False
        try:
            return b"<p>adops</p>" in process.communicate(timeout=BROWSER_SECONDS)[0]
        except subprocess.TimeoutExpired:
            return False
        finally:
            with contextlib.suppress(OSError):  # a group of its own: nobody else is in it
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def get_browser():
    """Installs a browser (Debian's as root, else Playwright's shell) and proves it; or None."""
    found = None
    if distribution() != "ubuntu" and apt_install("chromium"):
        found = find_browser()
    if found is None:
        say("Downloading Playwright's headless browser into .cache/browsers.")
        command = [os.path.join(BIN, "python"), "-m", "playwright", "install", "--only-shell"]
        command += ["--with-deps"] if os.geteuid() == 0 and shutil.which("apt-get") else []
        succeeds(command + ["chromium"], dict(os.environ, PLAYWRIGHT_BROWSERS_PATH=BROWSERS))
        found = find_browser()
    if found is None:
        say("No browser starts here; run `%s`, then the same command again." % browser_command())
    return found


def browser_command():
    if sys.platform == "darwin":
        return "brew install --cask google-chrome"
    if distribution() == "ubuntu":
        return "sudo .venv/bin/playwright install --with-deps chrome"
    return "sudo %s install chromium" % ("dnf" if shutil.which("dnf") else "apt-get")


def find_fonts():
    """(whether there is a Chinese font, FONTCONFIG_FILE when it is the project's own or None)."""
    if sys.platform == "darwin" or has_chinese_font():
        return True, None
    wanted = ["fonts-noto-cjk"] + ([] if shutil.which("fc-list") else ["fontconfig"])
    if apt_install(*wanted) and has_chinese_font():
        return True, None
    own = os.path.join(FONTS, "fonts.conf")
    if os.path.exists(own) or (os.geteuid() != 0 and unpack_font(own)):
        return True, own
    say("No Chinese font is here: pictures show boxes; `sudo apt-get install fonts-noto-cjk`.")
    return False, None


def has_chinese_font():
    with contextlib.suppress(OSError):
        listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False)
        return bool(listed.stdout.strip())
    return False


def unpack_font(configuration):
    """Debian's and Ubuntu's font package, unpacked into the cache without being root."""
    os.makedirs(FONTS, exist_ok=True)
    say("Fetching the font package fonts-wqy-microhei into .cache/fonts.")
    if not succeeds(["apt-get", "download", "fonts-wqy-microhei"], folder=FONTS):
        return False
    for package in glob.glob(os.path.join(FONTS, "*.deb")):
        if not succeeds(["dpkg-deb", "-x", package, FONTS]):
            return False
    with open(configuration + ".new", "w", encoding="utf-8") as handle:
        handle.write(FONTS_CONF % (os.path.join(FONTS, "usr"), os.path.join(FONTS, "cache")))
    os.replace(configuration + ".new", configuration)
    return True


if __name__ == "__main__":
    try:
        sys.exit(start(sys.argv[1:]))
    except Stop as stop:
        say(str(stop))
        sys.exit(1)
    except EnvironmentError as error:
        say("The set-up stopped: %s." % error)
        sys.exit(1)
    except KeyboardInterrupt:
        say("Stopped; the same command goes on from here.")
        sys.exit(130)
