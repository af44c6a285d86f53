//! The integration tests, one binary: each module tests one promise of the product or one rule of the house.

mod adopting;
mod app;
mod archives;
mod building;
mod cases;
mod determinism;
mod dialect;
mod diffing;
mod explaining;
mod generators;
mod hubs;
mod keeping_ids;
mod languages;
mod mail_server;
mod pages;
mod post_html;
mod properties;
mod readers;
mod real_servers;
mod resuming;
mod sending;
mod signals;
mod subscribers;
mod tidy;
mod web_servers;
mod validators;
