package workforce

import (
	"cmp"
	"slices"
)

// Account is an account of a directory.
type Account struct {
	Master    string
	Record    Key
	Worker    string // worker ID that it names; empty: none
	Type      string // service, shared, …; empty: not said
	Disabled  bool
	Directory int // number of its source
}

// What is wrong between workers and accounts.
const (
	NoWorker      = "account without worker"
	UnknownWorker = "account of an unknown worker ID"
	LeaverActive  = "account of a leaver still active"
	TwoAccounts   = "two accounts of one worker"
	NoAccount     = "worker without account"
)

// Finding is something wrong with an account, or the lack of one.
type Finding struct {
	Master    string
	What      string
	Directory string
	Record    Key // zero: no account
	Worker    string
	Type      string
	Since     Day // of a leaver: the last day at work; of a worker: the first
}

// Staff is who works here.
type Staff struct {
	latest  map[string]*Spell // by master: the spell at work or, without, the one that ended last
	workers map[string]bool   // worker IDs
	asOf    Day
}

// NewStaff looks at who is at work on a day. The spells must not change afterwards.
func NewStaff(spells []Spell, asOf Day, fold func(worker string) string) *Staff {
	s := &Staff{latest: map[string]*Spell{}, workers: map[string]bool{}, asOf: asOf}
	for i := range spells {
		spell := &spells[i]
		s.workers[fold(spell.Worker)] = true
		if was := s.latest[spell.Master]; was == nil || s.rank(spell) > s.rank(was) || s.rank(spell) == s.rank(was) && spell.Ended > was.Ended {
			s.latest[spell.Master] = spell
		}
	}
	return s
}

// rank puts those at work before those still to come, and these before leavers.
func (s *Staff) rank(spell *Spell) int {
	switch {
	case spell.at(s.asOf):
		return 2
	case spell.Hired > s.asOf:
		return 1
	}
	return 0
}

// Check compares the accounts of directories with the staff; every worker is expected to have an account in each of
// them. Disabled accounts are no finding. Findings come in the order of their kind, directory, and record or master.
func (s *Staff) Check(accounts []Account, directories []string, fold func(worker string) string) []Finding {
	var out []Finding
	active := make([]map[string][]*Account, len(directories)) // by directory and master
	for d := range active {
		active[d] = map[string][]*Account{}
	}
	for i := range accounts {
		a := &accounts[i]
		if a.Disabled {
			continue
		}
		active[a.Directory][a.Master] = append(active[a.Directory][a.Master], a)
		if f, ok := s.judge(a, directories, fold); ok {
			out = append(out, f)
		}
	}
	for d, name := range directories {
		out = append(out, twice(active[d], name)...)
		out = append(out, s.without(active[d], name)...)
	}
	slices.SortStableFunc(out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Directory, b.Directory), cmp.Compare(a.Record.ID, b.Record.ID), cmp.Compare(a.Record.Row, b.Record.Row), cmp.Compare(a.Master, b.Master))
	})
	return out
}

// judge looks at one account that is active.
func (s *Staff) judge(a *Account, directories []string, fold func(string) string) (Finding, bool) {
	f := Finding{Master: a.Master, Directory: directories[a.Directory], Record: a.Record, Worker: a.Worker, Type: a.Type, Since: Unknown}
	spell := s.latest[a.Master]
	switch {
	case spell != nil && s.rank(spell) == 0:
		f.What, f.Since, f.Worker = LeaverActive, spell.Ended, spell.Worker
	case spell != nil && (a.Worker == "" || s.workers[fold(a.Worker)]):
		return f, false
	case a.Worker != "" && !s.workers[fold(a.Worker)]:
		f.What = UnknownWorker
	default:
		f.What = NoWorker
	}
	return f, true
}

// twice lists all accounts of those who have several in one directory.
func twice(active map[string][]*Account, directory string) []Finding {
	var out []Finding
	for master, list := range active {
		if len(list) < 2 {
			continue
		}
		for _, a := range list {
			out = append(out, Finding{Master: master, What: TwoAccounts, Directory: directory, Record: a.Record, Worker: a.Worker, Type: a.Type, Since: Unknown})
		}
	}
	return out
}

// without lists those at work who have no account in a directory.
func (s *Staff) without(active map[string][]*Account, directory string) []Finding {
	var out []Finding
	for master, spell := range s.latest {
		if s.rank(spell) == 2 && active[master] == nil {
			out = append(out, Finding{Master: master, What: NoAccount, Directory: directory, Worker: spell.Worker, Since: spell.Hired})
		}
	}
	return out
}
