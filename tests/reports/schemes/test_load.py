"""A scheme file with a fault is refused, and the message names the place."""

import pytest

from reports.schemes import SchemeFault, load

SMALL = """
key = "small"
revision = 1
title = "小表"
legal_base = "无"
first_year = 2030
title_pattern = "{agency}{year}年报告"
markers = ["甲"]
deadline = { month = 1, day = 31, legal_base = "无" }
sections = [{ key = "numbers", title = "数", kind = "table", table = "t" }]

[[tables]]
key = "t"
caption = "表"
columns = [{ key = "a", header = "甲" }, { key = "b", header = "乙" }]
rows = [
    { code = "1", kind = "group", label = "一、组" },
    { code = "1.1", kind = "integer", label = "（一）项" },
    { code = "2", kind = "integer", label = "二、合计" },
]

[[checks]]
id = "S-1"
severity = "confirm"
table = "t"
relation = "equal"
left = ["2"]
right = ["1.1"]
"""


def faulty(tmp_path, old, new):
    path = tmp_path / "small.toml"
    assert old in SMALL
    path.write_text(SMALL.replace(old, new), "utf-8")
    with pytest.raises(SchemeFault) as fault:
        load(path)
    return str(fault.value)


def test_load_reads_a_sound_file(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL, "utf-8")
    small = load(path)
    assert small.table("t").row("1.1").parent == "1"
    assert 2030 in small.years and 2029 not in small.years


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('code = "2"', 'code = "1"', "small.toml: table t: rows: “1” stands twice"),
        ('right = ["1.1"]', 'right = ["9"]', "check S-1: rows “9” is not known"),
        ('right = ["1.1"]', 'right = ["1"]', "check S-1: rows “1” is not known"),
        ('right = ["1.1"]', "right = []", "check S-1: equal needs left and right"),
        ('kind = "group"', 'kind = "title"', "row 1: kind “title” is not known"),
        ('severity = "confirm"', 'severity = "hard"', "check S-1: severity “hard”"),
        ('relation = "equal"', 'relation = "like"', "check S-1: relation “like”"),
        ('table = "t" }]', 'table = "u" }]', "section numbers: table “u”"),
        (
            'label = "一、组"',
            'label = "一、组", parent = "7"',
            "row 1 stands under no row 7",
        ),
        (
            'label = "一、组"',
            'lable = "一、组"',
            "tables[0].rows[0]: unknown key lable",
        ),
        ('kind = "group", ', "", "tables[0].rows[0]: "),
        ('key = "b"', 'key = "a"', "columns: “a” stands twice"),
        ("revision = 1", "revision =", "small.toml: "),
    ],
)
def test_load_names_the_place_of_a_fault(tmp_path, old, new, named):
    assert named in faulty(tmp_path, old, new)


def test_load_digest_ignores_comments_and_minds_labels(tmp_path):
    path = tmp_path / "small.toml"
    digests = []
    for text in (SMALL, "# a remark\n" + SMALL, SMALL.replace("乙", "丙")):
        path.write_text(text, "utf-8")
        digests.append(load(path).digest)
    assert digests[0] == digests[1] != digests[2]
