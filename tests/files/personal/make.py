"""Makes lines.tsv: what a line holds, a tab, the line. Numbers are computed, no person has them.

Run from the root of the repository: `python -m tests.files.personal.make`. Every sentence is tried
with several numbers, which come from a fixed seed.
"""

import random
from pathlib import Path

from disclosure.lib.personal import CHECKS, WEIGHTS

HERE = Path(__file__).parent
SEED = 20161
EACH = 7

WITH = {
    "居民身份证号": [
        "申请人的身份证号码为{citizen}。", "身份证：{citizen}，已核对", "证件号{citizen_spaced}",
        "序号3　{citizen}　低保", "（公民身份号码{citizen}）",
    ],
    "居民身份证号（15 位）": ["旧证号{old}，已换发", "身份证号{old}"],
    "手机号码": [
        "联系电话：{mobile}", "手机{mobile_dashed}，随时可以联系", "经办人电话{mobile}。",
        "短信发至+86 {mobile}", "电话（{mobile}）", "电话{mobile}户主王某", "手机{mobile}个人信息",
        "{mobile}名册.xlsx",
        "咨询{mobile}、0576-88511803",
    ],
    "住宅电话": [
        "家庭电话{landline}", "户主宅电：{landline}", "本人电话 {landline}",
        "联系人：王某某，电话：{landline}", "姓名：李某，性别：女，电话：{landline}",
        "姓名　陈某某　{landline}　低保", "家长周某，电话{landline}", "被征收人吴某（{landline}）",
    ],
    "银行卡号": ["开户账号{card}", "补贴打入{card_spaced}", "卡号：{card}，户名略"],
    "护照号码": ["护照号码{passport}", "持护照（{passport}）入境"],
    "车辆号牌": ["号牌{plate}的车辆", "驾驶{plate}号小型轿车", "新能源车{green}违停"],
    "家庭住址": [
        "家庭住址：云岚市湖港镇东岙村{n}号", "现住址为新城区幸福路{n}号2幢",
        "户籍地址 湖港镇西河村{n}组", "家住城东街道和平社区{n}号楼3单元",
        "当事人，女，住云岚市湖港镇幸福路{n}号3单元401室，经营水产。",
        "申请人，现住湖港镇东岙村{n}组",
        "被执行人，男，汉族，住湖港镇西河村。",
        "当事人，住云岚市湖港镇幸福路{n}号3单元401室的张某向我局申请许可",
        "周某，住云岚市花园小区{n}幢502", "家庭住址：新城区和平路{n}-3",
        "申请人住云岚市湖港镇幸福路{n}号", "该居民住云岚市湖港镇幸福路{n}号2幢，反映噪声",
        "当事人现居住云岚市湖港镇幸福路{n}号", "居住地：云岚市湖港镇幸福路{n}号",
        "姓名：张明，通讯地址：云岚市湖港镇幸福路{n}号", "李四，男，联系地址：湖港镇西河村{n}组",
        "申请人王某 地址：云岚市湖港镇西河村{n}组",
        "李某 男 住新城区和平路{n}弄5号", "两人居住于新城区文化巷{n}号。",
    ],
}  # fmt: skip
WITHOUT = [
    "浙政办发〔2016〕{n}号文件自印发之日起施行。", "全年公开信息{n}条，同比增长{n}.5%。",
    "项目总投资{mobile}元。", "合计{mobile}.25元，其中中央资金{n}万元。",
    "办公室 张明 {landline}", "水务局 张明 {landline}", "负责人张明 {landline}",
    "高新区 {landline}", "金融办 {landline}", "安排 {landline}",
    "江南 {landline}", "平台 {landline}",
    "地址：云岚市湖港镇幸福路{n}号", "姓名：张明，单位地址：云岚市湖港镇幸福路{n}号",
    "申请人：云岚水务有限公司，联系地址：云岚市湖港镇幸福路{n}号",
    "申请人可邮寄材料，地址：云岚市府前街{n}号市水务局",
    "受理机构：市水务局，地址：府前街{n}号",
    "办公地址：云岚市府前街{n}号", "注册地址：云岚市府前街{n}号",
    "居住于新城区的居民在第{n}号窗口办理",
    "统计值{mobile}人次", "全国{mobile}人，同比增长{n}%", "累计访问{mobile}次", "惠及{mobile}户",
    "发放{mobile}个", "折合{mobile}美元", "用电{mobile}千瓦时",
    "统一社会信用代码{credit}", "统一社会信用代码：{credit_digits}", "索引号：{mobile}",
    "招标编号{mobile}", "案号：{old}",
    "联系电话：{landline}", "联系人：王某某（市水务局办公室），电话：{landline}",
    "联系人：李某，办公电话：{landline}", "姓名：张某，单位电话{landline}",
    "咨询联系人：赵某，{landline}", "联系人：县行政服务中心 {landline}",
    "负责人姓名不公开，值班电话{landline}",
    "当事人可以拨打举报电话{landline}", "联系人：钱某，电话{landline}（办公室）",
    "姓名栏从略。联系电话：{landline}", "咨询电话0576-8851{n}803转{n}",
    "传真{landline}，邮编318000",
    "合同金额{card}元。", "产品条码{mobile}", "流水号：{mobile}",
    "身份证号{bad_citizen}（样例，校验不符）",
    "订单{mobile}", "{year}年1月1日至{year}年12月31日", "经度120.{mobile}，纬度28.{n}",
    "第{n}批次共{n}人", "组织机构代码00266889-9", "住所：云岚市府前街{n}号（企业注册地址）",
    "危房改造户{n}户，住城镇老旧小区的居民优先。", "第{n}条　住偏远农村的学生，住校补助{n}元。",
    "现住房屋位于规划道路{n}号地块红线内", "全院住院病区{n}个，住院部在{n}号楼",
    "，住建局在府前街{n}号窗口办理",
    "安置房{n}套，入住率98%，均住进新村", "会议代表住市区酒店，每人每天{n}0元",
    "住户代表{n}人，住宅小区{n}个",
    "湖港镇东岙村{n}号地块挂牌出让", "坐标系CGCS2000，图号H51G0{n}", "银行账号校验不符{bad_card}",
    "ISBN 978-7-5093-{n}2-1", "服务热线12345，转{n}", "GB/T 33358-2016", "https://example.cn/a/{mobile}.html",
    "住址　面积（{n}户）", "住址 | 建筑面积 | 备注{n}", "{n}　住址　所在村　面积",
    "住址 所属社区 备注{n}", "户籍地址　现居住小区　联系电话{n}", "家庭住址　房屋坐落小区　第{n}批",
    "现住址 所在行政村 门牌号{n}", "户籍所在地：所属村组（{n}个）",
]  # fmt: skip


