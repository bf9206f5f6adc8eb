"""Small bureaus' folders, and the steps of a draw in them, for tests that drive the program as a clerk does."""

import pathlib
import shutil
import tempfile

import harness

DRAW = "2026q1-key"
ORIGIN = "lots.example.gov.cn/140826"
BALLS = "-".join(f"{n:02}" for n in range(1, 21))
PLAN = (
    'title = "2026年度计划"\ndocument = "绛环发〔2026〕1号"\nissued = "2026-01-20"\n'
    'published_at = "2026-01-22 10:00"\nsuperior_checked = "exclude"\n'
)
TASKS = (
    "任务编号,任务名称,抽查类型,抽查事项,类别,抽查对象范围,抽查比例,频次,抽取时间,检查时间,检查方式,发起主体,指导单位,配合部门,检查依据,信用风险要求\n"
    "key-2026,重点排污单位抽查,不定向,1,重点排污单位,全县,25%,每季度,每季度第一个月,当季,现场检查,绛县分局,市局,,《水污染防治法》,未应用\n"
)


def office():
    """A bureau's folder with five key objects, three inspectors and a recusal."""
    root = pathlib.Path(tempfile.mkdtemp(dir=harness.scratch()))
    content = root / "content"
    for folder in ("plans/2026/v1", "registry", "calendar"):
        (content / folder).mkdir(parents=True)
    for name in ("items.csv", "laws.csv", "calendar/2026.csv"):
        shutil.copy(harness.ROOT / "content" / name, content / name)
    site = (harness.ROOT / "content/site.toml").read_text(encoding="utf-8")
    write = lambda name, text: (content / name).write_text(text, encoding="utf-8")
    write("site.toml", site.replace('"tag:ecology"', '"any"'))
    write("plans/2026/v1/plan.toml", PLAN)
    write("plans/2026/v1/tasks.csv", TASKS)
    objects = [f"K{n},示例厂{n},,,古绛镇,示例路{n}号,重点排污单位,,,正常,2024-01-02" for n in range(1, 6)]
    people = [f"I{n},检{n},绛县分局,执法员,,2028-12-31,是,2024-01-02" for n in range(1, 4)]
    head = "对象编号,主体名称,统一社会信用代码,排污许可证编号,乡镇,单位地址,类别,要素标签,专业要求,状态,入库日期"
    write("registry/objects.csv", "\n".join([head, *objects]) + "\n")
    write("registry/inspectors.csv", "\n".join(["执法证号,姓名,所属部门,岗位,业务专长,执法证有效期至,在岗,入库日期", *people]) + "\n")
    write("registry/recusals.csv", "对象编号,执法证号,回避事由,生效日期\nK1,I1,relative,2026-01-01\nK3,I2,interest,2026-01-01\n")
    return root


COMMIT = (
    "draw", "commit", DRAW, "--task", "key-2026", "--period", "2026q1",
    "--beacon", "kl8:2026033:2026-02-02T21:30:00+08:00", "--at", "2026-02-02T10:00:00+08:00",
)
SEAL = (
    "draw", "seal", DRAW, "--beacon", f"kl8:2026033={BALLS}", "--evidence", "kl8=paper-p2",
    "--at", "2026-02-02T22:30:00+08:00",
)
REVEAL = ("draw", "reveal", DRAW, "--at", "2026-03-30T09:00:00+08:00")
