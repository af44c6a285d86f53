//! A small nameserver on loopback with the zone that a test gives it; what it does not know is not there.

use std::collections::HashMap;
use std::net::{SocketAddr, UdpSocket};
use std::str::FromStr as _;

use hickory_resolver::proto::op::{Message, MessageType, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, AAAA, MX, PTR, TXT};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};

/// How the server takes questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// It answers.
    Answers,
    /// It hears and says nothing.
    Silent,
}

/// A running nameserver; its thread ends with the test's process.
pub struct DnsServer {
    address: SocketAddr,
}

impl DnsServer {
    /// Serves a zone, one record a line: `name TYPE value`; a text may have spaces.
    pub fn start(zone: &str, manner: Manner) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
        let address = socket.local_addr().expect("an address");
        let records = parse_zone(zone);
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok((length, from)) = socket.recv_from(&mut buffer) {
                let Ok(question) = Message::from_vec(&buffer[..length]) else {
                    continue;
                };
                if manner == Manner::Answers {
                    let answer = answer(&question, &records);
                    let _ = socket.send_to(&answer, from);
                }
            }
        });
        Self { address }
    }

    /// What `--dns` takes.
    pub fn address(&self) -> String {
        self.address.to_string()
    }
}

type Zone = HashMap<(String, RecordType), Vec<RData>>;

fn parse_zone(zone: &str) -> Zone {
    let mut records = Zone::new();
    let lines = zone.lines().map(str::trim).filter(|line| !line.is_empty());
    for line in lines {
        let mut parts = line.splitn(3, ' ');
        let mut next = || parts.next().unwrap_or_else(|| panic!("{line}"));
        let (name, kind, value) = (next(), next(), next());
        let target = |text: &str| Name::from_str(text).expect("a name");
        let data = match kind {
            "A" => RData::A(A(value.parse().expect("an address"))),
            "AAAA" => RData::AAAA(AAAA(value.parse().expect("an address"))),
            "PTR" => RData::PTR(PTR(target(value))),
            "MX" => {
                let (rank, host) = value.split_once(' ').expect("rank and host");
                RData::MX(MX::new(rank.parse().expect("a rank"), target(host)))
            }
            "TXT" => {
                let strings = value.as_bytes().chunks(255);
                let strings = strings.map(|part| String::from_utf8_lossy(part).into_owned());
                RData::TXT(TXT::new(strings.collect()))
            }
            other => panic!("no type {other}"),
        };
        let key = (name.to_ascii_lowercase(), data.record_type());
        records.entry(key).or_default().push(data);
    }
    records
}

fn answer(question: &Message, zone: &Zone) -> Vec<u8> {
    let mut answer = Message::response(question.metadata.id, question.metadata.op_code);
    answer.metadata.recursion_desired = true;
    answer.metadata.recursion_available = true;
    answer.metadata.message_type = MessageType::Response;
    for query in &question.queries {
        answer.add_query(query.clone());
        let name = query.name().to_string().to_ascii_lowercase();
        let name = name.trim_end_matches('.').to_owned();
        let is_there = zone.keys().any(|(own, _)| *own == name);
        if !is_there {
            answer.metadata.response_code = ResponseCode::NXDomain;
        }
        for data in zone.get(&(name, query.query_type())).into_iter().flatten() {
            let record = Record::from_rdata(query.name().clone(), 60, data.clone());
            answer.add_answer(record);
        }
    }
    answer.to_vec().expect("an answer")
}
