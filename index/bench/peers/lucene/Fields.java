import java.util.List;
import org.apache.lucene.facet.FacetsConfig;

/** The fields of the index. */
final class Fields {
  static final String ID = "id";
  static final String DATE = "date";
  static final String SUBJECT = "subject";
  static final String BODY = "body";

  /** The names of the facets, in the order of the file of cables. */
  static final List<String> FACETS =
      List.of("tags", "countries", "origin", "classification", "year", "to");

  private Fields() {}

  /** Returns how the facets are stored: as values of one column, and as terms of one field. */
  static FacetsConfig facets() {
    FacetsConfig config = new FacetsConfig();
    for (String name : FACETS) {
      config.setMultiValued(name, true);
    }
    return config;
  }
}
