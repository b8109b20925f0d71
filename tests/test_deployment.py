"""What the deployment files name exists, and nginx and gunicorn take them."""

import gc
import os
import re
import runpy
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import yaml

from tests import servers

ROOT = Path(__file__).resolve().parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
NGINX = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
MANUAL = (ROOT / "docs" / "部署手册.md").read_text("utf-8")
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")


def variables_of_settings() -> set[str]:
    text = (ROOT / "disclosure" / "settings.py").read_text("utf-8")
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', text))


def variables_of_example() -> set[str]:
    return set(re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", EXAMPLE, re.MULTILINE))


def test_services_are_those_of_the_design():
    assert set(SERVICES) == {"web", "worker", "database", "nginx"}


def test_every_variable_of_compose_is_known():
    used = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text("utf-8")))
    assert used <= variables_of_example()
    given = set(SERVICES["web"]["environment"])
    assert given <= variables_of_settings()


def test_secrets_have_no_default():
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    for name in ("POSTGRES_PASSWORD", "SECRET_KEY"):
        uses = re.findall(rf"\$\{{{name}([^}}]*)\}}", text)
        assert uses
        assert all(use.startswith(":?") for use in uses)


def test_env_example_and_settings_agree():
    assert variables_of_example() - {"POSTGRES_PASSWORD"} == variables_of_settings()


def test_every_mounted_and_copied_file_exists():
    mounted = [
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if volume.startswith("./")
    ]
    copied = [
        name
        for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.MULTILINE)
        for name in line.split()[:-1]
    ]
    assert [name for name in [*mounted, *copied] if not (ROOT / name).exists()] == []


def test_named_volumes_are_declared():
    used = {
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if not volume.startswith("./")
    }
    assert used == set(COMPOSE["volumes"])


def test_ports_agree():
    port = re.search(r"server web:(\d+);", NGINX)[1]
    assert f"EXPOSE {port}" in DOCKERFILE
    assert f":{port}" in (ROOT / "deploy" / "gunicorn.conf.py").read_text("utf-8")
    listen = re.search(r"listen (\d+);", NGINX)[1]
    assert SERVICES["nginx"]["ports"] == [f"80:{listen}"]


def test_image_versions_are_pinned_and_in_the_manual():
    images = [SERVICES["database"]["image"], SERVICES["nginx"]["image"]]
    images.append(re.search(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)[1])
    for image in images:
        assert re.search(r":\d+(\.\d+)?-", image), image
        assert f"`{image}`" in MANUAL


def test_commands_of_services_exist():
    commands = ROOT / "disclosure" / "management" / "commands"
    assert SERVICES["worker"]["command"][-1] == "run_worker"
    assert (commands / "run_worker.py").exists()


@pytest.mark.nginx
def test_nginx_accepts_its_configuration(tmp_path):
    command = [servers.NGINX, "-t", "-c", str(servers.configuration(tmp_path))]
    tried = subprocess.run(command, capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr


def test_process_begins_out_of_the_collector_s_sight():
    hooks = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))
    try:
        hooks["post_worker_init"](None)
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()


def test_gunicorn_serves_the_application(tmp_path):
    port = servers.free_port()
    environment = os.environ | {
        "BIND": f"127.0.0.1:{port}",
        "WEB_PROCESSES": "1",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/test.sqlite3",
    }
    server = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py",
            "disclosure.wsgi",
        ],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert answer(f"http://127.0.0.1:{port}/healthz") == 200
    finally:
        server.terminate()
        server.wait(timeout=20)


def answer(url: str) -> int:
    """The status that comes within half a minute."""
    for _ in range(150):
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                return response.status
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(url)
