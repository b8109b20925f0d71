"""Reading the yearly notice on holidays."""

from datetime import date

from disclosure.lib.notices import read_notice

NOTICE_2026 = """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。"""


def test_notice_of_2026_has_33_days_off_and_6_of_work():
    notice = read_notice(NOTICE_2026, 2026)
    assert notice.faults == []
    assert sum(not day.is_work for day in notice.days) == 33
    worked = [day.on for day in notice.days if day.is_work]
    assert worked == [
        date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9),
        date(2026, 9, 20), date(2026, 10, 10),
    ]  # fmt: skip


def test_span_may_begin_in_the_year_before():
    text = "元旦：2022年12月31日至2023年1月2日放假调休，共3天。"
    assert [day.on for day in read_notice(text, 2023).days] == [
        date(2022, 12, 31),
        date(2023, 1, 1),
        date(2023, 1, 2),
    ]


def test_weekday_of_another_year_is_named():
    faults = read_notice("元旦：1月1日（周四）放假。", 2027).faults
    assert faults == ["2027-01-01 是周五，通知写的是周四：年份可能选错了。"]


def test_total_that_does_not_fit_is_named():
    faults = read_notice("清明节：4月4日至5日放假，共3天。", 2026).faults
    assert faults == ["清明节写明共 3 天，列出的是 2 天，请核对。"]


def test_day_that_no_calendar_has_and_day_named_twice_are_named():
    faults = read_notice("劳动节：2月30日放假。5月9日上班。5月9日上班。", 2026).faults
    assert faults == ["“2月30日”不是有效的日期，请核对。", "2026-05-09 出现了两次，请核对。"]


def test_text_that_is_no_notice_has_no_days():
    assert read_notice("请各单位做好值班工作。", 2026).days == []
