package main

// set is a labelled set: its files, what is asked of gild, and what others reach.
type set struct {
	name       string
	files      []string
	link       bool // judged by pairs of two sources
	population int  // records to generate; 0: a set that lies in a folder
	goal       float64
	others     string // F1 of others, published or measured

	dir       string
	temporary bool
}

// sets lists them in the order of the document.
func sets() []*set {
	records := []string{"records"}
	silos := []string{"crm", "shop", "billing", "ciam"}
	return []*set{
		{name: "febrl3", files: records, goal: .999, others: "Splink 0.994, GoldenMatch 0.991"},
		{name: "epbrn_f", files: records, goal: .999, others: "its twin: Splink 0.980, GoldenMatch 0.879, supervised 0.832"},
		{name: "rldata500", files: records, goal: .99, others: "1.00"},
		{name: "splink_fake1000", files: records, goal: .985, others: "Splink 0.785 on the 20,000-record one"},
		{name: "historical_half", files: records, goal: .96, others: "GoldenMatch 0.846, Splink 0.829 on the whole"},
		{name: "essnet_census_cis", files: []string{"census", "cis"}, link: true, goal: .995, others: "MEC 0.992, GoldenMatch 0.975, Splink 0.490"},
		{name: "geco_multi", files: []string{"file1", "file2", "file3", "file4", "file5", "file6", "file7"}, link: true, goal: .995, others: "GoldenMatch 0.138"},
		{name: "senzing_truthset", files: []string{"customers", "reference", "watchlist"}, goal: .95, others: "–"},
		{name: "pseudo_employers", files: []string{"w2_2020", "w2_2030"}, goal: .95, others: "GoldenMatch 0.622"},
		{name: "affiliations", files: records, goal: .75, others: "GoldenMatch 0.267"},
		{name: "fodors_zagats", files: []string{"fodors", "zagats"}, link: true, goal: .99, others: "ZeroER 1.0, Splink 0.881"},
		{name: "abt_buy", files: []string{"abt", "buy"}, link: true, goal: .90, others: "0.707 tuned, 0.52"},
		{name: "dblp_acm", files: []string{"dblp", "acm"}, link: true, goal: .99, others: "0.976"},
		{name: "population_100k", files: silos, population: 100_000, goal: .965, others: "Splink 0.54–0.58"},
		{name: "population_1M", files: silos, population: 1_000_000, goal: .955, others: "Splink 0.50"},
	}
}
