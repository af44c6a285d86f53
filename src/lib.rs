//! Postrider carries a writer's posts to feed readers and to inboxes.
//!
//! The modules stand in reading order: each imports only those above it.

pub mod model;
pub mod yaml;
pub mod config;
pub mod token;
pub mod content;
pub mod feed;
pub mod newsletter;
pub mod template;
pub mod mail;
pub mod store;
pub mod publish;
pub mod doctor;
pub mod worker;
pub mod web;
pub mod cli;
