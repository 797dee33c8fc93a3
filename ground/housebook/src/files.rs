//! The files of a book: the owner's folder, or the one that comes with the program.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../house"]
struct Embedded;

fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "toml" || e == "ftl")
}

/// Texts by path, `/` between folders.
#[derive(Debug, Clone, Default)]
pub struct Files(pub(crate) BTreeMap<String, String>);

impl Files {
    /// The book that comes with the program.
    pub fn embedded() -> Self {
        let read = |path: std::borrow::Cow<'static, str>| {
            let file = Embedded::get(&path)?;
            is_page(Path::new(path.as_ref())).then_some(())?;
            Some((path.into_owned(), String::from_utf8_lossy(&file.data).into_owned()))
        };
        Self(Embedded::iter().filter_map(read).collect())
    }

    /// An owner's folder.
    pub fn from_folder(root: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        let mut folders = vec![root.to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if is_page(&path) {
                    let inside = path.strip_prefix(root).unwrap_or(&path).components();
                    let name = inside.map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
                    files.insert(name, std::fs::read_to_string(&path)?);
                }
            }
        }
        Ok(Self(files))
    }

    /// Writes the files into a folder, which is made where it is missing.
    pub fn to_folder(&self, root: &Path) -> io::Result<()> {
        for (name, text) in &self.0 {
            let path = root.join(name);
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(path, text)?;
        }
        Ok(())
    }

    /// Replaces or adds a file: for tests, and for trying a change out.
    pub fn with(mut self, path: &str, text: &str) -> Self {
        self.0.insert(path.to_owned(), text.to_owned());
        self
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }
}
