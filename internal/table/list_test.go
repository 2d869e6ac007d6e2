package table

import "testing"

func TestListKeepsEveryValueInOrder(t *testing.T) {
	var l List
	want := []string{"a", "", "bc", "a"}
	for _, v := range want {
		l.Add([]byte(v))
	}
	if l.Len() != len(want) {
		t.Fatalf("%d values, want %d", l.Len(), len(want))
	}
	for k, v := range want {
		if got := string(l.Bytes(k)); got != v {
			t.Errorf("value %d is %q, want %q", k, got, v)
		}
	}
	// A slice handed out must not grow into the next value.
	_ = append(l.Bytes(0), 'x')
	if got := string(l.Bytes(2)); got != "bc" {
		t.Errorf("value 2 became %q", got)
	}
}
