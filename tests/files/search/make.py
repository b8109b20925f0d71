"""Write the corpus of the search: pages of our own words, queries, and the pages they must find.

Expectations come from an oracle that knows nothing of the index: a substring scan over letters,
digits and characters, with a table of its own for traditional characters. Run from anywhere:
`python tests/files/search/make.py`; the seed is fixed, so that the files stay the same.
"""

import json
import random
import re
import unicodedata
from pathlib import Path

FOLDER = Path(__file__).parent
TRADITIONAL = dict(
    zip(
        "预算决开关于办发环护农业务务对会计检测验设项标准级资产监价医疗险补贴镇区县"
        "学习师团体育产权众应急动员书记录变更规划审确认达实践认证转报账证优抚费税废",
        "預算決開關於辦發環護農業務務對會計檢測驗設項標準級資產監價醫療險補貼鎮區縣"
        "學習師團體育產權眾應急動員書記錄變更規劃審確認達實踐認證轉報賬證優撫費稅廢",
        strict=True,
    )
)
SIMPLE = {there: here for here, there in TRADITIONAL.items()}
ORGANS = {
    "市财政局": "云财",
    "市教育局": "云教",
    "市生态环境局": "云环",
    "湖港镇人民政府": "湖政",
    "市卫生健康委员会": "云卫",
    "市政务服务中心": "云政务",
}
SUBJECTS = (
    "部门预算", "部门决算", "财政专项资金管理办法",
    "义务教育招生工作", "校园安全检查", "环境影响评价审批",
    "饮用水水源地水质监测", "农村宅基地审批", "高标准农田建设",
    "城乡居民医疗保险补贴", "突发公共卫生事件应急预案", "行政许可事项目录",
    "政府集中采购项目", "重大建设项目批准和实施情况", "行政处罚决定",
    "公务员招考录用", "征地补偿安置方案", "老旧小区改造",
    "公共租赁住房分配", "安全生产监督检查", "食品药品抽检",
    "政府信息公开工作",
)  # fmt: skip
ACTIONS = ("通知", "公告", "意见", "批复", "通报", "实施方案", "情况说明", "管理办法")
SENTENCES = (
    "各有关单位应当在{day}前完成自查，并将结果报送{organ}。",
    "本年度共安排资金{number}万元，其中{subject}支出{half}万元。",
    "根据《关于{subject}的若干规定》（{symbol}〔{year}〕{serial}号），现将有关事项公布如下。",
    "对{subject}中发现的问题，责令限期整改，逾期不改的依法处理。",
    "PM2.5 年均浓度为 {half} 微克／立方米，5G 基站新增 {serial} 个。",
    "监测点位 X-{serial} 至 X-{half} 的数据由第三方机构提供，联系电话 0000-88{number}。",
    "会议指出，要坚持预防为主，\n防治结合，做好{subject}各项准备。",
    "申请人可以登录政务服务网，或者拨打12345热线咨询{subject}。",
    "本办法自{day}起施行，《{subject}暂行办法》同时废止。",
    "Contact: office@example.com，WPS 和 Excel 格式的表格均可提交。",
)
FILES = ("附件1：{subject}明细表.txt", "附表 {subject}名单.csv")


def day(dice: random.Random, year: int) -> str:
    """A day in one of its written forms."""
    month, number = dice.randint(1, 12), dice.randint(1, 28)
    forms = ("{y}年{m}月{d}日", "{y}-{m:02d}-{d:02d}", "{y}.{m}.{d}", "{y}/{m:02d}/{d:02d}")
    return dice.choice(forms).format(y=year, m=month, d=number)


def sentence(dice: random.Random, organ: str, year: int) -> str:
    """A sentence of an official text."""
    return dice.choice(SENTENCES).format(
        day=day(dice, year), organ=organ, subject=dice.choice(SUBJECTS), year=year,
        symbol=dice.choice(tuple(ORGANS.values())) + "发", serial=dice.randint(1, 60),
        number=dice.randint(1000, 99999), half=dice.randint(10, 999),
    )  # fmt: skip


def page(dice: random.Random, number: int) -> dict:
    """One page."""
    organ, year = dice.choice(tuple(ORGANS)), dice.randint(2014, 2025)
    subject, serial = dice.choice(SUBJECTS), dice.randint(1, 60)
    brackets = dice.choice(("〔〕", "[]", "（）", "()"))
    text = "".join(sentence(dice, organ, year) for _ in range(dice.randint(3, 9)))
    if number % 9 == 0:
        text = "".join(TRADITIONAL.get(char, char) for char in text)
    files = []
    if number % 4 == 0:
        name = dice.choice(FILES).format(subject=dice.choice(SUBJECTS))
        files.append([name, "".join(sentence(dice, organ, year) for _ in range(3))])
    return {
        "key": number,
        "title": f"{organ}关于{year}年度{subject}的{dice.choice(ACTIONS)}",
        "organ": organ,
        "index_number": f"00{2668000 + number}/{year}-{dice.randint(1, 99999):05d}",
        "document_number": f"{ORGANS[organ]}发{brackets[0]}{year}{brackets[1]}{serial}号"
        if number % 3
        else "",
        "written_on": f"{year}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}",
        "published_at": f"{year}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
        f"T09:{number % 60:02d}",
        "keywords": f"{subject[:4]}；公开",
        "summary": "" if number % 2 else f"公布{subject}有关情况。",
        "text": text,
        "files": files,
    }


