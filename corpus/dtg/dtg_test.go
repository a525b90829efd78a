package dtg

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// at reads the times of the tables: "2008-12-04 14:12" or "2008-12-04".
func at(t *testing.T, s string) time.Time {
	t.Helper()
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02"} {
		if when, err := time.Parse(layout, s); err == nil {
			return when
		}
	}
	t.Fatalf("bad time in the table: %q", s)
	return time.Time{}
}

var parseTests = []struct {
	in   string
	want string // UTC
	text string // canonical
	prec Precision
}{
	{"041412Z DEC 08", "2008-12-04 14:12", "041412Z DEC 08", Minute},
	{"041412ZDEC08", "2008-12-04 14:12", "041412Z DEC 08", Minute},
	{"041412zdec08", "2008-12-04 14:12", "041412Z DEC 08", Minute},
	{"041412Z Dec 2008", "2008-12-04 14:12", "041412Z DEC 08", Minute},
	{" \t041412Z\nDECEMBER 08 ", "2008-12-04 14:12", "041412Z DEC 08", Minute},
	{"041412Z SEPT 08", "2008-09-04 14:12", "041412Z SEP 08", Minute},
	{"041412Z DEC. '08", "2008-12-04 14:12", "041412Z DEC 08", Minute},
	{"04/1412Z DEC 08", "2008-12-04 14:12", "041412Z DEC 08", Minute},
	{"04-DEC-2008", "2008-12-04", "04 DEC 08", Day},
	{"04 DEC 08", "2008-12-04", "04 DEC 08", Day},
	{"4 Dec 08", "2008-12-04", "04 DEC 08", Day},
	{"04OCT08", "2008-10-04", "04 OCT 08", Day},
	{"04 oct 08", "2008-10-04", "04 OCT 08", Day},
	{"DEC 08", "2008-12-01", "DEC 08", Month},
	{"october 2008", "2008-10-01", "OCT 08", Month},
	{"OCT 08", "2008-10-01", "OCT 08", Month},

	// The years that two digits mean.
	{"010000Z JAN 66", "1966-01-01 00:00", "010000Z JAN 66", Minute},
	{"312359Z DEC 65", "2065-12-31 23:59", "312359Z DEC 65", Minute},
	{"312359Z DEC 1965", "1965-12-31 23:59", "312359Z DEC 1965", Minute},
	{"312359Z DEC 2066", "2066-12-31 23:59", "312359Z DEC 2066", Minute},
	{"121302Z JUL 74", "1974-07-12 13:02", "121302Z JUL 74", Minute},
	{"121302Z JUL 00", "2000-07-12 13:02", "121302Z JUL 00", Minute},
	{"290000Z FEB 00", "2000-02-29 00:00", "290000Z FEB 00", Minute},

	// Zones: the clock of A is an hour ahead of Z, that of N an hour behind.
	{"041412A DEC 08", "2008-12-04 13:12", "041412A DEC 08", Minute},
	{"041412I DEC 08", "2008-12-04 05:12", "041412I DEC 08", Minute},
	{"041412K DEC 08", "2008-12-04 04:12", "041412K DEC 08", Minute},
	{"041412L DEC 08", "2008-12-04 03:12", "041412L DEC 08", Minute},
	{"041412l dec 08", "2008-12-04 03:12", "041412L DEC 08", Minute},
	{"041412M DEC 08", "2008-12-04 02:12", "041412M DEC 08", Minute},
	{"041412N DEC 08", "2008-12-04 15:12", "041412N DEC 08", Minute},
	{"041412O DEC 08", "2008-12-04 16:12", "041412O DEC 08", Minute},
	{"041412Y DEC 08", "2008-12-05 02:12", "041412Y DEC 08", Minute},
	{"041412DDEC08", "2008-12-04 10:12", "041412D DEC 08", Minute},
	{"010030A JAN 66", "1965-12-31 23:30", "010030A JAN 66", Minute},
	{"312330N DEC 65", "2066-01-01 00:30", "312330N DEC 65", Minute},
}

func TestParse(t *testing.T) {
	for _, tt := range parseTests {
		d, err := Parse(tt.in)
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.in, err)
			continue
		}
		if !d.Time.Equal(at(t, tt.want)) || d.Precision != tt.prec || d.String() != tt.text {
			t.Errorf("Parse(%q) = %v %v %q, want %v %v %q", tt.in, d.Time, d.Precision, d, tt.want, tt.prec, tt.text)
		}
		if d.Time.Location() != time.UTC {
			t.Errorf("Parse(%q): time is in %v, want UTC", tt.in, d.Time.Location())
		}
		if len(d.Repairs) > 0 || len(d.Signals) > 0 || d.Precedence != "" || !d.HasYear() {
			t.Errorf("Parse(%q) = %+v, want a plain group", tt.in, d)
		}
	}
}

