// Package documentation_test holds the pages that users read against the source.
package documentation_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// ofTheEditors is the section whose texts are the browser half's: troubleshooting.test.ts holds it against them.
const ofTheEditors = "In the editors"

// entry is what docs/troubleshooting.md says of one text.
type entry struct {
	section, text, prose string
}

// entries reads the page: quoted code is a text, the paragraphs behind it are about it and those quoted along with it.
func entries(t *testing.T) (all []entry) {
	t.Helper()
	page, err := os.ReadFile("../../docs/troubleshooting.md")
	require.NoError(t, err)
	section, quoted, prose := "", 0, []string{}
	close := func() {
		for i := len(all) - quoted; i < len(all); i++ {
			all[i].prose = strings.Join(prose, " ")
		}
		quoted, prose = 0, nil
	}
	for line := range strings.Lines(string(page)) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "#"):
			close()
			if title, isSection := strings.CutPrefix(line, "## "); isSection {
				section = title
			}
		case strings.HasPrefix(line, "> "):
			if len(prose) > 0 {
				close()
			}
			text := quotedText.FindStringSubmatch(line)
			require.NotNil(t, text, "one text a line, as code, and a backslash where another follows: %s", line)
			all = append(all, entry{section: section, text: text[1]})
			quoted++
		case line != "":
			prose = append(prose, line)
		}
	}
	close()
	return all
}

var (
	quotedText  = regexp.MustCompile("^> `([^`]+)`\\\\?$")
	placeholder = regexp.MustCompile(`<[\w ]+>`)
)

// places are those of a sentence's parts in an entry's text; none where it doesn't hold them.
func places(text string, s sentence) (all [][2]int) {
	found := s.pattern.FindStringSubmatchIndex(text)
	for i := 2; i+1 < len(found); i += 2 {
		all = append(all, [2]int{found[i], found[i+1]})
	}
	return all
}

func TestEverySentenceOfTheBackendHasAnEntry(t *testing.T) {
	all := entries(t)
	missing := map[string]string{}
	for _, s := range sentencesOfBackend(t) {
		found := s.short
		for _, e := range all {
			found = found || e.section != ofTheEditors && len(places(e.text, s)) > 0
		}
		if !found {
			missing[s.text] = s.where
		}
	}
	for text, where := range missing {
		t.Errorf("docs/troubleshooting.md says nothing of a text of %s. Write, with names in the places of what differs:\n\n> `%s`\n\nwhat it means, and what to do", where, strings.ReplaceAll(text, blank, "<…>"))
	}
}

func TestEveryEntryIsOfASentenceOfTheBackend(t *testing.T) {
	sentences := sentencesOfBackend(t)
	for _, e := range entries(t) {
		if e.section == ofTheEditors {
			continue
		}
		known := []byte(placeholder.ReplaceAllStringFunc(e.text, func(p string) string { return strings.Repeat(" ", len(p)) }))
		var isSentence bool
		for _, s := range sentences {
			for _, place := range places(e.text, s) {
				isSentence = isSentence || !s.short
				for i := place[0]; i < place[1]; i++ {
					known[i] = ' '
				}
			}
		}
		if left := word.FindAllString(string(known), -1); !isSentence || len(left) > 0 {
			t.Errorf("docs/troubleshooting.md has a text that no sentence of the source makes:\n\n> `%s`\n\nin no sentence: %q", e.text, left)
		}
	}
}

func TestEveryEntrySaysMoreThanItsText(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range entries(t) {
		require.False(t, seen[e.text], "twice: %s", e.text)
		seen[e.text] = true
		more := word.FindAllString(strings.ReplaceAll(e.prose, e.text, ""), -1)
		require.GreaterOrEqual(t, len(more), 4, "what does it mean, and what is to be done? %s", e.text)
	}
}
