"""The password rule that Django does not bring."""

import pytest
from django.core.exceptions import ValidationError

from disclosure.agencies.passwords import MixedCharactersValidator


@pytest.mark.parametrize("password", ["Abcdefghi1", "abc-def-123", "ABC-def-GHI"])
def test_three_kinds_of_characters_are_enough(password):
    MixedCharactersValidator().validate(password)


@pytest.mark.parametrize("password", ["abcdefghij1", "1234567890-", "ABCDEFGHIJK"])
def test_two_kinds_of_characters_are_not(password):
    with pytest.raises(ValidationError, match="至少三种"):
        MixedCharactersValidator().validate(password)
