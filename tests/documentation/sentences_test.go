package documentation_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// blank stands in a sentence for what differs from case to case.
const blank = "\x00"

// sentence is a text of the backend's source that can be a part of what a user reads.
type sentence struct {
	text string
	// where is its place in the source.
	where string
	// short ones name a field or a thing: an entry may hold them, and none has to.
	short bool
	// pattern finds the sentence in an entry's text, which may have texts or placeholders for its blanks.
	pattern *regexp.Regexp
}

// unseen are the calls whose texts are looked for, sent or logged, by the end of the function's name.
var unseen = regexp.MustCompile(`^(says|strings\.\w+|bytes\.\w+|regexp\.MustCompile|mux\.Handle|log\.\w+|.*Logger.*\.(Debug|Info|Warn|Error)|.*FromContext\(\.\.\.\)\.(Debug|Info|Warn|Error)|prometheus\..*)$`)

// unseenFiles hold nothing that explains: the request in curl's form, what goes into the log, and what tests compare with.
var unseenFiles = map[string]bool{"curl.go": true, "filterstest.go": true, "standardlog.go": true, "metrics.go": true, "main.go": true}

// unseenPlaces are single texts that no user reads, each with the reason.
var unseenPlaces = map[string]string{
	"the answer has more than " + blank:         "told by tooMuch in its own words",
	"the answer's reader failed: " + blank:      "a fault of the plugin's own, which its tests are for",
	"write the " + blank + " request: " + blank: "a request of texts and numbers always encodes",
	"tell queries apart: " + blank:              "a plan of texts and numbers always encodes",
	`{"message":"unreadable"}`:                  "a text always encodes",
	"the answer is empty":                       "told by malformed in its own words",
	"not a number":                              "ParseInterval says it in its own words",
	"the server answered with an error":         "told by what the server says",
}

// pairs are the functions and types that make one sentence of a field and what is wrong with it.
var pairs = map[string]bool{"fault": true, "refuse": true, "fieldError": true, "badParameter": true}

// sentencesOfBackend are all texts of pkg that a user can come to read. What isn't known not to be shown counts: a new
// sentence is found wherever it is written.
func sentencesOfBackend(t *testing.T) (found []sentence) {
	t.Helper()
	passed := map[string]bool{}
	require.NoError(t, filepath.WalkDir("../../pkg", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || unseenFiles[d.Name()] {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		r := reader{add: func(text string, pos token.Pos, made bool) {
			text = strings.Join(strings.Fields(text), " ")
			if _, isUnseen := unseenPlaces[text]; isUnseen || !word.MatchString(text) {
				passed[text] = true
				return
			}
			at := files.Position(pos)
			where := strings.TrimPrefix(filepath.ToSlash(at.Filename), "../../") + ":" + strconv.Itoa(at.Line)
			short := !made && !phrase.MatchString(text) && !strings.HasSuffix(text, blank+".")
			found = append(found, sentence{text: text, where: where, short: short, pattern: patternOf(text)})
		}}
		ast.Walk(&r, file)
		return nil
	}))
	for text, why := range unseenPlaces {
		require.True(t, passed[text], "the source has no %q any more, of which unseenPlaces says: %s", text, why)
	}
	return found
}

// patternOf captures a sentence's parts between its blanks.
func patternOf(text string) *regexp.Regexp {
	var groups []string
	for part := range strings.SplitSeq(text, blank) {
		if part = strings.TrimSpace(part); part != "" {
			groups = append(groups, "("+regexp.QuoteMeta(part)+")")
		}
	}
	return regexp.MustCompile(strings.Join(groups, ".*?"))
}

var (
	phrase = regexp.MustCompile(`[\p{L}\d)]\S*\s+\S*\p{L}`)
	word   = regexp.MustCompile(`\p{L}[\p{L}'’]+`)
	verb   = regexp.MustCompile(`%[#+]?[a-zA-Z]`)
)

