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

/// The hash of a leaf.
pub fn leaf_hash(line: &[u8]) -> Node {
    leaf(line)
}

/// The root over leaves that are hashed already, for those who ask for many prefixes of one tree.
pub fn root_of_leaves(leaves: &[Node]) -> Node {
    root_of(leaves)
}

/// The consistency proof of RFC 6962, section 2.1.2: that the tree over the first `old` leaves is a prefix of this tree. None
/// where `old` is 0 or more than there are.
pub fn consistency_proof(leaves: &[Node], old: usize) -> Option<Vec<Node>> {
    if old == 0 || old > leaves.len() {
        return None;
    }
    let mut proof = Vec::new();
    let (mut part, mut old, mut whole) = (leaves, old, true);
    while old < part.len() {
        let (left, right) = part.split_at(split(part.len()));
        if old <= left.len() {
            proof.push(root_of(right));
            part = left;
        } else {
            proof.push(root_of(left));
            old -= left.len();
            part = right;
            whole = false;
        }
    }
    if !whole {
        proof.push(root_of(part));
    }
    proof.reverse();
    Some(proof)
}

/// Whether `proof` shows that the tree of `size` leaves with `root` extends the tree of `old_size` leaves with `old_root`.
pub fn is_consistent(old_size: usize, old_root: &Node, size: usize, root: &Node, proof: &[Node]) -> bool {
    if old_size == 0 || old_size > size {
        return false;
    }
    if old_size == size {
        return proof.is_empty() && old_root == root;
    }
    // The way down to the last complete part of the old tree: at each level the left or the right part was taken.
    let (mut turns, mut part, mut old) = (Vec::new(), size, old_size);
    while old < part {
        let left = split(part);
        turns.push(old <= left);
        if old <= left {
            part = left;
        } else {
            part -= left;
            old -= left;
        }
    }
    let whole = turns.iter().all(|is_left| *is_left);
    let mut nodes = proof.iter();
    let first = if whole { Some(old_root) } else { nodes.next() };
    let Some(first) = first.filter(|_| proof.len() == turns.len() + usize::from(!whole)) else { return false };
    let (mut before, mut after) = (*first, *first);
    for (other, is_left) in nodes.zip(turns.iter().rev()) {
        if *is_left {
            after = node(&after, other);
        } else {
            before = node(other, &before);
            after = node(other, &after);
        }
    }
    before == *old_root && after == *root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_sizes_has_a_proof_and_no_other_root_passes() {
        let leaves: Vec<Node> = (0..40u8).map(|n| leaf_hash(&[n])).collect();
        for size in 1..=leaves.len() {
            let root = root_of(&leaves[..size]);
            for old in 1..=size {
                let before = root_of(&leaves[..old]);
                let proof = consistency_proof(&leaves[..size], old).unwrap();
                assert!(is_consistent(old, &before, size, &root, &proof), "{old} of {size}");
                let other = root_of(&leaves[1..=old.min(39)]);
                assert!(!is_consistent(old, &other, size, &root, &proof), "{old} of {size}");
                assert!(!is_consistent(old, &before, size, &other, &proof) || root == other, "{old} of {size}");
                for at in 0..proof.len() {
                    let mut forged = proof.clone();
                    forged[at][0] ^= 1;
                    assert!(!is_consistent(old, &before, size, &root, &forged), "{old} of {size}, node {at}");
                    forged.remove(at);
                    assert!(!is_consistent(old, &before, size, &root, &forged), "{old} of {size}, without {at}");
                }
            }
        }
        assert_eq!(consistency_proof(&leaves, 0), None);
        assert_eq!(consistency_proof(&leaves, 41), None);
        assert!(!is_consistent(3, &leaves[0], 2, &leaves[0], &[]));
    }
}
