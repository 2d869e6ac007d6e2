package standard

import "strings"

// cityType is a town.
func cityType() Type {
	return simple{"city", CompareShort, func(v string, _ *Options) (string, string, Quality) {
		words := strings.Fields(fold(v))
		for i, w := range words {
			switch w {
			case "st":
				words[i] = "saint"
			case "ste":
				words[i] = "sainte"
			case "mt":
				words[i] = "mount"
			case "ft":
				words[i] = "fort"
			}
		}
		return proper(v), strings.Join(words, " "), OK
	}}
}

// regionType is a state, province or county.
func regionType() Type {
	return simple{"region", CompareCategory, func(v string, _ *Options) (string, string, Quality) {
		if code, ok := regionCode(v); ok {
			if len(v) <= 3 {
				return strings.ToUpper(v), code, OK
			}
			return v, code, OK
		}
		return proper(v), fold(v), OK
	}}
}

// regions are the states of the US, Canada and Australia: code and name, one pair a line.
const regions = `al alabama,ak alaska,az arizona,ar arkansas,ca california,co colorado,ct connecticut,de delaware,fl florida,ga georgia,hi hawaii,id idaho,il illinois,in indiana,ia iowa,ks kansas,ky kentucky,la louisiana,me maine,md maryland,ma massachusetts,mi michigan,mn minnesota,ms mississippi,mo missouri,mt montana,ne nebraska,nv nevada,nh new hampshire,nj new jersey,nm new mexico,ny new york,nc north carolina,nd north dakota,oh ohio,ok oklahoma,or oregon,pa pennsylvania,ri rhode island,sc south carolina,sd south dakota,tn tennessee,tx texas,ut utah,vt vermont,va virginia,wa washington,wv west virginia,wi wisconsin,wy wyoming,dc district of columbia,pr puerto rico,ab alberta,bc british columbia,mb manitoba,nb new brunswick,nl newfoundland,ns nova scotia,on ontario,pe prince edward island,qc quebec,sk saskatchewan,nsw new south wales,vic victoria,qld queensland,tas tasmania,act australian capital territory,nt northern territory`

// regionCode returns the code of a state given by code or name.
func regionCode(v string) (string, bool) {
	f := fold(v)
	for pair := range strings.SplitSeq(regions, ",") {
		code, name, _ := strings.Cut(pair, " ")
		if f == code || f == name {
			return code, true
		}
	}
	return "", false
}

// postcodeType is a postal code; of a ZIP+4 only the ZIP counts.
func postcodeType() Type {
	return simple{"postcode", CompareCode, func(v string, opt *Options) (string, string, Quality) {
		code := compactCode(strings.TrimSuffix(v, ".0"))
		if strings.Trim(code, "0") == "" {
			return v, "", Placeholder
		}
		if len(code) == 9 && allDigits(code) && (opt.country == "US" || opt.country == "" && strings.Contains(v, "-")) {
			code = code[:5]
		}
		if opt.country == "US" && allDigits(code) && len(code) == 4 { // a spreadsheet ate the zero
			return "0" + code, "0" + code, OK
		}
		return strings.ToUpper(v), code, OK
	}}
}

// countryType is a country, by name or code.
func countryType() Type {
	return simple{"country", CompareCategory, func(v string, _ *Options) (string, string, Quality) {
		if code, ok := countryCode(v); ok {
			if len(v) <= 3 {
				return strings.ToUpper(v), code, OK
			}
			return proper(v), code, OK
		}
		return proper(v), fold(v), OK
	}}
}

// countries: ISO alpha-2, alpha-3, and names in use, parted by /.
const countries = `us/usa/united states/united states of america/america,gb/gbr/uk/united kingdom/great britain/england/scotland/wales/northern ireland,de/deu/germany/deutschland/allemagne/ger,fr/fra/france/frankreich,it/ita/italy/italia/italien,es/esp/spain/espana/spanien,nl/nld/netherlands/the netherlands/holland/nederland/niederlande,be/bel/belgium/belgique/belgie/belgien,at/aut/austria/osterreich,ch/che/switzerland/schweiz/suisse/svizzera,pl/pol/poland/polska/polen,pt/prt/portugal,ie/irl/ireland/eire,dk/dnk/denmark/danmark,se/swe/sweden/sverige,no/nor/norway/norge,fi/fin/finland/suomi,is/isl/iceland,cz/cze/czech republic/czechia/cesko,sk/svk/slovakia/slovensko,hu/hun/hungary/magyarorszag,ro/rou/romania,bg/bgr/bulgaria,gr/grc/greece/hellas,hr/hrv/croatia/hrvatska,si/svn/slovenia,rs/srb/serbia,lt/ltu/lithuania,lv/lva/latvia,ee/est/estonia,lu/lux/luxembourg,mt/mlt/malta,cy/cyp/cyprus,ru/rus/russia/russian federation,ua/ukr/ukraine,by/blr/belarus,tr/tur/turkey/turkiye,ca/can/canada,mx/mex/mexico,br/bra/brazil/brasil,ar/arg/argentina,cl/chl/chile,co/col/colombia,pe/per/peru,ve/ven/venezuela,au/aus/australia,nz/nzl/new zealand,jp/jpn/japan,cn/chn/china,hk/hkg/hong kong,tw/twn/taiwan,kr/kor/south korea/korea,in/ind/india,pk/pak/pakistan,bd/bgd/bangladesh,id/idn/indonesia,my/mys/malaysia,sg/sgp/singapore,th/tha/thailand,vn/vnm/vietnam,ph/phl/philippines,ae/are/united arab emirates/uae,sa/sau/saudi arabia,il/isr/israel,eg/egy/egypt,za/zaf/south africa,ng/nga/nigeria,ke/ken/kenya,ma/mar/morocco,dz/dza/algeria,tn/tun/tunisia,ir/irn/iran,iq/irq/iraq`

// countryCode returns the lower-case alpha-2 code.
func countryCode(v string) (string, bool) {
	f := fold(v)
	for line := range strings.SplitSeq(countries, ",") {
		for name := range strings.SplitSeq(line, "/") {
			if f == name {
				return line[:2], true
			}
		}
	}
	return "", false
}
