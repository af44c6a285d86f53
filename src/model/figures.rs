//! Numbers as people read them.

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
}
