package synth

import (
	"slices"
	"strings"
	"time"
)

// pass lets one month pass, up to the day of the next export.
func (c *company) pass() {
	c.month++
	c.from, c.date = c.date, c.date.AddDate(0, 1, 0)
	for _, w := range slices.Clone(c.staff) {
		c.follow(w)
		if w.touched == c.month {
			continue
		}
		c.live(w)
	}
	for range max(1, len(c.staff)/90) {
		c.join()
	}
	c.promote()
	c.care()
}

// when returns a day since the last export.
func (c *company) when() time.Time { return c.dice.day(c.from.AddDate(0, 0, 1), c.date) }

// live lets something happen to one worker, or nothing: twelve times these chances in a year.
func (c *company) live(w *worker) {
	j := w.now()
	x := c.Float64()
	switch {
	case w.leaves():
		if x < .02 && w.gone(c.from.AddDate(0, 0, -60)) {
			c.touch(w)
			c.back(w, c.when(), c.chance(.5))
		}
	case j.hired.After(c.from):
	case j.contingent && x < .025:
		c.touch(w)
		c.convert(w, c.when())
	case x < .04:
		c.touch(w)
		c.move(w)
	case x < .05 && len(c.staff) > 4*len(c.chiefs):
		c.touch(w)
		c.end(w, c.when().AddDate(0, 0, c.IntN(2)*c.between(5, 40))) // half of them give notice
	case x < .055:
		c.touch(w)
		c.marry(w)
	case x < .060:
		c.correct(w)
	}
}

func (c *company) touch(w *worker) { w.touched = c.month }

// follow gives those a new manager whose own one has left; HR is late where something else happened to them.
func (c *company) follow(w *worker) {
	boss := w.now().boss
	if w.leaves() || boss == nil || !boss.gone(c.from) || w.touched == c.month {
		return
	}
	next := c.chief(w)
	if next == boss {
		return
	}
	c.touch(w)
	was := bossID(w)
	w.now().boss, w.now().effective = next, c.when()
	c.happened(w, "moved", w.now().effective, was, bossID(w))
}

func bossID(w *worker) string {
	if w.now().boss == nil {
		return ""
	}
	return w.now().boss.now().id
}

// move changes a worker's place.
func (c *company) move(w *worker) {
	j := w.now()
	before := departments()[j.department] + ", " + j.title + ", " + j.site
	j.effective = c.when()
	switch c.IntN(4) {
	case 0:
		j.title = other(c.dice, titles(), j.title)
	case 1:
		j.site = other(c.dice, sites(), j.site)
	default:
		j.department = (j.department + c.between(1, len(departments())-1)) % len(departments())
		j.boss = c.chief(w)
	}
	c.happened(w, "moved", j.effective, before, departments()[j.department]+", "+j.title+", "+j.site)
}

// other returns another element of a list.
func other(d dice, list []string, than string) string {
	for {
		if v := one(d, list); v != than {
			return v
		}
	}
}

// marry gives a worker another family name; the directories follow in a month or two.
func (c *company) marry(w *worker) {
	before := w.given + " " + w.family
	culture := c.lexicon.cultures.pick(c.dice)
	family := culture.surname(c.dice)
	if c.chance(.2) {
		family = w.family + "-" + family
	}
	for letters(family) == letters(w.family) || similar(family, w.family) {
		family = culture.surname(c.dice)
	}
	w.family, w.slip = family, ""
	w.now().effective = c.when()
	c.happened(w, "renamed", w.now().effective, before, w.given+" "+w.family)
}

// similar reports whether two names might be taken for slips of each other.
func similar(a, b string) bool {
	x, y := letters(a), letters(b)
	differ := 0
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			differ++
		}
	}
	return differ < 3 && len(x)-len(y) < 3 && len(y)-len(x) < 3
}

// correct puts right a slip of HR, or makes one: nothing has happened to the worker.
func (c *company) correct(w *worker) {
	switch {
	case w.slip != "":
		w.slip = ""
	case c.chance(.5) && len(w.family) > 5:
		letters := []rune(w.family)
		w.slip = string(letters[:3]) + string(letters[2:]) // a letter typed twice
	default:
		w.now().noted = w.now().hired.AddDate(0, 0, 1)
	}
}

// end sets the last day of the latest employment. The accounts of most leavers are disabled when it is over.
func (c *company) end(w *worker, on time.Time) {
	w.now().ended = on
	c.happened(w, "left", on, w.now().id, "")
}

// back takes a leaver on again, under the same worker ID or a new one.
func (c *company) back(w *worker, on time.Time, sameID bool) {
	old := w.now()
	before := old.id
	contingent := old.contingent && c.chance(.5)
	if sameID {
		j := *old
		j.hired, j.noted, j.effective, j.ended = on, on, on, time.Time{}
		w.jobs[len(w.jobs)-1] = &j // HR overwrites the old employment
	} else {
		c.employ(w, on, contingent)
	}
	w.now().boss = c.chief(w)
	w.account.disabled, w.cloud.disabled = false, false
	c.happened(w, "rehired", on, before, w.now().id)
}

// convert makes an employee of a contingent worker, under a new worker ID.
func (c *company) convert(w *worker, on time.Time) {
	old := w.now()
	old.ended = on.AddDate(0, 0, -c.between(1, 4))
	j := c.employ(w, on, false)
	j.department, j.title, j.site, j.boss = old.department, old.title, old.site, old.boss
	c.happened(w, "converted", on, old.id, j.id)
}

// join takes a stranger on; HR enters some before their first day.
func (c *company) join() {
	w := c.stranger()
	c.touch(w)
	c.employ(w, c.when().AddDate(0, 0, c.IntN(2)*c.between(0, 25)), c.chance(.2))
	w.now().boss = c.chief(w)
	c.happened(w, "joined", w.now().hired, "", w.now().id)
}

// promote keeps up the number of managers.
func (c *company) promote() {
	c.chiefs = slices.DeleteFunc(c.chiefs, func(w *worker) bool { return w.leaves() })
	for _, w := range c.staff {
		if len(c.chiefs) >= max(2, len(c.staff)/15) {
			return
		}
		if !w.leaves() && !w.now().contingent && !slices.Contains(c.chiefs, w) {
			c.chiefs = append(c.chiefs, w)
		}
	}
}

// care is what the directories do in a month: accounts for the new, none for most leavers, and mailboxes for new names.
func (c *company) care() {
	for _, w := range c.staff {
		switch {
		case w.account.login == "" && w.working(c.date) && c.chance(.9):
			c.open(w)
		case w.gone(c.date) && !w.gone(c.from) && c.chance(.85):
			w.account.disabled, w.cloud.disabled, w.admin.disabled = true, true, true
		}
		c.mailCare(w)
		if w.touched < c.month && w.account.login != "" && w.account.worker != w.now().id {
			w.account.worker, w.admin.worker = w.now().id, w.now().id
			if w.cloud.worker != "" {
				w.cloud.worker = w.now().id
			}
		}
	}
}

// mailCare renames mailboxes: the first directory a month after the name, and HR and the cloud a month after that.
func (c *company) mailCare(w *worker) {
	switch {
	case w.hrMail != w.mail && w.touched < c.month && w.account.login != "":
		w.hrMail, w.cloudMail = w.mail, w.mail
	case w.touched == c.month-1 && w.hrMail != "" && w.account.login != "" && !strings.Contains(w.mail, "."+letters(w.family)):
		w.mail = c.mailbox(w)
	}
}
