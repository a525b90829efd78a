package analyzer

import (
	"os"
	"strings"
	"testing"

	_ "github.com/blevesearch/bleve/v2/analysis/analyzer/standard"
	"github.com/blevesearch/bleve/v2/registry"
)

// benchSample is an invented cable with every sort of word that the scanner
// looks at twice.
const benchSample = `C O N F I D E N T I A L SECTION 01 OF 02 ULAN BATOR 000417

SIPDIS

STATE FOR PM/WRA AND EUR/WE; NSC FOR T. QUILLER

E.O. 12958: DECL: 03/14/2019
TAGS: PARM PREL MARR KNNP NATO MG
SUBJECT: MONGOLIA'S VIEWS ON THE KITE-SAFETY CONVENTION

REF: A. STATE 25512
     B. 09 ULAN BATOR 398

Classified By: Pol/Econ Chief Ada Marsh, reasons 1.4(b) and (d).

¶1. (C) SUMMARY: On March 12, Poloff delivered ref A points on the draft
Kite-Safety Convention to Deputy Director Bold-Erdene of the MFA Office of
Multilateral Cooperation. He said that the Government had studied the U.S.
non-paper with care, that it shared our concern about the $3.5 million cost
of the secretariat, and that a reply would follow by 20 MAR 09. END SUMMARY.

¶2. (C) Bold-Erdene recalled that the Foreign Minister's letter of December
14, 2008 had asked for al-Zahra Foundation observers at the Oslo meeting; he
had seen no answer (Note: see 121405Z MAR 09 from the mission in Geneva. End
note.) He said that "every positive step by non-signatories will be welcomed"
and that the Ministry did not want to cast blame on those who do not sign.

¶3. (SBU) COMMENT: The Ministry has 1,200 staff and few of them follow arms
control. We expect that it will go along with the majority of its neighbors
in the end, as it did with the F-16 question and with O'Hara's proposal.
MARSH
`

// benchTexts returns the shared cables where they are there, else the sample
// many times over.
func benchTexts(b *testing.B) (texts []string, bytes int64) {
	b.Helper()
	if _, err := os.Stat(sharedCSV); err == nil {
		return sharedCables(b)
	}
	text := strings.Repeat(benchSample, 4)
	return []string{text, text}, int64(2 * len(text))
}

func BenchmarkScanner(b *testing.B) {
	texts, bytes := benchTexts(b)
	b.SetBytes(bytes)
	b.ReportAllocs()
	var s Scanner
	tokens := 0
	for b.Loop() {
		for _, t := range texts {
			s.Reset(Text{Text: t, Date: cableDate})
			for s.Next() {
				tokens++
			}
		}
	}
	b.ReportMetric(float64(tokens)/float64(b.N), "tokens/op")
}

// BenchmarkBleveCable is the scanner behind Bleve's interface, which wants all
// tokens of a text in memory.
func BenchmarkBleveCable(b *testing.B) { benchmarkBleve(b, CableAnalyzer) }

// BenchmarkBleveStandard is what the scanner is measured against.
func BenchmarkBleveStandard(b *testing.B) { benchmarkBleve(b, "standard") }

func benchmarkBleve(b *testing.B, name string) {
	a, err := registry.NewCache().AnalyzerNamed(name)
	if err != nil {
		b.Fatal(err)
	}
	texts, bytes := benchTexts(b)
	b.SetBytes(bytes)
	b.ReportAllocs()
	tokens := 0
	for b.Loop() {
		for _, t := range texts {
			tokens += len(a.Analyze([]byte(t)))
		}
	}
	b.ReportMetric(float64(tokens)/float64(b.N), "tokens/op")
}
