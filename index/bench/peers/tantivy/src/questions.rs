//! Queries.

use std::fs;
use std::hint::black_box;
use std::ops::Bound;
use std::time::{Duration, Instant};

use serde_json::{Map, Value as Json, json};
use tantivy::collector::TopDocs;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, PhraseQuery, Query, RangeQuery, RegexQuery, TermQuery,
};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{Index, Searcher, TantivyDocument, Term};

use crate::facets::{FacetCollector, Facets};
use crate::{FACETS, Failure, Fields};

/// How many hits and how many values of each facet a question asks for.
const TOP: usize = 10;

/// An index that answers queries.
struct Asked {
    searcher: Searcher,
    fields: Fields,
    facets: Facets,
}

/// What is known of all matches, and of the best of them.
struct Answer<'a> {
    found: u64,
    ids: Vec<String>,
    /// Read as a list of hits would, and not printed.
    subjects: Vec<String>,
    /// The commonest values of each facet.
    facets: Vec<Vec<(&'a str, u64)>>,
}

/// Asks the questions of a file in turn for some milliseconds, then measures some runs of each, and
/// prints a line for each.
pub fn ask(dir: &str, file: &str, threads: usize, warm: u64, runs: usize) -> Result<(), Failure> {
    let mut index = Index::open_in_dir(dir)?;
    if threads > 1 {
        index.set_multithread_executor(threads)?;
    }
    let searcher = index.reader()?.searcher();
    let asked = Asked {
        fields: Fields::of(&index)?,
        facets: Facets::new(&searcher)?,
        searcher,
    };
    let text = fs::read_to_string(file)?;
    let mut questions = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let columns: Vec<&str> = line.split('\t').collect();
        questions.push((columns[0], parse(&asked.fields, &columns[1..])?));
    }
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_millis(warm) {
        for (_, query) in &questions {
            black_box(asked.answer(query.as_ref())?);
        }
    }
    for (name, query) in &questions {
        println!("{}", asked.measure(name, query.as_ref(), runs)?);
    }
    Ok(())
}

impl Asked {
    /// Answers a query.
    fn answer(&self, query: &dyn Query) -> Result<Answer<'_>, Failure> {
        let top = TopDocs::with_limit(TOP).order_by_score();
        let (top, counted) = self
            .searcher
            .search(query, &(top, FacetCollector(&self.facets)))?;
        let mut ids = Vec::new();
        let mut subjects = Vec::new();
        for (_, address) in top {
            let doc: TantivyDocument = self.searcher.doc(address)?;
            let text = |field| {
                doc.get_first(field)
                    .and_then(|value| value.as_str())
                    .unwrap_or("")
                    .to_string()
            };
            ids.push(text(self.fields.id));
            subjects.push(text(self.fields.subject));
        }
        let facets = self.facets.top(&counted, TOP);
        Ok(Answer {
            found: counted.total,
            ids,
            subjects,
            facets,
        })
    }

    /// Answers a query some times and returns the answer with the milliseconds of each.
    fn measure(&self, name: &str, query: &dyn Query, runs: usize) -> Result<Json, Failure> {
        let mut took = Vec::new();
        let mut said = Json::Null;
        for _ in 0..runs {
            let begun = Instant::now();
            let last = self.answer(query)?;
            took.push(begun.elapsed().as_secs_f64() * 1000.0);
            black_box(&last.subjects);
            let pairs = FACETS.iter().zip(&last.facets);
            let facets: Map<String, Json> = pairs
                .map(|(name, top)| (name.to_string(), json!(top)))
                .collect();
            said = json!({"name": name, "found": last.found, "ids": last.ids, "facets": facets});
        }
        said["ms"] = json!(took);
        Ok(said)
    }
}

/// Returns the query that clauses make, all of which must hold.
fn parse(fields: &Fields, clauses: &[&str]) -> Result<Box<dyn Query>, Failure> {
    let mut list = Vec::new();
    for text in clauses {
        list.push(clause(fields, text)?);
    }
    Ok(match list.len() {
        1 => list.remove(0),
        _ => Box::new(BooleanQuery::intersection(list)),
    })
}

/// Returns the query of a clause: its kind, then its words.
fn clause(fields: &Fields, text: &str) -> Result<Box<dyn Query>, Failure> {
    let (kind, rest) = text.split_once(' ').unwrap_or((text, ""));
    let words = || {
        rest.split(' ')
            .map(|word| Term::from_field_text(fields.body, word))
    };
    let term =
        |term| -> Box<dyn Query> { Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) };
    Ok(match kind {
        "all" => Box::new(AllQuery),
        "word" => term(Term::from_field_text(fields.body, rest)),
        "any" => Box::new(BooleanQuery::union(words().map(term).collect())),
        "phrase" => Box::new(PhraseQuery::new(words().collect())),
        "prefix" => Box::new(RegexQuery::from_pattern(&format!("{rest}.*"), fields.body)?),
        "date" => {
            let (from, to) = rest.split_once(' ').ok_or("expected two dates")?;
            let bound = |date: &str| -> Result<_, Failure> {
                Ok(Bound::Included(Term::from_field_u64(
                    fields.date,
                    date.parse()?,
                )))
            };
            constant(RangeQuery::new(bound(from)?, bound(to)?))
        }
        _ => {
            let facet = FACETS
                .iter()
                .position(|name| *name == kind)
                .ok_or(format!("unknown clause {text:?}"))?;
            let value = Term::from_field_text(fields.facets[facet], rest);
            constant(TermQuery::new(value, IndexRecordOption::Basic))
        }
    })
}

/// Returns a query that does not change the order of hits.
fn constant(query: impl Query) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(Box::new(query), 0.0))
}
