// Package explain says why records are, or are not, one master: of two records
// what was compared, what each comparison weighs, which blocking rules met and
// how the records around them decided ([Pair]); of one master which links hold
// it together ([Master]); and of blocking rules what each of them brings ([Blocking]).
//
// Evidence is in bits, binary logarithms of how much likelier what was seen is
// among matches than among unrelated pairs, as the column weight of links.parquet.
package explain

// Record is a source record.
type Record struct {
	Source string `json:"source"`
	ID     string `json:"record_id"`
	Row    string `json:"row"`
	Master string `json:"master_id"`
}

// Key names a record as people do: source/record_id, and the row where it is not the first of that ID.
func (r Record) Key() string {
	if r.Row == "" || r.Row == "1" {
		return r.Source + "/" + r.ID
	}
	return r.Source + "/" + r.ID + "/" + r.Row
}

// Pair explains two records.
type Pair struct {
	Domain string `json:"domain"`
	Left   Record `json:"left"`
	Right  Record `json:"right"`
	Same   bool   `json:"same_master"`
	Why    string `json:"why"`            // the answer in a sentence
	Note   string `json:"note,omitempty"` // why the explanation is not whole

	Attributes []Attribute `json:"attributes"`
	Score      *Score      `json:"score,omitempty"` // nil: neither the inputs nor a link are left
	Link       *Link       `json:"link,omitempty"`  // what links.parquet says of the pair itself
	Candidate  bool        `json:"candidate"`       // some rule, or the neighbour pass, had the pair compared
	Rules      []Rule      `json:"blocking,omitempty"`
	Near       *Near       `json:"neighbours,omitempty"`
	Guards     []string    `json:"guards,omitempty"` // what forbids that the two are the same, whatever the score
	SameBy     []string    `json:"same_by,omitempty"`
	Chain      []Link      `json:"chain,omitempty"`    // one master: how the strongest links lead from left to right
	Between    []Link      `json:"between,omitempty"`  // two masters: the links between them, the strongest first
	Clusters   *Clusters   `json:"clusters,omitempty"` // two masters, or the two parts, weighed as wholes
}

// Attribute is one attribute of two records. Raw values stand only where they differ from the standardised ones.
type Attribute struct {
	Name     string `json:"attribute"`
	Left     string `json:"left,omitempty"`
	Right    string `json:"right,omitempty"`
	LeftRaw  string `json:"left_raw,omitempty"`
	RightRaw string `json:"right_raw,omitempty"`
}

// Score is what comparing two records came to: Bits = Prior + Σ (Bits + Rarity) − Related.
type Score struct {
	Bits        float64      `json:"bits"`
	Probability float64      `json:"probability"`
	Prior       float64      `json:"prior_bits"`
	Related     float64      `json:"related_bits"` // lost, because related things look like that, too
	Comparisons []Comparison `json:"comparisons"`
	Classes     []Class      `json:"classes,omitempty"`
	Partly      bool         `json:"from_links_alone,omitempty"` // Prior holds all that is not a level's weight
}

// Comparison is what one field says.
type Comparison struct {
	Field      string   `json:"field"`
	Attributes []string `json:"attributes"` // several make one comparison, such as an address
	Level      int      `json:"level"`      // 0: missing, then from best to worst
	Label      string   `json:"label"`
	Bits       float64  `json:"bits"`
	Rarity     float64  `json:"rarity_bits"`    // more, or less, than is typical of equal values of the level
	Held       int      `json:"held,omitempty"` // records that hold the value both have, copies of one thing counted once
	Of         int      `json:"of,omitempty"`   // of how many that hold any, counted likewise
}

// Class is one answer to what the pair may be.
type Class struct {
	Name        string  `json:"class"` // match, related, alike, unrelated
	Shares      string  `json:"shares,omitempty"`
	Probability float64 `json:"probability"`
}

// Rule says whether a blocking rule made the pair a candidate.
type Rule struct {
	Name    string `json:"rule"`
	Keys    []Key  `json:"keys"`
	Made    bool   `json:"made"`
	Block   int    `json:"block,omitempty"` // records with the key they share
	Limit   int    `json:"limit,omitempty"` // of records a block may have
	Dropped string `json:"dropped,omitempty"`
}

// Shared reports whether the two have the whole key in common.
func (r *Rule) Shared() bool { return r.Block > 0 }

// Key is one key of a rule: what it takes of each record.
type Key struct {
	Name  string `json:"key"`
	Left  string `json:"left,omitempty"`
	Right string `json:"right,omitempty"`
	Equal bool   `json:"equal"`
}

// Near is what the neighbour pass, which looks for rare words in common, makes of the pair.
type Near struct {
	Similarity float64 `json:"similarity"`
	Left       int     `json:"left_place,omitempty"`  // place of the right record among the neighbours of the left; 0: none
	Right      int     `json:"right_place,omitempty"` // and the other way round
	Top        int     `json:"top"`
	Made       bool    `json:"made"`
	Dropped    string  `json:"dropped,omitempty"`
}

// Link is a row of links.parquet.
type Link struct {
	Left        Record  `json:"left"`
	Right       Record  `json:"right"`
	Bits        float64 `json:"bits"` // math.MaxFloat64: a rule that decides
	Probability float64 `json:"probability"`
	Rule        string  `json:"blocking_rule"`
	Decision    string  `json:"decision"`
	Holds       bool    `json:"holds,omitempty"`   // in a master: joins two parts that no stronger link joins
	Weakest     bool    `json:"weakest,omitempty"` // the last of these
	Levels      []Cell  `json:"-"`                 // of the comparisons, by field
}

// Cell is a name and a value.
type Cell struct{ Name, Value string }

// Clusters is what joining two groups of records as wholes comes to.
type Clusters struct {
	Left  int     `json:"left_records"`
	Right int     `json:"right_records"`
	Mean  float64 `json:"mean_bits"`   // over all pairs between them, each clipped
	Need  float64 `json:"needed_bits"` // the mean must exceed it
	Guard string  `json:"guard,omitempty"`
}

// Master explains what holds one master together.
type Master struct {
	Domain   string         `json:"domain"`
	Master   string         `json:"master_id"`
	Records  []MasterRecord `json:"records"`
	Links    []Link         `json:"links"`              // between its records, the strongest first
	Apart    [][]string     `json:"apart,omitempty"`    // the two parts that the weakest link joins
	Unlinked int            `json:"pairs_without_link"` // pairs of its records that have no link
}

// MasterRecord is a record of a master and its values.
type MasterRecord struct {
	Record
	Attributes []Attribute `json:"attributes"` // Left and LeftRaw only
}
