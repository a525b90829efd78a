import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;

/** Ranking: the best cables for some words, by each of Lucene's set-ups. */
final class Rank {
  private Rank() {}

  /**
   * Indexes a file of cables in memory, with stems (EnglishAnalyzer) or without, and prints a line for each line of
   * words: the ids of the best cables, parted by blanks. All words must occur, or any; the body is
   * searched, and the subject if a boost of it is given.
   */
  static void rank(String cables, String questions, String words, String operator, float subject, int top)
      throws IOException {
    Analyzer analyzer = words.equals("stems") ? new EnglishAnalyzer() : new Words();
    Occur occur = operator.equals("all") ? Occur.MUST : Occur.SHOULD;
    try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
      try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer));
          BufferedReader lines = Files.newBufferedReader(Path.of(cables), StandardCharsets.UTF_8)) {
        for (String line; (line = lines.readLine()) != null; ) {
          writer.addDocument(Fields.facets().build(Build.document(line)));
        }
      }
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        IndexSearcher searcher = new IndexSearcher(reader);
        StoredFields stored = searcher.storedFields();
        for (String line : Files.readAllLines(Path.of(questions))) {
          BooleanQuery.Builder query = new BooleanQuery.Builder();
          for (String term : terms(analyzer, line)) {
            query.add(word(term, subject), occur);
          }
          List<String> ids = new ArrayList<>();
          for (ScoreDoc hit : searcher.search(query.build(), top).scoreDocs) {
            ids.add(stored.document(hit.doc).get(Fields.ID));
          }
          System.out.println(String.join(" ", ids));
        }
      }
    }
  }

  /** Returns the query of a word in the body, and in the subject if that has a boost. */
  private static Query word(String term, float subject) {
    TermQuery body = new TermQuery(new Term(Fields.BODY, term));
    if (subject == 0) {
      return body;
    }
    return new BooleanQuery.Builder()
        .add(body, Occur.SHOULD)
        .add(
            new BoostQuery(new TermQuery(new Term(Fields.SUBJECT, term)), subject), Occur.SHOULD)
        .build();
  }

  /** Returns the terms of some words. */
  private static List<String> terms(Analyzer analyzer, String line) throws IOException {
    List<String> list = new ArrayList<>();
    try (TokenStream tokens = analyzer.tokenStream(Fields.BODY, line)) {
      CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        list.add(term.toString());
      }
      tokens.end();
    }
    return list;
  }
}
