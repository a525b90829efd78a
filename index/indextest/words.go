package indextest

import "strings"

// Compounds are words that cables write joined, with a hyphen and apart. All
// spellings find the same as plain words.
var Compounds = [][2]string{
	{"cease", "fire"}, {"e", "mail"}, {"on", "line"}, {"non", "paper"}, {"counter", "terrorism"}, {"policy", "makers"}, {"land", "mines"},
	{"over", "flight"}, {"long", "standing"}, {"health", "care"}, {"work", "force"}, {"task", "force"}, {"air", "base"}, {"air", "space"},
	{"take", "over"}, {"build", "up"}, {"crack", "down"}, {"break", "down"}, {"follow", "up"}, {"check", "points"}, {"peace", "keeping"},
	{"law", "makers"}, {"share", "holders"}, {"stake", "holders"}, {"time", "frame"}, {"run", "off"}, {"inter", "agency"}, {"post", "war"},
	{"re", "election"}, {"sub", "committee"}, {"anti", "terrorism"}, {"multi", "national"}, {"world", "wide"}, {"news", "papers"},
}

// Spellings are words with a British and an American spelling, which find the
// same as plain words.
var Spellings = [][2]string{
	{"organisation", "organization"}, {"organise", "organize"}, {"realise", "realize"}, {"recognised", "recognized"}, {"privatisation", "privatization"},
	{"emphasise", "emphasize"}, {"stabilise", "stabilize"}, {"utilise", "utilize"}, {"criticised", "criticized"}, {"minimise", "minimize"},
	{"mobilise", "mobilize"}, {"authorised", "authorized"}, {"analyse", "analyze"}, {"labour", "labor"}, {"colour", "color"}, {"favour", "favor"},
	{"neighbourhood", "neighborhood"}, {"harbour", "harbor"}, {"honour", "honor"}, {"neighbour", "neighbor"}, {"neighbouring", "neighboring"},
	{"behaviour", "behavior"}, {"rumour", "rumor"}, {"endeavour", "endeavor"}, {"centre", "center"}, {"theatre", "theater"}, {"kilometre", "kilometer"},
	{"defence", "defense"}, {"offence", "offense"}, {"licence", "license"}, {"programme", "program"}, {"catalogue", "catalog"}, {"dialogue", "dialog"},
	{"travelled", "traveled"}, {"cancelled", "canceled"}, {"counsellor", "counselor"}, {"judgement", "judgment"}, {"sceptical", "skeptical"},
	{"aluminium", "aluminum"}, {"adviser", "advisor"},
}

// wordQuestions asks for compounds and spellings, as plain words and exactly.
func wordQuestions() []Question {
	var list []Question
	for _, c := range Compounds {
		joined, apart := c[0]+c[1], c[0]+" "+c[1]
		var terms, rows []string
		for _, form := range formsOf(joined) {
			terms = append(terms, form)
			if second, ok := strings.CutPrefix(form, c[0]); ok {
				rows = append(rows, c[0]+" "+second)
			}
		}
		any := func(d *Doc) bool { return d.has(terms...) || d.has(rows...) }
		list = append(list,
			Question{joined, any},
			Question{c[0] + "-" + c[1], any},
			Question{"=" + joined, func(d *Doc) bool { return d.has(joined) }},
			Question{`"` + c[0] + "-" + c[1] + `"`, func(d *Doc) bool { return d.row(apart) }},
		)
	}
	for _, pair := range Spellings {
		terms := append(formsOf(pair[0]), formsOf(pair[1])...)
		for _, word := range pair {
			list = append(list,
				Question{word, func(d *Doc) bool { return d.has(terms...) }},
				Question{"=" + word, func(d *Doc) bool { return d.has(word) }},
			)
		}
	}
	return list
}

// formsOf returns the inflections of a regular word, by the rules of a school
// grammar, and some that do not exist.
func formsOf(word string) []string {
	bases := []string{word}
	for _, ending := range []string{"s", "d", "ed", "ing"} {
		if base, ok := strings.CutSuffix(word, ending); ok && len(base) > 3 {
			bases = append(bases, base)
		}
	}
	if ed, ok := strings.CutSuffix(word, "ed"); ok && ed[len(ed)-1] == ed[len(ed)-2] {
		bases = append(bases, ed[:len(ed)-1]) // travelled
	}
	var forms []string
	for _, b := range bases {
		last := b[len(b)-1:]
		forms = append(forms, b, b+"s", b+"es", b+"d", b+"ed", b+"ing", strings.TrimSuffix(b, "e")+"ing", b+last+"ed", b+last+"ing")
	}
	return forms
}
