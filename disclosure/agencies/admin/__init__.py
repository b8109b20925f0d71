"""Agencies, people and the log at the desk."""

from disclosure.agencies.admin.agency import AgencyAdmin
from disclosure.agencies.admin.logs import AccessAdmin, EventAdmin
from disclosure.agencies.admin.people import MembershipAdmin, UserAdmin

__all__ = ["AccessAdmin", "AgencyAdmin", "EventAdmin", "MembershipAdmin", "UserAdmin"]
