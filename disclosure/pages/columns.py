"""The columns of a catalogue in a file, written and read alike: what each is called elsewhere.

The names are those in use on government sites (国务院, 江苏, 安徽, 青岛, 住建部 and others).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column: its key, its names in files (the first is ours), and its longest text."""

    key: str
    names: tuple[str, ...]
    longest: int = 0
    is_required: bool = False

    @property
    def name(self) -> str:
        """What we call it."""
        return self.names[0]


COLUMNS = (
    Column("title", ("标题", "名称", "信息名称", "公文名称"), 300, is_required=True),
    Column("index_number", ("索引号", "索引", "信息索引号"), 60),
    Column("document_number", ("文号", "发文字号", "发布文号", "文件编号"), 60),
    Column("agency", ("机构代码", "发布机构", "发文机关", "发文单位"), is_required=True),
    Column("publisher_name", ("发布机构名称",), 100),
    Column("category", ("栏目",), is_required=True),
    Column("method", ("公开方式",)),
    Column("closed_reason", ("不予公开理由", "不公开理由"), 300),
    Column("written_on", ("成文日期", "生成日期", "产生日期", "发文日期")),
    Column("published_at", ("发布时间", "发布日期", "公开日期")),
    Column("validity", ("有效性", "时效")),
    Column("effective_on", ("生效日期", "实施日期")),
    Column("ends_on", ("失效或废止日期", "失效日期", "废止日期")),
    Column("source", ("信息来源", "来源"), 100),
    Column("theme", ("主题分类",)),
    Column("genre", ("体裁", "体裁分类")),
    Column("keywords", ("关键词", "主题词"), 200),
    Column("summary", ("内容概述", "摘要"), 500),
    Column("body", ("正文", "内容")),
    Column("old_address", ("原网址", "网址", "在线链接地址")),
)
