//! The one test binary. `README.md` beside this file says how to add a test.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod architecture;
mod assign;
mod attacks;
mod build;
mod chance;
mod chance_page;
mod check;
mod check_pages;
mod commands;
mod county;
mod demo;
mod draw_check;
mod draw_commands;
mod draw_ends;
mod draw_refusals;
mod draws;
mod escrow;
mod escrow_refusals;
mod folder;
mod furniture;
mod host;
mod interference;
mod load;
mod load_any;
mod load_command;
mod log_commands;
mod log_foreign;
mod mutations;
mod output;
mod pages;
mod pages2;
mod privacy;
mod rules;
mod rules_doc;
mod rules_draws;
mod rules_lists;
mod rules_results;
mod rules_special;
mod sheet;
#[path = "../benches/simulation.rs"]
mod simulation;
mod sources;
mod sources_web;
mod style;
mod support;
mod vectors;
mod verify;
mod verify_gaps;
mod watching;
mod words;
