"""How often one address may ask: so many times a minute, counted in the cache.

The cache of the settings lives in one process: behind several, an address may ask each of them
that often. Their total is held by `limit_req` in deploy/nginx.conf.
"""

import time
from ipaddress import ip_network

from django.conf import settings
from django.core.cache import cache

WINDOW = 60  # seconds


def seconds_to_wait(address: str | None, now: float | None = None) -> int:
    """Count a request of an address; how long it has to wait before the next, 0 for not at all.

    `OPEN_DATA_PER_MINUTE` of the settings is the limit; 0 sets none.
    """
    limit: int = settings.OPEN_DATA_PER_MINUTE
    if not limit:
        return 0
    window, passed = divmod(int(time.time() if now is None else now), WINDOW)
    key = f"opendata:{counted(address)}:{window}"
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        asked = cache.incr(key)
    except ValueError:  # the cache was full and has just dropped it
        return 0
    return WINDOW - passed if asked > limit else 0


def counted(address: str | None) -> str:
    """What is counted as one asker: an IPv4 address, or the network that a line of IPv6 gets.

    >>> counted("192.0.2.7"), counted("2001:db8:1:2:3::4"), counted(None)
    ('192.0.2.7', '2001:db8:1:2::/64', 'unknown')
    """
    if address is None:
        return "unknown"
    return str(ip_network(f"{address}/64", strict=False)) if ":" in address else address
