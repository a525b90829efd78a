package field

import (
	"fmt"
	"testing"

	"reftel/corpus/cable"
)

func TestPlainDates(t *testing.T) {
	f, _ := Lookup("textdate")
	var got []string
	for _, m := range f.AppendMoments(nil, Source{Cable: &cable.Cable{}, Dates: []string{"2008-12-02", "1776-07", "2008", "nonsense!!"}}) {
		got = append(got, fmt.Sprint(m.Time.Format("2006-01-02"), " ", m.Precision))
	}
	if want := "[2008-12-02 day 1776-07-01 month]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}
