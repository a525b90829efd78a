package bleveindex_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"reftel/index"
	"reftel/index/bleveindex"
	"reftel/index/query"
	"reftel/index/search"
)

// hanging is how long a search may take before a test takes it for one that does
// not end. On a quiet machine each takes less than 5 s.
const hanging = 60 * time.Second

// hugeDocs is how many cables are searched.
const hugeDocs = 60

// answer returns the ids that a query finds, in order.
func answer(t *testing.T, s *bleveindex.Searcher, text string) []string {
	t.Helper()
	n, err := query.Parse(text)
	if err != nil {
		t.Fatalf("%.80q: %v", text, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), hanging)
	defer cancel()
	ids, err := s.IDs(ctx, index.Request{Query: n, Sort: index.ByID, Limit: -1})
	if err != nil {
		t.Fatalf("%.80q: %v", text, err)
	}
	return ids
}

// answers answers each query once.
func answers(t *testing.T, s *bleveindex.Searcher) func(string) []string {
	known := map[string][]string{}
	return func(text string) []string {
		ids, ok := known[text]
		if !ok {
			ids = answer(t, s, text)
			known[text] = ids
		}
		return ids
	}
}

// someWords are the words of a text, each once.
func someWords(texts iter.Seq[string]) []string {
	var words []string
	seen := map[string]bool{}
	for text := range texts {
		for _, w := range regexp.MustCompile(`[a-z]{2,}`).FindAllString(strings.ToLower(text), -1) {
			if !seen[w] {
				seen[w] = true
				words = append(words, w)
			}
		}
	}
	return words
}

func bodies(docs []index.Document) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, d := range docs {
			if !yield(d.Record.Body) {
				return
			}
		}
	}
}

// rows returns phrases of n words of some words in a row.
func rows(words []string, n int) []string {
	var all []string
	for i := 0; i+n <= len(words); i += n {
		all = append(all, `"`+strings.Join(words[i:i+n], " ")+`"`)
	}
	return all
}

func each(words []string, form string) []string {
	var all []string
	for _, w := range words {
		all = append(all, fmt.Sprintf(form, w))
	}
	return all
}

// repeated repeats a list up to n.
func repeated(n int, list ...string) []string {
	var all []string
	for len(all) < n {
		all = append(all, list...)
	}
	return all[:n]
}

