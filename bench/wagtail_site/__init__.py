"""A small Wagtail site with the same catalogue; `bench/wagtail_peer.py` runs a copy of it."""
