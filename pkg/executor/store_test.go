package executor

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// held is how many bytes a store has.
func held(s *store) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bytes
}

func TestValuesOfAStoreExpire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStore(100)
		s.put("renewed", 1, 10, time.Minute, true)
		s.put("not renewed", 2, 10, time.Minute, false)
		time.Sleep(40 * time.Second)
		for _, key := range []string{"renewed", "not renewed"} {
			_, ok := s.get(key)
			require.True(t, ok)
		}
		time.Sleep(40 * time.Second)
		_, ok := s.get("renewed")
		require.True(t, ok, "it was read a while ago")
		_, ok = s.get("not renewed")
		require.False(t, ok)
		time.Sleep(2 * time.Minute)
		require.Zero(t, held(s))
		s.close()
	})
}

func TestAStoreIsBounded(t *testing.T) {
	s := newStore(100)
	defer s.close()
	changed, evicted := int64(0), 0
	s.changed, s.evicted = func(bytes int64) { changed += bytes }, func() { evicted++ }
	for i := range 20 {
		s.put(fmt.Sprint(i), i, 30, time.Hour, true)
		s.get("0")
		require.LessOrEqual(t, held(s), int64(100))
		require.Equal(t, changed, held(s))
	}
	_, ok := s.get("0")
	require.True(t, ok, "the least recently used went")
	require.Equal(t, 17, evicted)
	s.put("0", 1, 101, time.Hour, true)
	_, ok = s.get("0")
	require.False(t, ok, "what is too large isn't stored, and removes what it would have replaced")
}

func TestAClosedStoreHoldsNothing(t *testing.T) {
	s := newStore(100)
	s.put("a", 1, 10, time.Hour, true)
	s.close()
	s.put("b", 1, 10, time.Hour, true)
	require.Zero(t, held(s))
}