var lineTests = []struct {
	in         string
	precedence string
	signals    []string
}{
	{"O 041412Z DEC 08", "O", nil},
	{"O R 041412Z DEC 08", "OR", nil},
	{"OR 041412Z DEC 08", "OR", nil},
	{"OO RR 041412Z DEC 08", "OORR", nil},
	{"z 041412z dec 08", "Z", nil},
	{"R041412Z DEC 08", "R", nil},
	{"O041412Z DEC 08", "O", nil},
	{"OP041412Z DEC 08", "OP", nil},
	{"O 04 DEC 08", "O", nil},
	{"O OCT 08", "O", nil},
	{"P R DEC 08", "PR", nil},
	{"041412Z DEC 08 ZDK", "", []string{"ZDK"}},
	{"041412Z DEC 08 zff4", "", []string{"ZFF4"}},
	{"P 041412Z DEC 08 //ZEL//", "P", []string{"//ZEL//"}},
	{"O 041412Z DEC 08 ZDK CTG RUEHSD 1234", "O", []string{"ZDK CTG RUEHSD 1234"}},
	{"O 041412Z DEC 08 ZDK - to all ZFR ZFR", "O", []string{"ZDK - TO ALL", "ZFR"}},
	{"R 041412Z DEC 08        ZDS ZDS", "R", []string{"ZDS"}},
	{"R 041412Z DEC 08 \\\\", "R", nil},
	{"R 041412Z DEC 08 CCY", "R", []string{"CCY"}},
	{"R 041412Z DEC 08 (CCY AB0012)", "R", []string{"(CCY AB0012)"}},
}

func TestParseLine(t *testing.T) {
	for _, tt := range lineTests {
		d, err := Parse(tt.in)
		if err != nil || d.Precedence != tt.precedence || !slices.Equal(d.Signals, tt.signals) {
			t.Errorf("Parse(%q) = %q %q %v, want %q %q", tt.in, d.Precedence, d.Signals, err, tt.precedence, tt.signals)
		}
		if len(d.Repairs) > 0 {
			t.Errorf("Parse(%q): repairs %q, want none", tt.in, d.Repairs)
		}
	}
}

var repairTests = []struct {
	in, want string
	repairs  repair
}{
	{"O41412Z DEC 08", "041412Z DEC 08", letterO},
	{"o41412z dec 08", "041412Z DEC 08", letterO},
	{"0414l2Z DEC 08", "041412Z DEC 08", letterI},
	{"04I4I2Z DEC 08", "041412Z DEC 08", letterI},
	{"041412Z DEC O8", "041412Z DEC 08", letterO},
	{"O O41412Z DEC 08", "041412Z DEC 08", letterO},
	{"R O4i4l2Z DEC 2oo8", "041412Z DEC 08", letterO | letterI},
	{"I0I412Z OCT 08", "101412Z OCT 08", letterI},
	{"0414120 DEC 08", "", 0},
	{"04141OO DEC 08", "041410O DEC 08", letterO}, // the seventh place is the zone
	{"041412Z4 DEC 08", "041412Z DEC 08", extra},
	{"041412Z4DEC08", "041412Z DEC 08", extra},
	{"04141230Z DEC 08", "041412Z DEC 08", seconds},
	{"251346 Z JUN 7 3", "251346Z JUN 73", splitYear},
	{"2 5 1 3 4 6 Z JUN 1 9 7 3", "251346Z JUN 73", splitYear},
	{"251346 Z JUN 197 3", "251346Z JUN 73", splitYear},
	{"O4 DEC 08", "04 DEC 08", letterO},
}

func TestParseRepairs(t *testing.T) {
	for _, tt := range repairTests {
		d, err := Parse(tt.in)
		if tt.want == "" {
			if err == nil {
				t.Errorf("Parse(%q) = %v, want an error", tt.in, d)
			}
			continue
		}
		if err != nil || d.String() != tt.want || !slices.Equal(d.Repairs, tt.repairs.messages()) {
			t.Errorf("Parse(%q) = %v %q %v, want %s %q", tt.in, d, d.Repairs, err, tt.want, tt.repairs.messages())
		}
	}
}

