package cable

import "reftel/corpus/cable/internal/ascii"

// Short names for the helpers of package ascii.

func cutLine(s string) (line, rest string)        { return ascii.CutLine(s) }
func trimLine(line string) string                 { return ascii.TrimLine(line) }
func furnitureLine(line string) bool              { return ascii.FurnitureLine(line) }
func sectionMark(s string) int                    { return ascii.SectionMark(s) }
func isDigit(c byte) bool                         { return ascii.IsDigit(c) }
func isUpper(c byte) bool                         { return ascii.IsUpper(c) }
func isLetter(c byte) bool                        { return ascii.IsLetter(c) }
func isBlank(c byte) bool                         { return ascii.IsBlank(c) }
func letters(s string) int                        { return ascii.Letters(s) }
func digits(s string) int                         { return ascii.Digits(s) }
func blanks(s string) int                         { return ascii.Blanks(s) }
func hasPrefixFold(s, prefix string) bool         { return ascii.HasPrefixFold(s, prefix) }
func equalFold(s, word string) bool               { return ascii.EqualFold(s, word) }
func hasWordFold(s, word string) bool             { return ascii.HasWordFold(s, word) }
func hasSuffixFold(s, suffix string) bool         { return ascii.HasSuffixFold(s, suffix) }
func indexFold(s, sub string) int                 { return ascii.IndexFold(s, sub) }
func spacedPrefix(s, word string) int             { return ascii.SpacedPrefix(s, word) }
func span(s, set string) int                      { return ascii.Span(s, set) }
func upper(c byte) byte                           { return ascii.Upper(c) }
func wordStart(s string, end int) int             { return ascii.WordStart(s, end) }
func hasLower(s string) bool                      { return ascii.HasLower(s) }
func hasUpper(s string) bool                      { return ascii.HasUpper(s) }
func redacted(word string) bool                   { return ascii.Redacted(word) }
func editDistance(a, b string, limit int) int     { return ascii.EditDistance(a, b, limit) }
func appendOnce(list []string, s string) []string { return ascii.AppendOnce(list, s) }
func wordLen(s string) int                        { return ascii.WordLen(s) }
func joinWords(s string) string                   { return ascii.JoinWords(s) }
func clip(s string, n int) string                 { return ascii.Clip(s, n) }
