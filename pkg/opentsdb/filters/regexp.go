package filters

import (
	"fmt"
	"strings"
	"time"

	"github.com/dlclark/regexp2"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
)

// matchTimeout bounds one match. A pattern that backtracks for longer would block a thread of the server, too.
const matchTimeout = 250 * time.Millisecond

// javaRegexp is a Java regular expression (java.util.regex.Pattern), as OpenTSDB and the store of OVH Metrics use them.
type javaRegexp struct {
	// Text can be put into a group: a quote at its end is closed, a comment at its end is cut off.
	Text string
	// Named and BackReferences say that it names groups, or refers to groups by number or name. In one expression with the groups
	// of another pattern, it would mean something else.
	Named, BackReferences bool

	compiled *regexp2.Regexp
}

// newJavaRegexp parses a pattern. The error tells the pattern's author what isn't valid in Java, or can't be matched exactly as
// Java does.
func newJavaRegexp(text string) (javaRegexp, error) {
	p := parser{text: []rune(text), names: map[string]int{}}
	translated, err := p.parse()
	if err != nil {
		return javaRegexp{}, err
	}
	compiled, err := regexp2.Compile(translated, regexp2.None)
	if err != nil {
		return javaRegexp{}, invalidFrom(len(p.text))
	}
	compiled.MatchTimeout = matchTimeout
	return javaRegexp{Text: p.closed(text), Named: len(p.names) > 0, BackReferences: p.backReferences, compiled: compiled}, nil
}

var errTooSlow = messages.RegexpTooSlow.Error()

// Match says whether the pattern is found in a value.
func (r javaRegexp) Match(value string) (bool, error) {
	found, err := r.compiled.MatchString(value)
	if err != nil {
		return false, errTooSlow
	}
	return found, nil
}

// closed returns the text without a comment at its end, and with its last quote closed.
func (p *parser) closed(text string) string {
	if p.comment > 0 {
		text = string(p.text[:p.comment])
	}
	if p.openQuote {
		text += `\E`
	}
	return text
}

// flags are Java's inline flags, which hold for the rest of a group.
type flags struct{ ignoreCase, unicodeCase, dotAll, unixLines, comments bool }

// parser translates Java's syntax into that of regexp2, which differs in shorthand classes, case and the numbering of groups, and
// has no possessive quantifiers, quotes or intersections of classes.
type parser struct {
	text   []rune
	at     int
	flags  flags
	groups int
	names  map[string]int

	depth int // of nested groups and classes
	size  int // of the output, in bytes, roughly

	backReferences bool
	openQuote      bool // the text ends in a quote without \E
	comment        int  // where a comment that runs to the end begins; 0: there is none
}

// unwinding is the value that the parser panics with.
type unwinding struct{ err error }

// invalid ends parsing at what isn't valid in Java.
func (p *parser) invalid() {
	panic(unwinding{invalidFrom(min(p.at, len(p.text)))})
}

func invalidFrom(at int) error {
	return messages.RegexpInvalid.Error(at)
}

// unsupported ends parsing at a construct that may be valid in Java, but can't be matched exactly.
func (p *parser) unsupported(construct string) {
	panic(unwinding{messages.RegexpUnsupported.Error(construct)})
}

func (p *parser) parse() (out string, err error) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case unwinding:
			err = e.err
		default:
			panic(e)
		}
	}()
	out = p.alternation()
	if !p.end() {
		p.invalid()
	}
	return out, nil
}

func (p *parser) end() bool { return p.at >= len(p.text) }

func (p *parser) peek() rune {
	if p.end() {
		return -1
	}
	return p.text[p.at]
}

func (p *parser) next() rune {
	r := p.peek()
	if r < 0 {
		p.invalid()
	}
	p.at++
	return r
}

// take moves past a prefix of the rest; false: the rest doesn't begin with it.
func (p *parser) take(prefix string) bool {
	want := []rune(prefix)
	if p.at+len(want) > len(p.text) || string(p.text[p.at:p.at+len(want)]) != prefix {
		return false
	}
	p.at += len(want)
	return true
}

// until moves past the next end and returns the text before it.
func (p *parser) until(end string) string {
	rest := string(p.text[p.at:])
	inner, _, found := strings.Cut(rest, end)
	if !found {
		p.invalid()
	}
	p.at += len([]rune(inner)) + len([]rune(end))
	return inner
}

// skipComments moves past blanks and a comment, where (?x) allows them.
func (p *parser) skipComments() {
	for p.flags.comments && !p.end() {
		switch r := p.peek(); {
		case strings.ContainsRune(" \t\n\v\f\r", r):
			p.at++
		case r == '#':
			if p.comment == 0 {
				p.comment = p.at
			}
			for !p.end() && p.peek() != '\n' {
				p.at++
			}
			if !p.end() {
				p.comment = 0
			}
		default:
			return
		}
	}
}

func (p *parser) alternation() string {
	var out strings.Builder
	out.WriteString(p.sequence())
	for p.peek() == '|' {
		p.at++
		out.WriteByte('|')
		out.WriteString(p.sequence())
	}
	return out.String()
}

func (p *parser) sequence() string {
	var out strings.Builder
	for {
		p.skipComments()
		if p.end() || p.peek() == '|' || p.peek() == ')' {
			return out.String()
		}
		atom := p.atom()
		if atom == "" {
			continue // flags, or an empty quote
		}
		p.grow(len(atom))
		out.WriteString(p.quantified(atom))
	}
}

func (p *parser) quantified(atom string) string {
	p.skipComments()
	var quantifier string
	switch p.peek() {
	case '*', '+', '?':
		quantifier = string(p.next())
	case '{':
		quantifier = p.repetition()
	default:
		return atom
	}
	p.skipComments()
	switch p.peek() {
	case '?':
		p.at++
		return atom + quantifier + "?"
	case '+':
		p.at++
		return "(?>" + atom + quantifier + ")"
	default:
		return atom + quantifier
	}
}

