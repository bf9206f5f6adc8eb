//! Signing keys at rest: one line in the spelling of signed-note, encrypted with a passphrase in the `age` format, so that the
//! `age` program opens it too. In: a passphrase from a file, the environment or the terminal.

use crate::cli::{LogKeyArgs, PassphraseArgs};
use crate::cmd::desk::{Desk, Done, Stop};
use crate::cmd::envelope;
use crate::draw::text::unhex;
use crate::log::{KeyKind, SigningKey};
use crate::steps::Step;
use crate::store;
use age::secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// Path of the log's key below `secrets/`.
pub(in crate::cmd) const KEY: &str = "log/key.age";
/// Where a test or a script may leave the passphrase.
const VARIABLE: &str = "MINGCHOU_PASSPHRASE";
/// The shortest passphrase for a new key, in characters.
const SHORTEST: usize = 10;
/// Memory and time a guess costs: 2^17 blocks, a tenth of a GiB and about half a second.
const WORK: u8 = 17;
/// Files made elsewhere may ask for more, within reason.
const MOST_WORK: u8 = 20;

/// Makes a key, writes it, prints what others check with.
pub(super) fn make(desk: &Desk<'_>, args: &LogKeyArgs) -> Done {
    let (name, kind) = match &args.witness {
        Some(name) => (name.clone(), KeyKind::Witness),
        None => {
            let origin = desk.config().map(|config| config.log.origin);
            (origin.ok_or_else(|| desk.wrong("cli.log.no-origin", &[]))?, KeyKind::Log)
        }
    };
    let kept = desk.root.join("secrets").join(KEY);
    let path = args.to.clone().unwrap_or_else(|| kept.clone());
    if path.exists() {
        return Err(desk.wrong("cli.log.key-exists", &[("path", &path.display().to_string())]));
    }
    let seed = unhex(&desk.random()?).and_then(|bytes| bytes.try_into().ok()).expect("64 hex digits are 32 bytes");
    let key = SigningKey::from_seed(&name, kind, &seed);
    let key = key.ok_or_else(|| desk.wrong("cli.log.key-name", &[("name", &name)]))?;
    let passphrase = new_passphrase(desk, &args.passphrase)?;
    let bytes = lock(&key.to_secret(), &passphrase, WORK)
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
pub(super) fn open(desk: &Desk<'_>, path: &Path, args: &PassphraseArgs) -> Result<SigningKey, Stop> {
    let shown = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|fault| desk.io(path, &fault))?;
    let passphrase = passphrase(desk, args, "cli.log.ask")?;
    let text = unlock(&bytes, &passphrase).map_err(|()| desk.wrong("cli.log.passphrase-wrong", &[("path", &shown)]))?;
    SigningKey::parse(text.expose_secret()).ok_or_else(|| desk.wrong("cli.log.no-key", &[("path", &shown)]))
}

fn lock(secret: &str, passphrase: &SecretString, work: u8) -> Result<Vec<u8>, String> {
    let mut recipient = age::scrypt::Recipient::new(passphrase.clone());
    recipient.set_work_factor(work);
    let recipients: [&dyn age::Recipient; 1] = [&recipient];
    let encryptor = age::Encryptor::with_recipients(recipients.into_iter()).map_err(|fault| fault.to_string())?;
    envelope::armoured(encryptor, secret.as_bytes())
}

/// For a key that is no secret: a passphrase that everybody knows need not be costly to guess.
pub(in crate::cmd) fn lock_quickly(secret: &str, passphrase: &str) -> Vec<u8> {
    lock(secret, &SecretString::from(passphrase), 2).expect("writing to memory does not fail")
}

/// Opens what a passphrase locks.
pub(in crate::cmd) fn unlock(bytes: &[u8], passphrase: &SecretString) -> Result<SecretString, ()> {
    let mut identity = age::scrypt::Identity::new(passphrase.clone());
    identity.set_max_work_factor(MOST_WORK);
    let decryptor = age::Decryptor::new(age::armor::ArmoredReader::new(bytes)).map_err(drop)?;
    let mut reader = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(drop)?;
    let mut text = String::new();
    reader.read_to_string(&mut text).map_err(drop)?;
    Ok(SecretString::from(text))
}

/// From the file, the variable or the terminal, which asks with the sentence `key`.
pub(in crate::cmd) fn passphrase(desk: &Desk<'_>, args: &PassphraseArgs, key: &str) -> Result<SecretString, Stop> {
    given(desk, args)?.map_or_else(|| ask(desk, key), Ok)
}

/// From the file or the variable; none: the terminal has to ask.
fn given(desk: &Desk<'_>, args: &PassphraseArgs) -> Result<Option<SecretString>, Stop> {
    let Some(path) = &args.passphrase_file else {
        return Ok(std::env::var(VARIABLE).ok().map(SecretString::from));
    };
    let text = std::fs::read_to_string(path).map_err(|fault| desk.io(path, &fault))?;
    Ok(Some(SecretString::from(text.lines().next().unwrap_or_default())))
}

fn ask(desk: &Desk<'_>, key: &str) -> Result<SecretString, Stop> {
    let prompt = desk.tell(key, &[]);
    let line = rpassword::prompt_password(prompt.trim_end());
    line.map(SecretString::from).map_err(|_| desk.wrong("cli.log.no-terminal", &[("variable", VARIABLE)]))
}

fn new_passphrase(desk: &Desk<'_>, args: &PassphraseArgs) -> Result<SecretString, Stop> {
    let passphrase = match given(desk, args)? {
        Some(passphrase) => passphrase,
        None => {
            let first = ask(desk, "cli.log.ask-new")?;
            if ask(desk, "cli.log.ask-again")?.expose_secret() != first.expose_secret() {
                return Err(desk.wrong("cli.log.passphrase-differs", &[]));
            }
            first
        }
    };
    if passphrase.expose_secret().chars().count() < SHORTEST {
        return Err(desk.wrong("cli.log.passphrase-short", &[("least", &SHORTEST.to_string())]));
    }
    Ok(passphrase)
}
