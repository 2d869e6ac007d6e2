package suppress

// Matcher finds the records of one domain that a list holds. It is for one goroutine.
type Matcher struct {
	key    *Key
	hashes map[Hash]struct{}
	domain string
}

// Matcher returns a matcher for a domain.
func (l *List) Matcher(domain string) *Matcher { return &Matcher{l.key.Clone(), l.hashes, domain} }

func (m *Matcher) has(kind kind, parts ...string) bool {
	_, ok := m.hashes[m.key.hash(m.domain, kind, parts...)]
	return ok
}

// Record reports whether a record ID was erased; it settles the matter.
func (m *Matcher) Record(source, id string) bool { return m.has(kindRecord, source, id) }

// Email, Phone and Born report whether a value is worth a closer look with [Matcher.Holds]: hashing each
// distinct value once is far less than hashing each record's names with all it has.
func (m *Matcher) Email(value string) bool { return m.any(emails(value)) }

// Phone is like [Matcher.Email].
func (m *Matcher) Phone(value string) bool { return m.any(phones(value)) }

// Born is like [Matcher.Email].
func (m *Matcher) Born(value string) bool {
	d := day(value)
	return d != "" && m.has(kindBorn, d)
}

func (m *Matcher) any(contacts []string) bool {
	for _, c := range contacts {
		if m.has(kindContact, c) {
			return true
		}
	}
	return false
}

// Holds reports whether a record is about somebody on the list; see the package's comment for the rules.
func (m *Matcher) Holds(f *Facts) bool {
	k := f.known()
	if k.record && m.Record(k.source, k.id) {
		return true
	}
	if k.birth != "" && m.has(kindBorn, k.birth) && (m.has(kindPerson, k.given, k.family, k.birth) || m.has(kindPerson, k.swapped[0], k.swapped[1], k.birth)) {
		return true
	}
	for _, c := range k.contacts {
		if m.has(kindContact, c) && m.reaches(c, &k) {
			return true
		}
	}
	return false
}

// reaches reports whether a listed contact belongs to the erased person in a record.
func (m *Matcher) reaches(contact string, k *known) bool {
	if k.birth != "" && m.has(kindContactBorn, contact, k.birth) {
		return true
	}
	if k.given == "" {
		return m.has(kindContactOnly, contact)
	}
	for _, name := range [...]string{k.given, k.swapped[0]} { // some silos swap them
		if name == "" {
			continue
		}
		if m.has(kindContactName, contact, name, k.year) || k.year != "" && m.has(kindContactName, contact, name, anyYear) {
			return true
		}
	}
	return false
}
