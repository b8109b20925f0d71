"""Check digits: the vectors of the standards, and an oracle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from disclosure.lib.codes import credit_code_fault, organisation_code_fault


@pytest.mark.parametrize(
    "code",
    [
        "002668899",
        "002668661",
        "01527918X",
        "000014349",
        "000013338",
        "014320144",
        "55222300X",
        "486344515",
        "002668020",
    ],
)
def test_sound_organisation_codes(code):
    assert organisation_code_fault(code) == ""


@pytest.mark.parametrize(
    ("code", "expected"), [("000000001", "0"), ("035210000", "8"), ("001427688", "X")]
)
def test_faulty_organisation_codes_are_told_the_expected_character(code, expected):
    assert f"应为 {expected}" in organisation_code_fault(code)


@pytest.mark.parametrize("code", ["", "0026688", "00266889a", "0026688990"])
def test_codes_of_another_form_are_told_the_form(code):
    assert "9 位" in organisation_code_fault(code)


@pytest.mark.parametrize(
    "code",
    [
        "11341702486344515H",
        "1137078555222300XQ",
        "113325000026455663",
        "113708120043221548",
        "91350100M000100Y43",
        "113310000266807370",
        "11331000002668899F",
    ],
)
def test_sound_credit_codes(code):
    assert credit_code_fault(code) == ""


def test_faulty_credit_code_is_told_the_expected_character():
    assert "应为 R" in credit_code_fault("91350211M0000XUF46")


@given(st.from_regex(r"[1-9Y][1-9][0-9]{6}[0-9A-HJ-NP-RTUW-Y]{9}", fullmatch=True))
def test_credit_codes_agree_with_the_oracle(front):
    if front[0].isdigit():
        assert credit_code_fault(front + uscc.calc_check_digit(front)) == ""