def citizen(rng: random.Random) -> str:
    """An identity number that passes its check; the place code is no county's."""
    body = f"3399{rng.randint(80, 99)}{rng.randint(1930, 2020)}{rng.randint(1, 12):02}"
    body += f"{rng.randint(1, 28):02}{rng.randint(0, 999):03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + CHECKS[total % 11]


def luhn(body: str) -> str:
    """A number with its Luhn digit behind it."""
    digits = [int(digit) for digit in reversed(body)]
    total = sum(sum(divmod(2 * one, 10)) for one in digits[::2]) + sum(digits[1::2])
    return body + str(-total % 10)


def numbers(rng: random.Random) -> dict[str, str]:
    """A number of each kind."""
    code = citizen(rng)
    mobile = f"1{rng.choice('3578')}{rng.randint(0, 999_999_999):09}"
    card = luhn(f"62{rng.randint(0, 10**16 - 1):016}")
    day = f"{rng.randint(30, 79)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    return {
        "citizen": code,
        "citizen_spaced": f"{code[:6]} {code[6:14]} {code[14:]}",
        "bad_citizen": code[:17] + ("1" if code[17] != "1" else "2"),
        "old": f"3399{rng.randint(80, 99)}{day}{rng.randint(0, 999):03}",
        "mobile": mobile,
        "mobile_dashed": f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}",
        "landline": f"0576-{rng.randint(80000000, 89999999)}",
        "card": card,
        "card_spaced": " ".join([card[:4], card[4:8], card[8:12], card[12:16], card[16:]]),
        "bad_card": card[:-1] + str((int(card[-1]) + 5) % 10),
        "passport": f"E{rng.randint(10_000_000, 99_999_999)}",
        "plate": f"浙{rng.choice(letters)}{rng.randint(10_000, 99_999)}",
        "green": f"浙{rng.choice(letters)}D{rng.randint(10_000, 99_999)}",
        "credit": f"91331000MA2{rng.choice(letters)}{rng.randint(100_000, 999_999)}",
        "credit_digits": f"1133100000{rng.randint(10_000_000, 99_999_999)}",
        "n": str(rng.randint(2, 98)),
        "year": str(rng.randint(2012, 2025)),
    }


def lines() -> list[str]:
    """Every line of the corpus."""
    rng = random.Random(SEED)
    made = [
        f"{kind}\t{sentence.format(**numbers(rng))}"
        for kind, sentences in WITH.items()
        for sentence in sentences
        for _ in range(EACH)
    ]
    made += [f"\t{sentence.format(**numbers(rng))}" for sentence in WITHOUT for _ in range(EACH)]
    return made


if __name__ == "__main__":
    (HERE / "lines.tsv").write_text("\n".join(lines()) + "\n", "utf-8")