// repetition reads {n}, {n,} or {n,m}.
func (p *parser) repetition() string {
	p.at++
	bounds := p.until("}")
	low, high, ranged := strings.Cut(bounds, ",")
	if !digits(low) || (ranged && high != "" && !digits(high)) {
		p.invalid()
	}
	return "{" + bounds + "}"
}

func digits(text string) bool {
	return text != "" && len(text) < 6 && strings.Trim(text, "0123456789") == ""
}

func (p *parser) atom() string {
	switch r := p.next(); r {
	case '(':
		return p.group()
	case '[':
		return p.class().String()
	case '\\':
		return p.escape()
	case '.':
		switch {
		case p.flags.dotAll:
			return `[\s\S]`
		case p.flags.unixLines:
			return `[^\n]`
		}
		return `[^\n\r\u0085\u2028\u2029]`
	case '^':
		return `\A` // a tag's value has one line
	case '$':
		return `\Z`
	case '*', '+', '?', '{':
		p.invalid()
		return ""
	default:
		return p.literal(r)
	}
}

func (p *parser) group() string {
	if !p.take("?") {
		p.groups++
		return p.closeGroup("(")
	}
	for _, opening := range []string{":", "=", "!", ">", "<=", "<!"} {
		if p.take(opening) {
			return p.closeGroup("(?" + opening)
		}
	}
	if p.take("<") {
		name := p.until(">")
		if _, taken := p.names[name]; taken || !groupName(name) {
			p.invalid()
		}
		p.groups++
		p.names[name] = p.groups
		return p.closeGroup("(") // written without its name: regexp2 numbers named groups after the others, Java doesn't
	}
	outer := p.flags
	p.inlineFlags()
	if p.next() == ')' {
		return ""
	}
	changed := p.flags
	p.flags = outer
	return p.closeGroupWith("(?:", changed)
}

func (p *parser) closeGroup(opening string) string { return p.closeGroupWith(opening, p.flags) }

func (p *parser) closeGroupWith(opening string, inside flags) string {
	outer := p.flags
	p.flags = inside
	p.descend()
	inner := p.alternation()
	p.depth--
	p.flags = outer
	if p.end() {
		p.invalid()
	}
	p.at++
	return opening + inner + ")"
}

// maxDepth bounds nested groups and classes: a stack overflow would end the process.
const maxDepth = 250

func (p *parser) descend() {
	if p.depth++; p.depth > maxDepth {
		panic(unwinding{messages.RegexpTooDeep.Error(maxDepth)})
	}
}

// maxSize bounds the output: a class of a few letters can become thousands of characters.
const maxSize = 16 << 20

func (p *parser) grow(bytes int) {
	if p.size += bytes; p.size > maxSize {
		panic(unwinding{messages.RegexpTooLarge.Error()})
	}
}

func groupName(name string) bool {
	for i, r := range name {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return name != ""
}

// inlineFlags reads flags up to the : or ) after them.
func (p *parser) inlineFlags() {
	on := true
	for p.peek() != ':' && p.peek() != ')' {
		switch r := p.next(); r {
		case '-':
			on = false
		case 'i':
			p.flags.ignoreCase = on
		case 'u':
			p.flags.unicodeCase = on
		case 's':
			p.flags.dotAll = on
		case 'd':
			p.flags.unixLines = on
		case 'x':
			p.flags.comments = on
		case 'm': // a tag's value has one line
		default:
			p.unsupported("(?" + string(r) + ")")
		}
	}
}

// escape reads what follows a backslash outside a class.
func (p *parser) escape() string {
	switch r := p.next(); r {
	case 'Q':
		return p.quote()
	case 'b', 'B':
		const word = `[\p{L}\p{Nd}_]`
		if r == 'B' {
			return "(?:(?<=" + word + ")(?=" + word + ")|(?<!" + word + ")(?!" + word + "))"
		}
		return "(?:(?<=" + word + ")(?!" + word + ")|(?<!" + word + ")(?=" + word + "))"
	case 'A', 'G':
		return `\A`
	case 'z':
		return `\z`
	case 'Z':
		return `\Z`
	case 'R':
		return `(?:\r\n|[\n\v\f\r\u0085\u2028\u2029])`
	case 'k':
		if !p.take("<") {
			p.invalid()
		}
		name := p.until(">")
		number, known := p.names[name]
		if !known {
			p.invalid()
		}
		return p.backReference(number)
	case '1', '2', '3', '4', '5', '6', '7', '8', '9':
		number := int(r - '0')
		for p.peek() >= '0' && p.peek() <= '9' && number*10+int(p.peek()-'0') <= p.groups {
			number = number*10 + int(p.next()-'0')
		}
		if number > p.groups {
			p.invalid()
		}
		return p.backReference(number)
	default:
		p.at--
		if members, ok := p.classEscape(); ok {
			return members.String()
		}
		return p.literal(p.character())
	}
}

func (p *parser) backReference(number int) string {
	p.backReferences = true
	if p.flags.ignoreCase {
		p.unsupported(`(?i)\k`)
	}
	return fmt.Sprintf(`\k<%d>`, number)
}

// quote reads up to \E, or to the end. Each character is an atom of its own, so that a quantifier after it repeats only the last.
func (p *parser) quote() string {
	var out []string
	for !p.take(`\E`) {
		if p.end() {
			p.openQuote = true
			break
		}
		out = append(out, p.literal(p.next()))
	}
	if len(out) == 0 {
		return ""
	}
	last := p.quantified(out[len(out)-1])
	return strings.Join(out[:len(out)-1], "") + last
}
