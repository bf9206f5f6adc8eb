//! What a passphrase locks, in the `age` format, so that the `age` program opens it too. In: a passphrase from a file, the environment
//! or the terminal. Out: ASCII armour with LF, or the secret.

use super::desk::{Desk, Stop};
use crate::cli::PassphraseArgs;
use age::secrecy::{ExposeSecret, SecretString};
use std::io::{Read, Write};

/// Where a test or a script may leave the passphrase.
const VARIABLE: &str = "MINGCHOU_PASSPHRASE";
/// The shortest new passphrase, in characters.
const SHORTEST: usize = 10;
/// Memory and time a guess costs: 2^17 blocks, a tenth of a GiB and about half a second.
const WORK: u8 = 17;
/// Files made elsewhere may ask for more, within reason.
const MOST_WORK: u8 = 20;

/// Writes `plain` through an encryptor, in armour.
pub(super) fn armoured(encryptor: age::Encryptor, plain: &[u8]) -> Result<Vec<u8>, String> {
    let write = || -> std::io::Result<Vec<u8>> {
        let armour = age::armor::ArmoredWriter::wrap_output(Vec::new(), age::armor::Format::AsciiArmor)?;
        let mut writer = encryptor.wrap_output(armour)?;
        writer.write_all(plain)?;
        writer.finish()?.finish()
    };
    let mut bytes = write().map_err(|fault| fault.to_string())?;
    // Some systems end lines otherwise; published files end them with LF.
    bytes.retain(|byte| *byte != b'\r');
    Ok(bytes)
}

/// Locks a secret.
pub(super) fn lock(secret: &str, passphrase: &SecretString) -> Result<Vec<u8>, String> {
    lock_at(secret, passphrase, WORK)
}

fn lock_at(secret: &str, passphrase: &SecretString, work: u8) -> Result<Vec<u8>, String> {
    let mut recipient = age::scrypt::Recipient::new(passphrase.clone());
    recipient.set_work_factor(work);
    let recipients: [&dyn age::Recipient; 1] = [&recipient];
    let encryptor = age::Encryptor::with_recipients(recipients.into_iter()).map_err(|fault| fault.to_string())?;
    armoured(encryptor, secret.as_bytes())
}

/// For a key that is no secret: a passphrase that everybody knows need not be costly to guess.
pub(super) fn lock_quickly(secret: &str, passphrase: &str) -> Vec<u8> {
    lock_at(secret, &SecretString::from(passphrase), 2).expect("writing to memory does not fail")
}

/// Opens what a passphrase locks.
pub(super) fn unlock(bytes: &[u8], passphrase: &SecretString) -> Result<SecretString, ()> {
    let mut identity = age::scrypt::Identity::new(passphrase.clone());
    identity.set_max_work_factor(MOST_WORK);
    let decryptor = age::Decryptor::new(age::armor::ArmoredReader::new(bytes)).map_err(drop)?;
    let mut reader = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(drop)?;
    let mut text = String::new();
    reader.read_to_string(&mut text).map_err(drop)?;
    Ok(SecretString::from(text))
}

/// From the file, the variable or the terminal, which asks with the sentence `key`.
pub(super) fn ask(desk: &Desk<'_>, args: &PassphraseArgs, key: &str) -> Result<SecretString, Stop> {
    given(desk, args)?.map_or_else(|| prompt(desk, key), Ok)
}

/// From the file or the variable; none: the terminal has to ask.
fn given(desk: &Desk<'_>, args: &PassphraseArgs) -> Result<Option<SecretString>, Stop> {
    let Some(path) = &args.passphrase_file else {
        return Ok(std::env::var(VARIABLE).ok().map(SecretString::from));
    };
    let text = std::fs::read_to_string(path).map_err(|fault| desk.io(path, &fault))?;
    Ok(Some(SecretString::from(text.lines().next().unwrap_or_default())))
}

fn prompt(desk: &Desk<'_>, key: &str) -> Result<SecretString, Stop> {
    let line = rpassword::prompt_password(desk.tell(key, &[]).trim_end());
    line.map(SecretString::from).map_err(|_| desk.wrong("cli.log.no-terminal", &[("variable", VARIABLE)]))
}

/// A passphrase for a new file, from the terminal twice.
pub(super) fn new(desk: &Desk<'_>, args: &PassphraseArgs) -> Result<SecretString, Stop> {
    let passphrase = match given(desk, args)? {
        Some(passphrase) => passphrase,
        None => {
            let first = prompt(desk, "cli.log.ask-new")?;
            if prompt(desk, "cli.log.ask-again")?.expose_secret() != first.expose_secret() {
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
