//! A bureau's folder on disk with every table, good as it stands; tests change one file and look what is said.

use std::path::Path;

/// A folder that goes away with the value.
pub(crate) struct Folder(tempfile::TempDir);

/// Path below `content/` and text of every file.
const FILES: [(&str, &str); 24] = [
    (
        "site.toml",
        "demo = true\nas_of = \"2026-11-20\"\n\n[bureau]\nname = \"绛县分局\"\ncounty = \"绛县\"\nregion = \"140826\"\n\
         address = \"示例街1号\"\nphone = \"0359-0000000\"\ncomplaint_phone = \"0359-0000001\"\noffice = \"综合办\"\n\n\
         [government]\n\n[log]\norigin = \"lots.example.gov.cn/140826\"\n\n[rules]\nextra_phrases = [\"已停产\"]\n",
    ),
    ("laws.csv", "法律名称,条款,施行日期,失效日期,被何替代,来源\n环境保护法,,2015-01-01,,,2014年修订\n"),
    (
        "items.csv",
        "事项编号,抽查类别,抽查事项,检查对象,事项类别,检查方式,检查主体,检查依据,适用,上级清单编号,列入日期\n\
         1,重点,落实情况,重点排污单位,重点检查事项,现场检查;书面检查,分局,《环境保护法》第二十四条、《水法》,key,,2025-02-13\n",
    ),
    ("calendar/2026.csv", "日期,类型,名称,来源\n2026-01-01,holiday,元旦,通知\n2026-01-04,workday,元旦调休,通知\n"),
    (
        "plans/2026/v1/plan.toml",
        "title = \"2026年计划\"\ndocument = \"绛环发〔2026〕1号\"\nissued = 2026-01-20\n\
         published_at = \"2026-01-22 10:00\"\nsuperior_checked = \"exclude\"\n\n[[removed_items]]\nid = \"9\"\nreason = \"并入\"\n",
    ),
    (
        "plans/2026/v1/tasks.csv",
        "任务编号,任务名称,抽查类型,抽查事项,类别,抽查对象范围,抽查比例,频次,抽取时间,检查时间,检查方式,发起主体,指导单位,\
         配合部门,检查依据,信用风险要求\n\
         key-2026,重点抽查,不定向,1,重点排污单位,全县,12.5%,每季度,每季度首月,当季,现场检查,分局,市局,,环境保护法,未应用\n",
    ),
    (
        "registry/objects.csv",
        "对象编号,主体名称,统一社会信用代码,排污许可证编号,乡镇,单位地址,法定代表人,类别,要素标签,专业要求,状态,入库日期\n\
         91140826MA0JXC0153,绛县甲厂,91140826MA0JXC0153,91140826MA0JXC0153001P,古绛镇,示例路9号,张三,\
         重点排污单位;一般排污单位,排污许可;核技术利用,radiation,正常,2024-01-02\n\
         91140826MA0K000138,绛县乙厂,91140826MA0K000138,,古绛镇,示例路10号,,key,,,停产,2024-01-02\n\
         A-3,绛县丙厂,,,横水镇,\"示例路11号,北楼\",,,,,关闭,2024-01-02\n",
    ),
    (
        "registry/inspectors.csv",
        "执法证号,姓名,所属部门,岗位,业务专长,执法证有效期至,在岗,入库日期\n\
         04110900123,李一,分局,执法员,water;radiation,2028-12-31,是,2024-01-02\n\
         04110900124,李二,分局,执法员,,2028-12-31,否,2024-01-02\n",
    ),
    ("registry/auxiliary.csv", "编号,姓名或机构,所属机构,专长\nF1,示例监测站,市局,废气监测\n"),
    ("registry/recusals.csv", "对象编号,执法证号,回避事由,生效日期\nA-3,04110900123,relative,2026-01-01\n"),
    (
        "registry/changes.csv",
        "日期,录入日期,编号,字段,原值,新值,理由,依据\n2026-02-01,2026-02-02,A-3,status,正常,关闭,注销,绛市监〔2026〕3号\n",
    ),
    (
        "events/superior.csv",
        "对象编号,上级机关,检查日期,文号,检查结果,录入时间\nA-3,市局,2026-02-01,运环〔2026〕5号,未发现问题,2026-02-02 09:00\n",
    ),
    (
        "events/special.csv",
        "对象编号,情形,决定日期,文号,录入时间\nA-3,行政处罚,2026-02-01,绛环罚〔2026〕1号,2026-02-02 09:00\n",
    ),
    (
        "events/exempt.csv",
        "编号,对象编号,检查日期,不适用情形,理由,检查方式,认定日期,公开时间,检查结果,不公开理由\n\
         E1,A-3,2026-03-01,9,举报,现场检查,2026-03-02,2026-03-03 09:00,已停产,\n",
    ),
    (
        "results/2026.csv",
        "抽取编号,对象编号,检查日期,检查方式,认定日期,公开时间,检查结果,不公开理由,检查机关,罚款额\n\
         2026q1-key,A-3,2026-03-01,现场检查,2026-03-02,2026-03-03 09:00,未发现问题,,分局,\n",
    ),
    ("results/2026-items.csv", "抽取编号,对象编号,事项编号,结论\n2026q1-key,A-3,1,未发现问题\n"),
    (
        "results/2026-documents.csv",
        "抽取编号,对象编号,现场检查表,企业签字,现场检查笔录,询问笔录\n2026q1-key,A-3,是,是,是,否\n",
    ),
    (
        "results/2026-followups.csv",
        "抽取编号,对象编号,日期,状态,说明,公开时间\n2026q1-key,A-3,2026-04-01,整改中,,2026-04-01 09:00\n",
    ),
    (
        "results/2026-corrections.csv",
        "抽取编号,对象编号,字段,原值,新值,理由,公开时间\n2026q1-key,A-3,visited,,2026-03-01,漏填,2026-04-01 09:00\n",
    ),
    ("replies.csv", "对象编号,抽取编号,内容,公开时间\nA-3,,已知悉,2026-04-01 09:00\n"),
    ("reasons.csv", "规则,事由对象,理由,公开时间\nR13,2026-v1,会议推迟,2026-04-01 09:00\n"),
    ("pushes.csv", "类别,内容,日期\nplan,2026-v1,2026-02-01\n"),
    ("draws/2026q1-key/times.toml", "committed = \"2026-01-05T09:00:00\"\n"),
    ("pages/about.md", "+++\ntitle = \"关于\"\norder = 1\npublished_at = \"2026-01-01 09:00\"\n+++\n\n## 一\n"),
];

