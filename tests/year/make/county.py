"""The lists of a fictional county as its office keeps them. All bodies and people are made up; the identity numbers are the specimens of GB 11643."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "import/make"))

from cells import Calc, Num, Sheet, code  # noqa: E402

BUREAU = "示例市生态环境局青溪分局"
PARTNER = "青溪县住房和城乡建设局"
TOWNS = ["城关镇", "柳林镇", "石桥镇", "河西乡"]
PHONES = "1390000"


def credit(number):
    return code(f"91149900MA0Y0{number:02}{'AA' if number % 2 else 'BB'}")


GENERAL = [
    "青石建材", "白河食品", "柳林造纸", "石桥木业", "东岭砖瓦", "南坡养殖", "河西纺织", "松泉酿造", "红叶包装", "双塔石料", "新桥塑料", "长塘水产",
    "高台铸造", "平川面粉", "云岭茶业", "古渡陶瓷", "西沟洗选", "北堡混凝土", "杨湾印刷", "金穗粮油", "小寨汽修", "大营屠宰", "龙门饲料",
]
KEY = ["清源水泥", "宏远焦化", "晨辉化工", "永丰制药", "恒达钢铁", "瑞丰电镀", "泰和热电", "安澜皮革"]
HEAD = ["序号", "企业名称", "统一社会信用代码", "排污许可证编号", "所属乡镇", "单位地址", "法定代表人", "管理类别", "状态", "入库日期", "联系电话", "备注"]


def line(no, name, number, kind, **more):
    permit = {"重点排污单位": "001P", "一般排污单位": "001Q"}.get(kind, "001V")
    own = credit(number)
    row = {
        "序号": Num(no, "rk"), "企业名称": f"示例{name}有限公司", "统一社会信用代码": own, "排污许可证编号": own + permit, "所属乡镇": TOWNS[no % 4],
        "单位地址": f"{TOWNS[no % 4]}示例路{no}号", "法定代表人": "赵示例", "管理类别": kind, "状态": "正常", "入库日期": "2025/3/18",
        "联系电话": f"{PHONES}{no:04}", "备注": "",
    }
    row.update(more)
    return [row[heading] for heading in HEAD]


def registry():
    """The first list: two heading rows, kinds in merged cells, a firm twice, a second permit, a sole trader, a closed firm, a total."""
    rows = [
        ["青溪县污染源名录库（2026年1月）"],
        [f"填报单位：{BUREAU}"],
        ["序号", "单位信息", "", "", "单位地址", "", "法定代表人", "管理类别", "状态", "入库日期", "联系电话", "备注"],
        ["", *HEAD[1:6], "", "", "", "", "", ""],
    ]
    merges = [(0, 0, 0, 11), (1, 0, 1, 11), (2, 0, 3, 0), (2, 1, 2, 3), (2, 4, 2, 5), *((2, at, 3, at) for at in range(6, 12))]
    no = 0
    for at, name in enumerate(KEY, 1):
        no += 1
        more = {"入库日期": ["2025/3/18", "2025.3.18", "2025年3月18日", "2025-03-18"][at % 4]}
        rows.append(line(no, name, at, "重点排污单位", **more))
    no += 1
    # The quarry of the first firm: the same code, a permit of its own.
    rows.append(line(no, KEY[0], 1, "一般排污单位", **{"企业名称": f"示例{KEY[0]}有限公司矿山分厂", "排污许可证编号": credit(1) + "002P"}))
    for at, name in enumerate(GENERAL, 21):
        no += 1
        rows.append(line(no, name, at, "一般排污单位"))
    # The same firm again, typed by somebody else.
    rows.append(line(33, GENERAL[1], 22, "一般排污单位", **{
        "企业名称": f"示例{GENERAL[1]}有限责任公司 ", "统一社会信用代码": credit(22).lower(), "单位地址": rows[-22][5], "所属乡镇": rows[-22][4],
    }))
    rows.append(line(34, "", 0, "一般排污单位", **{
        "企业名称": "示例老张豆腐坊", "统一社会信用代码": "440524188001010014", "排污许可证编号": "", "备注": "个体工商户",
    }))
    rows.append(line(35, "南门木器", 60, "一般排污单位", **{"状态": "关闭", "备注": "2025年10月关闭"}))
    for at, name in enumerate(["城关污水处理", "柳林污水处理"], 71):
        rows.append(line(36 + at - 71, name, at, "联合抽查对象"))
    rows.append(["合计", "37家"])
    return Sheet("名录", rows, merges=merges)


def projects():
    """The list of projects the city hands down, with the quarter by which each is to be visited."""
    head = ["序号", "项目名称", "建设单位", "所在乡镇", "建设地址", "检查时限", "入库日期"]
    names = ["清源水泥技改项目", "宏远焦化除尘改造项目", "柳林产业园污水管网项目", "高台铸造迁建项目"]
    quarters = ["2026年第二季度", "2026年第二季度", "2026年第三季度", "2026年第四季度"]
    rows = [["示例市生态环境局2026年在建工程建设项目检查名单（青溪县）"], head]
    for at, (name, quarter) in enumerate(zip(names, quarters), 1):
        rows.append([str(at), f"示例{name}", "示例建设有限公司", TOWNS[at % 4], f"{TOWNS[at % 4]}示例工地{at}号", quarter, "2026-01-12"])
    return Sheet("在建项目", rows, merges=[(0, 0, 0, 6)])


def inspectors():
    """The bureau's staff list, with columns that are nobody's business."""
    head = ["序号", "姓名", "性别", "身份证号", "执法证号", "所属部门", "岗位", "业务专长", "执法证有效期至", "联系电话", "在岗", "入库日期"]
    names = ["孙一示", "李二示", "周三示", "吴四示", "郑五示", "王六示", "冯七示", "陈八示", "褚九示", "卫十示"]
    rows = [[f"{BUREAU}行政执法人员名单"], head]
    for at, name in enumerate(names, 1):
        identity = ["11010519491231002X", "440524188001010014"][at % 2]
        until = ["2028-12-31", "2028.12.31", "2028年12月31日"][at % 3]
        place = "综合行政执法队" if at < 8 else "青溪分局监测股"
        rows.append([Num(at, "rk"), name, "男" if at % 2 else "女", identity, f"1499010{at:04}", place, "执法员", "生态环境", until,
                     f"{PHONES}{100 + at:04}", "在岗" if at != 10 else "借调", "2025-03-18"])
    return Sheet("执法人员", rows, merges=[(0, 0, 0, 11)])


def partners():
    """Three of the department that goes along to the treatment plants."""
    head = ["执法证号", "姓名", "所属部门", "岗位", "业务专长", "执法证有效期至", "在岗", "入库日期"]
    rows = [[f"1499020{at:04}", name, PARTNER, "执法员", "住建", "2028-12-31", "是", "2026-01-12"] for at, name in enumerate(["蒋甲示", "沈乙示", "韩丙示"], 1)]
    return [head, *rows]


MAIN = "主要法定环境制度及污染防治措施落实情况"
BASES = "1.《环境保护法》第二十四条\n2.《水污染防治法》第三十条\n3.《大气污染防治法》第二十九条\n4.《土壤污染防治法》第七十七条\n5.《固体废物污染环境防治法》第二十六条"
BODY = "县级以上生态环境部门"


def items():
    """The annex: a head of two storeys, a row that goes on, a blank inside a word."""
    rows = [
        ["附件"],
        [f"{BUREAU}随机抽查事项清单"],
        ["序号", "抽查项目", "", "检查对象", "事项类别", "检查方式", "检查主体", "检查依据"],
        ["", "抽查类别", "抽查事项", "", "", "", "", ""],
        ["1", "重点排污单位监督检查", MAIN, "重点排污单位", "重点检查事项", "现场检查", BODY, BASES],
        ["2", "一般排污单位监督检查", MAIN, "非重点排污单位", "一般检查事项", "现场检查", "县级以上生 态环境部门", BASES],
        ["3", "特殊监管对象监督检查", MAIN, "特殊监管对象", "重点检查事项", "现场检查", BODY, BASES],
        ["4", "城镇污水处理设施污染防治情况监督检查", "城镇污水处理设施污染防治情况", "城镇污水处理厂", "重点检查事项", "现场检查", BODY,
         "《水污染防治法》第五十条、第八十五条"],
        ["5", "建设项目监督检查", "建设项目环评批复及“三同时”制度落实情况", "在建工程建设项目", "一般检查事项", "现场检查书面检查", BODY,
         "《建设项目环境保护管理条例》第二十条"],
        ["", "", "施工扬尘污染防治情况", "在建工程建设项目", "一般检查事项", "现场检查", BODY, "《大气污染防治法》第六十九条"],
    ]
    merges = [(1, 0, 1, 7), (2, 0, 3, 0), (2, 1, 2, 2), *((2, at, 3, at) for at in range(3, 8)), (8, 0, 9, 0), (8, 1, 9, 1)]
    return Sheet("附件", rows, merges=merges)


def plan(second=False):
    """The plan in the columns the seed's plan asks for; the second version of July adds a sentence and a higher rate."""
    head = ["抽查任务名称", "抽查类型", "抽查事项", "抽查对象范围", "抽查比例数量", "抽取时间", "发起主体及指导单位", "检查依据"]
    who = f"{BUREAU}（指导单位：示例市生态环境局）"
    why = "《青溪县生态环境监管“双随机、一公开”实施方案》第四部分"
    rows = [
        [f"{BUREAU}2026年度随机抽查工作计划" + ("（7月调整）" if second else "")],
        head,
        ["2026年一般排污单位随机抽查", "不定向", MAIN, "全县一般排污单位", "每季度10%" if second else "每季度5%，全年20%", "每季度第一个月", who, why],
        ["2026年重点排污单位随机抽查", "不定向", MAIN, "全县重点排污单位", "每季度25%", "每季度第一个月", who, why],
        ["2026年特殊监管对象随机抽查", "不定向", MAIN, "全县特殊监管对象名录库", "每季度30%", "每季度第一个月", who, why],
        ["2026年在建工程建设项目随机抽查", "不定向", "建设项目环评批复及“三同时”制度落实情况；施工扬尘污染防治情况", "全县在建工程建设项目", "100%，全年1次", "计划公布后一次抽取", who, why],
        ["2026年生活污水处理中心联合抽查", "定向", "城镇污水处理设施污染防治情况", "全县生活污水处理中心", "100%，每年1次", "第二季度", f"{who}", why],
    ]
    return Sheet("抽查计划", rows, merges=[(0, 0, 0, 7)])
