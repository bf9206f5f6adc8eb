//! `site.toml`: who publishes, under which switches. In: TOML. Out: plain data. No key has a meaning that depends on the day.

use super::{Day, ReportConfig, SuperiorPolicy};
use serde::{Deserialize, Serialize};

/// The whole of `content/site.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// 演示数据: banner on every page; only then is `--at` allowed.
    #[serde(default)]
    pub demo: bool,
    /// 数据截至, for sites that pin the day (the demonstration does).
    pub as_of: Option<Day>,
    /// The publishing bureau.
    pub bureau: Bureau,
    /// Government-site duties (domain.md 8).
    pub government: Government,
    /// The draw log.
    pub log: LogConfig,
    /// Names a draw may use without asking.
    #[serde(default)]
    pub draw: DrawConfig,
    /// What is published of persons.
    #[serde(default)]
    pub privacy: PrivacyConfig,
    /// Switches of the rules.
    #[serde(default)]
    pub rules: RuleConfig,
    /// Look.
    #[serde(default)]
    pub theme: ThemeConfig,
    /// Tables to hand over.
    #[serde(default)]
    pub report: ReportConfig,
}

/// The publishing bureau.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bureau {
    /// Full name.
    pub name: String,
    /// County, e.g. 绛县.
    pub county: String,
    /// Administrative code, six digits.
    pub region: String,
    /// 地址.
    pub address: String,
    /// 办公电话.
    pub phone: String,
    /// 举报投诉电话.
    pub complaint_phone: String,
    /// Department that answers questions about this site.
    pub office: String,
    /// Towns of the county, in the order of lists.
    #[serde(default)]
    pub towns: Vec<String>,
}

/// Meta tags and footer of a government site (domain.md 8.2, 8.3). Needed for a release.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Government {
    /// SiteName.
    pub site_name: String,
    /// SiteDomain, no scheme.
    pub site_domain: String,
    /// SiteIDCode, ten characters, the first six equal to the region.
    pub site_id_code: String,
    /// ICP 备案编号.
    pub icp: String,
    /// 公安机关备案号.
    pub police: String,
    /// 党政机关网站标识 link, optional.
    pub mark_url: String,
    /// 我为政府网站找错 link, optional.
    pub fault_url: String,
    /// Absolute address of the site, only for feeds, sitemap and canonical; empty: none is written.
    pub base_url: String,
}

impl Government {
    /// Where the site stands, ending in `/`, so that a path can follow; empty while it has no address.
    pub fn base(&self) -> String {
        match self.base_url.trim_end_matches('/') {
            "" => String::new(),
            base => format!("{base}/"),
        }
    }
}

/// The log's origin (protocol section 10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogConfig {
    /// ORIGIN: `[!-~]{1,200}`.
    pub origin: String,
    /// Verifier keys of the witnesses the bureau asks (`NAME+ID+BASE64`); shown on the log's page.
    #[serde(default)]
    pub witnesses: Vec<String>,
}

/// Defaults of `draw commit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DrawConfig {
    /// Requirements of the team's slots.
    pub slots: Vec<String>,
    /// 0 to 9.
    pub slack: u32,
    /// Days from the last beacon to `seal-by`, at most 10.
    pub seal_days: u32,
    /// Days from the end of the period to `reveal-by`, at most 31.
    pub reveal_days: u32,
    /// Who can open the bureau's envelopes, so that a lost `secrets/` does not end a draw.
    pub escrow: Vec<KeyHolder>,
}

/// Somebody who can open an envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyHolder {
    /// Who, as the draw's page says it.
    pub name: String,
    /// The public key, `age1…`.
    pub key: String,
}

/// Who can open a party's envelope of one draw, as the bureau wrote it down at the commitment: the envelope itself tells only
/// for how many keys it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnvelopeHolder {
    /// Whose envelope.
    pub party: String,
    /// Who can open it.
    pub name: String,
    /// The public key; none where another party chose it.
    pub key: Option<String>,
}

impl Default for DrawConfig {
    fn default() -> Self {
        Self { slots: vec!["object".into(), "any".into()], slack: 1, seal_days: 5, reveal_days: 31, escrow: Vec::new() }
    }
}

/// How an inspector is named on pages (domain.md 7.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InspectorNaming {
    /// Full name and certificate number.
    Full,
    /// Surname and certificate number.
    Surname,
    /// Certificate number only.
    Number,
}

/// What is published of persons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PrivacyConfig {
    /// Naming of inspectors.
    pub inspectors: InspectorNaming,
    /// Phones that may stand in the site beside the bureau's own: hotlines.
    pub allowed_phones: Vec<String>,
    /// SHA-256 of exact values the gate lets through, each with its reason.
    pub allowed: Vec<Allowed>,
}

impl Default for PrivacyConfig {
    fn default() -> Self {
        Self { inspectors: InspectorNaming::Surname, allowed_phones: Vec::new(), allowed: Vec::new() }
    }
}

/// One exception of the privacy gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allowed {
    /// Lower-case hex SHA-256 of the value.
    pub sha256: String,
    /// Why it may be published.
    pub reason: String,
}

/// How special objects leave the list (R29a).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpecialExit {
    /// No violation found, inspected or not.
    Literal,
    /// Only when inspected.
    OnlyIfInspected,
}

/// Switches of the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RuleConfig {
    /// Result phrases beyond the five (R39).
    pub extra_phrases: Vec<String>,
    /// R29a.
    pub special_exit: SpecialExit,
    /// Days from visit to determination above which a warning shows (R37).
    pub determination_days: u32,
    /// Inspectors per visit above which a warning shows (R5).
    pub max_inspectors: u32,
    /// `applied`, or the reason why 应用信用风险等级分类 is not (R27).
    pub credit_classes: String,
    /// What a new plan does with objects a superior body has checked this year (R30). Each plan says it for its own year.
    pub superior_checked: SuperiorPolicy,
}

impl Default for RuleConfig {
    fn default() -> Self {
        Self {
            extra_phrases: Vec::new(),
            special_exit: SpecialExit::Literal,
            determination_days: 30,
            max_inspectors: 2,
            credit_classes: String::new(),
            superior_checked: SuperiorPolicy::Exclude,
        }
    }
}

/// Look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ThemeConfig {
    /// Folder below `themes/`.
    pub name: String,
    /// Languages beside Chinese in which the home page and the pages on checking stand, each in a folder of its name.
    pub languages: Vec<String>,
    /// Up to this many objects each has a page of its own and the search list is one file; above it objects without a
    /// history share pages, and the list comes in thirds of this number.
    pub own_pages: u32,
}

impl Default for ThemeConfig {
    fn default() -> Self {
        Self { name: "gov".into(), languages: Vec::new(), own_pages: 12_000 }
    }
}
