//! Indexing.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::time::Instant;

use serde_json::json;
use tantivy::{Index, IndexWriter, TantivyDocument};

use crate::{FACETS, Failure, Fields};

/// Parts the values of a column.
const SEPARATOR: char = '\u{1f}';

/// Indexes a file of cables, waits for the merges and prints what it did.
pub fn index(cables: &str, dir: &str, threads: usize, memory: usize) -> Result<(), Failure> {
    fs::create_dir_all(dir)?;
    let begun = Instant::now();
    let (schema, fields) = Fields::schema();
    let index = Index::create_in_dir(dir, schema)?;
    let mut writer: IndexWriter = index.writer_with_num_threads(threads, memory)?;
    let mut count = 0;
    let mut lines = BufReader::with_capacity(1 << 20, File::open(cables)?);
    let mut line = String::new();
    while lines.read_line(&mut line)? > 0 {
        writer.add_document(document(&fields, line.trim_end_matches('\n'))?)?;
        count += 1;
        line.clear();
    }
    writer.commit()?;
    let committed = begun.elapsed();
    writer.wait_merging_threads()?;
    // Files of merged segments are removed by the next writer at the latest.
    let writer: IndexWriter = index.writer_with_num_threads(1, 16 << 20)?;
    writer.garbage_collect_files().wait()?;
    // "tantivy v0.27.0, index_format v7"
    let version = tantivy::version_string()
        .split([' ', ','])
        .nth(1)
        .unwrap_or_default();
    let report = json!({
        "version": format!("Tantivy {}", version.trim_start_matches('v')),
        "cables": count,
        "committed_s": committed.as_secs_f64(),
        "segments": index.searchable_segment_ids()?.len(),
    });
    println!("{report}");
    Ok(())
}

/// Returns the document of a line.
fn document(fields: &Fields, line: &str) -> Result<TantivyDocument, Failure> {
    let columns: Vec<&str> = line.split('\t').collect();
    if columns.len() != 4 + FACETS.len() {
        return Err(format!(
            "expected {} columns, found {}",
            4 + FACETS.len(),
            columns.len()
        )
        .into());
    }
    let mut doc = TantivyDocument::new();
    doc.add_text(fields.id, columns[0]);
    doc.add_u64(fields.date, columns[1].parse()?);
    doc.add_text(fields.subject, unescape(columns[2]));
    for (field, column) in fields.facets.iter().zip(&columns[3..]) {
        for value in column.split(SEPARATOR).filter(|value| !value.is_empty()) {
            doc.add_text(*field, unescape(value));
        }
    }
    doc.add_text(fields.body, unescape(columns[3 + FACETS.len()]));
    Ok(doc)
}

/// Returns the text of a column, in which \t, \n, \r and \\ stand for what they do in Rust.
fn unescape(column: &str) -> String {
    let mut text = String::with_capacity(column.len());
    let mut rest = column;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        let mut chars = rest[at + 1..].chars();
        text.push(match chars.next() {
            Some('t') => '\t',
            Some('n') => '\n',
            Some('r') => '\r',
            Some(other) => other,
            None => '\\',
        });
        rest = chars.as_str();
    }
    text.push_str(rest);
    text
}
