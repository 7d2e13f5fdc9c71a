package messages_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// proseElsewhere are the files and folders of pkg whose texts are no messages, and why.
var proseElsewhere = map[string]string{
	"executor/metrics.go":            "the help texts of metrics",
	"opentsdb/decode":                "what is malformed in a response, beside its place: the reason in a message",
	"opentsdb/dialects/opentsdb.go":  "notes on a server, which docs/servers.md and the editors show",
	"opentsdb/dialects/ovh.go":       "notes on a server, which docs/servers.md and the editors show",
	"opentsdb/problems/responses.go": "texts of servers, to recognise their errors",
	"opentsdb/problems/text.go":      "texts of servers, to recognise their errors",
	"opentsdb/problems/transport.go": "texts of systems, to recognise their errors",
}

// sentinels are errors that the code compares with, and never shows.
var sentinels = []string{"errNotAttributed", "errUnknown"}

// A text that a user reads has a title, a reason and a fix only as a message: a sentence in another package is none.
func TestSentencesAreMessages(t *testing.T) {
	used := map[string]bool{}
	for _, one := range sentences(t, os.DirFS("..")) {
		if exemption := exemptionOf(one); exemption != "" {
			used[exemption] = true
			continue
		}
		t.Errorf("pkg/%s:%d: %s. If users read it, make it a message; if only engineers do, wrap the cause (%%w), or say why in proseElsewhere", one.file, one.line, one.text)
	}
	for _, exemption := range append(slices.Collect(maps.Keys(proseElsewhere)), sentinels...) {
		require.True(t, used[exemption], "%s: nothing needs this exemption any more", exemption)
	}
}

func TestSentencesAreFound(t *testing.T) {
	for code, found := range map[string]bool{
		`fmt.Sprintf("%q is not a number", text)`:                            true,
		`errors.New("the list is too long")`:                                 true,
		`"enter a number. Write " + example`:                                 true,
		`messages.ParameterInvalid.Error("limit", "it is not a number")`:     true,
		`fmt.Errorf("a query can have %d functions", most)`:                  true,
		`fmt.Errorf("write the last request: %w", err)`:                      false,
		`backend.Logger.FromContext(ctx).Warn("The settings of it are bad")`: false,
		`fmt.Sprintf("Filter on tag %q", key)`:                               false,
		`s.text("downsampleInterval")`:                                       false,
	} {
		positions := token.NewFileSet()
		file, err := parser.ParseFile(positions, "code.go", "package p\nvar _ = "+code, 0)
		require.NoError(t, err, code)
		require.Equal(t, found, len(sentencesOf(positions, file)) > 0, code)
	}
}

type sentence struct {
	file string
	line int
	text string
	// sentinel is the variable whose error it is, if that is one of sentinels.
	sentinel string
}

func exemptionOf(one sentence) string {
	for place := range proseElsewhere {
		if one.file == place || path.Dir(one.file) == place {
			return place
		}
	}
	return one.sentinel
}

// sentences returns those of the shipped code, except this package's.
func sentences(t *testing.T, pkg fs.FS) (found []sentence) {
	require.NoError(t, fs.WalkDir(pkg, ".", func(file string, entry fs.DirEntry, err error) error {
		if folder := path.Base(path.Dir(file)); err != nil || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") ||
			folder == "messages" || strings.HasSuffix(folder, "test") {
			return err
		}
		code, err := fs.ReadFile(pkg, file)
		require.NoError(t, err)
		positions := token.NewFileSet()
		parsed, err := parser.ParseFile(positions, file, code, 0)
		require.NoError(t, err)
		found = append(found, sentencesOf(positions, parsed)...)
		return nil
	}))
	require.NotEmpty(t, found)
	return found
}

// threeWords are in a row in any sentence, and in no name.
var threeWords = regexp.MustCompile(`(?:^|[^\p{L}])[a-z']+ [a-z']+ [a-z']+`)

// sentencesOf returns the texts with three words in a row, of which the log and errors with a cause are for engineers.
func sentencesOf(positions *token.FileSet, file *ast.File) (found []sentence) {
	sentinel := ""
	var visit func(ast.Node) bool
	visit = func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.ValueSpec:
			if name := node.Names[0].Name; slices.Contains(sentinels, name) {
				sentinel = name
				for _, value := range node.Values {
					ast.Inspect(value, visit)
				}
				sentinel = ""
				return false
			}
		case *ast.CallExpr:
			return !isForEngineers(node)
		case *ast.BasicLit:
			if node.Kind == token.STRING && threeWords.MatchString(node.Value) {
				at := positions.Position(node.Pos())
				found = append(found, sentence{at.Filename, at.Line, node.Value, sentinel})
			}
		}
		return true
	}
	ast.Inspect(file, visit)
	return found
}

func isForEngineers(call *ast.CallExpr) bool {
	function, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 {
		return false
	}
	if format, isText := call.Args[0].(*ast.BasicLit); isText && function.Sel.Name == "Errorf" {
		return strings.Contains(format.Value, "%w")
	}
	logs := false
	ast.Inspect(function.X, func(node ast.Node) bool {
		name, isName := node.(*ast.Ident)
		logs = logs || isName && strings.HasSuffix(name.Name, "Logger")
		return true
	})
	return logs
}
