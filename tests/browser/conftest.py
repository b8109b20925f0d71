"""Staff in a real browser."""

import pytest

PASSWORD = "Correct-Horse-9"


@pytest.fixture
def staff(page, live_server):
    """A page that signs people in and keeps what its console complains of."""
    complaints = []
    page.set_default_timeout(8000)

    def heard(message):
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.complaints = complaints

    def sign_in(user):
        user.set_password(PASSWORD)
        user.save()
        page.context.clear_cookies()
        page.goto(f"{live_server.url}/admin/login/")
        page.fill("[name=username]", user.username)
        page.fill("[name=password]", PASSWORD)
        page.click("[type=submit]")
        return page

    page.sign_in = sign_in
    return page
