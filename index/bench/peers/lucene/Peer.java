import java.util.logging.LogManager;

/**
 * A peer of index/bench: the cables of a file in Lucene. ../README.md says what it is given and
 * what it prints.
 */
final class Peer {
  private Peer() {}

  public static void main(String[] args) {
    LogManager.getLogManager().reset();
    try {
      run(args);
    } catch (Exception e) {
      System.err.println("lucene: error: " + e);
      System.exit(2);
    }
  }

  private static void run(String[] args) throws Exception {
    if (args.length == 5 && args[0].equals("index")) {
      Build.index(args[1], args[2], Integer.parseInt(args[3]), Long.parseLong(args[4]));
    } else if (args.length == 6 && args[0].equals("query")) {
      Questions.ask(
          args[1],
          args[2],
          Integer.parseInt(args[3]),
          Long.parseLong(args[4]),
          Integer.parseInt(args[5]));
    } else if (args.length == 7 && args[0].equals("rank")) {
      Rank.rank(
          args[1],
          args[2],
          args[3],
          args[4],
          Float.parseFloat(args[5]),
          Integer.parseInt(args[6]));
    } else {
      throw new IllegalArgumentException(
          "usage: index CABLES DIR THREADS BYTES | query DIR QUESTIONS THREADS WARM_MS RUNS |"
              + " rank CABLES QUESTIONS words|stems all|any SUBJECT_BOOST TOP");
    }
  }
}
