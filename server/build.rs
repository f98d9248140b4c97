//! Builds the server again when what it embeds has changed.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=../migrations");
    println!("cargo:rerun-if-changed=../pwa/dist");
}