// reader gathers texts: add gets each, and whether a constructor of sentences made it.
type reader struct {
	add func(text string, pos token.Pos, made bool)
}

func (r *reader) Visit(n ast.Node) ast.Visitor {
	switch n := n.(type) {
	case *ast.ImportSpec, *ast.Field:
		if field, ok := n.(*ast.Field); ok {
			ast.Walk(r, field.Type)
		}
		return nil
	case *ast.CaseClause: // what a text is compared with
		for _, statement := range n.Body {
			ast.Walk(r, statement)
		}
		return nil
	case *ast.CompositeLit:
		return r.composite(n)
	case *ast.CallExpr:
		return r.call(n)
	case *ast.BinaryExpr:
		if n.Op != token.ADD {
			break
		}
		if text := textOf(n); word.MatchString(text) {
			r.add(text, n.Pos(), false)
			r.rest(n)
			return nil
		}
	case *ast.BasicLit:
		if n.Kind == token.STRING {
			r.add(textOf(n), n.Pos(), false)
		}
	}
	return r
}

// composite reads a literal of a struct that is a sentence as one, and of a map its values.
func (r *reader) composite(n *ast.CompositeLit) ast.Visitor {
	if name, ok := n.Type.(*ast.Ident); ok && pairs[name.Name] && len(n.Elts) == 2 {
		r.pair(n.Elts[0], n.Elts[1], n.Pos())
		return nil
	}
	if name, ok := n.Type.(*ast.Ident); ok && name.Name == "FormatError" { // what is wrong with an answer: a parameter of one sentence
		return nil
	}
	if m, ok := n.Type.(*ast.MapType); ok {
		if value, ok := m.Value.(*ast.Ident); ok && value.Name == "bool" { // a set of texts that are looked for
			return nil
		}
	}
	for _, element := range n.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			element = pair.Value
		}
		ast.Walk(r, element)
	}
	return nil
}

func (r *reader) call(n *ast.CallExpr) ast.Visitor {
	name := nameOf(n.Fun)
	last := name[strings.LastIndex(name, ".")+1:]
	switch {
	case unseen.MatchString(name), last == "malformed":
		return nil
	case pairs[last] && len(n.Args) == 2:
		r.pair(n.Args[0], n.Args[1], n.Pos())
		return nil
	case last == "refusal" && len(n.Args) == 2: // what happened (status): the server's words. what to do
		r.add(textOf(n.Args[0])+" ("+blank+")"+blank+" "+textOf(n.Args[1]), n.Pos(), true)
		return nil
	}
	return r
}

// pair reads a field and what is wrong with it. A reason that isn't written in place is read where it is.
func (r *reader) pair(field, what ast.Expr, pos token.Pos) {
	if text := textOf(what); word.MatchString(text) {
		r.add(textOf(field)+": "+text, pos, true)
		return
	}
	ast.Walk(r, field)
	ast.Walk(r, what)
}

// rest reads the calls within a text that was put together.
func (r *reader) rest(e ast.Expr) {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		r.rest(e.X)
		r.rest(e.Y)
	case *ast.CallExpr:
		if textOf(e) == blank {
			ast.Walk(r, e)
		}
	}
}

// textOf is an expression's text, with blanks for what only running tells.
func textOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return verb.ReplaceAllString(text, blank)
		}
	case *ast.BinaryExpr:
		return textOf(e.X) + textOf(e.Y)
	case *ast.ParenExpr:
		return textOf(e.X)
	case *ast.CallExpr:
		if nameOf(e.Fun) == "fmt.Sprintf" {
			return textOf(e.Args[0])
		}
	}
	return blank
}

// nameOf writes a function's name with its receivers, calls among them as "(...)".
func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return nameOf(e.X) + "." + e.Sel.Name
	case *ast.CallExpr:
		return nameOf(e.Fun) + "(...)"
	}
	return ""
}
