package cable

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"reftel/corpus"
)

func TestRecognize(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text  string
		cable bool
	}{
		{"R 031510Z MAR 08\nthe harbour is lit", true},
		{"R 1021142 DEC 76\nEM AMEMBASSY QUITO", true},
		{"O 031510Z\nthe harbour is lit", true},
		{"FM AMEMBASSY QUITO", true},
		{"FM QUITO", true},
		{"TO RUEHC/SECSTATE WASHDC 1000", true},
		{"INFO AMEMBASSY LIMA", true},
		{"UNCLAS QUITO 000214\n\nthe harbour is lit", true},
		{"C O N F I D E N T I A L SECTION 01 OF 02 QUITO 000214", true},
		{"  SECRET QUITO 000214\n\nTAGS: ECON", true},
		{"PAGE 02        QUITO  01214  031522Z\nthe harbour is lit", true},
		{"PAGE 02\nQUITO 01214 031522Z\nthe harbour is lit", true},
		{"E.O. 12958: N/A\nthe harbour is lit", true},
		{"TAGS: ECON, EC\nthe harbour is lit", true},
		{"SUBJECT: CRANE\n\nthe harbour is lit", true},
		{"Subject: Crane\nRef: Quito 214\n\nthe harbour is lit", true},
		{"Classified By: Ambassador Ada Lark for reasons 1.4 (b)", true},
		{"MRN: 09 QUITO 799\nthe harbour is lit", true},
		{"08QUITO214\nThe harbour\nis lit", true},
		{"VZCZCXYZ0009", true},
		{"noise above 08QUITO214 said UNCLAS QUITO 000214 E.O. 12958: N/A TAGS: ECON SUBJECT: CRANE 1. The harbour is lit.", true},

		{"", false},
		{"The harbour is lit.", false},
		{"We asked for STATE 125512 and 08QUITO214, which are SECRET.", false},
		{"See 08QUITO214.\nSTATE 125512 answers it.", false},
		{"Subject: the crane\n\nDear Ada", false},
		{"tags: history, trade\n\nNotes", false},
		{"TAGS: main.go\n\tetags main.go", false},
		{"SECRET\n\nThe poem of that name", false},
		{"TO THE SEA\nAND BACK AGAIN", false},
		{"FM RADIO IN QUITO", false},
		{"PAGE 2\n\nCHAPTER ONE", false},
		{"Page 1 of 2", false},
		{"100000 people", false},
		{"24BA\t0065", false},
		{"SUB: \"-\",", false},
		{"Executive Order 12958 was signed in 1995.", false},
		{"derived from the Latin", false},
		{"1. (a) The notice is kept.", false},
	}
	for _, tt := range tests {
		err := recognize(corpus.Record{Format: corpus.Text, Body: tt.text})
		if (err == nil) != tt.cable {
			t.Errorf("%q: %v", tt.text, err)
		}
	}
	if err := recognize(corpus.Record{ID: "08QUITO214", Body: "The harbour is lit."}); err != nil {
		t.Errorf("with an id: %v", err)
	}
}

// TestRecognizeShared takes the ids from real and invented cables: the text shows
// what they are.
func TestRecognizeShared(t *testing.T) {
	t.Parallel()
	for _, path := range []string{sharedDir + "/cables/cables.csv", sharedDir + "/telegrams", sharedDir + "/seed", "../sample/cables"} {
		if _, err := os.Stat(path); err != nil {
			if os.Getenv("REFTEL_REQUIRE_SHARED") != "" {
				t.Error(err)
			}
			continue
		}
		r, err := corpus.Open(path, corpus.Options{})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for rec, err := range r.Records(context.Background()) {
			if err != nil {
				t.Error(err)
				continue
			}
			if filepath.Base(rec.Source.Path) == "README.md" {
				continue
			}
			n++
			rec.ID = ""
			if recognize(rec) != nil {
				t.Errorf("%v is not recognized", rec.Source)
			}
			if rec.Header = ""; recognize(rec) != nil {
				t.Errorf("%v is not recognized without its header", rec.Source)
			}
		}
		if n == 0 {
			t.Errorf("no records in %s", path)
		}
	}
}

func recognize(rec corpus.Record) error {
	r := NewReader(rec)
	defer r.Close()
	return r.Recognize()
}

func FuzzRecognize(f *testing.F) {
	f.Add("R 031510Z MAR 08\nFM AMEMBASSY QUITO\n", "")
	f.Add("", "PAGE 02\nQUITO 01214 031522Z\n> TAGS:")
	f.Fuzz(func(t *testing.T, header, body string) {
		rec := corpus.Record{Format: corpus.Text, Header: header, Body: body}
		if a, b := recognize(rec), recognize(rec); a != b {
			t.Errorf("%v, then %v", a, b)
		}
	})
}
