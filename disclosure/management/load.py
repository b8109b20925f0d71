"""Made-up entries for measuring: how each one reads follows from its place and the seed alone."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product

from disclosure.agencies.models import Agency
from disclosure.catalogue.entryfile.importer import BATCH
from disclosure.catalogue.entryfile.reader import EntryRow
from disclosure.lib.codes import ORGANISATION_ALPHABET, organisation_code_fault
from disclosure.lib.dates import LOCAL
from disclosure.pages.models import Category, Genre, Method, Theme, Validity

FIRST_DAY, YEARS = datetime(2010, 1, 4, 9, 0, tzinfo=LOCAL), 15
MOST_AGENCIES = 200
PLACES = ("青湖", "白桥", "松岭", "石渡", "南汀", "北塘", "东岙", "西坪", "平川", "新浦")
OFFICES = (
    "人民政府办公室", "发展和改革局", "教育局", "科学技术局", "民政局", "司法局", "财政局",
    "人力资源和社会保障局", "自然资源局", "生态环境局", "住房和城乡建设局", "交通运输局", "水利局",
    "农业农村局", "商务局", "文化和旅游局", "卫生健康局", "应急管理局", "审计局", "市场监督管理局",
)  # fmt: skip
# In four of five texts, in a tenth, in one of 5,000 (see `sentences`).
COMMON, TENTH, RARE = "办理", "湖港", "碑刻"
OPENINGS = (
    "根据有关规定，现将{subject}有关事项公布如下，有关单位应当在公布之日起二十个工作日内办理。",
    "经研究，同意{subject}方案，请按照程序组织实施，并将办理结果报主管部门备案。",
    "为进一步规范{subject}，结合本地实际制定本办法，自公布之日起三十日后施行。",
)
SUBJECTS = (
    "部门预算", "部门决算", "校园安全", "义务教育", "环境监测", "水源保护", "农田建设", "医疗保险",
    "应急预案", "行政许可", "政府采购", "重大项目", "行政处罚", "公务员招考",
    "征地补偿", "旧区改造",
)  # fmt: skip
# As wide a vocabulary as real texts have; without the character that begins COMMON.
CHARACTERS = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 2500) if chr(code) != "办")
TABLE_ROW = "<tr><th>第{line}项</th><td>件</td><td>{value}</td></tr>"
LINES = 60


def sentences(dice: random.Random, number: int) -> list[str]:
    """About 350 characters, 1 kB: set phrases among many different characters."""
    openings = [OPENINGS[0], *dice.choices(OPENINGS, k=3)] if number % 5 else [OPENINGS[2]] * 4
    parts = [one.format(subject=dice.choice(SUBJECTS)) for one in openings]
    parts += ["".join(dice.choices(CHARACTERS, k=12)) + "，" for _ in range(14)]
    if number % 10 == 0:
        parts.append(f"{TENTH}镇列入名单。")
    if number % 5000 == 7:
        parts.append(f"{RARE}保护范围另行公布。")
    dice.shuffle(parts)
    return parts


def table(number: int) -> str:
    """A table of 60 rows, as an annual report has."""
    rows = (
        TABLE_ROW.format(line=line, value=(number * line) % 1000) for line in range(1, LINES + 1)
    )
    return f"<table><tbody>{''.join(rows)}</tbody></table>"


def long_body(dice: random.Random, number: int) -> str:
    """A text and a table that make a page as long as that of an annual report, some 20 kB."""
    text = [one for _ in range(12) for one in sentences(dice, number)]
    return paragraphs(text) + table(number)


def paragraphs(parts: list[str]) -> str:
    """Sentences as paragraphs of six."""
    return "".join(f"<p>{''.join(parts[n : n + 6])}</p>" for n in range(0, len(parts), 6))


def agencies(count: int) -> list[Agency]:
    """The first agencies that own made-up entries; those that are not there yet are made."""
    names = [f"云岚市{place}区{office}" for place, office in product(PLACES, OFFICES)][:count]
    rows = [
        Agency(name=name, short_name=name.removeprefix("云岚市"), code=code)
        for name, code in zip(names, codes(), strict=False)
    ]
    known = {row.code: row for row in Agency.objects.filter(code__in=[row.code for row in rows])}
    Agency.objects.bulk_create(row for row in rows if row.code not in known)
    return list(Agency.objects.filter(code__in=[row.code for row in rows]).order_by("code"))


def codes() -> Iterator[str]:
    """Organisation codes of made-up agencies, with right check characters."""
    for number in range(1, MOST_AGENCIES + 1):
        tries = (f"{99000000 + number}{last}" for last in ORGANISATION_ALPHABET)
        yield next(code for code in tries if not organisation_code_fault(code))


def rows(count: int, *, seed: int, owners: list[Agency], with_tables: bool) -> Iterator[EntryRow]:
    """Entries 1 to `count` as a file of a catalogue would have them, made one by one."""
    categories = list(Category.objects.shown().exclude(parent=None).order_by("pk"))
    themes = list(Theme.objects.exclude(parent=None).order_by("pk"))
    genres = list(Genre.objects.order_by("pk"))
    for number in range(1, count + 1):
        dice = random.Random(f"{seed}:{number}")  # noqa: S311 - made-up texts
        at, agency, subject = moment(number), dice.choice(owners), dice.choice(SUBJECTS)
        make = long_body if with_tables else lambda *given: paragraphs(sentences(*given))
        values = {
            "title": f"关于{subject}第{number}批事项的公告",
            "index_number": f"{agency.code}/{at.year}-{number:07d}",
            "document_number": f"云测〔{at.year}〕{number % 99999 + 1}号",
            "agency": agency,
            "category": dice.choice(categories),
            "theme": dice.choice(themes),
            "genre": dice.choice(genres),
            "method": Method.ON_REQUEST if number % 20 == 19 else Method.ACTIVE,
            "validity": Validity.REPEALED if number % 25 == 1 else Validity.VALID,
            "written_on": (at - timedelta(days=dice.randrange(20))).date(),
            "published_at": at,
            "source": agency.label,
            "keywords": subject,
            "summary": f"{agency.label}公布{subject}的有关事项。",
            "body": make(dice, number),
        }
        yield EntryRow(number, values)


def moment(number: int) -> datetime:
    """When an entry was released: each batch goes once from the first day to the last, in order.

    So it does not depend on how many entries are made, and the index is filled from old to new.
    """
    batch, place = divmod(number - 1, BATCH)
    share = (place + (batch * 0.618034) % 1) / BATCH
    return FIRST_DAY + timedelta(minutes=int(share * YEARS * 365 * 24 * 60))
