//! A peer of index/bench: the cables of a file in Tantivy. ../README.md says what it is given and
//! what it prints.

mod build;
mod facets;
mod questions;

use std::error::Error;
use std::process::ExitCode;

use tantivy::Index;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TEXT, TextFieldIndexing,
    TextOptions,
};

/// The names of the facets, in the order of the file of cables.
pub const FACETS: [&str; 6] = [
    "tags",
    "countries",
    "origin",
    "classification",
    "year",
    "to",
];

/// The error of any step.
pub type Failure = Box<dyn Error + Send + Sync>;

/// The fields of the index.
pub struct Fields {
    pub id: Field,
    pub date: Field,
    pub subject: Field,
    pub body: Field,
    pub facets: [Field; 6],
}

impl Fields {
    /// Returns the schema of a new index and its fields.
    pub fn schema() -> (Schema, Fields) {
        let mut schema = Schema::builder();
        let value = TextOptions::default()
            .set_indexing_options(
                TextFieldIndexing::default()
                    .set_tokenizer("raw")
                    .set_fieldnorms(false)
                    .set_index_option(IndexRecordOption::Basic),
            )
            .set_fast("raw")
            .set_stored();
        let fields = Fields {
            id: schema.add_text_field("id", STRING | STORED),
            date: schema.add_u64_field("date", INDEXED | FAST | STORED),
            subject: schema.add_text_field("subject", TEXT | STORED),
            body: schema.add_text_field("body", TEXT | STORED),
            facets: FACETS.map(|name| schema.add_text_field(name, value.clone())),
        };
        (schema.build(), fields)
    }

    /// Returns the fields of an index that exists.
    pub fn of(index: &Index) -> Result<Fields, Failure> {
        let schema = index.schema();
        let mut facets = Vec::new();
        for name in FACETS {
            facets.push(schema.get_field(name)?);
        }
        Ok(Fields {
            id: schema.get_field("id")?,
            date: schema.get_field("date")?,
            subject: schema.get_field("subject")?,
            body: schema.get_field("body")?,
            facets: facets.try_into().expect("six facets"),
        })
    }
}

fn run(args: &[&str]) -> Result<(), Failure> {
    match args {
        ["index", cables, dir, threads, memory] => {
            build::index(cables, dir, threads.parse()?, memory.parse()?)
        }
        ["query", dir, questions, threads, warm, runs] => questions::ask(
            dir,
            questions,
            threads.parse()?,
            warm.parse()?,
            runs.parse()?,
        ),
        _ => Err(
            "usage: index CABLES DIR THREADS BYTES | query DIR QUESTIONS THREADS WARM_MS RUNS"
                .into(),
        ),
    }
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            eprintln!("tantivy: error: {err}");
            ExitCode::from(2)
        }
    }
}
