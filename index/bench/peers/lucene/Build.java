import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.facet.FacetsConfig;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesFacetField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Version;

/** Indexing. */
final class Build {
  /** Parts the values of a column. */
  private static final String SEPARATOR = "\u001f";

  private Build() {}

  /** Indexes a file of cables, waits for the merges and prints what it did. */
  static void index(String cables, String dir, int threads, long memory) throws Exception {
    long begun = System.nanoTime();
    IndexWriterConfig config =
        new IndexWriterConfig(new Words()).setRAMBufferSizeMB(memory / 2e6);
    try (FSDirectory directory = FSDirectory.open(Path.of(dir))) {
      double committed;
      int count;
      // Closing the writer waits for its merges.
      try (IndexWriter writer = new IndexWriter(directory, config)) {
        count = add(writer, cables, threads);
        writer.commit();
        committed = (System.nanoTime() - begun) / 1e9;
      }
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        System.out.printf(
            "{\"version\":\"Lucene %s\",\"cables\":%d,\"committed_s\":%.3f,\"segments\":%d}%n",
            Version.LATEST, count, committed, reader.leaves().size());
      }
    }
  }

  /** Adds the cables of a file and returns their number. */
  private static int add(IndexWriter writer, String cables, int threads) throws Exception {
    try (BufferedReader lines =
            Files.newBufferedReader(Path.of(cables), StandardCharsets.UTF_8);
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      Callable<Integer> worker = () -> addFrom(writer, lines);
      List<Future<Integer>> counts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        counts.add(pool.submit(worker));
      }
      int total = 0;
      for (Future<Integer> count : counts) {
        total += count.get();
      }
      return total;
    }
  }

  /** Adds cables until there are no more lines. BufferedReader is safe for several threads. */
  private static int addFrom(IndexWriter writer, BufferedReader lines) throws IOException {
    FacetsConfig facets = Fields.facets();
    int count = 0;
    for (String line; (line = lines.readLine()) != null; count++) {
      writer.addDocument(facets.build(document(line)));
    }
    return count;
  }

  /** Returns the document of a line. */
  static Document document(String line) throws IOException {
    String[] columns = line.split("\t", -1);
    int facets = Fields.FACETS.size();
    if (columns.length != 4 + facets) {
      throw new IOException("expected " + (4 + facets) + " columns, found " + columns.length);
    }
    Document doc = new Document();
    doc.add(new StringField(Fields.ID, columns[0], Field.Store.YES));
    doc.add(new LongField(Fields.DATE, Long.parseLong(columns[1]), Field.Store.YES));
    doc.add(new TextField(Fields.SUBJECT, unescape(columns[2]), Field.Store.YES));
    for (int i = 0; i < facets; i++) {
      for (String value : columns[3 + i].split(SEPARATOR)) {
        if (!value.isEmpty()) {
          String text = unescape(value);
          doc.add(new SortedSetDocValuesFacetField(Fields.FACETS.get(i), text));
          doc.add(new StoredField(Fields.FACETS.get(i), text));
        }
      }
    }
    doc.add(new TextField(Fields.BODY, unescape(columns[3 + facets]), Field.Store.YES));
    return doc;
  }

  /** Returns the text of a column, in which \t, \n, \r and \\ stand for what they do in Java. */
  private static String unescape(String column) {
    int at = column.indexOf('\\');
    if (at < 0) {
      return column;
    }
    StringBuilder text = new StringBuilder(column.length());
    int begin = 0;
    for (; at >= 0 && at + 1 < column.length(); at = column.indexOf('\\', begin)) {
      text.append(column, begin, at);
      char c = column.charAt(at + 1);
      text.append(c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c);
      begin = at + 2;
    }
    return text.append(column, begin, column.length()).toString();
  }
}
