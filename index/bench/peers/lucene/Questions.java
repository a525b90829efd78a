import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.LongField;
import org.apache.lucene.facet.DrillDownQuery;
import org.apache.lucene.facet.FacetResult;
import org.apache.lucene.facet.FacetsCollector;
import org.apache.lucene.facet.FacetsCollectorManager;
import org.apache.lucene.facet.FacetsConfig;
import org.apache.lucene.facet.LabelAndValue;
import org.apache.lucene.facet.sortedset.DefaultSortedSetDocValuesReaderState;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesFacetCounts;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesReaderState;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MultiCollectorManager;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.store.FSDirectory;

/** Queries. */
final class Questions {
  /** How many hits and how many values of each facet a question asks for. */
  private static final int TOP = 10;

  private static final Set<String> SHOWN = Set.of(Fields.ID, Fields.SUBJECT);

  /** A question with its name. */
  private record Question(String name, Query query) {}

  /** The ids and subjects of the best hits, and the counts of all. */
  private record Answer(long found, List<String> ids, List<String> subjects, List<FacetResult> facets) {}

  private final IndexSearcher searcher;
  private final SortedSetDocValuesReaderState facets;

  private Questions(IndexSearcher searcher) throws IOException {
    this.searcher = searcher;
    this.facets = new DefaultSortedSetDocValuesReaderState(searcher.getIndexReader(), Fields.facets());
    searcher.setQueryCache(null);
  }

  /**
   * Asks the questions of a file in turn for some milliseconds, then measures some runs of each,
   * and prints a line for each.
   */
  static void ask(String dir, String file, int threads, long warm, int runs) throws IOException {
    List<Question> questions = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(file))) {
      if (!line.isEmpty()) {
        String[] columns = line.split("\t");
        questions.add(new Question(columns[0], parse(Arrays.copyOfRange(columns, 1, columns.length))));
      }
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(threads);
        FSDirectory directory = FSDirectory.open(Path.of(dir));
        DirectoryReader reader = DirectoryReader.open(directory)) {
      IndexSearcher searcher = threads > 1 ? new IndexSearcher(reader, pool) : new IndexSearcher(reader);
      Questions all = new Questions(searcher);
      // Turns show the compiler all of them: code compiled for one question is slow for others.
      long until = System.nanoTime() + warm * 1_000_000;
      while (System.nanoTime() < until) {
        for (Question question : questions) {
          all.answer(question.query);
        }
      }
      for (Question question : questions) {
        System.out.println(all.measure(question, runs));
      }
    }
  }

  /** Returns the query that clauses make, all of which must hold. */
  private static Query parse(String[] clauses) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    for (String text : clauses) {
      String[] parts = text.split(" ", 2);
      String rest = parts.length > 1 ? parts[1] : "";
      boolean filter = parts[0].equals("date") || Fields.FACETS.contains(parts[0]);
      all.add(clause(parts[0], rest), filter ? Occur.FILTER : Occur.MUST);
    }
    BooleanQuery query = all.build();
    return clauses.length == 1 ? query.clauses().get(0).query() : query;
  }

  /** Returns the query of a clause. */
  private static Query clause(String kind, String rest) {
    String[] words = rest.split(" ");
    switch (kind) {
      case "all":
        return MatchAllDocsQuery.INSTANCE;
      case "word":
        return new TermQuery(new Term(Fields.BODY, rest));
      case "any":
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        for (String word : words) {
          any.add(new TermQuery(new Term(Fields.BODY, word)), Occur.SHOULD);
        }
        return any.build();
      case "phrase":
        return new PhraseQuery(Fields.BODY, words);
      case "prefix":
        return new PrefixQuery(new Term(Fields.BODY, rest));
      case "date":
        return LongField.newRangeQuery(Fields.DATE, Long.parseLong(words[0]), Long.parseLong(words[1]));
    }
    if (!Fields.FACETS.contains(kind)) {
      throw new IllegalArgumentException("unknown clause " + kind);
    }
    return new TermQuery(DrillDownQuery.term(FacetsConfig.DEFAULT_INDEX_FIELD_NAME, kind, rest));
  }

  /** Answers a query. */
  private Answer answer(Query query) throws IOException {
    TopScoreDocCollectorManager best = new TopScoreDocCollectorManager(TOP, null, Integer.MAX_VALUE);
    Object[] results =
        searcher.search(query, new MultiCollectorManager(best, new FacetsCollectorManager()));
    TopDocs top = (TopDocs) results[0];
    FacetsCollector matches = (FacetsCollector) results[1];
    List<FacetResult> values = new ArrayList<>();
    SortedSetDocValuesFacetCounts counts = new SortedSetDocValuesFacetCounts(facets, matches);
    for (String name : Fields.FACETS) {
      values.add(counts.getTopChildren(TOP, name));
    }
    StoredFields stored = searcher.storedFields();
    List<String> ids = new ArrayList<>();
    List<String> subjects = new ArrayList<>();
    for (ScoreDoc hit : top.scoreDocs) {
      Document doc = stored.document(hit.doc, SHOWN);
      ids.add(doc.get(Fields.ID));
      subjects.add(doc.get(Fields.SUBJECT));
    }
    return new Answer(top.totalHits.value(), ids, subjects, values);
  }

  /** Answers a question some times and returns the answer with the milliseconds of each. */
  private String measure(Question question, int runs) throws IOException {
    List<String> took = new ArrayList<>();
    Answer last = null;
    for (int i = 0; i < runs; i++) {
      long begun = System.nanoTime();
      last = answer(question.query);
      took.add(String.format("%.4f", (System.nanoTime() - begun) / 1e6));
    }
    List<String> ids = last.ids.stream().map(Questions::quote).toList();
    List<String> counts = new ArrayList<>();
    for (int i = 0; i < Fields.FACETS.size(); i++) {
      counts.add(quote(Fields.FACETS.get(i)) + ":" + values(last.facets.get(i)));
    }
    return String.format(
        "{\"name\":%s,\"found\":%d,\"ids\":[%s],\"facets\":{%s},\"ms\":[%s]}",
        quote(question.name),
        last.found,
        String.join(",", ids),
        String.join(",", counts),
        String.join(",", took));
  }

  /** Returns the values of a facet as JSON; null is a facet without values. */
  private static String values(FacetResult result) {
    List<String> list = new ArrayList<>();
    if (result != null) {
      for (LabelAndValue value : result.labelValues) {
        list.add("[" + quote(value.label) + "," + value.value + "]");
      }
    }
    return "[" + String.join(",", list) + "]";
  }

  /** Returns a string as JSON. */
  private static String quote(String text) {
    StringBuilder b = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c < ' ' || c == '"' || c == '\\') {
        b.append(String.format("\\u%04x", (int) c));
      } else {
        b.append(c);
      }
    }
    return b.append('"').toString();
  }
}
