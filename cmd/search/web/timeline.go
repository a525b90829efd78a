package web

import (
	"cmp"
	"context"
	"strings"
	"time"

	"reftel/cmd/internal/cli"
	"reftel/cmd/search/render"
	"reftel/index"
)

// A timeline shows how many cables are of each year, month or day.
type timeline struct {
	Unit  string
	Bars  []bar
	Width int
	Units []unitLink
	// First and Last are the first and the last bar's dates, Most the greatest count.
	First, Last string
	Most        int
	Undated     int
	UndatedLink string
	Wider       string // address of the next wider unit, of all dates
}

// A bar is a column of the timeline, 100 high at the most.
type bar struct {
	Date, Link  string
	Count       int
	X, Y, Width int
	Height      int
}

// A unitLink leads to the timeline in another unit.
type unitLink struct {
	Unit, Link string
	Current    bool
}

// Bars are barWidth wide with gaps of barGap. A unit that needs more than mostBars becomes
// the next wider one. Dates more than mostYears apart are damaged.
const (
	barWidth  = 10
	barGap    = 2
	mostBars  = 200
	mostYears = 150
)

// days returns the number of days of the range of the state, 0 if it is open or no range.
func (st state) days() int {
	from, okFrom := firstDay(st.From)
	to, okTo := firstDay(st.To)
	if !okFrom || !okTo || to.Before(from) {
		return 0
	}
	switch len(st.To) {
	case len("2008"):
		to = to.AddDate(1, 0, -1)
	case len("2008-12"):
		to = to.AddDate(0, 1, -1)
	}
	return int(to.Sub(from)/(24*time.Hour)) + 1
}

func firstDay(date string) (time.Time, bool) {
	for _, form := range []string{"2006", "2006-01", time.DateOnly} {
		if t, err := time.Parse(form, date); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// timelineUnit returns the unit of the timeline: days are for a short range only.
func (st state) timelineUnit() index.Unit {
	unit := cmp.Or(index.Unit(st.Unit), index.Year)
	if unit == index.Day && (st.days() == 0 || st.days() > mostBars) {
		return index.Month
	}
	return unit
}

// timelineOf makes the timeline of a result.
func timelineOf(ctx context.Context, h *held, st state, req index.Request, res *index.Result) (*timeline, error) {
	unit, list := req.Timeline, spread(req.Timeline, res.Timeline)
	if unit == index.Month && len(list) > mostBars {
		unit = index.Year
		list = spread(unit, byYear(res.Timeline))
	}
	t := &timeline{Unit: string(unit)}
	t.addBars(st, unit, list)
	for _, u := range units {
		if days := st.days(); u != "day" || days > 0 && days <= mostBars {
			t.Units = append(t.Units, unitLink{u, st.between(st.From, st.To, u).link("/"), u == t.Unit})
		}
	}
	all := st.between("", "", "")
	t.Undated, t.UndatedLink = res.Undated, all.asking(strings.TrimSpace(all.Query+" missing:date")).link("/")
	if st.From != "" || st.To != "" {
		t.Wider = all.link("/")
		var err error
		t.Undated, err = countUndated(ctx, h, all)
		return t, err
	}
	return t, nil
}

// spread returns the periods of a timeline with those between them that have no cables;
// only those with cables if they are far apart, as damaged dates are.
func spread(unit index.Unit, list []index.Period) []index.Period {
	if len(list) == 0 {
		return nil
	}
	first, last := list[0].From, list[len(list)-1].From
	if last.Sub(first) > mostYears*366*24*time.Hour {
		return list[max(len(list)-mostBars, 0):]
	}
	return render.Periods(unit, list)
}

// byYear adds up periods to years.
func byYear(list []index.Period) []index.Period {
	var years []index.Period
	for _, p := range list {
		start := index.Year.Start(p.From)
		if n := len(years); n > 0 && years[n-1].From.Equal(start) {
			years[n-1].Count += p.Count
		} else {
			years = append(years, index.Period{From: start, Count: p.Count})
		}
	}
	return years
}

// countUndated counts the cables of a state that have no date.
func countUndated(ctx context.Context, h *held, st state) (int, error) {
	req, text, err := st.request()
	if err != nil {
		return 0, err
	}
	req.Timeline = index.Year
	res, err := h.Search(ctx, req)
	if err != nil {
		return 0, cli.Placed(text, err)
	}
	return res.Undated, nil
}

// addBars adds a bar for each period.
func (t *timeline) addBars(st state, unit index.Unit, list []index.Period) {
	for _, p := range list {
		t.Most = max(t.Most, p.Count)
	}
	finer := map[index.Unit]string{index.Year: "month", index.Month: "day", index.Day: "day"}[unit]
	for i, p := range list {
		height := p.Count * 100 / max(t.Most, 1)
		if p.Count > 0 {
			height = max(height, 2)
		}
		date := unit.Format(p.From)
		t.Bars = append(t.Bars, bar{
			Date: date, Count: p.Count, Link: st.between(date, date, finer).link("/"),
			X: i * (barWidth + barGap), Y: 100 - height, Width: barWidth, Height: height,
		})
	}
	if n := len(t.Bars); n > 0 {
		t.First, t.Last = t.Bars[0].Date, t.Bars[n-1].Date
	}
	t.Width = max(len(list)*(barWidth+barGap), 1)
}
