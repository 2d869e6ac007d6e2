package spill

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func numbers[T number](n int) []T {
	v := make([]T, n)
	for i := range v {
		v[i] = T(i * 7)
	}
	return v
}

func TestParkedIsTheSame(t *testing.T) {
	s := New(t.TempDir())
	defer s.Close()
	b, w, l := numbers[byte](least+1), numbers[uint32](least), numbers[int64](least)
	pb, err1 := Park(s, slices.Clone(b))
	pw, err2 := Park(s, slices.Clone(w))
	pl, err3 := Park(s, slices.Clone(l))
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	for range 2 { // as parked, and brought back
		if !slices.Equal(b, pb) || !slices.Equal(w, pw) || !slices.Equal(l, pl) {
			t.Fatal("parked values differ")
		}
		s.Evict()
	}
	size := s.Size()
	if again, err := Park(s, pw); err != nil || &again[0] != &pw[0] || s.Size() != size {
		t.Errorf("parked twice: %v", err)
	}
	if grown := append(pw, 1); !slices.Equal(w, grown[:len(w)]) || cap(pw) != len(pw) {
		t.Error("appending must copy")
	}
	if want := int64(len(b) + 4*len(w) + 8*len(l)); mappable && s.Size() < want {
		t.Errorf("%d bytes parked, want at least %d", s.Size(), want)
	}
}

func TestSmallAndNilStay(t *testing.T) {
	v := numbers[uint32](10)
	for _, s := range []*Space{nil, New("/nowhere")} {
		p, err := Park(s, v)
		if err != nil || &p[0] != &v[0] {
			t.Errorf("moved: %v", err)
		}
	}
}

func TestNothingIsLeftInTheFolder(t *testing.T) {
	dir := t.TempDir()
	s := New(dir)
	if _, err := Park(s, numbers[byte](least)); err != nil {
		t.Fatal(err)
	}
	left, _ := filepath.Glob(filepath.Join(dir, "*"))
	hidden, _ := filepath.Glob(filepath.Join(dir, ".*"))
	if diff := cmp.Diff([]string(nil), append(left, hidden...)); diff != "" {
		t.Error("while parked:", diff)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestNoRoom(t *testing.T) {
	if !mappable {
		t.Skip("nothing is parked here")
	}
	var missing *Error
	if _, err := Park(New(filepath.Join(t.TempDir(), "none")), numbers[byte](least)); !errors.As(err, &missing) || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
}

// What is parked leaves the process when Watch finds too much in it.
func TestWatch(t *testing.T) {
	if resident() == 0 {
		t.Skip("the system does not say what is resident")
	}
	const size = 64 << 20
	s := New(t.TempDir())
	defer s.Close()
	p, err := Park(s, numbers[byte](size))
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for i := 0; i < size; i += 512 {
		sum += int(p[i])
	}
	touched := ofFiles(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go s.Watch(ctx, 1) // always too much
	for range 500 {
		if ofFiles(t) < touched-size/2/os.Getpagesize() {
			return
		}
		time.Sleep(every)
	}
	t.Errorf("of %d pages of files %d stay (%d)", touched, ofFiles(t), sum)
}

// ofFiles returns the resident pages of the process that belong to files.
func ofFiles(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(strings.Fields(string(text))[2])
	if err != nil {
		t.Fatal(err)
	}
	return n
}
