package decode

import (
	"errors"
	"slices"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/opentsdb"
)

const (
	maxTags        = 1000 // of one series; OpenTSDB's own default limit is 8
	maxAnnotations = 100_000
	maxKnownNames  = 10_000
	maxKnownBytes  = 256 // of a name that is interned
)

// names interns texts that repeat from series to series: tag keys and values, metrics.
type names struct {
	known map[string]string
	list  []string // the last list of names
}

func (n *names) text(b []byte) string {
	if s, ok := n.known[string(b)]; ok {
		return s
	}
	s := string(b)
	if len(b) <= maxKnownBytes && len(n.known) < maxKnownNames {
		if n.known == nil {
			n.known = make(map[string]string)
		}
		n.known[s] = s
	}
	return s
}

// name reads a text; null is empty.
func (s *scanner) name(known *names) (string, error) {
	c, err := s.peek()
	if err != nil {
		return "", err
	}
	switch c {
	case 'n':
		return "", s.word("null")
	case '"':
		b, err := s.str()
		if err != nil {
			return "", err
		}
		return known.text(b), nil
	}
	return "", s.malformed("a name is no text")
}

// tags reads an object of texts; null is empty.
func (s *scanner) tags(known *names) (map[string]string, error) {
	c, err := s.peek()
	if err != nil {
		return nil, err
	}
	tags := make(map[string]string)
	switch c {
	case 'n':
		return tags, s.word("null")
	case '{':
		return tags, s.object(func(key []byte) error {
			if len(tags) >= maxTags {
				return &LimitError{What: LimitedTags, Max: maxTags}
			}
			k := known.text(key)
			v, err := s.name(known)
			tags[k] = v
			return err
		})
	}
	return nil, s.malformed("tags are no object")
}

// listOf reads a list, calling element before each value; null is empty. what names its values in an error.
func (s *scanner) listOf(what string, element func() error) error {
	c, err := s.peek()
	switch {
	case err != nil:
		return err
	case c == 'n':
		return s.word("null")
	case c != '[':
		return s.malformed(what + " are no list")
	}
	return s.array(element)
}

// nameList reads a list of texts; null is empty. Consecutive equal lists share memory.
func (s *scanner) nameList(known *names) ([]string, error) {
	before, i := known.list, 0
	var list []string
	err := s.listOf("names", func() error {
		if i >= maxTags {
			return &LimitError{What: LimitedTags, Max: maxTags}
		}
		name, err := s.name(known)
		if list == nil && (i >= len(before) || before[i] != name) {
			list = slices.Clone(before[:i])
		}
		if list != nil || i >= len(before) {
			list = append(list, name)
		}
		i++
		return err
	})
	if list == nil {
		list = before[:i:i]
	}
	known.list = list
	return list, err
}

// ids reads a list of identifiers. They aren't interned, as they hardly ever repeat.
func (s *scanner) ids() (list []string, err error) {
	err = s.listOf("identifiers", func() error {
		c, err := s.peek()
		if err != nil || c != '"' {
			return errors.Join(err, s.skip(3))
		}
		id, err := s.str()
		list = append(list, string(id))
		return err
	})
	return list, err
}

// integer reads a number without fraction or exponent.
func (s *scanner) integer() (int64, error) {
	c, err := s.peek()
	if err != nil {
		return 0, err
	}
	if c != '-' && c-'0' > 9 {
		return 0, s.malformed("a whole number is missing")
	}
	text, err := s.numberText()
	if err != nil {
		return 0, err
	}
	v, n := parseInt(text)
	if n != len(text) {
		return 0, s.malformed("a whole number is misspelt")
	}
	s.pos += n
	return v, nil
}

// looseText reads a text, or the text of a number, true or false; anything else is skipped.
func (s *scanner) looseText() (string, error) {
	c, err := s.peek()
	if err != nil {
		return "", err
	}
	switch {
	case c == '"':
		b, err := s.str()
		return string(b), err
	case c == '-' || c-'0' <= 9:
		b, err := s.numberText()
		text := string(b)
		s.pos += len(b)
		return text, err
	}
	return "", s.skip(0)
}

// annotationReader reads the annotations of a response.
type annotationReader struct {
	scan  *scanner
	names *names
	count int
	last  []opentsdb.Annotation
}

// list reads a list of annotations; null is empty. Consecutive equal lists share memory: a server repeats the global annotations
// on each series.
func (r *annotationReader) list() ([]opentsdb.Annotation, error) {
	var list []opentsdb.Annotation
	err := r.scan.listOf("annotations", func() error {
		if r.count+len(list) >= maxAnnotations {
			return &LimitError{What: LimitedAnnotations, Max: maxAnnotations}
		}
		a, err := r.annotation()
		list = append(list, a)
		return err
	})
	if slices.EqualFunc(list, r.last, sameAnnotation) {
		return r.last, err
	}
	r.last = list
	r.count += len(list)
	return list, err
}

func sameAnnotation(a, b opentsdb.Annotation) bool {
	if a.StartTime != b.StartTime || a.EndTime != b.EndTime || a.TSUID != b.TSUID ||
		a.Description != b.Description || a.Notes != b.Notes || len(a.Custom) != len(b.Custom) {
		return false
	}
	for k, v := range a.Custom {
		if w, ok := b.Custom[k]; !ok || v != w {
			return false
		}
	}
	return true
}

func (r *annotationReader) annotation() (opentsdb.Annotation, error) {
	var a opentsdb.Annotation
	s := r.scan
	c, err := s.peek()
	if err != nil {
		return a, err
	}
	if c != '{' {
		return a, s.malformed("an annotation is no object")
	}
	err = s.object(func(key []byte) (err error) {
		switch string(key) {
		case "startTime":
			a.StartTime, err = r.time()
		case "endTime":
			a.EndTime, err = r.time()
		case "tsuid":
			a.TSUID, err = s.name(r.names)
		case "description":
			a.Description, err = s.looseText()
		case "notes":
			a.Notes, err = s.looseText()
		case "custom":
			a.Custom, err = s.tags(r.names)
		default:
			err = s.skip(4)
		}
		return err
	})
	return a, err
}

// time reads a timestamp of s or ms, in ms; null is 0.
func (r *annotationReader) time() (int64, error) {
	c, err := r.scan.peek()
	if err != nil {
		return 0, err
	}
	if c == 'n' {
		return 0, r.scan.word("null")
	}
	t, err := r.scan.integer()
	return timestampMs(t), err
}