# Pages for what the generated ones lack; queries and answers for them are in written.json.
WRITTEN = (
    (
        "关于做好政府信息公开申请办理的答复意见",
        "云政办〔2016〕8号",
        "随着《条例》修订，申请人沿着原渠道提出申请的，应当受理。",
    ),
    (
        "關於廢止臺灣同胞投資優惠辦法的決定",
        "云府〔2018〕10号",
        "隨著形勢變化，該辦法自二〇一八年五月四日起廢止。著作權另行規定。",
    ),
    ("乾隆年间碑刻保护公告", "", "碑刻位于后山，干部群众应当爱护，不得在乾隆御碑上刻画。"),
    ("２０１９年度ＷＰＳ办公软件采购结果", "", "采购ＷＰＳ３６５许可，编号ＡＢ－１２。"),
    ("关于𬱖河𬒈镇段堤防的批复", "", "工程位于𬱖河左岸。"),
    ("公报第一期", "", "转发国办发〔2016〕80号文件。公布日期为2016年5月4日，不是2016年5月14日。"),
    ("公报第二期", "", "转发国办发[2016]08号文件，见2016.05.04公告。"),
    ("二十一条措施", "", "自二〇二一年十月二十一日起施行，有效期至2026年12月。"),
    ("县人民政府工作规则", "", "甲乙丙丁。"),
    ("县人民政府", "", "甲乙，丙丁；重庆长寿区。"),
    ("组织机构代码公示", "", "代码 00266889-9，统一代码 11331000002668899F。"),
    ("Café 名录与 Straße 标识", "", "naïve 的标识，ﬁne 与①②③，½ 份，㎡ 计。"),
    ("关于延续税费减免的公告", "公告2024年第71号", "减免的期限延长一年。"),
    ("关于税费减免办理程序的公告", "云财公告〔2024〕71号", "减免无须申请。"),
    ("税费减免解读", "", "依据云财公告 2024 年第 71 号，参见公告〔2024〕7号。"),
    ("税费减免目录", "公告2024年第711号", "自2024年71日起。见2024年第7期公报。"),
    ("税费减免安排", "云政办[2024]第071号", "分两批安排。"),
)


def written() -> list[dict]:
    """The written pages, from key 901 on."""
    return [
        {
            "key": 900 + number,
            "title": title,
            "organ": "市政务服务中心",
            "index_number": f"002669{number:03d}/2020-00{number:03d}",
            "document_number": document_number,
            "written_on": f"2020-01-{number:02d}",
            "published_at": f"2020-02-{number:02d}T10:00",
            "keywords": "",
            "summary": "",
            "text": text,
            "files": [],
        }
        for number, (title, document_number, text) in enumerate(WRITTEN, 1)
    ]


# --- The oracle: no token, no index, only characters ------------------------------------------


