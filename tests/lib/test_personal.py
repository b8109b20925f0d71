"""Personal data is found and masked; what only looks alike is left alone."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from bench.personal import CORPUS, measure
from disclosure.lib.personal import masked, personal_data
from tests.files.personal.make import lines

KINDS = {row.split("\t")[0] for row in lines()} - {""}


def found(text):
    return [(one.kind, one.mask) for one in personal_data(text)]


def test_corpus_is_what_its_maker_makes():
    assert CORPUS.read_text("utf-8").splitlines() == lines()
    assert len(lines()) >= 300


def test_every_kind_of_the_corpus_is_found_and_nothing_else():
    right, missed, wrong = measure()
    assert +missed == Counter()
    assert +wrong == Counter()
    assert set(+right) == KINDS


def test_numbers_of_the_corpus_pass_the_checks_of_another_library():
    for row in lines():
        kind, line = row.split("\t")
        for one in personal_data(line):
            digits = one.text.replace(" ", "").replace("-", "")
            if kind == "银行卡号":
                assert luhn.is_valid(digits)
            if kind == "居民身份证号":
                assert ric.calc_check_digit(digits.upper()) == digits[17]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("手机１３８００１３８０００", "手机138****8000"),  # full width
        ("证号11010519491231002x。", "证号11*************02x。"),
        ("家庭住址：云岚市湖港镇东村12号", "家庭住址：云岚市湖港镇***"),
        ("家庭住址：云岚市新城区幸福路8号3室", "家庭住址：云岚市新城区***"),
        ("家庭住址：西街8号", "家庭住址：***"),
        (
            "住云岚市湖港镇幸福路12号3单元401室的张某向我局申请许可第3号",
            "住云岚市湖港镇***的张某向我局申请许可第3号",
        ),
        ("住云岚市湖港镇幸福路12号张某于2016年申请", "住云岚市湖港镇***张某于2016年申请"),
        ("住云岚市花园小区3幢502", "住云岚市***"),
        ("家庭住址：新城区和平路8-3，种田", "家庭住址：新城区***，种田"),
        ("家住城东街道和平社区12号楼3单元的王某", "家住城东街道***的王某"),
        ("户籍地址：新城区县前街8号", "户籍地址：新城区***"),
        ("家庭电话0576-88511803", "家庭电话0576******03"),
        ("联系电话0576-88511803", "联系电话0576-88511803"),
        ("联系人：王某，电话0576-88511803", "联系人：王某，电话0576******03"),
        ("联系人：王某，办公电话0576-88511803", "联系人：王某，办公电话0576-88511803"),
        ("姓名：王某。咨询0576-88511803", "姓名：王某。咨询0576-88511803"),
        ("车牌浙J12345，手机13800138000", "车牌浙J****5，手机138****8000"),
        ("", ""),
    ],
)
def test_masks_keep_what_may_be_published(text, expected):
    assert masked(text) == expected


def test_what_is_masked_is_not_found_again():
    for row in lines():
        again = masked(row.split("\t")[1])
        assert personal_data(again) == [], again


@given(st.text(alphabet="0123456789Xx -.年元手机证住址村号浙JE护照镇\n１２", max_size=80))
def test_any_text_is_masked_in_place(text):
    finds = personal_data(text)
    assert all(text[one.start : one.end] == one.text for one in finds)
    assert all(one.end <= other.start for one, other in pairwise(finds))
    masked(text)
