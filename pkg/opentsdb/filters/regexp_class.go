package filters

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// class reads a class after its opening bracket, with nested classes and intersections, as Java 9 and newer do.
func (p *parser) class() set {
	p.descend()
	defer func() { p.depth-- }()
	negated := p.take("^")
	members := p.union(true)
	for p.take("&&") {
		members = members.and(p.union(false))
	}
	if p.next() != ']' {
		p.invalid()
	}
	if negated {
		return members.complement()
	}
	return members
}

// union reads the members of a class up to && or the closing bracket; a closing bracket as the first member is a character.
func (p *parser) union(first bool) set {
	var members set
	for empty := true; ; empty = false {
		p.skipComments()
		switch r := p.next(); {
		case r == ']' && !(first && empty), r == '&' && p.peek() == '&':
			p.at--
			if empty {
				p.invalid()
			}
			return members.normal()
		case r == '[':
			members = p.with(members, p.class())
		case r == '\\' && p.take("Q"):
			for !p.take(`\E`) {
				c := p.next()
				members = p.with(members, p.withCases(c, c))
			}
		default:
			p.at--
			members = p.with(members, p.member())
		}
	}
}

func (p *parser) with(members, more set) set {
	const bytesPerSpan = 8
	p.grow(len(more) * bytesPerSpan)
	return append(members, more...)
}

