package cable

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

var declassifyTests = []struct {
	line string
	want string // "eo | raw | date | event | exemptions", "eo" alone for nothing
}{
	{"E.O. 12958: DECL: 12/02/2018", "12958 | 12/02/2018 | 2018-12-02 |  | "},
	{"EO 12958 DECL: 2020/02/23", "12958 | 2020/02/23 | 2020-02-23 |  | "},
	{"EO 12958: decl: 6/30/08", "12958 | 6/30/08 | 2008-06-30 |  | "},
	{"E.o. 12958: decl: 01/07/2014 Tags: prel, pgov Subject: fish", "12958 | 01/07/2014 | 2014-01-07 |  | "},
	{"E.O.12958:DECL:12/1/14", "12958 | 12/1/14 | 2014-12-01 |  | "},
	{"E. O. 12958: DECL ON: 1/2/2011", "12958 | 1/2/2011 | 2011-01-02 |  | "},
	{"E.0. 12958: DECL: 12/O2/2O18", "12958 | 12/O2/2O18 | 2018-12-02 |  | "},
	{"E.O. I2958: DECL: 12/02/2018", "12958 | 12/02/2018 | 2018-12-02 |  | "},
	{"E.O. 12598 DECL: 12/02/2018", "12958 | 12/02/2018 | 2018-12-02 |  | "},
	{"EXECUTIVE ORDER 12958: DECL: 12-02-2018", "12958 | 12-02-2018 | 2018-12-02 |  | "},
	{"E.O. 12958: 12.02.2018", "12958 | 12.02.2018 | 2018-12-02 |  | "},
	{"E.O. 12958: DECL: 12/ 02/\n2018\nTAGS: PREL", "12958 | 12/ 02/ 2018 | 2018-12-02 |  | "},
	{"E.O. 12958: DECL: 12/022018", "12958 | 12/022018 | 2018-12-02 |  | "},
	{"E.O. 12958: DECL: 20181202", "12958 | 20181202 | 2018-12-02 |  | "},
	{"E.O. 12958: DECL: 12022018", "12958 | 12022018 | 2018-12-02 |  | "},
	{"E.O. 12958: DECL: December 2nd, 2018", "12958 | December 2nd, 2018 | 2018-12-02 |  | "},
	{"E.O. 12958: DECL: 2 DEC 2018", "12958 | 2 DEC 2018 | 2018-12-02 |  | "},
	{"E.O. 12958: DECL: 02DEC18", "12958 | 02DEC18 | 2018-12-02 |  | "},
	{"E.O. 12958: DECL: 15/12/2020", "12958 | 15/12/2020 | 2020-12-15 |  | "}, // the day first
	{"E.O. 12958: DECL: 12/2018", "12958 | 12/2018 | 2018-12 |  | "},
	{"E.O. 12958: DECL: DEC 2018", "12958 | DEC 2018 | 2018-12 |  | "},
	{"E.O. 12958: DECL: 2018", "12958 | 2018 | 2018 |  | "},
	{"E.O. 12958: DECL: 02/30/2018", "12958 | 02/30/2018 |  |  | "}, // no day
	{"E.O. 12958: DECL: 02/29/2019", "12958 | 02/29/2019 |  |  | "},
	{"E.O. 12958: DECL: 02/29/2020 \\", "12958 | 02/29/2020 | 2020-02-29 |  | "},
	{"E.O. 12958: DECL: 99/99/2018", "12958 | 99/99/2018 |  |  | "},
	{"E.O. 12958: AS AMENDED; DECLASSIFIED JUNE 23, 2007", "12958 | JUNE 23, 2007 | 2007-06-23 |  | "},
	{"E.O. 12958: DECL: DECLASSIFIED BY NARA 09/05/2007", "12958 | DECLASSIFIED BY NARA 09/05/2007 | 2007-09-05 |  | "},
	{"DECL: 12/12/2012", " | 12/12/2012 | 2012-12-12 |  | "},

	{"E.O. 12958: DECL: AFTER KOREAN UNIFICATION", "12958 | AFTER KOREAN UNIFICATION |  | AFTER KOREAN UNIFICATION | "},
	{"E.O. 12958: DECL: UPON THE REUNIFICATION\nOF KOREA\n\nTAGS: KN", "12958 | UPON THE REUNIFICATION OF KOREA |  | UPON THE REUNIFICATION OF KOREA | "},
	{"E.O. 12958: DECL: TWENTY YEARS", "12958 | TWENTY YEARS |  | TWENTY YEARS | "},
	{"E.O. 12958: DECL: 5 YEARS AFTER CLOSURE OF THE FISHERY.", "12958 | 5 YEARS AFTER CLOSURE OF THE FISHERY. |  | 5 YEARS AFTER CLOSURE OF THE FISHERY | "},
	{"E.O. 12958: DECL: 12/02/2018 OR UPON THE FAIR", "12958 | 12/02/2018 OR UPON THE FAIR | 2018-12-02 | 12/02/2018 OR UPON THE FAIR | "},

	{"E.O. 12356: DECL: OADR", "12356 | OADR |  |  | OADR"},
	{"E.O.12356: DECL:OADR", "12356 | OADR |  |  | OADR"},
	{"E.O. 12958: DECL: X1", "12958 | X1 |  |  | X1"},
	{"E.O. 12958: DECL: X-1, X6", "12958 | X-1, X6 |  |  | X1 X6"},
	{"E.O. 12958: DECL: 1.6X1", "12958 | 1.6X1 |  |  | X1"},
	{"E.O. 12958: DECL: 1.6(X5)", "12958 | 1.6(X5) |  |  | X5"},
	{"E.O. 12958: DECL: 25X1-human", "12958 | 25X1-human |  |  | 25X1-HUMAN"},
	{"E.O. 13526: DECL: 12/31/2030, 25X1, 50X2-WMD", "13526 | 12/31/2030, 25X1, 50X2-WMD | 2030-12-31 |  | 25X1 50X2-WMD"},
	{"E.O. 12958: DECL: MR", "12958 | MR |  |  | MR"},
	{"E.O. 11652: GDS", "11652 | GDS |  |  | GDS"},
	{"E.O. 11652: XGDS-1", "11652 | XGDS-1 |  |  | XGDS-1"},
	{"EO 11652 XGDS 2", "11652 | XGDS 2 |  |  | XGDS-2"},
	{"E.O. 11652: XGDS", "11652 | XGDS |  |  | XGDS"},
	{"E.O. 11652: ADS, DECLASSIFY DEC 31, 1979", "11652 | ADS, DECLASSIFY DEC 31, 1979 | 1979-12-31 |  | ADS"},
	{"E.O. 12065: GDS 8/1/85 (ROE, JANE) OR-P", "12065 | GDS 8/1/85 (ROE, JANE) OR-P | 1985-08-01 |  | GDS"},
	{"E.O. 12065: RDS-1 8/1/99 (ROE, JANE) OR-M", "12065 | RDS-1 8/1/99 (ROE, JANE) OR-M | 1999-08-01 |  | RDS-1"},
	{"E.O. 10501: GROUP 4", "10501 | GROUP 4 |  | GROUP 4 | "},

	{"E.O. 12958: N/A", "12958 | N/A |  |  | "},
	{"EO 11652: NA", "11652 | NA |  |  | "},
	{"E.O. N/A", ""},
	{"E.O. 12958", "12958"},
	{"E.O. 12958:", "12958"},
	{"E.O. 12958: DECL...", "12958"},
	{"E.O. 12958, 1.4(b)(d).", "12958"},
	{"E.O. 15", ""},
	{"TAGS: PREL", ""},
	{"THE VIDEO 12958", ""},
	{"", ""},
}

