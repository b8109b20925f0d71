"""What the log calls each action, in words that staff read; one without words is refused."""

ACTIONS = {
    "edition.created": "新建",
    "edition.saved": "保存",
    "edition.submitted": "提交",
    "edition.masked": "隐去个人信息",
    "edition.reviewed": "审查",
    "step.set": "设定审查环节",
    "step.removed": "删除审查环节",
    "calendar.entered": "录入放假通知",
    "calendar.changed": "修改放假和调休日期",
    "calendar.removed": "删除放假和调休日期",
    "edition.cleared": "通过，待发布",
    "edition.returned": "退回",
    "edition.recalled": "撤回提交",
    "edition.scheduled": "设定定时发布",
    "edition.published": "发布",
    "edition.discarded": "作废",
    "edition.imported": "导入",
    "entry.withdrawn": "撤下",
    "entry.restored": "恢复公开",
    "erasure.requested": "申请清除个人信息",
    "erasure.cancelled": "取消清除申请",
    "erasure.expired": "清除申请逾期未确认",
    "erasure.confirmed": "确认清除个人信息",
    "entry.erased": "清除个人信息",
    "attachment.added": "上传附件",
    "attachment.removed": "删除附件",
    "attachment.reordered": "调整附件顺序",
    "attachment.downloaded": "下载附件",
    "number.voided": "索引号作废",
    "report.section_saved": "保存章节",
    "report.table_saved": "保存统计表",
    "report.prefilled": "代填统计数据",
    "report.nothing_declared": "声明本表无情况",
    "report.row_added": "增设统计行",
    "report.row_removed": "删除增设的统计行",
    "report.rolled_up": "汇总下级机构数据",
    "report.imported": "导入统计表",
    "report.finding_confirmed": "确认核对结果",
    "report.workbook": "下载统计表",
    "deadline.set": "设定公布期限",
    "deadline.removed": "删除公布期限",
    "agency.created": "新建机构",
    "agency.changed": "修改机构",
    "agency.renamed": "机构更名",
    "agency.merged": "机构并入",
    "agency.dissolved": "机构撤销",
    "user.created": "新建账号",
    "user.changed": "修改账号",
    "user.password_changed": "修改密码",
    "user.password_reset": "重置密码",
    "user.roles_changed": "调整任职",
    "user.role_given": "授予任职",
    "user.role_taken": "取消任职",
    "category.created": "新建栏目",
    "category.changed": "修改栏目",
    "theme.created": "新建主题分类",
    "theme.changed": "修改主题分类",
    "genre.created": "新建体裁",
    "genre.changed": "修改体裁",
}


def words_for(action: str) -> str:
    """The words of an action; a log that came from elsewhere may hold others, shown as they are."""
    return ACTIONS.get(action, action)


def known(action: str) -> str:
    """The action, if it has words. Raises ValueError."""
    if action not in ACTIONS:
        raise ValueError(f"操作“{action}”没有名称，请在 disclosure/workflow/words.py 中补上。")
    return action
