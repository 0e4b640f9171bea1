"""The set-up of a fresh folder (interfaces.md, Two commands), on a machine of small scripts."""

import ast
import importlib.util
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.ci.bootstrap import ONLY_BARE, REFUSES, SCRIPT, SNAP, STARTS, House, program


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    house = House(tmp_path_factory.mktemp("machine"))
    code, said = house.set_up()
    assert code == 0, said
    return house


@pytest.fixture
def bootstrap() -> Any:
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH, still empty; no browser is asked for."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("ADOPS_CHROMIUM", raising=False)
    return folder


def record(house: House) -> dict[str, object]:
    path = house.folder / ".venv" / "adops-setup.json"
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_it_installs_the_locked_packages_and_notes_what_it_found(house: House) -> None:
    assert house.brick() == "1.0"
    found = record(house)
    assert (found["chromium"], found["fontconfig_file"]) == (str(house.browser), None)


def test_run_again_it_does_nothing(house: House) -> None:
    path = house.folder / ".venv" / "adops-setup.json"
    before = path.stat().st_mtime_ns
    assert house.set_up() == (0, "")
    assert path.stat().st_mtime_ns == before


def test_a_changed_lock_is_installed_into_the_same_environment(house: House) -> None:
    house.lock("2.0")
    code, said = house.set_up()
    assert code == 0, said
    assert house.brick() == "2.0"
    assert "Installing" in said and "Making" not in said


def test_a_browser_that_went_away_is_looked_for_again(house: House) -> None:
    house.browser.unlink()
    other = program(house.path, "google-chrome", STARTS)
    assert house.set_up()[0] == 0
    assert record(house)["chromium"] == str(other)


def test_a_moved_folder_gets_a_new_environment(house: House) -> None:
    house.folder = house.folder.rename(house.folder.parent / "moved")
    code, said = house.set_up()
    assert code == 0, said
    assert "Making .venv" in said and house.brick()


def test_killed_in_the_middle_it_completes_when_run_again(tmp_path: Path) -> None:
    house = House(tmp_path)
    process = house.start("setup")
    assert process.stderr is not None
    while "Installing the" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()
    code, said = house.set_up()
    assert code == 0, said
    assert "Making" not in said
    assert house.brick() == "1.0"


