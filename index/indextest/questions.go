package indextest

import (
	"slices"
	"strings"

	"reftel/corpus/cable"
	"reftel/corpus/tags"
)

// Questions are asked of any set of cables: what they find depends on it, and
// that it equals the count by brute force does not.
var Questions = []Question{
	{`*`, func(d *Doc) bool { return true }},
	{`=government`, func(d *Doc) bool { return d.has("government") }},
	{`government`, func(d *Doc) bool {
		return d.has("government", "governments")
	}},
	{`minister`, func(d *Doc) bool { return d.has("minister", "ministers", "ministered", "ministering") }},
	{`=minister =foreign`, func(d *Doc) bool { return d.has("minister") && d.has("foreign") }},
	{`=minister AND =foreign`, func(d *Doc) bool { return d.has("minister") && d.has("foreign") }},
	{`=trade OR =fish`, func(d *Doc) bool { return d.has("trade", "fish") }},
	{`=trade -=fish`, func(d *Doc) bool { return d.has("trade") && !d.has("fish") }},
	{`=minister NOT =trade`, func(d *Doc) bool { return d.has("minister") && !d.has("trade") }},
	{`-=minister`, func(d *Doc) bool { return !d.has("minister") }},
	{`(=trade OR =port) =minister`, func(d *Doc) bool { return d.has("trade", "port") && d.has("minister") }},
	{`=port =trade OR =visa`, func(d *Doc) bool { return d.has("port") && d.has("trade") || d.has("visa") }},
	{`"foreign minister"`, func(d *Doc) bool { return d.row("foreign minister") }},
	{`"of the"`, func(d *Doc) bool { return d.row("of the") }},
	{`"the government of"`, func(d *Doc) bool { return d.row("the government of") }},
	{`"end summary"`, func(d *Doc) bool { return d.row("end summary") }},
	{`"foreign minister" -"prime minister"`, func(d *Doc) bool { return d.row("foreign minister") && !d.row("prime minister") }},
	{`negotiat*`, func(d *Doc) bool { return d.begins("negotiat") }},
	{`negotiat* =trade`, func(d *Doc) bool { return d.begins("negotiat") && d.has("trade") }},
	{`o'brien`, func(d *Doc) bool { return d.row("o brien") || d.has("obrien") }},
	{`=o'brien`, func(d *Doc) bool { return d.row("o brien") }},
	{`=is`, func(d *Doc) bool { return d.has("is") }},
	{`subject:=trade`, func(d *Doc) bool { return d.subject("trade") }},
	{`subject:=minister OR subject:=president`, func(d *Doc) bool { return d.subject("minister", "president") }},
	{`tags:PARM`, func(d *Doc) bool { return d.tag("PARM") }},
	{`tags:prel`, func(d *Doc) bool { return d.tag("PREL") }},
	{`tags:PREL,ECON`, func(d *Doc) bool { return d.tag("PREL", "ECON") }},
	{`tags:PREL tags:ECON`, func(d *Doc) bool { return d.tag("PREL") && d.tag("ECON") }},
	{`tags:PREL -tags:PGOV`, func(d *Doc) bool { return d.tag("PREL") && !d.tag("PGOV") }},
	{`tags:(PARM OR KNNP) =minister`, func(d *Doc) bool { return d.tag("PARM", "KNNP") && d.has("minister") }},
	{`tags:IS`, func(d *Doc) bool { return d.tag("IS") }},
	{`tags:IT`, func(d *Doc) bool { return d.tag("IT") }},
	{`class:C`, func(d *Doc) bool { return d.class("CONFIDENTIAL") }},
	{`class:U`, func(d *Doc) bool { return d.class("UNCLASSIFIED") }},
	{`class:>=S`, func(d *Doc) bool { return d.class("SECRET", "TOP SECRET") }},
	{`class:<C`, func(d *Doc) bool {
		return d.class("UNCLASSIFIED", "LIMITED OFFICIAL USE", "FOR OFFICIAL USE ONLY", "SENSITIVE BUT UNCLASSIFIED")
	}},
	{`handling:NOFORN`, func(d *Doc) bool { return d.handled("NOFORN") }},
	{`handling:SIPDIS -class:S`, func(d *Doc) bool { return d.handled("SIPDIS") && !d.class("SECRET") }},
	{`date:2008`, func(d *Doc) bool { return d.sent("2008", "2008") }},
	{`year:2009`, func(d *Doc) bool { return d.sent("2009", "2009") }},
	{`date:2008-03..2009-02`, func(d *Doc) bool { return d.Cable.DatePrecision != "year" && d.sent("2008-03", "2009-02") }},
	{`date:>=2009`, func(d *Doc) bool { return d.sent("2009", "9999") }},
	{`date:<1990`, func(d *Doc) bool { return d.sent("0000", "1989") }},
	{`date:..1999 =minister`, func(d *Doc) bool { return d.sent("0000", "1999") && d.has("minister") }},
	{`from:STATE`, func(d *Doc) bool {
		return d.fromPost("STATE") || d.any(func(c *cable.Cable) bool {
			return slices.Contains(simpleWords(c.From), "state") || strings.Contains(c.From, "SECSTATE")
		})
	}},
	{`mark:S`, func(d *Doc) bool { return d.mark("S") }},
	{`mark:SBU -class:SBU`, func(d *Doc) bool { return d.mark("SBU") && !d.class("SENSITIVE BUT UNCLASSIFIED") }},
	{`has:ref`, func(d *Doc) bool {
		return d.any(func(c *cable.Cable) bool {
			return slices.ContainsFunc(c.Refs, func(r cable.Ref) bool { return r.ID != "" })
		})
	}},
	{`missing:tags`, func(d *Doc) bool { return !d.any(func(c *cable.Cable) bool { return len(c.Tags) > 0 }) }},
	{`prec:O`, func(d *Doc) bool {
		return d.any(func(c *cable.Cable) bool { return slices.Contains(c.Precedence, "O") })
	}},
	{`eo:12958`, func(d *Doc) bool { return d.any(func(c *cable.Cable) bool { return c.EO == "12958" }) }},
	{`reason:1.4(b)`, func(d *Doc) bool { return d.reason("1.4(b)") }},
	{`reason:1.4(b) reason:1.4(d) date:2008`, func(d *Doc) bool {
		return d.reason("1.4(b)") && d.reason("1.4(d)") && d.sent("2008", "2008")
	}},
	{`has:mentions =minister`, func(d *Doc) bool {
		return d.any(func(c *cable.Cable) bool { return len(c.Mentions) > 0 }) && d.has("minister")
	}},
	{`tagcat:E`, func(d *Doc) bool {
		return d.any(func(c *cable.Cable) bool {
			return slices.ContainsFunc(c.Tags, func(t tags.Tag) bool { return t.Kind == "subject" && t.Code[0] == 'E' })
		})
	}},
	{`decl:2018`, func(d *Doc) bool {
		return d.any(func(c *cable.Cable) bool {
			return c.Declassify != nil && strings.HasPrefix(c.Declassify.Date, "2018")
		})
	}},
	{`body:=government`, func(d *Doc) bool { return d.bodyRow("government") }},
	{`body:"foreign minister"`, func(d *Doc) bool { return d.bodyRow("foreign minister") }},
	{`body:=sipdis`, func(d *Doc) bool { return d.bodyRow("sipdis") }},
	{`has:body`, func(d *Doc) bool {
		return d.any(func(c *cable.Cable) bool { return len(c.Paragraphs)+len(c.Unplaced) > 0 })
	}},
	{`concepts:trade`, func(d *Doc) bool {
		return d.any(func(c *cable.Cable) bool {
			return slices.ContainsFunc(c.Concepts, func(s string) bool { return slices.Contains(simpleWords(s), "trade") })
		})
	}},
	{`has:concepts`, func(d *Doc) bool { return d.any(func(c *cable.Cable) bool { return len(c.Concepts) > 0 }) }},
	{`zyxgarble`, func(d *Doc) bool { return false }},
}
