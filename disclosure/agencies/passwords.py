"""The password rule that Django does not bring."""

import re

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")
NEEDED = 3


class MixedCharactersValidator:
    """At least three of: small letters, capital letters, digits, other characters."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError for a password of too few kinds of characters."""
        if sum(bool(re.search(kind, password)) for kind in CLASSES) < NEEDED:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        """What the form prints."""
        return "密码须包含大写字母、小写字母、数字、其他符号中的至少三种。"
