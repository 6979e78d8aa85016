//! Published figures and claims as typed: a file for each source.

use super::super::reader::{Entries, Field, Section, Shape, Table};
use super::{Sections, Texts, WireThreads};
use toml::Spanned;

/// A whole file.
#[derive(Debug, Clone)]
pub(crate) struct WirePublished {
    pub(crate) title: Field<String>,
    pub(crate) source: Field<String>,
    pub(crate) edition: Field<String>,
    pub(crate) machine: Field<String>,
    pub(crate) method: Field<String>,
    pub(crate) conditions: Field<Sections<WireConditions>>,
    pub(crate) causes: Field<Entries<String>>,
    pub(crate) table: Field<Sections<WireFigures>>,
    pub(crate) claim: Field<Vec<Spanned<Section<WireClaim>>>>,
}

impl Shape for WirePublished {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WirePublished {
            title: table.get("title", r#"title = "The Optimization Ladder""#),
            source: table.get("source", r#"source = "https://example.org/ladder""#),
            edition: table.get("edition", r#"edition = "2026-03-10""#),
            machine: table.get("machine", r#"machine = "Apple M4 Pro""#),
            method: table.get("method", r#"method = "median of five calls""#),
            conditions: table.get("conditions", "[conditions.nbody]"),
            causes: table.get("causes", r#"causes = { rounding = "the printed time has two digits" }"#),
            table: table.get("table", "[table.nbody]"),
            claim: table.get("claim", "[[claim]]"),
        }
    }
}

/// `[conditions.BENCHMARK]`.
#[derive(Debug, Clone)]
pub(crate) struct WireConditions {
    pub(crate) size: Field<String>,
    pub(crate) any_size: Field<bool>,
    pub(crate) validates: Field<bool>,
    pub(crate) contract: Field<String>,
}

impl Shape for WireConditions {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireConditions {
            size: table.get("size", r#"size = "500000""#),
            any_size: table.get("any-size", "any-size = true"),
            validates: table.get("validates", "validates = false"),
            contract: table.get("contract", r#"contract = "rounding""#),
        }
    }
}

/// `[table.NAME]`.
#[derive(Debug, Clone)]
pub(crate) struct WireFigures {
    pub(crate) title: Field<String>,
    pub(crate) benchmark: Field<String>,
    pub(crate) reference: Field<Section<WireRow>>,
    pub(crate) figures: Field<Vec<Spanned<Section<WireRow>>>>,
}

impl Shape for WireFigures {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireFigures {
            title: table.get("title", r#"title = "N-body""#),
            benchmark: table.get("benchmark", r#"benchmark = "nbody""#),
            reference: table.get("reference", r#"reference = { row = "Python", rung = "cpython", time = "1,242ms" }"#),
            figures: table.get("figures", r#"figures = [{ row = "C", rung = "c", time = "10ms", ratio = "124x" }]"#),
        }
    }
}

/// A row in `figures`, or `reference`.
#[derive(Debug, Clone)]
pub(crate) struct WireRow {
    pub(crate) row: Field<String>,
    pub(crate) sections: Field<Texts>,
    pub(crate) time: Field<String>,
    pub(crate) ratio: Field<String>,
    pub(crate) rung: Field<String>,
    pub(crate) near: Field<Entries<String>>,
    pub(crate) absent: Field<String>,
    pub(crate) any_size: Field<bool>,
    pub(crate) fast_math: Field<bool>,
    pub(crate) threads: Field<WireThreads>,
    pub(crate) cause: Field<String>,
}

impl Shape for WireRow {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireRow {
            row: table.get("row", r#"row = "C""#),
            sections: table.get("sections", r#"sections = ["Report card"]"#),
            time: table.get("time", r#"time = "10ms""#),
            ratio: table.get("ratio", r#"ratio = "124x""#),
            rung: table.get("rung", r#"rung = "c""#),
            near: table.get("near", r#"near = { c = "rounding" }"#),
            absent: table.get("absent", r#"absent = "it is no benchmark of this project""#),
            any_size: table.get("any-size", "any-size = false"),
            fast_math: table.get("fast-math", "fast-math = true"),
            threads: table.get("threads", r#"threads = "all""#),
            cause: table.get("cause", r#"cause = "rounding""#),
        }
    }
}

/// `[[claim]]`.
#[derive(Debug, Clone)]
pub(crate) struct WireClaim {
    pub(crate) says: Field<String>,
    pub(crate) section: Field<String>,
    pub(crate) left: Field<String>,
    pub(crate) right: Field<String>,
    pub(crate) ratio: Field<Vec<Spanned<f64>>>,
    pub(crate) above: Field<f64>,
    pub(crate) below: Field<f64>,
    pub(crate) absent: Field<String>,
    pub(crate) any_size: Field<bool>,
    pub(crate) despite: Field<String>,
    pub(crate) cause: Field<String>,
}

impl Shape for WireClaim {
    fn read(table: &mut Table<'_, '_>) -> Self {
        WireClaim {
            says: table.get("says", r#"says = "C is within 10 per cent of Rust""#),
            section: table.get("section", r#"section = "Rung 7""#),
            left: table.get("left", r#"left = "c/nbody""#),
            right: table.get("right", r#"right = "rust/nbody""#),
            ratio: table.get("ratio", "ratio = [0.9, 1.1]"),
            above: table.get("above", "above = 1"),
            below: table.get("below", "below = 1"),
            absent: table.get("absent", r#"absent = "no kernel waits for anything""#),
            any_size: table.get("any-size", "any-size = false"),
            despite: table.get("despite", r#"despite = "rounding""#),
            cause: table.get("cause", r#"cause = "rounding""#),
        }
    }
}
