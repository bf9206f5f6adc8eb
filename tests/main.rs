//! The one test binary. `README.md` beside this file says how to add a test.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod architecture;
mod assign;
mod build;
mod check;
mod check_pages;
mod commands;
mod county;
mod demo;
mod draw_commands;
mod draw_ends;
mod draw_refusals;
mod draws;
mod folder;
mod interference;
mod load;
mod load_any;
mod load_command;
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
mod style;
mod support;
mod vectors;
mod verify;
mod words;