// TestHugeQueries answers queries of thousands of parts, and compares them with the
// answers to the parts.
func TestHugeQueries(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	docs := documents(t, fromShared(t))
	if len(docs) > hugeDocs {
		docs = docs[:hugeDocs]
	}
	s := memoryOf(t, docs)
	words := someWords(bodies(docs))
	if len(words) < query.MaxTerms {
		t.Fatalf("%d words are too few", len(words))
	}
	long := slices.MaxFunc(docs, func(a, b index.Document) int { return len(a.Cable.Body) - len(b.Cable.Body) })
	var inOne []string // phrases of the longest cable
	for _, p := range long.Cable.Paragraphs {
		fields := strings.FieldsFunc(p.Text, func(r rune) bool { return r == ' ' || r == '\n' })
		for i := 0; i+3 <= len(fields); i++ {
			if row := strings.Join(fields[i:i+3], " "); regexp.MustCompile(`^[A-Za-z ]+$`).MatchString(row) {
				inOne = append(inOne, `"`+row+`"`)
			}
		}
	}
	common := []string{"the", "of", "to", "in", "and", "a", "that", "for", "on", "is"}
	var pairs []string
	for _, a := range common {
		for _, b := range common {
			pairs = append(pairs, `"`+a+" "+b+`"`)
		}
	}
	longer := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return len(w) < 8 })
	most := func(list []string) []string { return list[:min(len(list), query.MaxTerms)] }
	tests := []struct {
		name  string
		parts []string
		by    string // what stands between the parts
	}{
		{"a word AND itself", repeated(query.MaxTerms, "the"), " "},
		{"common words AND", repeated(query.MaxTerms, common...), " "},
		{"common words OR", repeated(query.MaxTerms, common...), " OR "},
		{"distinct words AND", most(words), " "},
		{"distinct words OR", most(words), " OR "},
		{"words of the body OR", most(each(words, "body:%s")), " OR "},
		{"words of subjects OR", most(each(words, "subject:%s")), " OR "},
		{"sounds OR", most(each(words, "sounds:%s")), " OR "},
		{"exact words OR", most(each(words, "=%s")), " OR "},
		{"phrases of one cable AND", repeated(1800, inOne...), " AND "},
		{"pairs of common words AND", repeated(1800, pairs...), " AND "},
		{"pairs of common words OR", repeated(query.MaxTerms, pairs...), " OR "},
		{"phrases OR", most(rows(words, 3)), " OR "},
		{"a phrase OR itself", repeated(query.MaxTerms, `"of the"`), " OR "},
		{"compounds OR", most(each(words, "%[1]s-%[1]s")), " OR "},
		{"slashes OR", most(each(words, "%s/the/of")), " OR "},
		{"prefixes OR", repeated(query.MaxPatterns, each(words[:300], "%.3s*")...), " OR "},
		{"patterns OR", repeated(query.MaxPatterns, each(words[:300], "*%s*")[40:]...), " OR "},
		{"fuzzy words OR", repeated(query.MaxPatterns, each(longer, "%s~2")...), " OR "},
		{"ranges OR", repeated(query.MaxTerms, "date:1990..2005", "dtg:1976..1999", "class:>=C", "textdate:..1980"), " OR "},
		{"codes OR", repeated(query.MaxTerms, `tags:"arms control"`, "geo:Israel", "from:Belgium", "has:ref"), " OR "},
		{"repeated groups", repeated(1000, "(cease fire)", `("of the" OR embassy)`), " "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			begun := time.Now()
			got := answer(t, s, strings.Join(tt.parts, tt.by))
			took := time.Since(begun)
			part := answers(t, s)
			want := map[string]int{}
			slices.Sort(tt.parts)
			unique := slices.Compact(tt.parts)
			for _, p := range unique {
				for _, id := range part(p) {
					want[id]++
				}
			}
			total := 0
			for _, n := range want {
				if n == len(unique) || tt.by == " OR " {
					total++
				}
			}
			for _, id := range got {
				if n := want[id]; n == 0 || tt.by != " OR " && n < len(unique) {
					t.Errorf("%s is found, and by %d of %d parts", id, n, len(unique))
				}
			}
			if len(got) != total {
				t.Errorf("%d cables are found, want %d", len(got), total)
			}
			t.Logf("%d parts, %d cables, %v", len(unique), len(got), took)
		})
	}
	for name, text := range map[string]string{
		"of one word":       `"` + strings.Join(repeated(10_000, "the"), " ") + `"`,
		"of common words":   `"` + strings.Join(repeated(10_000, common...), " ") + `"`,
		"of distinct words": `"` + strings.Join(words, " ") + `"`,
		"in the body":       `body:"` + strings.Join(repeated(10_000, "the"), " ") + `"`,
		"by slashes":        strings.Repeat("a/", 60_000),
		"by hyphens":        strings.Repeat("of-", 40_000),
		"by apostrophes":    strings.Repeat("a'", 60_000),
		"of digits":         strings.Repeat("1-", 60_000),
	} {
		t.Run("a phrase "+name, func(t *testing.T) {
			if got := answer(t, s, text); len(got) > 0 {
				t.Errorf("%d cables are found", len(got))
			}
		})
	}
}

// TestHugePhrase finds a cable by a phrase of 30,000 words that repeat.
func TestHugePhrase(t *testing.T) {
	t.Parallel()
	row := strings.Join(repeated(sized(30_000, 10_000), "alpha", "beta", "beta"), " ")
	text := "UNCLAS PARIS 000001\n\nSUBJECT: ROWS\n\n1. (U) %s\n"
	s := memory(t, map[string]string{
		"08PARIS1": fmt.Sprintf(text, "Before "+row+" after."), "08PARIS2": fmt.Sprintf(text, "Alpha beta."),
	})
	for text, want := range map[string]int{
		`"` + row + `"`:              1,
		`"before ` + row + ` after"`: 1,
		`"after ` + row + `"`:        0,
		`"` + row + " alpha alpha\"": 0,
		`"alpha beta"`:               2,
	} {
		if got := answer(t, s, text); len(got) != want {
			t.Errorf("%.40q… finds %q, want %d cables", text, got, want)
		}
	}
}

// TestTooMany: a query that stands for too many words as a whole is an error.
func TestTooMany(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	t.Parallel()
	docs := documents(t, fromShared(t))
	s := memoryOf(t, docs)
	var fuzzy []string
	for _, w := range someWords(bodies(docs)) {
		if len(w) == 3 && len(fuzzy) < query.MaxPatterns {
			fuzzy = append(fuzzy, w+"~2")
		}
	}
	n, err := query.Parse(strings.Join(fuzzy, " OR "))
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Search(context.Background(), index.Request{Query: n})
	if many, broad := new(search.TooManyError), new(search.PartError); !errors.As(err, &many) && !errors.As(err, &broad) {
		t.Errorf("error %v", err)
	}
}
