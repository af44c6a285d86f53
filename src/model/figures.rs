//! Numbers as people read them.

/// The bytes of a KB.
pub const KB: u64 = 1024;
/// The bytes of a MB.
pub const MB: u64 = 1024 * KB;

/// Digits in groups of three: `50,000`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A size as people read it, rounded up to a tenth, so that what is over a limit is shown to be: `980 bytes`, `97.4 KB`,
/// `3 MB`. A KB is 1,024 bytes, as mail programs count.
pub fn size(bytes: impl TryInto<u64>) -> String {
    let bytes = bytes.try_into().unwrap_or(u64::MAX);
    let (unit, name) = match bytes {
        1 => return "1 byte".to_owned(),
        0..KB => return format!("{bytes} bytes"),
        KB..MB => (KB, "KB"),
        MB.. => (MB, "MB"),
    };
    let tenths = bytes / unit * 10 + (bytes % unit * 10).div_ceil(unit);
    match tenths % 10 {
        0 => format!("{} {name}", tenths / 10),
        rest => format!("{}.{rest} {name}", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_are_grouped() {
        for (number, shown) in [
            (0, "0"),
            (999, "999"),
            (1200, "1,200"),
            (1_000_000, "1,000,000"),
        ] {
            assert_eq!(grouped(number), shown);
        }
    }

    #[test]
    fn sizes_have_one_unit_and_at_most_one_digit_behind_the_point() {
        for (bytes, shown) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (1023, "1023 bytes"),
            (1024, "1 KB"),
            (1025, "1.1 KB"),
            (102 * KB, "102 KB"),
            (102 * KB + 1, "102.1 KB"),
            (MB, "1 MB"),
            (5 * MB / 2, "2.5 MB"),
            (u64::MAX, "17592186044416 MB"),
        ] {
            assert_eq!(size(bytes), shown);
        }
    }
}