impl Folder {
    /// Every table, no fault.
    pub(crate) fn good() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (path, text) in FILES {
            folder.write(path, text);
        }
        folder.write("draws/2026q1-key/slips/0.txt", "bytes\n");
        folder
    }

    /// Nothing in it.
    pub(crate) fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The good text of a file.
    pub(crate) fn text(path: &str) -> &'static str {
        FILES.iter().find(|(name, _)| *name == path).unwrap_or_else(|| panic!("{path} is not in the folder")).1
    }

    /// Writes a file below `content/`.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.0.path().join("content").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// Removes a file below `content/`.
    pub(crate) fn remove(&self, path: &str) {
        std::fs::remove_file(self.0.path().join("content").join(path)).unwrap();
    }

    /// Replaces a stretch of a file's good text.
    pub(crate) fn change(&self, path: &str, from: &str, to: &str) {
        let text = Self::text(path);
        assert!(text.contains(from), "{from} does not stand in {path}");
        self.write(path, text.replacen(from, to, 1));
    }

    /// Path and text of every file.
    pub(crate) fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
        FILES.into_iter()
    }

    /// Paths of all tables.
    pub(crate) fn tables() -> impl Iterator<Item = (&'static str, &'static str)> {
        Self::files().filter(|(path, _)| path.ends_with(".csv"))
    }
}