def folded(text: str) -> str:
    """Letters, digits and characters of a text in one form; what stands between is a dot."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = "".join(SIMPLE.get(char, char) for char in text)
    text = re.sub(r"[〔\[(]\s*(\d{4})\s*[〕\])]\s*第?\s*0*(\d+)\s*号?", r"·\1·\2号", text)
    return re.sub(r"[\W_]+", "·", text)


def holds(text: str, word: str) -> bool:
    """Whether a word stands in a text; separators count only between digits or between letters."""
    between = "·?"
    pattern = ""
    for before, char in zip(" " + word, word):  # noqa: B905
        alike = (before.isdigit() and char.isdigit()) or (latin(before) and latin(char))
        pattern += ("" if alike else between) + re.escape(char)
    pattern = pattern.replace(re.escape("·"), "·")
    first, last = word[0], word[-1]
    pattern = {True: r"(?<!\d)", False: ""}[first.isdigit()] + pattern.removeprefix(between)
    pattern = (r"(?<![a-z])" if latin(first) else "") + pattern
    pattern += r"(?!\d)" if last.isdigit() else r"(?![a-z])" if latin(last) else ""
    return re.search(pattern, text) is not None


def latin(char: str) -> bool:
    """Whether a character is a letter of the Latin alphabet."""
    return "a" <= char <= "z"


def parts(page: dict) -> list[str]:
    """The separate texts of a page."""
    files = [f"{name}\n{text}" for name, text in page["files"]]
    names = ("title", "index_number", "document_number", "organ", "keywords", "summary", "text")
    return [folded(page[name]) for name in names] + [folded(one) for one in files]


def expected(pages: list[dict], wanted: list[str], unwanted: list[str] = ()) -> list[int]:
    """The keys of the pages in which all wanted words stand and no unwanted one."""

    def stands(page: dict, word: str) -> bool:
        bare = folded(word).strip("·")
        return any(holds(part, bare) for part in parts(page))

    return [
        page["key"]
        for page in pages
        if all(stands(page, word) for word in wanted)
        and not any(stands(page, word) for word in unwanted)
    ]


# --- Queries ---------------------------------------------------------------------------------


def cuttings(dice: random.Random, pages: list[dict]) -> list[tuple[str, list, list]]:
    """Words cut out of the texts, alone and together."""
    found = []
    for size, times in ((1, 15), (2, 40), (3, 15), (4, 20), (6, 15), (10, 10)):
        words = [cut(dice, pages, size) for _ in range(times)]
        found += [(word, [word], []) for word in words]
    for _ in range(25):
        words = [cut(dice, pages, 2), cut(dice, pages, dice.choice((2, 3)))]
        found.append((" ".join(words), words, []))
    for minus in "-－－-−" * 4:
        word, other = cut(dice, pages, 2), cut(dice, pages, dice.choice((1, 2, 4)))
        found.append((f"{word} {minus}{other}", [word], [other]))
    return found


def cut(dice: random.Random, pages: list[dict], size: int) -> str:
    """Characters that stand together in a text."""
    while True:
        text = dice.choice(pages)["text"]
        runs = [run for run in re.findall(r"[\u4e00-\u9fff]+", text) if len(run) >= size]
        run = dice.choice(runs) if runs else ""
        if run:
            start = dice.randint(0, len(run) - size)
            return run[start : start + size]


FORMS = (
    "{o}〔{y}〕{n}号", "{o}[{y}]{n}号", "{o}（{y}）{n}号", "{o}({y}) {n}号", "{o} {y} {n}",
    "{o}【{y}】第{n}号", "{o}〔{y}〕 0{n} 号", "〔{y}〕{n}号", "{y} {n}", "{y}　{n}号",
)  # fmt: skip


def numbers(dice: random.Random, pages: list[dict]) -> list[tuple[str, list, list]]:
    """Numbers in all their written forms, words of letters, whole titles."""
    found = []
    numbered = [page for page in pages if page["document_number"]]
    for form in FORMS:
        for one in dice.sample(numbered, 3):
            organ, year, number = re.match(
                r"(\w+?)[〔\[（(](\d+)[〕\]）)](\d+)", one["document_number"]
            ).groups()
            asked = form.format(o=organ, y=year, n=number)
            with_organ = f"{organ}〔{year}〕{number}号"
            wanted = with_organ if "{o}" in form else f"〔{year}〕{number}号"
            found.append((asked, [wanted], []))
    for one in dice.sample(pages, 10):
        number = one["index_number"]
        found.append((number, [number], []))
        found.append((wide(number), [number], []))
        found.append((number.replace("/", " / ").replace("-", " - "), [number], []))
        found.append((one["title"], [one["title"]], []))
        found.append((f"“{one['title'][:8]}”", [one["title"][:8]], []))
    words = ("5G", "5g", "５Ｇ", "PM2.5", "pm2.5", "ＰＭ２．５", "X-1", "x-12", "X-7", "WPS", "wps",
                 "Excel", "12345", "office@example.com", "2016年度", "2019")  # fmt: skip
    return found + [(word, [word], []) for word in words]


def wide(text: str) -> str:
    """Full-width digits and signs."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def traditional() -> list[tuple[str, list, list]]:
    """Simplified words asked for in traditional characters."""
    words = (
        "预算",
        "决算",
        "环境",
        "农村",
        "医疗保险",
        "补贴",
        "检查",
        "监测",
        "项目",
        "审批",
        "应急预案",
        "规划",
    )
    return [("".join(TRADITIONAL.get(char, char) for char in word), [word], []) for word in words]


def main() -> None:
    """Write pages.json and queries.json."""
    dice = random.Random(20160504)
    pages = [page(dice, number) for number in range(1, 181)]
    pages += written()
    asked = cuttings(dice, pages[:180]) + numbers(dice, pages[:180]) + traditional()
    rows = [
        {"query": query, "pages": expected(pages, wanted, unwanted)}
        for query, wanted, unwanted in asked
    ]
    for name, value in (("pages", pages), ("queries", rows)):
        lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in value)
        (FOLDER / f"{name}.json").write_text(f"[\n{lines}\n]\n", "utf-8")


if __name__ == "__main__":
    main()
