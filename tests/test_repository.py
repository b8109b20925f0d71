"""The repository keeps its own promises."""

import gettext
import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands
from django.template.loader import get_template
from django.urls import get_resolver

from reports.schemes import all_schemes

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 400  # lines of a Python file or template
SHOWN = (
    "export_log_head import_entries import_page import_statistics load_demo load_vocabularies "
    "rebuild_pages run_worker verify_log"
)


def tracked(*endings: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.splitlines()
    names = [
        name.strip('"').encode().decode("unicode_escape").encode("latin-1").decode()
        for name in listed
    ]
    return [
        ROOT / name for name in names if name.endswith(endings or "") and (ROOT / name).is_file()
    ]


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_words_are_compiled(domain):
    folder = ROOT / "locale/zh_Hans/LC_MESSAGES"
    written = re.findall(
        r'^msgid "(.+)"\nmsgstr "(.+)"$', (folder / f"{domain}.po").read_text(), re.M
    )
    with (folder / f"{domain}.mo").open("rb") as compiled:
        words = gettext.GNUTranslations(compiled)
    assert written
    assert [(key, words.gettext(key)) for key, _ in written] == written


def test_every_template_compiles():
    folder = ROOT / "templates"
    for path in folder.rglob("*"):
        if path.suffix in (".html", ".xml"):
            get_template(str(path.relative_to(folder)))


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_migration_is_called_auto():
    assert [path for path in tracked(".py") if "_auto_" in path.name] == []


def test_no_python_file_or_template_is_too_long():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked(".py", ".html")
        if "migrations" not in path.parts
        and (lines := len(path.read_text("utf-8").splitlines())) > LIMIT
    }
    assert long == {}


def test_every_scheme_loads_and_its_checks_name_existing_rows():
    schemes = all_schemes()
    assert [one.key for one in schemes] == ["gk2014", "gk2019", "gk2021"]
    for one in schemes:
        for check in one.checks:
            assert one.table(check.table)


def test_the_tree_of_the_readme_exists():
    text = (ROOT / "README.md").read_text("utf-8")
    tree = re.search(r"```text\n(.*?)```", text, re.DOTALL)[1]
    paths = re.findall(r"^(\S+)", tree, re.MULTILINE)
    assert len(paths) > 15
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_command_of_the_design_exists():
    assert set(SHOWN.split()) <= {
        name for name, app in get_commands().items() if app == "disclosure"
    }


def test_lock_files_name_no_address():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        assert "--hash=sha256:" in text


def test_every_dependency_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    lists = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", text, re.DOTALL | re.MULTILINE)
    lines = "".join(lists).splitlines()
    assert len(lines) > 25
    assert [line for line in lines if not re.search(r'",\s*# \S', line)] == []


def test_nothing_names_a_registry_or_this_machine():
    words = "|".join(
        ["py" + "pi.org", "files.python" + "hosted", "npm" + "js.org", "/wo" + "rk/", "/ro" + "ot/"]
    )
    found = [
        str(path.relative_to(ROOT))
        for path in tracked(".py", ".md", ".toml", ".yml", ".yaml", ".txt", ".lock", ".conf", "run")
        if re.search(words, path.read_text("utf-8"))
    ]
    assert found == []


def public_addresses() -> list[str]:
    """Every public address, with values that lead to nothing."""
    fill = {
        "number": "000/2000-1",
        "digest": "0" * 64,
        "name": "a.pdf",
        "slug": "none",
        "code": "0",
    }
    found = []

    def walk(patterns, prefix=""):
        for one in patterns:
            route = prefix + str(one.pattern)
            if hasattr(one, "url_patterns"):
                if not route.startswith("admin/"):
                    walk(one.url_patterns, route)
            elif not route.startswith("admin/"):
                found.append(
                    "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: fill.get(m[1], "1"), route)
                )

    walk(get_resolver().url_patterns)
    return found


@pytest.mark.django_db
def test_every_public_address_answers_a_stranger(client):
    addresses = public_addresses()
    assert len(addresses) > 18
    for address in addresses:
        status = client.get(address).status_code
        assert status in (200, 301, 400, 404, 405), address
        if status == 400:
            assert address == "/api/v1/changes"  # has to be told since when
        if status == 405:
            assert address == "/views/"
