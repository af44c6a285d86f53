//! Places on earth: `GeoRSS` and the W3C's geo vocabulary.

use crate::feed::judge::court::shown;
use crate::feed::judge::document::Element;
use crate::feed::judge::forms::Bench;

const LATITUDE_MAX: f64 = 90.0;
const LONGITUDE_MAX: f64 = 180.0;

/// Judges the places of a feed or entry.
pub(super) fn judge(bench: &mut Bench, element: &Element) {
    let document = bench.document;
    for child in document.children(element) {
        let value = child.text.trimmed();
        let is_place = match child.name.as_str() {
            "geo:lat" => is_within(value, LATITUDE_MAX),
            "geo:long" => is_within(value, LONGITUDE_MAX),
            "georss:point" => is_list(value, 1, 1),
            "georss:line" => is_list(value, 2, usize::MAX),
            "georss:polygon" => is_list(value, 4, usize::MAX),
            "georss:box" => is_list(value, 2, 2),
            _ => continue,
        };
        if !is_place {
            let message = format!(
                "`{}` is no place: latitude and longitude are, with a space between",
                shown(value)
            );
            bench.court.find("geo-value", child.text_offset(), message);
        }
    }
}

fn is_within(value: &str, most: f64) -> bool {
    value
        .parse::<f64>()
        .is_ok_and(|number| number.abs() <= most)
}

/// Whether `value` is a list of so many pairs of latitude and longitude.
fn is_list(value: &str, least: usize, most: usize) -> bool {
    let numbers: Vec<&str> = value.split_whitespace().collect();
    let pairs = numbers.chunks(2);
    let is_pair = |pair: &[&str]| matches!(pair, [latitude, longitude] if is_within(latitude, LATITUDE_MAX) && is_within(longitude, LONGITUDE_MAX));
    (least..=most).contains(&pairs.len()) && numbers.chunks(2).all(is_pair)
}
