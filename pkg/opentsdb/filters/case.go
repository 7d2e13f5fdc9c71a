package filters

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Where case is ignored OpenTSDB compares texts in lower case (String.toLowerCase): ſ is no s, though Java's (?iu) takes it
// for one. So a pattern names the letters of each class itself. The forms of the Greek sigma, which Java chooses by what
// stands around it, are one letter here.

// combiningDot is what Java leaves of the dot when it writes İ in lower case.
const combiningDot = '\u0307'

// foldCase writes a text so that texts which differ in case only are equal.
func foldCase(text string) string {
	var out strings.Builder
	for _, r := range text {
		out.WriteRune(foldRune(r))
		if r == 'İ' {
			out.WriteRune(combiningDot)
		}
	}
	return out.String()
}

func foldRune(r rune) rune {
	if r == 'ς' {
		return 'σ'
	}
	return unicode.ToLower(r)
}

// literalPattern is a regular expression for one text, in Java's syntax and Go's.
func literalPattern(text string, ignoreCase bool) string {
	if !ignoreCase {
		return regexp.QuoteMeta(text)
	}
	var out strings.Builder
	folded := []rune(foldCase(text))
	for i := 0; i < len(folded); i++ {
		letters := letterPattern(folded[i])
		if folded[i] == 'i' && i+1 < len(folded) && folded[i+1] == combiningDot {
			letters = "(?:" + letters + string(combiningDot) + "|İ)"
			i++
		}
		out.WriteString(letters)
	}
	return out.String()
}

// letterPattern is a class of the letters that are the same where case is ignored.
func letterPattern(folded rune) string {
	letters := []rune{folded}
	for other := unicode.SimpleFold(folded); other != folded; other = unicode.SimpleFold(other) {
		if foldRune(other) == folded {
			letters = append(letters, other)
		}
	}
	if len(letters) == 1 {
		return regexp.QuoteMeta(string(letters))
	}
	slices.Sort(letters)
	return "[" + string(letters) + "]"
}
