package suppress

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// erasing returns a matcher for a list that holds one person.
func erasing(t *testing.T, own, others []Facts) *Matcher {
	t.Helper()
	dir := t.TempDir()
	l, err := Open(filepath.Join(dir, "erased.txt"), filepath.Join(dir, "erased.key"))
	if err != nil {
		t.Fatal(err)
	}
	if l.Add("customer", own, others) == 0 {
		t.Fatal("no hash was added")
	}
	return l.Matcher("customer")
}

// ruth is who is erased: two records, one of them under a nickname.
func ruth() []Facts {
	return []Facts{
		{"crm", "c1", "Elizabeth Ann", "Van der Berg", "1980-04-05", "liz@mail.example", "(212) 555-0143"},
		{"shop", "7", "Liz", "van der Berg", "", "", "+12125550143"},
	}
}

func TestHolds(t *testing.T) {
	husband := Facts{"crm", "c2", "Mark", "Van der Berg", "1978-01-09", "", "(212) 555-0143"} // shares the phone
	m := erasing(t, ruth(), []Facts{husband})
	for _, tt := range []struct {
		name string
		f    Facts
		want bool
	}{
		{"the record itself, whatever it says now", Facts{Source: "crm", ID: "c1", Given: "Bob"}, true},
		{"another silo's record of that ID", Facts{Source: "billing", ID: "c1", Given: "Bob"}, false},
		{"name and birth date", Facts{Given: "ELIZABETH", Family: "Van Der Berg", Birth: "1980-04-05"}, true},
		{"a nickname and birth date", Facts{Given: "Beth", Family: "van der berg", Birth: "1980-04-05"}, true},
		{"name swapped, and birth date", Facts{Given: "Van der Berg", Family: "Elizabeth", Birth: "1980-04-05"}, true},
		{"name without birth date", Facts{Given: "Elizabeth", Family: "Van der Berg"}, false},
		{"name with another birth date", Facts{Given: "Elizabeth", Family: "Van der Berg", Birth: "1980-04-06"}, false},
		{"name with a year only", Facts{Given: "Elizabeth", Family: "Van der Berg", Birth: "1980"}, false},
		{"e-mail and name", Facts{Given: "Liz", Family: "Miller", Email: "LIZ@mail.example "}, true},
		{"e-mail among others, and name", Facts{Given: "Liz", Family: "Miller", Email: "new@mail.example\x1fliz@mail.example"}, true},
		{"e-mail and name, born the same year", Facts{Given: "Liz", Family: "Miller", Birth: "1980-05-04", Email: "liz@mail.example"}, true},
		{"e-mail and name of somebody far younger", Facts{Given: "Liz", Family: "Miller", Birth: "2009-05-04", Email: "liz@mail.example"}, false},
		{"e-mail and birth date, under another name", Facts{Given: "Lisbet", Family: "Miller", Birth: "1980-04-05", Email: "liz@mail.example"}, true},
		{"her own e-mail and no name", Facts{Email: "liz@mail.example"}, true},
		{"her own e-mail and an initial", Facts{Given: "E", Family: "Berg", Email: "liz@mail.example"}, true},
		{"her own e-mail, used by her daughter now", Facts{Given: "Anna", Family: "Van der Berg", Email: "liz@mail.example"}, false},
		{"shared phone and name", Facts{Given: "Elizabeth", Family: "Miller", Phone: "2125550143"}, true},
		{"shared phone and her husband", husband, false},
		{"shared phone and no name", Facts{Phone: "212-555-0143"}, false},
		{"shared phone and an initial", Facts{Given: "E", Family: "Van der Berg", Phone: "212-555-0143"}, false},
		{"nothing", Facts{}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := m.Holds(&tt.f); got != tt.want {
				t.Errorf("held: %v, want %v", got, tt.want)
			}
		})
	}
	if (&Matcher{m.key, m.hashes, "employee"}).Holds(&ruth()[0]) {
		t.Error("erased as a customer, she is held as an employee, too")
	}
}

