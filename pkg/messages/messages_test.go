package messages_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/messages"
	"github.com/ovh/ovh-opentsdb-datasource/tests/referencetest"
)

func TestTextFillsPlaceholders(t *testing.T) {
	for _, c := range []struct {
		says   string
		values []any
		want   string
	}{
		{"{server} stopped ({status})", []any{"gra1", 413}, "gra1 stopped (413)"},
		{`no host "{host}"`, []any{"a\n\"b"}, `no host "a\n\"b"`},
		{"{server} failed[: {reason}]. Try again", []any{"gra1", "down"}, "gra1 failed: down. Try again"},
		{"{server} failed[: {reason}]. Try again", []any{"gra1", ""}, "gra1 failed. Try again"},
		{"failed[ ({status})][: {reason}]", []any{"", "down"}, "failed: down"},
		{"{a} and {b}", []any{"{b} [c]", "d"}, "{b} [c] and d"},
		{"a [list] of {kind}", []any{"texts"}, "a [list] of texts"},
	} {
		require.Equal(t, c.want, messages.Message{Says: c.says}.Text(c.values...))
	}
}

func TestEveryMessageSaysWhatWhyAndWhatToDo(t *testing.T) {
	anchors, texts := map[string]bool{}, map[string]bool{}
	notInAnchors := regexp.MustCompile(`[^\p{L}\p{N}_ -]`)
	sentence := regexp.MustCompile(`^[A-Z\x60*].*[.)]$`)
	for _, section := range messages.Sections {
		require.NotEmpty(t, section.Messages, section.Title)
		for i, m := range section.Messages {
			require.False(t, texts[m.Says], "two messages say %s", m.Says)
			texts[m.Says] = true
			require.NotEmpty(t, m.Says, m.Title)
			if i > 0 && section.Messages[i-1].Title == m.Title { // another text under the same heading
				require.Equal(t, section.Messages[i-1].Reason, m.Reason, m.Says)
				require.Equal(t, section.Messages[i-1].Fix, m.Fix, m.Says)
				continue
			}
			require.Regexp(t, `^[A-Z].{5,}[^.]$`, m.Title)
			require.Regexp(t, sentence, m.Reason, m.Title)
			require.Regexp(t, sentence, m.Fix, m.Title)
			anchor := strings.ReplaceAll(notInAnchors.ReplaceAllString(strings.ToLower(m.Title), ""), " ", "-") // as GitHub makes it
			require.False(t, anchors[anchor], "two messages have the anchor %s on docs/troubleshooting.md", anchor)
			anchors[anchor] = true
		}
	}
}

func TestReference(t *testing.T) {
	referencetest.Holds(t, "../../testdata/reference/messages.json", messages.Sections, "the messages have changed: npm run reference")
}
