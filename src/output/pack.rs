//! The built site as one zip. In: a folder that matches its manifest. Out: the same bytes for the same site: sorted names,
//! fixed times. Never packs a file the manifest does not name, and refuses a site that somebody changed by hand.

use super::journal::{IoFault, at};
use super::{MANIFEST, Manifest, OutPath, sha256_hex};
use crate::model::hex;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufWriter, Cursor, Read, Seek, Write};
use std::path::Path;

/// What differs between a folder and its manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// There is no manifest: the folder was never built.
    NoManifest,
    /// A line of the manifest is none.
    BadLine(usize),
    /// A file is gone.
    Missing(OutPath),
    /// A file has other bytes.
    Changed(OutPath),
}

/// Why there is no zip.
#[derive(Debug)]
pub enum PackFault {
    /// The folder is not what was built.
    Differs(Vec<Difference>),
    /// The disk, or the archive writer.
    Io(IoFault),
}

impl From<IoFault> for PackFault {
    fn from(fault: IoFault) -> Self {
        Self::Io(fault)
    }
}

/// Reads a built folder's manifest and compares every file with it, on all cores. Out: the manifest. Errors: every
/// difference.
pub fn compare(out: &Path) -> Result<Manifest, Vec<Difference>> {
    let text = fs::read_to_string(out.join(MANIFEST)).map_err(|_| vec![Difference::NoManifest])?;
    let manifest = Manifest::parse(&text).map_err(|line| vec![Difference::BadLine(line)])?;
    let differences: Vec<Difference> = manifest
        .files
        .par_iter()
        .filter_map(|(path, hash)| match fs::read(out.join(path.as_str())) {
            Ok(bytes) if sha256_hex(&bytes) == *hash => None,
            Ok(_) => Some(Difference::Changed(path.clone())),
            Err(_) => Some(Difference::Missing(path.clone())),
        })
        .collect();
    if differences.is_empty() { Ok(manifest) } else { Err(differences) }
}

/// A zip that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// Files in it.
    pub files: usize,
    /// Its size.
    pub bytes: u64,
    /// Its hash.
    pub sha256: String,
}

/// Packs the whole site. Errors: every difference between folder and manifest, or the disk.
pub fn pack(out: &Path, to: &Path) -> Result<Packed, PackFault> {
    let manifest = compare(out).map_err(PackFault::Differs)?;
    let mut names: Vec<&str> = manifest.files.keys().map(OutPath::as_str).collect();
    names.push(MANIFEST);
    names.sort_unstable();
    Ok(pack_files(out, to, &names)?)
}

/// Packs some files of a folder, in this order. Writes the zip beside its name first and renames it. Errors: the disk's.
pub fn pack_files(out: &Path, to: &Path, names: &[&str]) -> Result<Packed, IoFault> {
    let draft = to.with_extension("zip.new");
    let written = write(out, &draft, names).and_then(|packed| {
        at(to, fs::rename(&draft, to))?;
        Ok(packed)
    });
    if written.is_err() {
        // What a full disk left is of no use to anybody.
        let _ = fs::remove_file(&draft);
    }
    written
}

/// Writes a zip file by file: that of a large county is not held in memory.
fn write(out: &Path, to: &Path, names: &[&str]) -> Result<Packed, IoFault> {
    let mut zip = Zip::new(BufWriter::new(at(to, fs::File::create(to))?));
    fill(&mut zip, out, names)?;
    at(to, zip.finish().and_then(|mut file| file.flush()))?;
    let (mut file, mut digest, mut bytes) = (at(to, fs::File::open(to))?, Sha256::new(), 0);
    let mut piece = vec![0; 1 << 16];
    loop {
        let read = at(to, file.read(&mut piece))?;
        if read == 0 {
            break;
        }
        digest.update(&piece[..read]);
        bytes += read as u64;
    }
    let sha256 = hex(&digest.finalize());
    Ok(Packed { files: names.len(), bytes, sha256 })
}

/// Bytes of a zip that holds the file alone, for each of some files. Errors: the disk's.
pub fn zipped_sizes(out: &Path, names: &[&str]) -> Result<BTreeMap<String, u64>, IoFault> {
    names.par_iter().map(|name| Ok(((*name).to_owned(), archive(out, &[*name])?.len() as u64))).collect()
}

fn archive(out: &Path, names: &[&str]) -> Result<Vec<u8>, IoFault> {
    let mut zip = Zip::new(Cursor::new(Vec::new()));
    fill(&mut zip, out, names)?;
    at(out, zip.finish().map(Cursor::into_inner))
}

fn fill<W: Write + Seek>(zip: &mut Zip<W>, out: &Path, names: &[&str]) -> Result<(), IoFault> {
    for name in names {
        let path = out.join(name);
        let bytes = at(&path, fs::read(&path))?;
        at(&path, zip.add(name, &bytes))?;
    }
    Ok(())
}

/// Files by their path as one zip, the same bytes for the same files. Errors: a file too large for the format.
pub fn zipped(files: &BTreeMap<String, Vec<u8>>) -> std::io::Result<Vec<u8>> {
    let mut zip = Zip::new(Cursor::new(Vec::new()));
    files.iter().try_for_each(|(name, bytes)| zip.add(name, bytes))?;
    zip.finish().map(Cursor::into_inner)
}

/// A zip whose entries have fixed times and permissions.
struct Zip<W: Write + Seek>(zip::ZipWriter<W>);

impl<W: Write + Seek> Zip<W> {
    fn new(to: W) -> Self {
        Self(zip::ZipWriter::new(to))
    }

    fn add(&mut self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated)
            .last_modified_time(zip::DateTime::default())
            .unix_permissions(0o644);
        self.0.start_file(name, options).map_err(std::io::Error::from)?;
        self.0.write_all(bytes)
    }

    fn finish(self) -> std::io::Result<W> {
        self.0.finish().map_err(std::io::Error::from)
    }
}
