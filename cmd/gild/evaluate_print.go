package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/gildmdm/gild/internal/evaluate"
	"github.com/gildmdm/gild/internal/labelled"
)

// printReport prints figures as tables, then the worst mistakes.
func printReport(w io.Writer, r *labelled.Report) error {
	fmt.Fprintf(w, "%s: %s records of known truth became %s clusters", r.Domain, number(int64(r.Records)), number(int64(r.Clusters)))
	if r.Entities > 0 {
		fmt.Fprintf(w, " of %s true ones", number(int64(r.Entities)))
	}
	fmt.Fprintf(w, "; the largest has %s records\n", number(r.LargestCluster))
	if r.Missing > 0 {
		fmt.Fprintf(w, "%s records of the truth are not in the run, and count as clusters of their own\n", number(int64(r.Missing)))
	}
	for _, part := range []func(io.Writer, *labelled.Report) error{printFigures, printRules, printCurve} {
		fmt.Fprintln(w)
		if err := part(w, r); err != nil {
			return err
		}
	}
	return printMistakes(w, r.Errors)
}

// numberTable is a table whose columns stand to the right.
func numberTable(w io.Writer, head ...string) *tabwriter.Writer {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, strings.Join(head, "\t")+"\t")
	return t
}

// printFigures prints what is measured, and by which pair of sources.
func printFigures(w io.Writer, r *labelled.Report) error {
	t := numberTable(w, "", "precision", "recall", "F1", "right", "predicted", "true")
	line := func(name string, f evaluate.Figures) {
		fmt.Fprintf(t, "%s\t%.4f\t%.4f\t%.4f\t%s\t%s\t%s\t\n", name, f.Precision, f.Recall, f.F1, number(f.Right), number(f.Predicted), number(f.True))
	}
	line("pairs", r.Pairs)
	if r.Cross != nil {
		line("cross-source pairs", *r.Cross)
	}
	if b := r.BCubed; b != nil {
		fmt.Fprintf(t, "B³\t%.4f\t%.4f\t%.4f\t\t\t\t\n", b.Precision, b.Recall, b.F1)
	}
	if r.Exact != nil {
		line("whole clusters", *r.Exact)
	}
	if len(r.SourcePairs) > 1 {
		for _, p := range r.SourcePairs {
			line(p.Left+" – "+p.Right, p.Figures)
		}
	}
	return t.Flush()
}

// printRules prints what each blocking rule contributed.
func printRules(w io.Writer, r *labelled.Report) error {
	t := numberTable(w, "blocking rule", "links", "right", "precision", "share of true pairs")
	for _, rule := range r.Rules {
		fmt.Fprintf(t, "%s\t%s\t%s\t%.4f\t%.4f\t\n", rule.Rule, number(rule.Links), number(rule.Right), rule.Precision, rule.Share)
	}
	return t.Flush()
}

// printCurve prints what other thresholds would give, link by link, beside what the clusters give.
func printCurve(w io.Writer, r *labelled.Report) error {
	t := numberTable(w, "threshold", "precision", "recall", "F1")
	line := func(name string, f evaluate.Figures) {
		fmt.Fprintf(t, "%s\t%.4f\t%.4f\t%.4f\t\n", name, f.Precision, f.Recall, f.F1)
	}
	for _, p := range r.Curve.Points {
		line(fmt.Sprintf("single links ≥ %g", p.Threshold), p.Figures)
	}
	if b := r.Curve.Best; b != nil {
		line(fmt.Sprintf("the best, ≥ %.4g", b.Threshold), b.Figures)
	}
	line("this run's clusters", r.Pairs)
	return t.Flush()
}

// printMistakes lists the worst mistakes by kind.
func printMistakes(w io.Writer, mistakes []labelled.Mistake) error {
	heads := map[evaluate.Kind]string{
		evaluate.FalseLink: "put together, but of two entities; the likeliest first",
		evaluate.Missed:    "of one entity and compared, but left apart; the likeliest first",
		evaluate.Absent:    "of one entity, without a link",
	}
	var kind evaluate.Kind
	for _, m := range mistakes {
		if m.Kind != kind {
			kind = m.Kind
			fmt.Fprintf(w, "\n%s:\n", heads[kind])
		}
		fmt.Fprintf(w, "\n  %s  %s", m.Left, m.Right)
		if m.Rule != "" {
			fmt.Fprintf(w, "  probability %.4f, by %s", m.Probability, m.Rule)
		}
		fmt.Fprintf(w, "\n    %s\n", m.Why)
		if err := printDetail(w, m); err != nil {
			return err
		}
	}
	return nil
}

// printDetail prints the levels of a pair, and its values where they were asked for.
func printDetail(w io.Writer, m labelled.Mistake) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, l := range m.Levels {
		fmt.Fprintf(t, "    %s\t%s\n", l.Comparison, l.Level)
	}
	for _, v := range m.Values {
		fmt.Fprintf(t, "    %s\t%s\t%s\n", v.Attribute, v.Left, v.Right)
	}
	return t.Flush()
}

// printGolden prints the share of right values of each attribute, golden and by source.
func printGolden(w io.Writer, g *labelled.Golden) error {
	fmt.Fprintf(w, "%s: share of values that are true today, of those given\n\n", g.Domain)
	sources := g.SourceNames()
	head := []string{"attribute", "values", "golden", "initials", "reachable", "of these", "whole"}
	for _, name := range sources {
		head = append(head, name, "golden there")
	}
	t := numberTable(w, head...)
	for _, a := range g.Attributes {
		fmt.Fprintf(t, "%s\t%s\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t", a.Attribute, number(a.Golden.Given), a.Golden.Share,
			a.Golden.InitialsShare(), a.Reachable.Share, a.Reached.Share, a.Whole.Share)
		for _, name := range sources {
			fmt.Fprint(t, shareOf(a, name)+"\t")
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}

// shareOf prints the share of a source alone, and that of the golden records which have a value of it; dashes for an attribute that it lacks.
func shareOf(a labelled.Attribute, source string) string {
	s, ok := a.Source(source)
	if !ok {
		return "–\t–"
	}
	return fmt.Sprintf("%.4f\t%.4f", s.Alone.Share, s.There.Share)
}
