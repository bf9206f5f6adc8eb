//! Makes the crate follow changes of the embedded themes and of the demonstration's fixed tables.

fn main() {
    println!("cargo::rerun-if-changed=themes");
    println!("cargo::rerun-if-changed=content");
}
