//! Gives the program a mark of the code that renders feeds: pages that another code wrote are written anew.

use std::fs;
use std::path::{Path, PathBuf};

/// What decides over the bytes of a feed, besides the posts and the configuration.
const SOURCES: [&str; 4] = ["src/content", "src/feed", "src/model", "Cargo.lock"];

fn main() {
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo:rerun-if-changed={source}");
        collect(Path::new(source), &mut files);
    }
    files.sort();
    // FNV-1a, 64 bits.
    let mut mark = 0xcbf2_9ce4_8422_2325_u64;
    for byte in files
        .iter()
        .flat_map(|path| fs::read(path).unwrap_or_default())
    {
        mark = (mark ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    println!("cargo:rustc-env=POSTRIDER_RENDERING={mark:016x}");
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    let Ok(members) = fs::read_dir(path) else {
        files.push(path.to_owned());
        return;
    };
    for member in members.flatten() {
        collect(&member.path(), files);
    }
}
