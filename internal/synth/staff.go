package synth

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// worker is somebody who works, or worked, for the company.
type worker struct {
	number        int
	given, family string
	female        bool
	birth         time.Time
	national      string // empty: HR was not told
	mail          string // as the first directory has it
	hrMail        string // as HR has it
	cloudMail     string
	jobs          []*job // employments, oldest first
	touched       int    // month of the last change: no one has two in a month
	slip          string // family name as mistyped by HR, until put right
	account       account
	cloud         account
	admin         account
}

// account is what a directory holds of a worker.
type account struct {
	login    string // empty: none
	worker   string // ID that it names; empty: none
	disabled bool
}

// job is one employment.
type job struct {
	id           string
	contingent   bool
	hired, ended time.Time // zero: no end is known
	noted        time.Time // the hire date as HR has it, which may be a slip
	effective    time.Time
	department   int
	title, site  string
	boss         *worker
}

// now returns the latest employment.
func (w *worker) now() *job { return w.jobs[len(w.jobs)-1] }

// leaves reports whether the end of the latest employment is set.
func (w *worker) leaves() bool { return !w.now().ended.IsZero() }

// gone reports whether a worker has left before a day.
func (w *worker) gone(on time.Time) bool { return w.leaves() && w.now().ended.Before(on) }

// working reports whether a worker is at work on a day.
func (w *worker) working(on time.Time) bool { return !w.now().hired.After(on) && !w.gone(on) }

// happening is an event of the truth.
type happening struct {
	of            *worker
	event         string
	on, seen      time.Time // the day it took effect; the export that shows it first
	before, after string
}

// company hires, moves and loses workers, month by month.
type company struct {
	dice
	lexicon *lexicon
	staff   []*worker
	chiefs  []*worker
	events  []happening
	ids     map[string]int // employments so far, by the letter of their IDs
	mails   map[string]bool
	month   int       // of the export that is made; 0 is the first
	from    time.Time // day of the export before
	date    time.Time // day of the export
	others  []account // accounts that are nobody's
}

func departments() []string {
	return []string{"Sales", "Research & Development", "Finance", "Human Resources", "Customer Care", "Logistics", "Marketing", "Legal"}
}

func titles() []string {
	return []string{"Analyst", "Engineer", "Clerk", "Specialist", "Coordinator", "Consultant", "Assistant", "Planner"}
}

func sites() []string {
	return []string{"Ashford", "Millport", "Cedarville", "Kingsbridge", "Westhaven"}
}

// department writes the name of a department; HR changed the way it writes one of them in mid-year, which moves nobody.
func (c *company) department(d int) string {
	name := departments()[d]
	if c.month >= 6 {
		return strings.ReplaceAll(name, "Research & Development", "RESEARCH & DEVELOPMENT")
	}
	return name
}

// newCompany takes on its first workers, some of whom have left since, come back, or were contingent workers before.
func newCompany(lex *lexicon, seed uint64, workers int, first time.Time) *company {
	c := &company{dice: newDice(seed, 11), lexicon: lex, ids: map[string]int{}, mails: map[string]bool{}, date: first}
	c.from = first.AddDate(-12, 0, 0)
	for i := range workers {
		w := c.stranger()
		w.touched = -1
		hired := c.date.AddDate(0, 0, -c.between(70, 4000))
		if i < max(2, workers/12) {
			c.chiefs = append(c.chiefs, w)
		}
		contingent := i >= max(2, workers/12) && c.chance(.15)
		c.employ(w, hired, contingent)
		c.happened(w, "joined", hired, "", w.now().id)
		if i >= max(2, workers/12) {
			c.past(w)
		}
		c.open(w)
		w.hrMail = w.mail
	}
	for _, w := range c.staff {
		w.now().boss = c.chief(w)
	}
	for i := range max(2, workers/40) {
		c.others = append(c.others, account{login: "svc-" + []string{"backup", "print", "scan", "build", "mail"}[i%5] + strconv.Itoa(i)})
	}
	c.others = append(c.others, account{login: "jdoe-old", worker: "W99999"})
	return c
}

