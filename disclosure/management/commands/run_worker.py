"""The worker: releases what is due, lets dates take effect, mends what a crash left."""

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    connections,
)
from django.utils import timezone

from disclosure.catalogue import uploads
from disclosure.catalogue.erasure.erasing import expire_requests, finish_confirmed
from disclosure.catalogue.models.workerbeat import beat, last_beat
from disclosure.catalogue.release.lasting import renew_validity
from disclosure.catalogue.release.releasing import due_ids, release_one
from disclosure.pages import counters, files, search
from disclosure.pages.site import following, scopes
from disclosure.pages.site.folder import site

logger = logging.getLogger(__name__)

SITE_SWEEP_SECONDS = 3600  # how often every page is asked for its file, and the other way
FOLLOW_SECONDS = 1  # how soon a page that was released is a file
SITE_SECONDS = 5  # how long one tick writes pages that share a changed name
LOST = (OperationalError, InterfaceError)


class Command(BaseCommand):
    """Runs until it is told to stop; a second one beside it does no harm.

    A database that is away is waited for. SIGTERM and SIGINT end it with 0 once the release in
    hand is done; `--once` ends with 1 when the database did not answer.
    """

    help = "后台进程：到时发布、到期改变有效性、核对公开文件。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often, and whether once only."""
        parser.add_argument("--seconds", type=float, default=15, help="每次检查的间隔秒数")
        parser.add_argument("--once", action="store_true", help="只检查一次")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tick until SIGTERM or SIGINT."""
        worker = Worker()
        if options["once"]:
            if not worker.tick():
                raise CommandError("数据库没有应答，未作处理，请稍后再试。")
            return
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: worker.stop.set())
        logger.info("worker began")
        while not worker.stop.is_set():
            worker.tick()
            worker.wait(options["seconds"])
        logger.info("worker ended")


class Worker:
    """What one worker remembers between its ticks."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.swept_at = self.site_swept_at = float("-inf")
        self.swept_since: datetime | None = None  # when the last sweep of files began

    def tick(self) -> bool:
        """One round of the work; False when the database went away, which is waited for."""
        close_old_connections()
        try:
            self.work()
        except LOST as error:
            logger.warning("the database does not answer, trying again: %s", error)
            connections.close_all()
            return False
        return True

    def wait(self, seconds: float) -> None:
        """Until the next tick; meanwhile the public files follow what is released elsewhere."""
        end = time.monotonic() + seconds
        while not self.stop.is_set() and (left := end - time.monotonic()) > 0:
            self.stop.wait(min(left, FOLLOW_SECONDS))
            try:
                self.write_site(end)
            except LOST as error:
                logger.warning("the database does not answer: %s", error)
                connections.close_all()

    def work(self) -> None:
        """Release what is due, then mend files; a release in hand is finished before a stop."""
        if self.swept_since is None and (last := last_beat()):  # of the worker before this one
            self.swept_since = last - timedelta(seconds=files.ROUND)
        beat(timezone.now())
        for pk in due_ids():
            if self.stop.is_set():
                return
            self.release(pk)
            beat(timezone.now())
        self.look_after()
        if mended := files.reconcile():
            logger.info("mended %d public files", mended)
        if told := search.reconcile():
            logger.info("told the search server of %d pages", told)
        if folded := counters.fold_all():
            logger.info("added up %d changes of counters", folded)
        self.look_after_files()
        self.look_after_site()

    def look_after_files(self) -> None:
        """Every public file compared with its row, now and then; forgotten uploads removed."""
        if time.monotonic() - self.swept_at <= files.ROUND:
            return
        self.swept_at, now = time.monotonic(), timezone.now()
        if swept := files.sweep(since=self.swept_since, now=now):
            logger.warning("%d public files did not agree with their rows", swept)
        if forgotten := uploads.forget_old():
            logger.info("removed %d uploads that nobody confirmed", forgotten)
        self.swept_since = now

    def write_site(self, until: float) -> None:
        """Single pages first, whatever came meanwhile; then of those that share a changed name."""
        folder = site()
        while folder is not None and not self.stop.is_set():
            following.follow(folder, self.stop.is_set)
            if time.monotonic() >= until or not following.follow_scope(folder):
                return

    def look_after_site(self) -> None:
        """The public files: what was touched, names that changed, now and then what is missing."""
        folder = site()
        if folder is None:
            return
        if changed := scopes.notice():
            logger.info("%d names that pages show have changed", len(changed))
        if time.monotonic() - self.site_swept_at > SITE_SWEEP_SECONDS:
            self.site_swept_at = time.monotonic()
            if swept := following.sweep(folder):
                logger.warning("%d pages and files of pages did not agree", swept)
        self.write_site(time.monotonic() + SITE_SECONDS)

    def look_after(self) -> None:
        """Purges that a crash left undone, requests that ran out, validity that the day changed."""
        if finished := finish_confirmed():
            logger.info("finished %d erasures", finished)
        if expired := expire_requests():
            logger.info("ended %d requests for erasure that nobody confirmed", expired)
        for entry in renew_validity():
            logger.info("%s is now %s", entry.index_number, entry.validity)

    def release(self, pk: int) -> None:
        """One edition; what goes wrong with it does not keep the others waiting."""
        try:
            edition = release_one(pk)
        except (OSError, DatabaseError) as error:
            if isinstance(error, LOST) and not connection.is_usable():
                raise
            logger.exception("edition %d was not released, trying again", pk)
        else:
            if edition:
                logger.info("released %s: %s", edition.entry.index_number, edition.title)
