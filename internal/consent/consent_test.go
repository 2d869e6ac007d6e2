package consent

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// one decides about one master, whose statements are given.
func one(asOf int64, columns ...Column) *Outcome {
	n := uint32(len(columns[0].Says))
	members := make([]uint32, n)
	for i := range members {
		members[i] = uint32(i)
	}
	return Decide(columns, Clusters{Start: []uint32{0, n}, Members: members}, asOf)
}

func TestDecide(t *testing.T) {
	type say = []Decision
	for _, tt := range []struct {
		name     string
		says     say
		at       []int64
		verified []bool
		want     Decision
		rule     Rule
		record   uint32
		conflict bool
	}{
		{"nobody says anything", say{Silent, Silent}, nil, nil, Silent, Unclear, 0, false},
		{"nothing that can be read", say{Silent, Unknown}, nil, nil, Unknown, Unclear, 1, false},
		{"one grant", say{Silent, Granted}, nil, nil, Granted, Unanimous, 1, false},
		{"what cannot be read is no conflict", say{Unknown, Granted}, nil, nil, Granted, Unanimous, 1, false},
		{"the newest of those that agree", say{Denied, Denied, Denied}, []int64{1, 9, 3}, nil, Denied, Unanimous, 1, false},
		{"most restrictive", say{Granted, Denied}, []int64{9, 1}, nil, Denied, MostRestrictive, 1, true},
		{"a newer grant that is not verified changes nothing", say{Granted, Denied}, []int64{9, 1}, []bool{false, true}, Denied, MostRestrictive, 1, true},
		{"a newer verified grant", say{Granted, Denied}, []int64{9, 1}, []bool{true, false}, Granted, NewerVerified, 0, true},
		{"a verified grant of the same time", say{Granted, Denied}, []int64{9, 9}, []bool{true, false}, Denied, MostRestrictive, 1, true},
		{"newer than one denial only", say{Granted, Denied, Denied}, []int64{9, 1, 10}, []bool{true, false, false}, Denied, MostRestrictive, 2, true},
		{"a denial of unknown time may be newer", say{Granted, Denied}, []int64{9, NoTime}, []bool{true, false}, Denied, MostRestrictive, 1, true},
		{"a verified grant of unknown time", say{Granted, Denied}, []int64{NoTime, 1}, []bool{true, true}, Denied, MostRestrictive, 1, true},
		{"a time to come is no time", say{Granted, Denied}, []int64{101, 1}, []bool{true, false}, Denied, MostRestrictive, 1, true},
		{"the newest verified grant counts", say{Granted, Granted, Denied}, []int64{2, 9, 5}, []bool{true, true, false}, Granted, NewerVerified, 1, true},
		{"an older verified grant does not lean on a newer plain one", say{Granted, Granted, Denied}, []int64{2, 9, 5}, []bool{true, false, false}, Denied, MostRestrictive, 2, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := one(100, Column{Says: tt.says, At: tt.at, Verified: tt.verified})
			if o.Decision[0] != tt.want || o.Rule[0] != tt.rule {
				t.Fatalf("%v by %v, want %v by %v", o.Decision[0], o.Rule[0], tt.want, tt.rule)
			}
			if tt.want == Silent {
				return
			}
			if got := o.Statements[o.Decisive[0]].Record; got != tt.record {
				t.Errorf("record %d decides, want %d", got, tt.record)
			}
			if _, conflict := o.Against(0); conflict != tt.conflict {
				t.Errorf("conflict %v, want %v", conflict, tt.conflict)
			}
		})
	}
}

// TestSeveralColumns: what the columns of a record say counts each by itself.
func TestSeveralColumns(t *testing.T) {
	product := Column{Says: []Decision{Granted, Silent}, At: []int64{5, NoTime}, Verified: []bool{true, false}}
	for _, tt := range []struct {
		name string
		at   int64
		want Decision
	}{
		{"a later denial of the whole channel", 9, Denied},
		{"an earlier one, against a verified grant", 1, Granted},
	} {
		if o := one(100, product, Column{Says: []Decision{Silent, Denied}, At: []int64{NoTime, tt.at}}); o.Decision[0] != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, o.Decision[0], tt.want)
		}
	}
}

func TestStatementsStand(t *testing.T) {
	o := Decide([]Column{{Says: []Decision{Granted, Denied, Unknown, Silent, Denied, Granted}}},
		Clusters{Start: []uint32{0, 5, 6}, Members: []uint32{0, 1, 2, 3, 4, 5}}, 0)
	want := []Statement{
		{0, Granted, Overruled, false, NoTime}, {1, Denied, Decides, false, NoTime}, {2, Unknown, Unread, false, NoTime}, {4, Denied, Agrees, false, NoTime},
		{5, Granted, Decides, false, NoTime},
	}
	if diff := cmp.Diff(want, o.Statements); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want[4:], o.Of(1)); diff != "" {
		t.Error(diff)
	}
}

// TestOrderFree: the decision does not depend on the order of the statements, and is granted
// over a denial only by a verified statement newer than it.
func TestOrderFree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "records")
		var c Column
		denied := false
		newest := int64(NoTime)
		for i := range n {
			c.Says = append(c.Says, Decision(rapid.IntRange(0, 3).Draw(t, "says")))
			c.At = append(c.At, int64(rapid.IntRange(1, 4).Draw(t, "at")))
			c.Verified = append(c.Verified, rapid.Bool().Draw(t, "verified"))
			if c.Says[i] == Denied {
				denied, newest = true, max(newest, c.At[i])
			}
		}
		first := one(9, c)
		seed := rapid.Uint64().Draw(t, "seed")
		rand.New(rand.NewPCG(seed, 1)).Shuffle(n, func(i, j int) {
			c.Says[i], c.Says[j] = c.Says[j], c.Says[i]
			c.At[i], c.At[j] = c.At[j], c.At[i]
			c.Verified[i], c.Verified[j] = c.Verified[j], c.Verified[i]
		})
		again := one(9, c)
		if first.Decision[0] != again.Decision[0] || first.Rule[0] != again.Rule[0] {
			t.Fatalf("%v by %v, then %v by %v", first.Decision[0], first.Rule[0], again.Decision[0], again.Rule[0])
		}
		if s := again.Statements; denied && again.Decision[0] == Granted {
			if by := s[again.Decisive[0]]; !by.Verified || by.At <= newest {
				t.Fatalf("granted over a denial by %+v", by)
			}
		}
	})
}

func BenchmarkDecide(b *testing.B) {
	for _, n := range []int{1e4, 1e6} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 1))
			c := Column{Says: make([]Decision, n), At: make([]int64, n), Verified: make([]bool, n)}
			cl := Clusters{Start: []uint32{0}}
			for i := range n {
				c.Says[i], c.At[i], c.Verified[i] = Decision(r.IntN(4)), r.Int64N(1e9), r.IntN(4) == 0
				cl.Members = append(cl.Members, uint32(i))
				if i%2 == 1 {
					cl.Start = append(cl.Start, uint32(i+1))
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				Decide([]Column{c}, cl, 1e9)
			}
		})
	}
}