// member reads a character, a range or a shorthand class.
func (p *parser) member() set {
	if p.take(`\`) {
		if members, ok := p.classEscape(); ok {
			return members
		}
		p.at--
	}
	low := p.classCharacter()
	if p.peek() != '-' || p.at+1 >= len(p.text) || p.text[p.at+1] == ']' || p.text[p.at+1] == '[' {
		return p.withCases(low, low)
	}
	p.at++
	high := p.classCharacter()
	if high < low {
		p.invalid()
	}
	return p.withCases(low, high)
}

func (p *parser) classCharacter() rune {
	if r := p.next(); r != '\\' {
		return r
	}
	return p.character()
}

// character reads an escaped character after its backslash.
func (p *parser) character() rune {
	switch r := p.next(); r {
	case 't':
		return '\t'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 'f':
		return '\f'
	case 'a':
		return '\a'
	case 'e':
		return 0x1b
	case 'c':
		return p.next() ^ 64
	case '0':
		var text string
		for len(text) < 3 && p.peek() >= '0' && p.peek() <= '7' && (len(text) < 2 || text[0] <= '3') {
			text += string(p.next())
		}
		return p.number(text, 8)
	case 'x':
		if p.take("{") {
			return p.number(p.until("}"), 16)
		}
		return p.number(p.following(2), 16)
	case 'u':
		return p.number(p.following(4), 16)
	default:
		if r <= unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			p.unsupported(`\` + string(r))
		}
		return r
	}
}

func (p *parser) following(n int) string {
	text := make([]rune, n)
	for i := range text {
		text[i] = p.next()
	}
	return string(text)
}

func (p *parser) number(text string, base int) rune {
	n, err := strconv.ParseUint(text, base, 32)
	if err != nil || n > unicode.MaxRune || (n >= 0xd800 && n < 0xe000) {
		p.invalid()
	}
	return rune(n)
}

// shorthands are Java's classes of one letter, which hold ASCII and blanks only.
var shorthands = map[rune]set{
	'd': {{'0', '9'}},
	'w': {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}},
	's': {{'\t', '\r'}, {' ', ' '}},
	'h': {{'\t', '\t'}, {' ', ' '}, {0xa0, 0xa0}, {0x1680, 0x1680}, {0x180e, 0x180e}, {0x2000, 0x200a}, {0x202f, 0x202f}, {0x205f, 0x205f}, {0x3000, 0x3000}},
	'v': {{'\n', '\r'}, {0x85, 0x85}, {0x2028, 0x2029}},
}

// posix are the classes that Java names as POSIX does, of ASCII only.
var posix = map[string]set{
	"Lower": {{'a', 'z'}}, "Upper": {{'A', 'Z'}}, "ASCII": {{0, 0x7f}}, "Alpha": {{'A', 'Z'}, {'a', 'z'}}, "Digit": {{'0', '9'}},
	"Alnum": {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}}, "Punct": {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}, "Graph": {{'!', '~'}},
	"Print": {{' ', '~'}}, "Blank": {{'\t', '\t'}, {' ', ' '}}, "Cntrl": {{0, 0x1f}, {0x7f, 0x7f}},
	"XDigit": {{'0', '9'}, {'A', 'F'}, {'a', 'f'}}, "Space": {{'\t', '\r'}, {' ', ' '}},
}

// properties are the binary properties of Unicode that Java has under names with Is.
var properties = map[string][]*unicode.RangeTable{
	"ALPHABETIC":  {unicode.L, unicode.Nl, unicode.Other_Alphabetic},
	"LETTER":      {unicode.L},
	"DIGIT":       {unicode.Nd},
	"UPPERCASE":   {unicode.Lu, unicode.Other_Uppercase},
	"LOWERCASE":   {unicode.Ll, unicode.Other_Lowercase},
	"PUNCTUATION": {unicode.P},
	"WHITE_SPACE": {unicode.White_Space},
	"IDEOGRAPHIC": {unicode.Ideographic},
}

// ofOneCase are the properties that include letters of the other case where case is ignored, but not in every version of Java.
var ofOneCase = []string{"Lower", "Upper", "Lu", "Ll", "Lt", "IsLu", "IsLl", "IsLt", "IsUppercase", "IsLowercase"}

// classEscape reads a shorthand class or property after its backslash; false: there is none.
func (p *parser) classEscape() (set, bool) {
	switch r := p.peek(); r {
	case 'd', 'w', 's', 'h', 'v':
		p.at++
		return shorthands[r], true
	case 'D', 'W', 'S', 'H', 'V':
		p.at++
		return shorthands[unicode.ToLower(r)].complement(), true
	case 'p', 'P':
		p.at++
		name := string(p.next())
		if name == "{" {
			name = p.until("}")
		}
		members := p.property(name)
		if r == 'P' {
			members = members.complement()
		}
		return members, true
	default:
		return nil, false
	}
}

// property is a class by its name in braces.
func (p *parser) property(name string) set {
	if p.flags.ignoreCase && slices.Contains(ofOneCase, name) {
		p.unsupported(`(?i)\p{` + name + "}")
	}
	if members, ok := posix[name]; ok {
		return members
	}
	key, value, keyed := strings.Cut(name, "=")
	if !keyed {
		key = ""
	}
	bare, is := strings.CutPrefix(name, "Is")
	var tables []*unicode.RangeTable
	switch strings.ToLower(key) {
	case "sc", "script":
		tables = script(value)
	case "gc", "general_category":
		tables = category(value)
	default:
		tables = category(bare)
		if tables == nil && is {
			tables = properties[strings.ToUpper(bare)]
		}
		if tables == nil && is {
			tables = script(bare)
		}
	}
	if tables == nil {
		p.unsupported(`\p{` + name + "}")
	}
	return setOf(tables)
}

func category(name string) []*unicode.RangeTable {
	if table := unicode.Categories[name]; table != nil && len(name) <= 2 {
		return []*unicode.RangeTable{table}
	}
	return nil
}

func script(name string) []*unicode.RangeTable {
	for known, table := range unicode.Scripts {
		if strings.EqualFold(known, name) {
			return []*unicode.RangeTable{table}
		}
	}
	return nil
}

// maxFolded bounds the characters of a range for which the other cases are looked up.
const maxFolded = 2000

// withCases returns a range of characters, with their other cases where case is ignored.
func (p *parser) withCases(low, high rune) set {
	members := set{{low, high}}
	if !p.flags.ignoreCase {
		return members
	}
	if p.flags.unicodeCase && high-low > maxFolded {
		p.unsupported("(?iu)[" + string(low) + "-" + string(high) + "]")
	}
	for r := low; r <= high && (p.flags.unicodeCase || r <= unicode.MaxASCII); r++ {
		for _, other := range p.cases(r) {
			members = append(members, span{other, other})
		}
	}
	return members.normal()
}

func (p *parser) literal(r rune) string { return p.withCases(r, r).String() }

// cases returns the characters that Java regards as equal under (?i), for ASCII only, or under (?iu).
func (p *parser) cases(r rune) (others []rune) {
	if !p.flags.unicodeCase {
		if r <= unicode.MaxASCII && unicode.IsLetter(r) {
			return []rune{unicode.ToLower(r), unicode.ToUpper(r)}
		}
		return nil
	}
	folded := func(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }
	candidates := []rune{'i', 'I', '\u0130', '\u0131'}
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		candidates = append(candidates, other)
	}
	for _, other := range candidates {
		if folded(other) == folded(r) {
			others = append(others, other)
		}
	}
	return others
}