func TestParseRest(t *testing.T) {
	tests := []struct {
		in      string
		signals []string
		repair  string
	}{
		{"041412Z DEC 08 late", nil, `"LATE" after the year left out`},
		{"041412Z DEC 08 ZDK4A", nil, `"ZDK4A" after the year left out`},
		{"041412Z DEC 08FM HERE", nil, `"FM HERE" after the year left out`},
		{"041412Z DEC 08 RE  YOUR ZDK", []string{"ZDK"}, `"RE YOUR" after the year left out`},
		{"041412Z DEC 08 1", nil, `"1" after the year left out`},
		{"041412Z DEC 08 " + strings.Repeat("X", 50), nil, `"` + strings.Repeat("X", 40) + `…" after the year left out`},
	}
	for _, tt := range tests {
		d, err := Parse(tt.in)
		if err != nil || d.String() != "041412Z DEC 08" || !slices.Equal(d.Signals, tt.signals) || !slices.Equal(d.Repairs, []string{tt.repair}) {
			t.Errorf("Parse(%q) = %v %q %q %v, want %q %s", tt.in, d, d.Signals, d.Repairs, err, tt.signals, tt.repair)
		}
	}
}

func TestRepairMessages(t *testing.T) {
	var all repair
	for _, m := range repairMessages {
		all |= m.repair
	}
	want := []string{
		"letter O read as digit 0", "letter I or l read as digit 1",
		"digit after the zone letter left out", "seconds left out", "blank inside the year left out",
	}
	if got := all.messages(); !slices.Equal(got, want) {
		t.Errorf("messages = %q, want %q", got, want)
	}
}

var parseErrors = []struct{ in, want string }{
	{"", `date-time group "": expected a date-time group such as 041412Z DEC 08`},
	{"hello", `date-time group "hello": expected a date-time group such as 041412Z DEC 08`},
	{"041412J DEC 08", `date-time group "041412J DEC 08": zone J is the observer's own time and stands for no zone: expected another letter`},
	{"041412 DEC 08", `date-time group "041412 DEC 08": expected a zone letter after the six digits`},
	{"04141 Z DEC 08", `date-time group "04141 Z DEC 08": expected six digits of day, hour and minute`},
	{"0414123Z DEC 08", `date-time group "0414123Z DEC 08": expected six digits of day, hour and minute`},
	{"041412Z", `date-time group "041412Z": expected a month`},
	{"041412Z DECK 08", `date-time group "041412Z DECK 08": expected a month`},
	{"041412Z DEC", `date-time group "041412Z DEC": expected a year of two or four digits`},
	{"041412Z DEC 8", `date-time group "041412Z DEC 8": expected a year of two or four digits`},
	{"041412Z DEC 008", `date-time group "041412Z DEC 008": expected a year of two or four digits`},
	{"041412Z DEC 20081", `date-time group "041412Z DEC 20081": expected a year of two or four digits`},
	{"041412Z DEC 0000", `date-time group "041412Z DEC 0000": expected a year of two or four digits`},
	{"310000Z NOV 08", `date-time group "310000Z NOV 08": expected a day that the month has`},
	{"290000Z FEB 07", `date-time group "290000Z FEB 07": expected a day that the month has`},
	{"000000Z FEB 08", `date-time group "000000Z FEB 08": expected a day that the month has`},
	{"32 FEB 08", `date-time group "32 FEB 08": expected a day that the month has`},
	{"042412Z DEC 08", `date-time group "042412Z DEC 08": expected an hour from 00 to 23`},
	{"041460Z DEC 08", `date-time group "041460Z DEC 08": expected minutes from 00 to 59`},
	{"04141260Z DEC 08", `date-time group "04141260Z DEC 08": expected seconds from 00 to 59`},
	{strings.Repeat("x", 41), `date-time group "` + strings.Repeat("x", 40) + `…": expected a date-time group such as 041412Z DEC 08`},
}

func TestParseErrors(t *testing.T) {
	for _, tt := range parseErrors {
		d, err := Parse(tt.in)
		if err == nil || err.Error() != tt.want {
			t.Errorf("Parse(%q): error %v\nwant %s", tt.in, err, tt.want)
		}
		if !d.Time.IsZero() || d.String() != (DTG{}).String() {
			t.Errorf("Parse(%q) = %v beside an error", tt.in, d)
		}
	}
}

func TestEveryZone(t *testing.T) {
	noon := at(t, "2008-12-04 12:00")
	for zone := byte('A'); zone <= 'Z'; zone++ {
		d, err := Parse("041200" + string(zone) + " DEC 08")
		if zone == 'J' {
			if err == nil {
				t.Error("zone J has no error")
			}
			continue
		}
		want := strings.IndexByte("YXWVUTSRQPONZABCDEFGHIKLM", zone) - 12
		if got := int(noon.Sub(d.Time).Hours()); err != nil || got != want || d.Zone != zone {
			t.Errorf("zone %c is %d hours ahead (%v), want %d", zone, got, err, want)
		}
	}
}

