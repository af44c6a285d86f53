//! Pages over HTTP: the editor's preview, on loopback only. Owns its sockets; the signals that stop it are its caller's.

mod answer;
mod guard;
mod preview;
mod server;

pub use preview::{Judge, Opened, Preview};
