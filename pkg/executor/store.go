package executor

import (
	"container/list"
	"sync"
	"time"
)

// store remembers values by key, up to a number of bytes in all; the least recently used go first. A value that isn't used
// for its life is forgotten. It runs no goroutine, so that a data source that is gone leaves nothing behind.
type store struct {
	mu    sync.Mutex
	items map[string]*list.Element
	order *list.List // of *item, the most recently used first
	bytes int64
	max   int64
	// changed is told by how many bytes the store grew, or shrank; evicted of each value that had to go for its size.
	changed func(bytes int64)
	evicted func()
	closed  bool
}

type item struct {
	key   string
	value any
	bytes int64
	life  time.Duration
	// renewed says that reading prolongs the life.
	renewed bool
	timer   *time.Timer
}

func newStore(maxBytes int64) *store {
	return &store{
		items: map[string]*list.Element{}, order: list.New(), max: maxBytes,
		changed: func(int64) {}, evicted: func() {},
	}
}

func (s *store) get(key string) (any, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	element, ok := s.items[key]
	if !ok {
		return nil, false
	}
	s.order.MoveToFront(element)
	it := element.Value.(*item)
	if it.renewed {
		it.timer.Reset(it.life)
	}
	return it.value, true
}

// put remembers a value for its life, or, renewed, until it wasn't read for its life. A value of more bytes than all may
// have together isn't remembered, and neither is what stood there before.
func (s *store) put(key string, value any, bytes int64, life time.Duration, renewed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if element, ok := s.items[key]; ok {
		s.remove(element)
	}
	if bytes > s.max || s.closed {
		return
	}
	it := &item{key: key, value: value, bytes: bytes, life: life, renewed: renewed}
	element := s.order.PushFront(it)
	s.items[key] = element
	s.bytes += bytes
	s.changed(bytes)
	it.timer = time.AfterFunc(life, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.items[key] == element {
			s.remove(element)
		}
	})
	for s.bytes > s.max {
		s.remove(s.order.Back())
		s.evicted()
	}
}

func (s *store) remove(element *list.Element) {
	it := s.order.Remove(element).(*item)
	it.timer.Stop()
	it.value = nil // a stopped timer may hold the item for a while
	delete(s.items, it.key)
	s.bytes -= it.bytes
	s.changed(-it.bytes)
}

// close forgets everything, and remembers nothing any more.
func (s *store) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for s.order.Len() > 0 {
		s.remove(s.order.Back())
	}
}
