//! What a file of subscribers is encoded in: UTF-8, or UTF-16 that says so by its byte-order mark.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use crate::store::roster::{BadRow, Fault};

const BATCH: usize = 4096;

/// The file as UTF-8 without a mark, where it is text at all.
pub(super) fn decode<'a>(mut source: impl BufRead + 'a) -> Result<Box<dyn BufRead + 'a>, Fault> {
    let head = source.fill_buf().map_err(Fault::Broken)?;
    let whole = |message: &str| {
        Fault::File(BadRow {
            line: 1,
            message: message.to_owned(),
            text: String::new(),
        })
    };
    let (mark, order) = match head {
        [0xEF, 0xBB, 0xBF, ..] => (3, None),
        [0xFF, 0xFE, ..] => (2, Some(Order::LittleEndian)),
        [0xFE, 0xFF, ..] => (2, Some(Order::BigEndian)),
        [b'P', b'K', 3, 4, ..] => {
            return Err(whole(
                "it is a spreadsheet or an archive: save it as CSV UTF-8",
            ));
        }
        _ => (0, None),
    };
    let zeros = head.len()
        - head
            .split(|byte| *byte == 0)
            .map(<[u8]>::len)
            .sum::<usize>();
    if order.is_none() && zeros > head.len() / 4 {
        return Err(whole(
            "it is binary, or UTF-16 without its byte-order mark: save it as CSV UTF-8",
        ));
    }
    source.consume(mark);
    Ok(match order {
        None => Box::new(source),
        Some(order) => Box::new(BufReader::new(Utf16 {
            source,
            order,
            ready: Cursor::default(),
        })),
    })
}

#[derive(Clone, Copy)]
enum Order {
    LittleEndian,
    BigEndian,
}

/// Gives UTF-16 as UTF-8.
struct Utf16<R> {
    source: R,
    order: Order,
    ready: Cursor<Vec<u8>>,
}

impl<R: Read> Utf16<R> {
    fn refill(&mut self) -> io::Result<()> {
        let mut units = Vec::with_capacity(BATCH + 1);
        let splits_pair = |unit: &u16| (0xD800..0xDC00).contains(unit);
        while units.len() < BATCH || (units.len() == BATCH && units.last().is_some_and(splits_pair))
        {
            let mut bytes = [0; 2];
            match self.source.read_exact(&mut bytes) {
                Ok(()) => units.push(match self.order {
                    Order::LittleEndian => u16::from_le_bytes(bytes),
                    Order::BigEndian => u16::from_be_bytes(bytes),
                }),
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
                Err(error) => return Err(error),
            }
        }
        let text: String = char::decode_utf16(units)
            .map(|sign| sign.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
        self.ready = Cursor::new(text.into_bytes());
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.ready.read(out)?;
        if count > 0 {
            return Ok(count);
        }
        self.refill()?;
        self.ready.read(out)
    }
}
