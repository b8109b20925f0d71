"""HTML into PDF by WeasyPrint, in a process of its own: its memory and its faults are not ours."""

import logging
import subprocess
import sys

logger = logging.getLogger(__name__)

SECONDS = 120
COMMAND = (
    sys.executable, "-m", "weasyprint", "--quiet", "--pdf-variant", "pdf/ua-1",
    "--encoding", "utf-8", "--allowed-protocols", "data", "--timeout", "5", "-", "-",
)  # fmt: skip


class PdfProblem(Exception):
    """No PDF was made; the sentence says what the operator can do."""


def make_pdf(html: str) -> bytes:
    """A tagged PDF with bookmarks and embedded fonts. Nothing is fetched, from disk or network.

    Raises PdfProblem, most often because the system lacks the libraries that set text.
    """
    try:
        done = subprocess.run(  # noqa: S603 - the command is ours, the HTML goes in as data
            COMMAND, input=html.encode(), capture_output=True, timeout=SECONDS, check=False
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise PdfProblem(f"PDF 没有生成：{error}") from error
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        told = done.stderr.decode(errors="replace").strip().splitlines()
        raise PdfProblem(
            "PDF 没有生成，请安装 libpango-1.0-0、libpangoft2-1.0-0、libharfbuzz-subset0 "
            f"和 fonts-noto-cjk：{told[-1] if told else done.returncode}"
        )
    return done.stdout
