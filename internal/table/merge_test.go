package table

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Values appended and merged have the codes that interning gives them.
func TestMergeLikeIntern(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.SampledFrom([]string{"", "a", "b", "aa", "ab", "\x00", "ä"})).Draw(t, "values")
		plain, d := NewDict(), NewDict()
		var want, codes []uint32
		for _, v := range values {
			code, err := plain.Intern([]byte(v))
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, code)
			if code, err = d.Append([]byte(v)); err != nil {
				t.Fatal(err)
			}
			codes = append(codes, code)
		}
		if to := d.Merge(); to != nil {
			for i, code := range codes {
				codes[i] = to[code]
			}
		}
		if diff := cmp.Diff(want, codes) + cmp.Diff(plain.arena, d.arena) + cmp.Diff(plain.ends, d.ends); diff != "" {
			t.Fatal(diff)
		}
		if d.Merge() != nil {
			t.Fatal("values repeat after merging")
		}
	})
}

// Equal hashes of unequal values and several parts: many values, few of them twice.
func TestMergeOfManyParts(t *testing.T) {
	const n = 5*partValues + 1
	plain, d := NewDict(), NewDict()
	var want, got []uint32
	for i := range n {
		v := []byte{byte(i % 4099), byte(i % 4099 >> 8), 'x'}
		code, _ := plain.Intern(v)
		want = append(want, code)
		code, _ = d.Append(v)
		got = append(got, code)
	}
	to := d.Merge()
	for i, code := range got {
		got[i] = to[code]
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}
