//! Links by the names of files, found in a text.

use super::*;

#[test]
fn each_address_is_found_once_with_its_place() {
    let text = "[a](x.md)\n\n[é](y.md) [c](x.md) <a href='z.md'>\n[d](w.md)\n";
    let found = find(text, 4);
    let places: Vec<(&str, u32, u32, &str)> = found
        .iter()
        .map(|link| {
            (
                &*link.target,
                link.place.line,
                link.place.column,
                &*link.line,
            )
        })
        .collect();
    let second = "[é](y.md) [c](x.md) <a href='z.md'>";
    assert_eq!(
        places,
        [
            ("x.md", 4, 1, "[a](x.md)"),
            ("y.md", 6, 1, second),
            ("z.md", 6, 21, second),
            ("w.md", 7, 1, "[d](w.md)"),
        ]
    );
}
