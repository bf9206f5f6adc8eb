//! RFC 6962 over leaves as bytes: `leaf SHA-256(0x00 ‖ line)`, `node SHA-256(0x01 ‖ left ‖ right)`.

use sha2::{Digest, Sha256};

/// A node of the tree.
pub type Node = [u8; 32];

fn leaf(line: &[u8]) -> Node {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(line);
    hash.finalize().into()
}

fn node(left: &Node, right: &Node) -> Node {
    let mut hash = Sha256::new();
    hash.update([1]);
    hash.update(left);
    hash.update(right);
    hash.finalize().into()
}

/// The largest power of two below `n`, for `n` of 2 or more.
fn split(n: usize) -> usize {
    1 << (usize::BITS - 1 - (n - 1).leading_zeros())
}

fn root_of(leaves: &[Node]) -> Node {
    match leaves {
        [] => Sha256::digest([]).into(),
        [one] => *one,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node(&root_of(left), &root_of(right))
        }
    }
}

/// The root over the lines; of nothing, the hash of nothing.
pub fn root<'a>(lines: impl IntoIterator<Item = &'a [u8]>) -> Node {
    root_of(&lines.into_iter().map(leaf).collect::<Vec<_>>())
}

/// The audit path of leaf `index`, from the leaf to the root. None if there is no such leaf.
pub fn inclusion_path<'a>(lines: impl IntoIterator<Item = &'a [u8]>, index: usize) -> Option<Vec<Node>> {
    let leaves: Vec<Node> = lines.into_iter().map(leaf).collect();
    let mut path = Vec::new();
    let (mut part, mut at) = (leaves.as_slice(), index);
    part.get(at)?;
    while part.len() > 1 {
        let (left, right) = part.split_at(split(part.len()));
        if at < left.len() {
            path.push(root_of(right));
            part = left;
        } else {
            at -= left.len();
            path.push(root_of(left));
            part = right;
        }
    }
    path.reverse();
    Some(path)
}

/// How long the audit path of a leaf is.
fn path_length(index: usize, size: usize) -> usize {
    let (mut at, mut size, mut length) = (index, size, 0);
    while size > 1 {
        let left = split(size);
        if at < left {
            size = left;
        } else {
            at -= left;
            size -= left;
        }
        length += 1;
    }
    length
}

/// The root that a line and its audit path lead to. None where the index lies outside the tree or the path does not have
/// exactly the length of RFC 6962.
pub fn root_of_path(line: &[u8], index: usize, size: usize, path: &[Node]) -> Option<Node> {
    if index >= size || path.len() != path_length(index, size) {
        return None;
    }
    // From the leaf upwards: on the way down at each level either the left or the right part was taken.
    let mut turns = Vec::new();
    let (mut at, mut part) = (index, size);
    while part > 1 {
        let left = split(part);
        turns.push(at < left);
        if at < left {
            part = left;
        } else {
            at -= left;
            part -= left;
        }
    }
    let mut hash = leaf(line);
    for (other, is_left) in path.iter().zip(turns.iter().rev()) {
        hash = if *is_left { node(&hash, other) } else { node(other, &hash) };
    }
    Some(hash)
}