// past gives some of the first workers a history.
func (c *company) past(w *worker) {
	first := w.now()
	span := int(c.date.Sub(first.hired).Hours() / 24)
	end := first.hired.AddDate(0, 0, span/3)
	switch x := c.Float64(); {
	case x < .06: // gone for good
		c.end(w, end)
	case x < .10 && span > 400: // gone and back
		c.end(w, end)
		c.back(w, end.AddDate(0, 0, c.between(60, 120)), false)
	case first.contingent && x < .3:
		c.convert(w, end)
	}
}

// stranger invents a person; some are namesakes of others.
func (c *company) stranger() *worker {
	w := &worker{number: len(c.staff) + 1, female: c.chance(.5)}
	culture := c.lexicon.cultures.pick(c.dice)
	w.given, w.family = culture.given(c.dice, w.female), culture.surname(c.dice)
	if len(c.staff) > 0 && c.chance(.04) {
		other := one(c.dice, c.staff)
		w.given, w.family, w.female = other.given, other.family, other.female
	}
	if w.female {
		w.family = feminine(w.family)
	}
	w.birth = time.Date(1962+c.IntN(42), 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, w.number*7%365) // no two namesakes of one day in a small company
	w.national = fmt.Sprintf("%03d-%02d-%04d", 100+w.number%800, 10+w.number/800%90, 1000+w.number*37%9000)
	w.mail = c.mailbox(w)
	c.staff = append(c.staff, w)
	return w
}

// mailbox returns an address that nobody has had.
func (c *company) mailbox(w *worker) string {
	local := letters(w.given) + "." + letters(w.family)
	mail := local + "@company.example"
	for i := 2; c.mails[mail]; i++ {
		mail = fmt.Sprintf("%s%d@company.example", local, i)
	}
	c.mails[mail] = true
	return mail
}

// employ begins an employment under a new worker ID.
func (c *company) employ(w *worker, hired time.Time, contingent bool) *job {
	letter := "W"
	if contingent {
		letter = "C"
		if c.chance(.3) && len(w.jobs) == 0 {
			w.national = ""
		}
	} else if w.national == "" {
		w.national = fmt.Sprintf("%03d-%02d-%04d", 100+w.number%800, 10+w.number/800%90, 1000+w.number*37%9000)
	}
	c.ids[letter]++
	j := &job{
		id: fmt.Sprintf("%s%05d", letter, 10000+c.ids[letter]), contingent: contingent, hired: hired, noted: hired, effective: hired,
		department: c.IntN(len(departments())), title: one(c.dice, titles()), site: one(c.dice, sites()),
	}
	w.jobs = append(w.jobs, j)
	return j
}

// open gives a worker accounts in both directories.
func (c *company) open(w *worker) {
	if w.account.login != "" || w.now().contingent && c.chance(.1) {
		return
	}
	gone := w.gone(c.date)
	w.account = account{login: fmt.Sprintf("%.1s%s%d", letters(w.given), letters(w.family), w.number), worker: w.now().id, disabled: gone && c.chance(.8)}
	w.cloud = account{login: fmt.Sprintf("u-%06d", 100000+w.number*7), worker: w.now().id, disabled: w.account.disabled}
	w.cloudMail = w.mail
	switch x := c.Float64(); {
	case x < .03:
		w.cloud.worker = "" // known by its mailbox only
	case x < .05:
		w.admin = account{login: "adm-" + w.account.login, worker: w.now().id, disabled: gone}
	case x < .06:
		w.cloud = account{}
	}
}

// chief finds a worker a manager other than the present one.
func (c *company) chief(w *worker) *worker {
	for range 100 {
		boss := one(c.dice, c.chiefs)
		if boss != w && !boss.leaves() && boss != w.now().boss {
			return boss
		}
	}
	return w.now().boss
}

// happened notes the truth.
func (c *company) happened(w *worker, event string, on time.Time, before, after string) {
	c.events = append(c.events, happening{w, event, on, c.date, before, after})
}