// TestOthersStay: what somebody else has, too, when a person is erased, is not listed.
func TestOthersStay(t *testing.T) {
	namesake := Facts{"crm", "c9", "Elizabeth", "Van der Berg", "1980-04-05", "other@mail.example", ""}
	m := erasing(t, ruth(), []Facts{namesake})
	if m.Holds(&namesake) {
		t.Error("a namesake of the same birth date is held")
	}
	junior := Facts{"crm", "c8", "Beth", "Van der Berg", "", "liz@mail.example", ""}
	if m = erasing(t, ruth(), []Facts{junior}); m.Holds(&junior) {
		t.Error("a daughter whose name is a nickname of hers is held by the e-mail address they share")
	}
	if !m.Holds(&Facts{Given: "Elizabeth", Email: "liz@mail.example"}) {
		t.Error("she is not held by the e-mail address that her daughter shares")
	}
	again := Facts{"crm", "c1", "Otto", "Stone", "", "", ""} // a second record under one ID
	if m = erasing(t, ruth(), []Facts{again}); m.Holds(&again) {
		t.Error("another person's record of the same ID is held")
	}
}

// TestSwappedRecord: a record with given and family name swapped does not hold the family.
func TestSwappedRecord(t *testing.T) {
	own := append(ruth(), Facts{"web", "1", "Berg", "Elizabeth", "", "", "(212) 555-0143"})
	m := erasing(t, own, nil)
	if m.Holds(&Facts{Given: "Mark", Family: "Berg", Phone: "(212) 555-0143"}) {
		t.Error("her husband is held")
	}
}

func TestListFile(t *testing.T) {
	dir := t.TempDir()
	path, key := filepath.Join(dir, "erased.txt"), filepath.Join(dir, "erased.key")
	l, err := Open(path, key)
	if err != nil {
		t.Fatal(err)
	}
	n := l.Add("customer", ruth(), nil)
	if again := l.Add("customer", ruth(), nil); n == 0 || again != 0 {
		t.Errorf("%d hashes, then %d more; want some, then none", n, again)
	}
	if err := l.Write(path); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if line[0] != '#' && !regexp.MustCompile(`^[0-9a-f]{32}\n$`).MatchString(line) {
			t.Errorf("line %q is no hash", line)
		}
	}
	for _, file := range []string{path, key} {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s is for others, too: %v %v", file, info.Mode(), err)
		}
	}
	read, err := Read(path, key)
	if err != nil || read.Len() != n || !read.Matcher("customer").Holds(&ruth()[1]) {
		t.Errorf("read again: %v", err)
	}
	if l, err = Open(path, key); err != nil || l.Len() != n {
		t.Errorf("opened again: %v", err)
	}
}

func TestListFaults(t *testing.T) {
	dir := t.TempDir()
	path, key, other := filepath.Join(dir, "erased.txt"), filepath.Join(dir, "erased.key"), filepath.Join(dir, "other.key")
	l, err := Open(path, key)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Write(path); err != nil {
		t.Fatal(err)
	}
	if _, err := CreateKey(other); err != nil {
		t.Fatal(err)
	}
	good, _ := os.ReadFile(path)
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	if l, err := Read(write("empty.txt", ""), filepath.Join(dir, "none.key")); err != nil || l.Len() != 0 {
		t.Errorf("an empty list: %v", err)
	}
	for _, tt := range []struct{ name, list, key, want string }{
		{"no list", filepath.Join(dir, "none.txt"), key, "whoever it holds would return"},
		{"no key", path, filepath.Join(dir, "none.key"), "there is no such key"},
		{"another key", path, other, "made with another key"},
		{"key that is none", path, write("bad.key", "0123"), "no key"},
		{"line that is no hash", write("bad.txt", string(good)+"liz@mail.example\n"), key, "line 3 is no hash"},
		{"some other file", write("text.txt", "# notes\n"), key, "no suppression list"},
	} {
		_, err := Read(tt.list, tt.key)
		var fault *Error
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
	if _, err := Open(path, path); err == nil {
		t.Error("list and key in one file")
	}
}

func BenchmarkMatcher(b *testing.B) {
	l := &List{key: newKey(make([]byte, keyBytes)), hashes: map[Hash]struct{}{}}
	l.Add("customer", ruth(), nil)
	m := l.Matcher("customer")
	b.Run("record", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m.Record("crm", "C1000469")
		}
	})
	b.Run("email", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m.Email("edward.fields82@inboxly.example")
		}
	})
}
