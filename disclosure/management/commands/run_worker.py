"""The worker: releases what is due, lets dates take effect, mends what a crash left."""

import logging
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from disclosure.catalogue.erasing import expire_requests, finish_confirmed
from disclosure.catalogue.lasting import renew_validity
from disclosure.catalogue.publishing import release_due
from disclosure.pages import files

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Runs until it is told to stop; a second one beside it does no harm."""

    help = "后台进程：到时发布、到期改变有效性、核对公开文件。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often, and whether once only."""
        parser.add_argument("--seconds", type=int, default=15, help="每次检查的间隔秒数")
        parser.add_argument("--once", action="store_true", help="只检查一次")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tick until SIGTERM or SIGINT."""
        stop = threading.Event()
        if not options["once"]:
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_: stop.set())
        while True:
            tick()
            if options["once"] or stop.wait(options["seconds"]):
                return


def tick() -> None:
    """One round of the work."""
    close_old_connections()
    for edition in release_due():
        logger.info("released %s: %s", edition.entry.index_number, edition.title)
    if finished := finish_confirmed():
        logger.info("finished %d erasures", finished)
    if expired := expire_requests():
        logger.info("ended %d requests for erasure that nobody confirmed", expired)
    for entry in renew_validity():
        logger.info("%s is now %s", entry.index_number, entry.validity)
    if mended := files.reconcile():
        logger.info("mended %d public files", mended)
