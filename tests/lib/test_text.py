"""Text in one form for comparing."""

import pytest

from disclosure.lib.text import document_number_form, normalise, strip_notes


@pytest.mark.parametrize(
    "text",
    [
        "国办发〔2016〕8号",
        "国办发[2016]8号",
        "国办发（2016）8号",
        "国办发【2016】08号",
        "国办发 2016 8",
    ],
)
def test_document_number_form(text):
    assert document_number_form(text) == "国办发〔2016〕8号"


def test_text_without_a_document_number_stays():
    assert document_number_form(" 无  文号 ") == "无 文号"


def test_normalise_drops_white_space_of_every_kind():
    assert normalise("本年新\n制作　数 量") == "本年新制作数量"


def test_strip_notes_keeps_numbering_in_front():
    assert strip_notes("(一)主动公开政府信息数 (不同渠道计1条)") == "(一)主动公开政府信息数"