def test_two_at_once_make_one_environment(tmp_path: Path) -> None:
    house = House(tmp_path)
    both = [house.start("setup"), house.start("setup")]
    said = [process.communicate()[1] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum("Making .venv" in words for words in said) == 1
    assert house.brick() == "1.0"


def test_packages_that_cannot_be_had_are_one_sentence(tmp_path: Path) -> None:
    house = House(tmp_path)
    wheel = next(house.wheels.glob("brick*"))
    wheel.write_bytes(wheel.read_bytes() + b"changed on the way")
    code, said = house.set_up()
    assert code == 1
    assert said.strip().splitlines()[-1].startswith("pip could not install the packages")
    assert "Traceback" not in said


def test_it_parses_where_only_an_old_python_is() -> None:
    """Beside what the parser itself refuses: all that came after Python 2.7."""
    source = SCRIPT.read_bytes()
    tree = ast.parse(source.decode("ascii"), feature_version=(3, 4))
    newer: tuple[type[ast.AST], ...] = (
        ast.AnnAssign,
        ast.JoinedStr,
        ast.Nonlocal,
        ast.YieldFrom,
        ast.NamedExpr,
    )
    newer += (ast.AsyncFunctionDef, ast.Await, ast.Match)
    for node in ast.walk(tree):
        assert not isinstance(node, newer), ast.dump(node)
        if isinstance(node, ast.FunctionDef):
            assert not node.args.kwonlyargs and node.returns is None
            assert all(argument.annotation is None for argument in node.args.args)
        if isinstance(node, ast.Raise):
            assert node.cause is None
        if isinstance(node, ast.Call):
            starred = [isinstance(argument, ast.Starred) for argument in node.args]
            assert True not in starred[:-1]


def python(version: str, path: str = "/usr/bin/python") -> str:
    return f"#!/bin/sh\necho {version}\necho {path}\n"


@pytest.mark.parametrize(
    ("scripts", "picked"),
    [
        pytest.param({"python3.13": python("3.13.1")}, (3, 13, 1), id="the newest wished"),
        pytest.param(
            {"python3.13": REFUSES, "python3.12": python("3.12.4")},
            (3, 12, 4),
            id="a shim that does not run is passed over",
        ),
        pytest.param(
            {"python3.14": python("3.14.0"), "python3.11": python("3.11.0")},
            (3, 11, 0),
            id="3.14 only when nothing before it runs",
        ),
        pytest.param(
            {"python3.12": python("3.8.1"), "python3": python("3.11.7")},
            (3, 11, 7),
            id="a name that lies about its version",
        ),
    ],
)
def test_picks_the_first_python_that_runs(
    bootstrap: Any, machine: Path, scripts: dict[str, str], picked: tuple[int, ...]
) -> None:
    for name, text in scripts.items():
        program(machine, name, text)
    assert bootstrap.pick_python()[0] == picked


@pytest.mark.parametrize(
    ("scripts", "sentence"),
    [
        pytest.param({"python3": python("3.8.10")}, "Python 3.8.10 is too old", id="too old"),
        pytest.param({}, "no python3 runs here", id="none"),
    ],
)
def test_says_that_no_python_will_do(
    bootstrap: Any, machine: Path, scripts: dict[str, str], sentence: str
) -> None:
    for name, text in scripts.items():
        program(machine, name, text)
    with pytest.raises(bootstrap.Stop, match=sentence):
        bootstrap.pick_python()


@pytest.mark.parametrize(
    ("scripts", "found"),
    [
        pytest.param({"google-chrome": STARTS, "chromium": STARTS}, "google-chrome", id="order"),
        pytest.param({"google-chrome": REFUSES, "chromium": STARTS}, "chromium", id="proved"),
        pytest.param({"chromium-browser": SNAP}, None, id="a snap stub is none"),
        pytest.param({"microsoft-edge": STARTS}, "microsoft-edge", id="edge"),
        pytest.param({}, None, id="none"),
    ],
)
def test_takes_the_first_browser_that_really_starts(
    bootstrap: Any,
    machine: Path,
    monkeypatch: pytest.MonkeyPatch,
    scripts: dict[str, str],
    found: str | None,
) -> None:
    for name, text in scripts.items():
        program(machine, name, text)
    monkeypatch.setattr(bootstrap, "MAC_BROWSERS", ())
    monkeypatch.setattr(bootstrap, "BROWSERS", str(machine))
    proved = bootstrap.find_browser()
    assert (proved and proved[0]) == (found and str(machine / found))


def test_a_browser_asked_for_that_does_not_start_is_named(
    bootstrap: Any,
    machine: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = program(machine, "mine", REFUSES)
    other = program(machine, "chromium", STARTS)
    monkeypatch.setenv("ADOPS_CHROMIUM", str(asked))
    assert bootstrap.find_browser()[0] == str(other)
    assert str(asked) in capsys.readouterr().err


def test_the_sandbox_is_on_unless_root_or_refused(
    bootstrap: Any, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    willing = str(program(machine, "willing", STARTS))
    refusing = str(program(machine, "refusing", ONLY_BARE))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert bootstrap.prove_browser(willing) == (willing, True)
    assert bootstrap.prove_browser(refusing) == (refusing, False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert bootstrap.prove_browser(willing) == (willing, False)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has Chinese fonts of its own")
@pytest.mark.parametrize(
    ("listed", "found"),
    [pytest.param("echo font.ttc", True, id="there"), pytest.param("", False, id="missing")],
)
def test_without_a_chinese_font_it_says_so_and_goes_on(
    bootstrap: Any,
    machine: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    listed: str,
    found: bool,
) -> None:
    monkeypatch.setattr(bootstrap, "FONTS", str(tmp_path / "fonts"))
    program(machine, "fc-list", f"#!/bin/sh\n{listed}\n")
    assert bootstrap.find_fonts() == (found, None)
    assert ("fonts-noto-cjk" in capsys.readouterr().err) is not found


def test_a_user_who_is_not_root_gets_a_font_of_the_projects_own(
    bootstrap: Any, machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "FONTS", str(tmp_path / "fonts"))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    program(machine, "fc-list", "#!/bin/sh\n")
    program(machine, "apt-get", '#!/bin/sh\n[ "$1" = download ] && : > "$2.deb"\n')
    program(machine, "dpkg-deb", "#!/bin/sh\n")
    assert bootstrap.find_fonts() == (True, str(tmp_path / "fonts" / "fonts.conf"))
    assert str(tmp_path / "fonts" / "usr") in (tmp_path / "fonts" / "fonts.conf").read_text()


def test_root_on_debian_has_chromium_installed(
    bootstrap: Any, machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(bootstrap, "MAC_BROWSERS", ())
    monkeypatch.setattr(bootstrap, "distribution", lambda: "debian")
    brings = f"#!/bin/sh\n[ $1 = install ] && /bin/cp {machine}/apt-get {machine}/chromium\n"
    program(machine, "apt-get", brings + STARTS.removeprefix("#!/bin/sh\n"))
    assert bootstrap.get_browser() == (str(machine / "chromium"), False)


@pytest.mark.parametrize(
    ("words", "command"),
    [
        pytest.param(["demo"], "bootstrap.py demo", id="demo"),
        pytest.param(["demo", "ONCE=1"], "bootstrap.py demo --once", id="demo once"),
        pytest.param(["test", "ARGS=-k x"], "bootstrap.py test -k x", id="arguments"),
    ],
)
def test_make_only_calls_the_set_up(words: list[str], command: str) -> None:
    shown = subprocess.run(
        ["make", "-n", *words], cwd=SCRIPT.parents[1], capture_output=True, text=True, check=True
    )
    assert command in shown.stdout


def test_make_says_when_there_is_no_python(tmp_path: Path) -> None:
    house = House(tmp_path)
    (house.path / "python3").unlink()
    made = subprocess.run(
        ["make", "setup"],
        cwd=house.folder,
        env=house.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 2
    assert "adops needs Python 3.11 or newer" in made.stderr