func TestRange(t *testing.T) {
	tests := []struct{ in, from, until string }{
		{"041412Z DEC 08", "2008-12-04 14:12", "2008-12-04 14:13"},
		{"312359Z DEC 08", "2008-12-31 23:59", "2009-01-01"},
		{"31 DEC 08", "2008-12-31", "2009-01-01"},
		{"FEB 08", "2008-02-01", "2008-03-01"},
		{"DEC 08", "2008-12-01", "2009-01-01"},
	}
	for _, tt := range tests {
		d, err := Parse(tt.in)
		if want := (Span{at(t, tt.from), at(t, tt.until)}); err != nil || d.Range() != want {
			t.Errorf("range of %q = %v (%v), want %v", tt.in, d.Range(), err, want)
		}
	}
	year := DTG{Time: at(t, "2008-01-01"), Precision: Year}
	if want := (Span{at(t, "2008-01-01"), at(t, "2009-01-01")}); year.Range() != want || year.String() != "2008" {
		t.Errorf("range of %s = %v, want %v", year, year.Range(), want)
	}
}

func TestPrecisionString(t *testing.T) {
	got := []string{Minute.String(), Day.String(), Month.String(), Year.String(), Precision(9).String()}
	if want := []string{"minute", "day", "month", "year", "precision(9)"}; !slices.Equal(got, want) {
		t.Errorf("precisions print as %q, want %q", got, want)
	}
}

var rangeTests = []struct{ in, from, until string }{
	{"2008", "2008-01-01", "2009-01-01"},
	{"1965", "1965-01-01", "1966-01-01"},
	{"2008-12", "2008-12-01", "2009-01-01"},
	{"2008/12", "2008-12-01", "2009-01-01"},
	{"12/2008", "2008-12-01", "2009-01-01"},
	{"2008-12-04", "2008-12-04", "2008-12-05"},
	{"2008-2-29", "2008-02-29", "2008-03-01"},
	{"2008/12/04", "2008-12-04", "2008-12-05"},
	{"20081204", "2008-12-04", "2008-12-05"},
	{"12/04/2008", "2008-12-04", "2008-12-05"},
	{"12/4/2008", "2008-12-04", "2008-12-05"},
	{"12/04/08", "2008-12-04", "2008-12-05"},
	{"1/2/66", "1966-01-02", "1966-01-03"},
	{"12-04-2008", "2008-12-04", "2008-12-05"},
	{"DEC 08", "2008-12-01", "2009-01-01"},
	{"Dec 2008", "2008-12-01", "2009-01-01"},
	{"december 2008", "2008-12-01", "2009-01-01"},
	{"04 DEC 08", "2008-12-04", "2008-12-05"},
	{"4 december 2008", "2008-12-04", "2008-12-05"},
	{"04DEC08", "2008-12-04", "2008-12-05"},
	{"December 4, 2008", "2008-12-04", "2008-12-05"},
	{"Dec 4 '08", "2008-12-04", "2008-12-05"},
	{"DEC 04 2008", "2008-12-04", "2008-12-05"},
	{"041412ZDEC08", "2008-12-04 14:12", "2008-12-04 14:13"},
	{" 041412Z DEC 08 ", "2008-12-04 14:12", "2008-12-04 14:13"},
	{"O R 041412Z DEC 08", "2008-12-04 14:12", "2008-12-04 14:13"},
	{"2008-12-04T14:12Z", "2008-12-04 14:12", "2008-12-04 14:13"},
	{"2008-12-04T14:12", "2008-12-04 14:12", "2008-12-04 14:13"},
	{"2008-12-04 14:12", "2008-12-04 14:12", "2008-12-04 14:13"},
	{"2008-12-04T14:12:30Z", "2008-12-04 14:12", "2008-12-04 14:13"},
	{"2008-12-04T16:12:30+02:00", "2008-12-04 14:12", "2008-12-04 14:13"},
}

func TestParseRange(t *testing.T) {
	for _, tt := range rangeTests {
		got, err := ParseRange(tt.in)
		if want := (Span{at(t, tt.from), at(t, tt.until)}); err != nil || got != want {
			t.Errorf("ParseRange(%q) = %v (%v), want %v", tt.in, got, err, want)
		}
	}
}

