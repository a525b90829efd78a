//! Counting the values of facets.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Score, Searcher, SegmentOrdinal, SegmentReader};

use crate::{FACETS, Failure};

/// How many documents are counted at once.
const BLOCK: usize = 64;

/// The values of the facets of an index, each with a number over all segments.
pub struct Facets {
    values: Vec<Vec<String>>,
    segments: Vec<Arc<Vec<SegmentFacet>>>,
}

/// A facet in a segment.
struct SegmentFacet {
    column: Option<StrColumn>,
    /// The number over all segments of each ordinal of the column.
    numbers: Vec<usize>,
}

impl Facets {
    /// Reads the values of all segments.
    pub fn new(searcher: &Searcher) -> Result<Facets, Failure> {
        let mut values = Vec::new();
        let mut segments: Vec<Vec<SegmentFacet>> = Vec::new();
        segments.resize_with(searcher.segment_readers().len(), Vec::new);
        for name in FACETS {
            let mut columns = Vec::new();
            let mut all = BTreeSet::new();
            for reader in searcher.segment_readers() {
                let column = reader.fast_fields().str(name)?;
                let terms = terms(&column)?;
                all.extend(terms.iter().cloned());
                columns.push((column, terms));
            }
            let sorted: Vec<String> = all.into_iter().collect();
            for (segment, (column, terms)) in segments.iter_mut().zip(columns) {
                let number = |term| sorted.binary_search(term).expect("all terms are values");
                let numbers = terms.iter().map(number).collect();
                segment.push(SegmentFacet { column, numbers });
            }
            values.push(sorted);
        }
        let segments = segments.into_iter().map(Arc::new).collect();
        Ok(Facets { values, segments })
    }

    /// Returns the n commonest values of each facet, equal counts by value.
    pub fn top(&self, counted: &Counted, n: usize) -> Vec<Vec<(&str, u64)>> {
        let facets = self.values.iter().zip(&counted.facets);
        facets
            .map(|(values, counts)| commonest(values, counts, n))
            .collect()
    }
}

/// Returns the terms of a column by ordinal.
fn terms(column: &Option<StrColumn>) -> Result<Vec<String>, Failure> {
    let mut list = Vec::new();
    if let Some(column) = column {
        let mut stream = column.dictionary().stream()?;
        while stream.advance() {
            list.push(String::from_utf8(stream.key().to_vec())?);
        }
    }
    Ok(list)
}

fn commonest<'a>(values: &'a [String], counts: &[u64], n: usize) -> Vec<(&'a str, u64)> {
    let found = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    let mut list: Vec<(usize, u64)> = found.map(|(number, count)| (number, *count)).collect();
    let order =
        |a: &(usize, u64), b: &(usize, u64)| -> Ordering { b.1.cmp(&a.1).then(a.0.cmp(&b.0)) };
    if list.len() > n {
        list.select_nth_unstable_by(n, order);
        list.truncate(n);
    }
    list.sort_unstable_by(order);
    list.into_iter()
        .map(|(number, count)| (values[number].as_str(), count))
        .collect()
}

/// The matches, and for each facet the number of them that have each value.
pub struct Counted {
    pub total: u64,
    facets: Vec<Vec<u64>>,
}

/// Counts all matches.
pub struct FacetCollector<'a>(pub &'a Facets);

impl Collector for FacetCollector<'_> {
    type Fruit = Counted;
    type Child = SegmentCounts;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        _: &SegmentReader,
    ) -> tantivy::Result<SegmentCounts> {
        let facets = self.0.segments[segment as usize].clone();
        Ok(SegmentCounts {
            total: 0,
            waiting: Vec::with_capacity(BLOCK),
            counts: facets
                .iter()
                .map(|facet| vec![0; facet.numbers.len()])
                .collect(),
            sizes: self.0.values.iter().map(Vec::len).collect(),
            facets,
            docs: Vec::new(),
            rows: Vec::new(),
            ordinals: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Counted>) -> tantivy::Result<Counted> {
        let facets = self
            .0
            .values
            .iter()
            .map(|values| vec![0; values.len()])
            .collect();
        let mut all = Counted { total: 0, facets };
        for fruit in fruits {
            all.total += fruit.total;
            for (counts, more) in all.facets.iter_mut().zip(&fruit.facets) {
                counts
                    .iter_mut()
                    .zip(more)
                    .for_each(|(count, n)| *count += n);
            }
        }
        Ok(all)
    }
}

/// The counts in a segment.
pub struct SegmentCounts {
    total: u64,
    facets: Arc<Vec<SegmentFacet>>,
    /// The numbers of values of each facet over all segments.
    sizes: Vec<usize>,
    /// By ordinal.
    counts: Vec<Vec<u64>>,
    waiting: Vec<DocId>,
    docs: Vec<DocId>,
    rows: Vec<u32>,
    ordinals: Vec<u64>,
}

impl SegmentCounts {
    fn count(&mut self, docs: &[DocId]) {
        self.total += docs.len() as u64;
        for (facet, counts) in self.facets.iter().zip(&mut self.counts) {
            let Some(column) = &facet.column else {
                continue;
            };
            self.docs.clear();
            self.rows.clear();
            column
                .ords()
                .row_ids_for_docs(docs, &mut self.docs, &mut self.rows);
            self.ordinals.resize(self.rows.len(), 0);
            column
                .ords()
                .values
                .get_vals(&self.rows, &mut self.ordinals);
            for &ordinal in &self.ordinals {
                counts[ordinal as usize] += 1;
            }
        }
    }

    fn count_waiting(&mut self) {
        let mut waiting = std::mem::take(&mut self.waiting);
        self.count(&waiting);
        waiting.clear();
        self.waiting = waiting;
    }
}

impl SegmentCollector for SegmentCounts {
    type Fruit = Counted;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.waiting.push(doc);
        if self.waiting.len() == BLOCK {
            self.count_waiting();
        }
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        self.count(docs);
    }

    fn harvest(mut self) -> Counted {
        self.count_waiting();
        let mut facets = Vec::new();
        for ((facet, counts), size) in self.facets.iter().zip(&self.counts).zip(&self.sizes) {
            let mut all = vec![0; *size];
            for (number, count) in facet.numbers.iter().zip(counts) {
                all[*number] = *count;
            }
            facets.push(all);
        }
        Counted {
            total: self.total,
            facets,
        }
    }
}
