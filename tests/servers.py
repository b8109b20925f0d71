"""Real web servers for tests: nginx with the configuration that is delivered, gunicorn."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NGINX = "/usr/sbin/nginx" if os.path.exists("/usr/sbin/nginx") else "nginx"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def configuration(
    folder: Path,
    *,
    port: int = 18080,
    application: int = 8000,
    site: str = "/site",
    public: str = "/public",
) -> Path:
    """The delivered configuration of nginx with ports and folders of this machine; its file."""
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for ours, theirs in (
        ("server web:8000;", f"server 127.0.0.1:{application};"),
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("/var/cache/nginx", str(folder)),
        ("/etc/nginx/", f"{ROOT}/deploy/"),
        ('"" /site;', f'"" {site};'),
        ("root /site;", f"root {site};"),
        ("root /public;", f"root {public};"),
        ("alias /static/;", f"alias {site}/static/;"),
    ):
        assert ours in text, ours
        text = text.replace(ours, theirs)
    places = "".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.getuid() == 0 else ""
    whole = folder / "nginx.conf"
    whole.write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ include /etc/nginx/mime.types; access_log off; {places}\n{text}\n}}"
    )
    return whole


@contextlib.contextmanager
def running(command: list[str], port: int, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A server that has begun to listen; it is stopped whatever becomes of the test."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, **options)
    try:
        wait_for(port)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


def nginx(folder: Path, **places: Any) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """nginx on a port of its own: `with nginx(folder, port=…)`."""
    config = configuration(folder, **places)
    return running([NGINX, "-c", str(config), "-e", f"{folder}/error.log"], places["port"])


def gunicorn(env: dict[str, str], port: int) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """The application as it is delivered, with one process."""
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    env = env | {"BIND": f"127.0.0.1:{port}", "WEB_PROCESSES": "1"}
    return running([*command, "disclosure.wsgi"], port, env=env, stderr=subprocess.DEVNULL)


def wait_for(port: int, seconds: float = 60) -> None:
    """Until somebody listens."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError(port)


def get(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and content of an address."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        asked.request("GET", path, headers={"Host": "localhost"} | headers)
        answered = asked.getresponse()
        return answered.status, dict(answered.getheaders()), answered.read()
    finally:
        asked.close()
