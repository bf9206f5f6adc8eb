//! Signing keys at rest: one line in the spelling of signed-note, encrypted with a passphrase.

use crate::cli::{LogKeyArgs, PassphraseArgs};
use crate::cmd::desk::{Desk, Done, Stop};
use crate::cmd::passphrase;
use crate::draw::text::unhex;
use crate::log::{KeyKind, SigningKey};
use crate::steps::Step;
use crate::store;
use age::secrecy::ExposeSecret;
use std::collections::BTreeMap;
use std::path::Path;

/// Path of the log's key below `secrets/`.
pub(in crate::cmd) const KEY: &str = "log/key.age";

/// Makes a key, writes it, prints what others check with.
pub(super) fn make(desk: &Desk<'_>, args: &LogKeyArgs) -> Done {
    let (name, kind) = match &args.witness {
        Some(name) => (name.clone(), KeyKind::Witness),
        None => {
            let origin = desk.config().map(|config| config.log.origin);
            (origin.ok_or_else(|| desk.wrong("cli.log.no-origin", &[]))?, KeyKind::Log)
        }
    };
    if desk.root.join("content").is_dir() {
        desk.complete()?;
    }
    let kept = desk.root.join("secrets").join(KEY);
    let path = args.to.clone().unwrap_or_else(|| kept.clone());
    if path.exists() {
        return Err(desk.wrong("cli.log.key-exists", &[("path", &path.display().to_string())]));
    }
    let seed = unhex(&desk.random()?).and_then(|bytes| bytes.try_into().ok()).expect("64 hex digits are 32 bytes");
    let key = SigningKey::from_seed(&name, kind, &seed);
    let key = key.ok_or_else(|| desk.wrong("cli.log.key-name", &[("name", &name)]))?;
    let new = passphrase::new(desk, &args.passphrase)?;
    let bytes = passphrase::lock(&key.to_secret(), &new)
        .map_err(|fault| desk.environment("store.io", &[("path", &path.display().to_string()), ("fault", &fault)]))?;
    if path == kept && desk.root.join("content").is_dir() {
        desk.apply(&Step { secret: BTreeMap::from([(KEY.to_owned(), bytes)]), ..Step::default() })?;
    } else {
        // A bare name has an empty parent, which is no folder.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        store::refuse_published(desk.root, folder).map_err(|fault| desk.store_fault(&fault))?;
        store::write_private(&path, &bytes).map_err(|fault| desk.store_fault(&fault))?;
    }
    let verifier = key.verifier().to_string();
    let said = if kind == KeyKind::Log { "cli.log.key-made" } else { "cli.log.witness-key-made" };
    Ok(format!("{verifier}\n") + &desk.tell(said, &[("path", &path.display().to_string())]))
}

/// Opens a key file.
pub(in crate::cmd) fn open(desk: &Desk<'_>, path: &Path, args: &PassphraseArgs) -> Result<SigningKey, Stop> {
    let shown = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|fault| desk.io(path, &fault))?;
    let given = passphrase::ask(desk, args, "cli.log.ask")?;
    let text =
        passphrase::unlock(&bytes, &given).map_err(|()| desk.wrong("cli.log.passphrase-wrong", &[("path", &shown)]))?;
    SigningKey::parse(text.expose_secret()).ok_or_else(|| desk.wrong("cli.log.no-key", &[("path", &shown)]))
}
