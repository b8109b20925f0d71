"""An address that is kept is the one that the site has now."""

from django.urls import set_script_prefix

from disclosure.lib.addresses import address


def test_kept_address_follows_the_place_of_the_site():
    try:
        for prefix in ("/", "/open/", "/"):
            set_script_prefix(prefix)
            assert address("pages:column", "guide") == f"{prefix}columns/guide/"
            assert address("pages:column", "rules") == f"{prefix}columns/rules/"
    finally:
        set_script_prefix("/")
