//! Where files of a step may lie, and how they are written so that they last. In: the bureau's folder, paths below
//! `content/` and `secrets/`. Out: checked absolute paths. Never follows a link out of its folder.

use super::{Seen, Side, StoreFault, at};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Component, Path, PathBuf};

/// Folder of what is not published.
pub(super) const SECRETS: &str = "secrets";
pub(super) const CONTENT: &str = "content";
const PUBLIC: &str = "public";
/// The folder of `secrets/` where a step waits while it is written.
pub(super) const STEP: &str = ".step";
/// Its folder of new bytes.
pub(super) const STAGED: &str = "files";
/// Where they go.
pub(super) const JOURNAL: &str = "journal.txt";

/// The folders of a bureau, without links.
#[derive(Debug)]
pub(super) struct Places {
    content: PathBuf,
    secrets: PathBuf,
    published: Vec<PathBuf>,
}

impl Places {
    /// Finds them; makes `secrets/` where it is missing. Errors: it lies inside `content/` or `public/`, or holds them.
    pub(super) fn open(root: &Path) -> Result<Self, StoreFault> {
        let content = root.join(CONTENT);
        let content = at(&content, content.canonicalize())?;
        let mut published = vec![content.clone()];
        published.extend(root.join(PUBLIC).canonicalize().ok());
        let wanted = root.join(SECRETS);
        if fs::symlink_metadata(&wanted).is_err() {
            let parent = at(root, root.canonicalize())?;
            refuse_published(&parent.join(SECRETS), &published)?;
            make_private_folder(&wanted)?;
        }
        let secrets = at(&wanted, wanted.canonicalize())?;
        refuse_published(&secrets, &published)?;
        make_private_folder(&secrets)?;
        Ok(Self { content, secrets, published })
    }

    /// Two folders that are no bureau's. Makes the second where it is missing. Errors: one lies in the other.
    pub(super) fn between(public: &Path, secrets: &Path) -> Result<Self, StoreFault> {
        let content = at(public, public.canonicalize())?;
        let published = vec![content.clone()];
        if fs::symlink_metadata(secrets).is_err() {
            refuse_published(&real(secrets), &published)?;
            make_private_folder(secrets)?;
        }
        let secrets = at(secrets, secrets.canonicalize())?;
        refuse_published(&secrets, &published)?;
        make_private_folder(&secrets)?;
        Ok(Self { content, secrets, published })
    }

    /// What stands in both folders now.
    pub(super) fn seen(&self) -> Result<Seen, StoreFault> {
        Seen::between(&self.content, &self.secrets)
    }

    /// The folder of a side.
    pub(super) fn side(&self, side: Side) -> &Path {
        if side == Side::Public { &self.content } else { &self.secrets }
    }

    /// `secrets/.step`.
    pub(super) fn step(&self) -> PathBuf {
        self.secrets.join(STEP)
    }

    /// Where new bytes wait.
    pub(super) fn staged(&self) -> PathBuf {
        self.step().join(STAGED)
    }

    /// The journal.
    pub(super) fn journal(&self) -> PathBuf {
        self.step().join(JOURNAL)
    }

    /// Takes the lock. Systems without file locks go on without.
    pub(super) fn lock(&self) -> Result<File, StoreFault> {
        make_private_folder(&self.step())?;
        let path = self.step().join("lock");
        let file = at(&path, private_options().create(true).truncate(false).open(&path))?;
        match file.try_lock() {
            Err(fs::TryLockError::WouldBlock) => Err(StoreFault::Busy),
            _ => Ok(file),
        }
    }

    /// The absolute path of a file of a step. Errors: it leaves its folder, by `..` or by a link; a secret one would be
    /// published.
    pub(super) fn target(&self, side: Side, path: &str) -> Result<PathBuf, StoreFault> {
        let outside = || StoreFault::Outside(path.to_owned());
        let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        if !plain || path.is_empty() || path.contains('\\') || path.contains('\n') {
            return Err(outside());
        }
        let base = self.side(side);
        let target = base.join(path);
        let mut above = target.parent();
        while let Some(folder) = above {
            if folder.exists() || fs::symlink_metadata(folder).is_ok() {
                let real = at(folder, folder.canonicalize())?;
                if side == Side::Secret {
                    refuse_published(&real, &self.published)?;
                }
                if !real.starts_with(base) {
                    return Err(outside());
                }
                break;
            }
            above = folder.parent();
        }
        Ok(target)
    }
}

/// Refuses a folder of a secret inside `content/` or `public/`; it need not exist yet.
pub(super) fn refuse_in_published(root: &Path, folder: &Path) -> Result<(), StoreFault> {
    // A folder that is not there yet will be published all the same.
    [CONTENT, PUBLIC].iter().try_for_each(|name| refuse_inside(&root.join(name), folder))
}

/// Refuses a folder of a secret inside one that is published.
pub(super) fn refuse_inside(published: &Path, folder: &Path) -> Result<(), StoreFault> {
    if is_inside(folder, published) { Err(StoreFault::Published(real(folder).display().to_string())) } else { Ok(()) }
}

/// Whether a path is a folder or lies in it, links followed; neither need exist yet.
pub(super) fn is_inside(path: &Path, folder: &Path) -> bool {
    real(path).starts_with(real(folder))
}

/// The path without links, of which the end need not exist yet: there `..` is the folder above by name.
pub(super) fn real(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let split = |above: &Path| Some((above.canonicalize().ok()?, absolute.strip_prefix(above).ok()?.to_owned()));
    let Some((mut out, rest)) = absolute.ancestors().find_map(split) else { return absolute };
    for part in rest.components() {
        if part == Component::ParentDir {
            out.pop();
        } else {
            out.push(part);
        }
    }
    out
}

fn refuse_published(secret: &Path, published: &[PathBuf]) -> Result<(), StoreFault> {
    let inside = published.iter().any(|folder| secret.starts_with(folder) || folder.starts_with(secret));
    if inside { Err(StoreFault::Published(secret.display().to_string())) } else { Ok(()) }
}

/// Options of a file only its owner reads.
pub(super) fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a folder, and those above it that are missing, that only its owner opens. An existing one is closed to others.
pub(super) fn make_private_folder(folder: &Path) -> Result<(), StoreFault> {
    if !folder.exists() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        at(folder, builder.create(folder))?;
    }
    restrict(folder, 0o700)
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> Result<(), StoreFault> {
    use std::os::unix::fs::PermissionsExt;
    at(path, fs::set_permissions(path, fs::Permissions::from_mode(mode)))
}

#[cfg(not(unix))]
fn restrict(_path: &Path, _mode: u32) -> Result<(), StoreFault> {
    Ok(())
}

/// Writes a file and waits until it is on the disk.
pub(super) fn write_synced(path: &Path, bytes: &[u8], private: bool) -> Result<(), StoreFault> {
    let mut file = if private {
        let file = at(path, private_options().create(true).truncate(true).open(path))?;
        restrict(path, 0o600)?;
        file
    } else {
        at(path, File::create(path))?
    };
    at(path, file.write_all(bytes))?;
    at(path, file.sync_all())
}

/// Waits until the names of a folder are on the disk, where the system can do that.
pub(super) fn sync_folder(folder: &Path) -> Result<(), StoreFault> {
    #[cfg(unix)]
    at(folder, File::open(folder).and_then(|file| file.sync_all()))?;
    let _ = folder;
    Ok(())
}
