//! Envelopes in escrow, in the `age` format, so that the `age` program makes and opens them too. In: plain text and public keys, or
//! an envelope and identities from a file. Out: ASCII armour with LF, or the plain text. Here because encryption needs the
//! system's random source.

use super::desk::{Desk, Stop};
use super::passphrase::{self, armoured};
use crate::cli::PassphraseArgs;
use crate::load::is_age_key;
use crate::model::KeyHolder;
use age::secrecy::ExposeSecret;
use age::x25519::{Identity, Recipient};
use std::io::Read;
use std::path::Path;

/// Encrypts to every holder's key.
pub(super) fn seal(desk: &Desk<'_>, plain: &[u8], holders: &[KeyHolder]) -> Result<Vec<u8>, Stop> {
    let key = |holder: &KeyHolder| holder.key.parse::<Recipient>().map_err(|_| desk.usage("escrow", &holder.key));
    let keys = holders.iter().map(key).collect::<Result<Vec<_>, _>>()?;
    let keys = keys.iter().map(|key| key as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(keys).map_err(|fault| fault.to_string());
    let sealed = encryptor.and_then(|encryptor| armoured(encryptor, plain));
    sealed.map_err(|fault| desk.environment("no-envelope", &[("fault", &fault)]))
}

/// Opens an envelope. None: it was made for other keys. Errors: it is damaged.
pub(super) fn open(bytes: &[u8], identities: &[Identity]) -> Result<Option<Vec<u8>>, String> {
    let decryptor = age::Decryptor::new(age::armor::ArmoredReader::new(bytes)).map_err(|fault| fault.to_string())?;
    let identities = identities.iter().map(|identity| identity as &dyn age::Identity);
    let mut plain = Vec::new();
    match decryptor.decrypt(identities) {
        Ok(mut reader) => reader.read_to_end(&mut plain).map_err(|fault| fault.to_string())?,
        Err(age::DecryptError::NoMatchingKeys) => return Ok(None),
        Err(fault) => return Err(fault.to_string()),
    };
    Ok(Some(plain))
}

/// The identities of a file: lines `AGE-SECRET-KEY-1…`, empty ones and comments between them, or such a file encrypted with a
/// passphrase.
pub(super) fn identities(desk: &Desk<'_>, path: &Path, args: &PassphraseArgs) -> Result<Vec<Identity>, Stop> {
    let shown = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|fault| desk.io(path, &fault))?;
    let is_locked = [&b"age-encryption.org/"[..], b"-----BEGIN AGE"].iter().any(|head| bytes.starts_with(head));
    let text = if is_locked {
        let given = passphrase::ask(desk, args, "cli.draw.ask-identity")?;
        let text = passphrase::unlock(&bytes, &given).map_err(|()| desk.usage("identity-locked", &shown))?;
        text.expose_secret().to_owned()
    } else {
        String::from_utf8(bytes).map_err(|_| desk.usage("identity", &shown))?
    };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let identities = lines.map(|line| line.parse::<Identity>().map_err(|_| desk.usage("identity", &shown)));
    let identities = identities.collect::<Result<Vec<_>, _>>()?;
    if identities.is_empty() { Err(desk.usage("identity", &shown)) } else { Ok(identities) }
}

/// `NAME=age1…`; one of the same name in `known` gives way.
pub(super) fn holders(desk: &Desk<'_>, known: &[KeyHolder], texts: &[String]) -> Result<Vec<KeyHolder>, Stop> {
    let mut holders = known.to_vec();
    for text in texts {
        let (name, key) = text.rsplit_once('=').ok_or_else(|| desk.usage("escrow", text))?;
        if name.trim().is_empty() || name.chars().any(char::is_control) || !is_age_key(key) {
            return Err(desk.usage("escrow", text));
        }
        holders.retain(|holder| holder.name != name);
        if let Some(other) = holders.iter().find(|holder| holder.key == key) {
            return Err(desk.usage("escrow-twice", &other.name));
        }
        holders.push(KeyHolder { name: name.to_owned(), key: key.to_owned() });
    }
    Ok(holders)
}
