package standard

import (
	"slices"
	"strings"
)

// organisationType is the name of a company or institution.
func organisationType() Type {
	return simple{"organisation", CompareOrganisation, func(v string, _ *Options) (string, string, Quality) {
		return v, organisation(v), OK
	}}
}

// organisation folds a name, joins initials (I.B.M.), writes & as and, and drops legal forms.
func organisation(v string) string {
	s := withoutEmail(strings.ToLower(ascii(v)))
	s = strings.ReplaceAll(s, "&", " and ")
	words := strings.Fields(fold(joinInitials(s)))
	kept := make([]string, 0, len(words))
	for i := 0; i < len(words); i++ {
		if n := legalForm(words[i:]); n > 0 && i > 0 {
			i += n - 1
			continue
		}
		kept = append(kept, words[i])
	}
	for len(kept) > 1 && (kept[len(kept)-1] == "and" || kept[0] == "the") {
		if kept[0] == "the" {
			kept = kept[1:]
			continue
		}
		kept = kept[:len(kept)-1]
	}
	return strings.Join(kept, " ")
}

// withoutEmail cuts the e-mail addresses off that stand behind a name.
func withoutEmail(s string) string {
	for _, mark := range [...]string{"e-mail:", "email:"} {
		if at := strings.Index(s, mark); at > 0 {
			s = s[:at]
		}
	}
	if strings.IndexByte(s, '@') <= 0 {
		return s
	}
	words := strings.Fields(s)
	kept := slices.DeleteFunc(words, func(w string) bool { return strings.IndexByte(w, '@') > 0 })
	if len(kept) == 0 {
		return s
	}
	return strings.Join(kept, " ")
}

// joinInitials drops the dots between single letters.
func joinInitials(s string) string {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		letter := func(k int) bool { return k >= 0 && k < len(s) && s[k] >= 'a' && s[k] <= 'z' }
		if s[i] == '.' && letter(i-1) && !letter(i-2) && (letter(i+1) && !letter(i+2) || i+1 == len(s) || s[i+1] == ' ' || s[i+1] == ',') {
			continue
		}
		b = append(b, s[i])
	}
	return string(b)
}

// legalForms are the legal forms of companies in some forty countries, folded;
// those of several words are written as they stand behind a name. The terms are
// facts from psolin/cleanco (MIT).
const legalForms = ` ab ad ae ag akc amba ans aps as asa bhd bt bv bvba cic co company corp corporation cv cvba da dd doo doob ehf eirl eood epe etat eu eurl ev fa gbr gesbr gie gk gmbh gp hb hf ij inc incorporated ik ks kb kd kda kft kg kgaa kk kkt koop ky lda llc lllp llp lp limited ltd ltda mbh nv nuf nyrt oao og ohg oo ood ooo ou oy oyj pao partg plc pllc pao pte pty pvt rt sa sab sae sagl sal sapi sarl sas sasu sca scop scs sdn sgps sia sicav sl sll snc spa spk spj sprl spzoo sro srl stichting tdv teo tov uab ug vof zao zrt zoo `

// legalForm returns how many of the first words are a legal form.
func legalForm(words []string) int {
	for _, long := range [...]string{"gmbh and co kg", "sp z o o", "sp z oo", "spol s r o", "s a de c v", "s de r l de c v", "s de r l", "sa de cv", "s r l", "s p a", "s a s", "s r o", "d o o", "b v", "n v", "s a", "a s", "g m b h", "l l c", "l t d", "p l c", "pty ltd", "pte ltd", "and co", "and company"} {
		n := strings.Count(long, " ") + 1
		if len(words) >= n && strings.Join(words[:n], " ") == long {
			return n
		}
	}
	if strings.Contains(legalForms, " "+words[0]+" ") {
		return 1
	}
	return 0
}