func declassifyLine(eo string, d *Declassify) string {
	if d == nil {
		return eo
	}
	return fmt.Sprintf("%s | %s | %s | %s | %s", eo, d.Raw, d.Date, d.Event, strings.Join(d.Exemptions, " "))
}

func TestParseDeclassify(t *testing.T) {
	t.Parallel()
	for _, tt := range declassifyTests {
		if got := declassifyLine(parseDeclassify(tt.line)); got != tt.want {
			t.Errorf("parseDeclassify(%q):\ngot  %s\nwant %s", tt.line, got, tt.want)
		}
	}
}

func FuzzParseDeclassify(f *testing.F) {
	for _, tt := range declassifyTests {
		f.Add(tt.line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		eo, d := parseDeclassify(line)
		if eo != "" && (len(eo) != 5 || digits(eo) != 5) {
			t.Errorf("order %q", eo)
		}
		if d == nil {
			return
		}
		if d.Raw == "" || strings.ContainsAny(d.Raw, "\n\r") {
			t.Errorf("raw %q", d.Raw)
		}
		if layout := "2006-01-02"[:min(len(d.Date), 10)]; d.Date != "" {
			if _, err := time.Parse(layout, d.Date); err != nil {
				t.Errorf("date %q: %v", d.Date, err)
			}
		}
	})
}

func BenchmarkParseDeclassify(b *testing.B) {
	line := "E.O. 12958: DECL: 12/02/2018 \n"
	b.ReportAllocs()
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		parseDeclassify(line)
	}
}
