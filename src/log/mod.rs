//! Merkle trees and the log (protocol sections 8 and 10). Pure.
