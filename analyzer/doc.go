// Package analyzer says what the words of a cable are.
//
// One Scanner passes once over the bytes of a text and yields tokens, without
// allocating for them. All else is an adapter over it: the analyzers that Bleve
// knows by name, Terms for the words of a query. Codes and QueryCodes do the
// same for the values of coded fields.
//
// A token has a term, the folded form that is looked for; a kind; the bytes
// that it stands for, always those of the original text; and a position. Parts
// take one position each. A whole stands at the position of its first part and
// spans those of all, so that a phrase may run along either:
//
//	text      the  PM/WRA        office  041412Z DEC 08
//	position   1   2     3       4       5       6   7
//	parts     the  pm    wra     office  041412z dec 08
//	wholes         pm/wra                2008-12-04T14:12Z
//
// Nothing is stopped and nothing is stemmed: IS, IT and IN are TAGS. See the
// table of scanner_test.go for every rule with its reason.
package analyzer
