package filters

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// To ignore case, OpenTSDB compares texts in lower case (String.toLowerCase), by which ſ isn't an s; by Java's flags (?iu) it
// is. So patterns list the letters that are equal, instead of using the flags. The two lower-case forms of the Greek sigma,
// which Java chooses by the letters around it, are one letter here.

// combiningDot is the dot that Java keeps when it writes İ in lower case.
const combiningDot = '\u0307'

// foldCase returns the same text for texts that differ only in case.
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

// literalPattern returns a regular expression for one text, valid in Java and Go.
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

// letterPattern returns a character class of the letters that differ only in case.
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
