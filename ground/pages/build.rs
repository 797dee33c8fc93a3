//! The built UI is embedded; before the first build of it the folder is empty, not absent.
fn main() {
    let dist = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/dist");
    if let Err(error) = std::fs::create_dir_all(&dist) {
        println!("cargo::error={}: {error}", dist.display());
    }
    println!("cargo::rerun-if-changed=../../ui/dist/.vite/manifest.json");
}
