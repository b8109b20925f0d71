"""No key and no code of the log reaches its readers as the program spells it."""

import ast
from dataclasses import fields
from pathlib import Path

import pytest

from disclosure.catalogue.models import Erasure
from disclosure.catalogue.models.emergencies import EmergencyGround
from disclosure.catalogue.models.erasures import Ground
from disclosure.catalogue.proof.wording import LABELS, LABELS_OF, UNTOLD, details, in_words
from disclosure.workflow.heads import Head
from disclosure.workflow.words import ACTIONS

ROOT = Path(__file__).resolve().parents[3]
FUNCTIONS = [
    node
    for app in ("disclosure", "reports")
    for path in (ROOT / app).rglob("*.py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.FunctionDef)
]


def called(call):
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def calls(function, names):
    """The calls of functions with these names."""
    found = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    return [call for call in found if called(call) in names]


def loggers():
    """`record` and whatever hands its own keywords on to it, each with its own parameters."""
    known = {"record": set()}
    for _ in range(5):
        for one in FUNCTIONS:
            starred = (k.arg is None for call in calls(one, known) for k in call.keywords)
            if one.name == "record" or (one.args.kwarg and any(starred)):
                known.setdefault(one.name, set()).update(
                    arg.arg for arg in (*one.args.args, *one.args.kwonlyargs)
                )
    return known


def assigned(function, name):
    """What a local name stands for."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if node.value and name in [getattr(target, "id", "") for target in targets]:
                yield node.value


def keys_in(value, function, seen=()):
    """The keys of the dictionaries that an expression after ** is made of."""
    for node in ast.walk(value):
        if isinstance(node, ast.Dict):
            yield from (key.value for key in node.keys if isinstance(key, ast.Constant))
        elif isinstance(node, ast.Name) and node.id not in seen:
            for meant in assigned(function, node.id):
                yield from keys_in(meant, function, (*seen, node.id))


def logged_keys():
    """Every name under which the source gives the log something."""
    known = loggers()
    for function in FUNCTIONS:
        for call in calls(function, known):
            for keyword in call.keywords:
                if keyword.arg is None:
                    yield from keys_in(keyword.value, function)
                elif keyword.arg not in known[called(call)]:
                    yield keyword.arg
    yield from (field.name for field in fields(Head))
    yield from Erasure().summary()


def test_walk_finds_what_is_given_in_every_way():
    found = set(logged_keys())
    assert {"log", "note", "release", "note_word"} <= set(loggers())
    assert {"ground", "skipped", "forced", "undone", "year", "last_id", "pieces"} <= found
    assert {"validity_basis", "effective_on", "successor", "original", "origin"} <= found
    assert not {"by", "on", "now", "agency_code", "request"} & found


@pytest.mark.parametrize("key", sorted(set(logged_keys()) - set(UNTOLD)))
def test_key_of_the_log_has_a_label(key):
    assert not LABELS[key].isascii()


def test_labels_of_actions_are_for_actions_that_exist():
    for prefix, labels in LABELS_OF.items():
        assert any(action.startswith(prefix) for action in ACTIONS)
        assert set(labels) <= set(LABELS)


@pytest.mark.parametrize(
    ("action", "key", "label"),
    [
        ("agency.renamed", "former", "原名称"),
        ("edition.rescheduled", "former", "原定时间"),
        ("agency.merged", "successor", "承接机构"),
        ("entry.withdrawn", "successor", "替代信息"),
        ("edition.published", "at", "发布时间"),
        ("edition.release_refused", "at", "原定时间"),
        ("plan.adopted", "before", "原来"),
        ("attachment.cleaned", "before", "替换前的摘要"),
    ],
)
def test_label_depends_on_the_action(action, key, label):
    assert details(action, {key: "x"}) == ((label, "x"),)


@pytest.mark.parametrize(
    ("action", "key", "value", "told"),
    [
        ("edition.emergency", "ground", "20-12", EmergencyGround.EVENT.label),
        ("erasure.requested", "ground", "pipl-47", Ground.PROTECTION.label),
        ("edition.published", "forced", "6", EmergencyGround.CLARIFY.label),
        ("edition.published", "late_seconds", 3720, "1 小时 2 分"),
        ("edition.published", "at", "2026-03-01 01:00:00+00:00", "2026-03-01 09:00"),
        ("agency.renamed", "former", "旧局", "旧局"),
        ("entry.withdrawn", "reason", "error", "误发布"),
        ("entry.restored", "reason", "error", "error"),
        ("entry.restored", "undone", "privacy", "涉及个人信息"),
        ("entry.validity_changed", "was", "valid", "有效"),
        ("entry.rechecked", "result", "repeal", "应当废止"),
        ("calendar.changed", "kind", "off", "放假"),
        ("edition.imported", "origin", "imported", "导入"),
        ("edition.emergency", "skipped", [{"name": "初审", "kind": "content"}], "初审"),
        ("agency.changed", "fields", ["name", "fax"], "机构全称、传真号码"),
        ("user.changed", "changes", {"is_active": [True, False]}, "有效：是 → 否"),
        ("attachment.reordered", "names", ["title", "甲.docx"], "title、甲.docx"),
        ("entry.erased", "editions", [{"number": 1, "before": "a"}], "版次：1；清除前摘要：a"),
    ],
)
def test_value_is_told_in_words(action, key, value, told):
    assert in_words(key, value, action) == told


def test_grounds_of_emergencies_and_of_purges_share_no_code():
    assert not set(EmergencyGround.values) & set(Ground.values)