func TestParseRangeErrors(t *testing.T) {
	const date = ": expected a date such as 2008, 2008-12-04, 12/04/2008, 04 DEC 08 or 041412Z DEC 08"
	tests := []struct{ in, want string }{
		{"", `date-time group ""` + date},
		{"soon", `date-time group "soon"` + date},
		{"08", `date-time group "08"` + date},
		{"0000", `date-time group "0000"` + date},
		{"2008-13", `date-time group "2008-13"` + date},
		{"2007-02-29", `date-time group "2007-02-29"` + date},
		{"13/04/2008", `date-time group "13/04/2008"` + date},
		{"2/30/08", `date-time group "2/30/08"` + date},
		{"041412Z", `date-time group "041412Z": expected a month`},
		{"041412J DEC 08", `date-time group "041412J DEC 08": ` + string(faultLocal)},
		{"Dec 32, 2008", `date-time group "Dec 32, 2008": expected nothing after the year`},
		{"041412Z DEC 08 ZDK", `date-time group "041412Z DEC 08 ZDK": expected nothing after the year`},
	}
	for _, tt := range tests {
		if span, err := ParseRange(tt.in); err == nil || err.Error() != tt.want {
			t.Errorf("ParseRange(%q) = %v, error %v\nwant %s", tt.in, span, err, tt.want)
		}
	}
}

func TestPattern(t *testing.T) {
	tests := []struct {
		in, text string
		matches  []string
		others   []string
	}{
		{"041412Z", "041412Z", []string{"2008-12-04 14:12", "1974-01-04 14:12"}, []string{"2008-12-04 14:13", "2008-12-05 14:12", "2008-12-04 02:12"}},
		{"04 1412 z", "041412Z", []string{"2008-12-04 14:12"}, nil},
		{"O4l412a", "041412A", []string{"2008-12-04 13:12"}, []string{"2008-12-04 14:12"}},
		{"010030A", "010030A", []string{"2008-12-31 23:30"}, []string{"2008-12-01 00:30"}},
		{"310000Z", "310000Z", []string{"2008-12-31"}, []string{"2008-11-01"}},
	}
	for _, tt := range tests {
		p, err := ParsePattern(tt.in)
		if err != nil || p.String() != tt.text {
			t.Errorf("ParsePattern(%q) = %v, %v, want %s", tt.in, p, err, tt.text)
		}
		for _, s := range tt.matches {
			if !p.Matches(at(t, s)) {
				t.Errorf("%s does not match %s", p, s)
			}
		}
		for _, s := range tt.others {
			if p.Matches(at(t, s)) {
				t.Errorf("%s matches %s", p, s)
			}
		}
	}
	if p := (Pattern{Day: 4, Hour: 14, Minute: 12}); !p.Matches(at(t, "2008-12-04 14:12")) || p.String() != "041412Z" {
		t.Errorf("a pattern without zone is %s, want that of Z", p)
	}
}

func TestPatternErrors(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", `date-time group "": expected a date-time group such as 041412Z DEC 08`},
		{"04Z", `date-time group "04Z": expected six digits of day, hour and minute`},
		{"04141230Z", `date-time group "04141230Z": expected six digits of day, hour and minute`},
		{"DEC 08", `date-time group "DEC 08": expected six digits of day, hour and minute`},
		{"041412", `date-time group "041412": expected a zone letter after the six digits`},
		{"041412J", `date-time group "041412J": ` + string(faultLocal)},
		{"041412Z DEC", `date-time group "041412Z DEC": expected nothing after the zone letter`},
		{"321412Z", `date-time group "321412Z": expected a day that the month has`},
		{"042512Z", `date-time group "042512Z": expected an hour from 00 to 23`},
	}
	for _, tt := range tests {
		if p, err := ParsePattern(tt.in); err == nil || err.Error() != tt.want {
			t.Errorf("ParsePattern(%q) = %v, error %v\nwant %s", tt.in, p, err, tt.want)
		}
	}
}

func TestInYear(t *testing.T) {
	d, _, _, ok := Find("SEE 290030A FEB.", 0)
	if !ok || d.HasYear() || d.String() != "290030A FEB" || d.Range() != (Span{d.Time, d.Time}) {
		t.Fatalf("Find = %v %v, want 290030A FEB and an empty range", d, ok)
	}
	if got, ok := d.InYear(2008); !ok || got.String() != "290030A FEB 08" || !got.Time.Equal(at(t, "2008-02-28 23:30")) {
		t.Errorf("in 2008 = %v %v %v", got, got.Time, ok)
	}
	if got, ok := d.InYear(2007); ok || got.String() != d.String() {
		t.Errorf("in 2007 = %v %v, want none", got, ok)
	}
	full, err := Parse("041412Z DEC 08")
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := full.InYear(1999); !ok || got.String() != "041412Z DEC 08" {
		t.Errorf("a group with a year moved to %v", got)
	}
}
