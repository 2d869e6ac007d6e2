package run

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gildmdm/gild/internal/labelled"
	"github.com/gildmdm/gild/match/cluster"
)

// Labels speak for other clusters only when they mend more than chance would, and what one merge changes is one observation.
func TestGain(t *testing.T) {
	clusters := func(of ...uint32) *cluster.Clusters {
		forest := cluster.NewForest(len(of))
		for i, k := range of {
			forest.Join(uint32(i), k)
		}
		return forest.Clusters()
	}
	alone, pairs := clusters(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), clusters(0, 0, 2, 2, 4, 4, 6, 6, 8, 8)
	var five, one []labelled.JudgedPair
	for k := range uint32(5) {
		five = append(five, labelled.JudgedPair{I: 2 * k, J: 2*k + 1, Same: true})
		one = append(one, labelled.JudgedPair{I: 0, J: k + 1, Same: true})
	}
	for _, test := range []struct {
		name          string
		judged        labelled.Judged
		before, after *cluster.Clusters
		want          float64
	}{
		{"five merges that labels want", labelled.Judged{Pairs: five}, alone, pairs, 5},
		{"five splits that they do not want", labelled.Judged{Pairs: five}, pairs, alone, 0},
		{"one merge of many pairs", labelled.Judged{Pairs: one}, alone, clusters(0, 0, 0, 0, 0, 0, 6, 7, 8, 9), 0},
		{"as many wrong as right", labelled.Judged{Pairs: []labelled.JudgedPair{{I: 0, J: 1, Same: true}, {I: 2, J: 3}}}, alone, clusters(0, 0, 2, 2, 4, 5, 6, 7, 8, 9), 0},
		{"nothing changes", labelled.Judged{Pairs: five}, alone, alone, 0},
		{"five merges of one entity each", labelled.Judged{Entity: []uint32{1, 1, 2, 2, 3, 3, 4, 4, 5, 5}}, alone, pairs, 5},
		{"five splits of two entities each", labelled.Judged{Entity: []uint32{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}}, pairs, alone, 5},
		{"five splits of an entity from nobody known", labelled.Judged{Entity: []uint32{1, 0, 3, 0, 5, 0, 7, 0, 9, 0}}, pairs, alone, 2.5},
		{"five splits of records that nobody knows", labelled.Judged{Entity: make([]uint32, 10)}, pairs, alone, 0},
	} {
		p := &problem{judged: &test.judged}
		if got := p.agreement(test.before).gain(p.agreement(test.after)); got != test.want {
			t.Errorf("%s: better by %v, want %v", test.name, got, test.want)
		}
	}
}

// A run by a trained model finds what the run that trained it found, also where sources without duplicates were
// detected, or clusters compared as wholes.
func TestTrainedModelFindsTheSame(t *testing.T) {
	for _, test := range []struct {
		set   string
		files []string
	}{
		{"fodors_zagats", []string{"fodors.csv", "zagats.csv"}},
		{"rldata500", []string{"records.csv"}},
	} {
		t.Run(test.set, func(t *testing.T) {
			var files []string
			for _, name := range test.files {
				files = append(files, filepath.Join(shared, test.set, name))
			}
			if _, err := os.Stat(files[0]); err != nil {
				t.Skip(err)
			}
			opt := Options{AsOf: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)}
			in, err := Infer(context.Background(), files, opt)
			if err != nil {
				t.Fatal(err)
			}
			masters := func(model string) map[string]string {
				in.Config.Domains[0].Match.Model, in.Config.Output.Dir = model, t.TempDir()
				m, dir, err := Run(context.Background(), in.Config, opt)
				if err != nil {
					t.Fatal(err)
				}
				return mastersIn(t, filepath.Join(dir, m.Domains[0].Name))
			}
			first := masters("")
			model := filepath.Join(in.Config.Output.Dir, "current", in.Config.Domains[0].Name, "model.json")
			second := masters(model)
			differ := 0
			for key, id := range first {
				if second[key] != id {
					differ++
				}
			}
			if differ > 0 {
				t.Errorf("%d of %d records have another master by the model that was trained on them", differ, len(first))
			}
		})
	}
}
