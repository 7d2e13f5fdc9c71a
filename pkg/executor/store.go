package executor

import (
	"container/list"
	"sync"
	"time"
)

// store is an LRU cache that is bounded in bytes, and whose values expire. It runs no goroutine, so that a closed data source
// leaves none behind.
type store struct {
	mu    sync.Mutex
	items map[string]*list.Element
	order *list.List // of *item, the most recently used first
	bytes int64
	max   int64
	// changed is called with the bytes by which the store grew or shrank, evicted for each value that had to go for its size.
	changed func(bytes int64)
	evicted func()
	closed  bool
}

type item struct {
	key   string
	value any
	bytes int64
	ttl   time.Duration
	// sliding says that each read starts the TTL again.
	sliding bool
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
	if it.sliding {
		it.timer.Reset(it.ttl)
	}
	return it.value, true
}

// put stores a value for its TTL; if sliding, until it wasn't read for its TTL. A value larger than the store isn't stored, but
// still removes the value that it would have replaced.
func (s *store) put(key string, value any, bytes int64, ttl time.Duration, sliding bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if element, ok := s.items[key]; ok {
		s.remove(element)
	}
	if bytes > s.max || s.closed {
		return
	}
	it := &item{key: key, value: value, bytes: bytes, ttl: ttl, sliding: sliding}
	element := s.order.PushFront(it)
	s.items[key] = element
	s.bytes += bytes
	s.changed(bytes)
	it.timer = time.AfterFunc(ttl, func() {
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

// close removes all values; nothing is stored any more.
func (s *store) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for s.order.Len() > 0 {
		s.remove(s.order.Back())
	}
}
