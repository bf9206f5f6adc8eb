//! `SHA256SUMS.txt`, the list of what is ours. In and out: text in the format of `sha256sum -c`. Never names a path that
//! could not be a path of the site, so that removing what an old list names cannot leave the folder.

use super::OutPath;
use crate::model::is_hex64;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Where the manifest stands in the site.
pub const MANIFEST: &str = "SHA256SUMS.txt";

/// Path and SHA-256 in lower-case hex of every file of a site but the manifest itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Hash by path.
    pub files: BTreeMap<OutPath, String>,
}

impl Manifest {
    /// Reads a manifest. Errors: the number of the first line that is none.
    pub fn parse(text: &str) -> Result<Self, usize> {
        let mut files = BTreeMap::new();
        for (index, line) in text.lines().enumerate() {
            let (hash, path) = line.split_once("  ").ok_or(index + 1)?;
            let path = OutPath::new(path).map_err(|_| index + 1)?;
            if !is_hex64(hash) || files.insert(path, hash.to_owned()).is_some() {
                return Err(index + 1);
            }
        }
        Ok(Self { files })
    }

    /// As `sha256sum` writes it, sorted by path.
    pub fn to_text(&self) -> String {
        let mut out = String::with_capacity(self.files.len() * 96);
        for (path, hash) in &self.files {
            writeln!(out, "{hash}  {path}").expect("writing to a string cannot fail");
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sha256_hex;

    #[test]
    fn reads_what_it_writes() {
        let mut manifest = Manifest::default();
        for path in ["b/index.html", "a.txt"] {
            manifest.files.insert(OutPath::new(path).expect("a path"), sha256_hex(path.as_bytes()));
        }
        let text = manifest.to_text();
        assert!(text.ends_with("  b/index.html\n"));
        assert_eq!(Manifest::parse(&text), Ok(manifest));
    }

    #[test]
    fn refuses_paths_that_leave_the_folder_and_wrong_hashes() {
        let hash = sha256_hex(b"");
        assert_eq!(Manifest::parse(&format!("{hash}  a.txt\n{hash}  ../b.txt\n")), Err(2));
        assert_eq!(Manifest::parse(&format!("{}  a.txt\n", hash.to_uppercase())), Err(1));
        assert_eq!(Manifest::parse(&format!("{hash}  a.txt\n{hash}  a.txt\n")), Err(2));
    }
}
