package infer

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed reference/given.txt
var givenList string

//go:embed reference/family.txt
var familyList string

// nameTables give the rank, from 1, of known given and family names.
type nameTables struct{ given, family map[string]int }

// loadNames builds the tables once; they are only read afterwards.
var loadNames = sync.OnceValue(func() *nameTables {
	return &nameTables{given: rank(givenList), family: rank(familyList)}
})

func rank(list string) map[string]int {
	names := strings.Fields(list)
	out := make(map[string]int, len(names))
	for i, n := range names {
		out[n] = i + 1
	}
	return out
}

// lean says whether a token is rather a given (positive) or a family name (negative): -1, 0 or 1.
func (t *nameTables) lean(token []byte) int {
	g, f := t.given[string(token)], t.family[string(token)]
	switch {
	case g > 0 && (f == 0 || f > 2*g):
		return 1
	case f > 0 && (g == 0 || g > 2*f):
		return -1
	}
	return 0
}

// wordSets are the words that give a value away.
type wordSets struct {
	gender, flag, status, region, country, city, street, legal, branch, title, placeholder map[string]bool
	streetEnds                                                                             []string
}

// streetEnd reports whether a token ends as street names do where they are one word: hauptstrasse, kerkweg.
func (w *wordSets) streetEnd(t []byte) bool {
	if len(t) < 7 {
		return false
	}
	for _, e := range w.streetEnds {
		if strings.HasSuffix(string(t), e) {
			return true
		}
	}
	return false
}

func set(list, separator string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Split(list, separator) {
		out[strings.TrimSpace(w)] = true
	}
	return out
}

// loadWords builds the sets once; they are only read afterwards.
var loadWords = sync.OnceValue(func() *wordSets {
	return &wordSets{
		gender: set("m f male female w man woman männlich weiblich homme femme hombre mujer maschio femmina vrouw", " "),
		flag:   set("y n yes no true false t f ja nein oui non si 0 1 on off", " "),
		status: set("active inactive deleted closed open pending new current former blocked cancelled canceled suspended enabled disabled verified unverified aktiv inaktiv gesperrt actif inactif activo inactivo archived merged prospect lead", " "),
		region: set("al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc pr "+
			"nsw vic qld sa tas act nt ab bc mb nb nl ns on pe qc sk", " "),
		country: set("us,usa,uk,gb,gbr,de,deu,fr,fra,es,esp,it,ita,nl,nld,be,bel,at,aut,ch,che,pl,pol,ca,can,au,aus,in,ind,cn,chn,jp,jpn,br,bra,mx,mex,se,swe,no,nor,dk,dnk,fi,fin,ie,irl,pt,prt,ru,rus,ua,ukr,vn,vnm,"+
			"united states,united states of america,united kingdom,great britain,england,scotland,germany,deutschland,france,spain,españa,italy,italia,netherlands,nederland,belgium,austria,österreich,switzerland,schweiz,poland,polska,"+
			"canada,australia,india,china,japan,brazil,mexico,sweden,norway,denmark,finland,ireland,portugal,russia,ukraine,vietnam,turkey,greece,israel,korea,south korea,singapore,south africa,new zealand,argentina,"+
			"belarus,romania,czech republic,hungary,bulgaria,georgia,moldova,kazakhstan,pakistan", ","),
		city:        set(cityNames, ","),
		street:      set(streetTypes, " "),
		streetEnds:  strings.Fields("strasse straße gasse platz allee straat laan plein gracht ufer damm"),
		legal:       set("inc incorporated llc llp lp ltd limited plc corp corporation co company gmbh ag kg ohg ug mbh se sa sarl sas sl srl spa bv nv oy ab as aps pty pvt lda ltda eurl sprl kft doo sro zoo", " "),
		branch:      set(branchWords, " "),
		title:       set("mr mrs ms miss dr prof sir herr frau m. mme sr sra", " "),
		placeholder: set("n/a,na,null,none,nil,unknown,unbekannt,inconnu,-,--,.,?,xxx,test,tbd,not available,not provided,nan,missing", ","),
	}
})

const streetTypes = "street st str road rd avenue ave av drive dr lane ln court ct place pl boulevard blvd way circle cir crescent cres cr close terrace ter tce square sq parkway pkwy highway hwy trail trl " +
	"terr parade pde grove esplanade circuit cct loop plaza row walk alley mews green hill gardens rise view turnpike pike route " +
	"rue chemin impasse quai cours calle avenida avda paseo plaza camino carrera via viale corso piazza vicolo largo strasse weg platz allee gasse ring straat laan weg plein"

const branchWords = "university universitat universite universidad universita college institute institut school hospital clinic laboratories laboratory labs department dept center centre bank insurance systems software technologies technology " +
	"solutions services consulting holdings holding group industries enterprises partners associates foundation association society restaurant cafe grill hotel inn bar bistro deli bakery pharmacy motors foods supply stores store " +
	"electronics communications energy capital international global management construction properties church ministry council agency properties academy salon"

// cityNames are large cities, to tell a column of towns from one of names.
const cityNames = "london,birmingham,manchester,leeds,liverpool,sheffield,bristol,leicester,coventry,cardiff,swansea,newport,glasgow,edinburgh,aberdeen,dundee,belfast,nottingham,plymouth,southampton,portsmouth,norwich,oxford,cambridge,derby,york,bradford,hull,stoke-on-trent,wolverhampton,reading,northampton,luton,bolton,sunderland,brighton,ipswich,peterborough,poole,blackpool,dudley,telford,swindon,slough,gloucester,watford,exeter,bournemouth," +
	"new york,los angeles,chicago,houston,phoenix,philadelphia,san antonio,san diego,dallas,san jose,austin,jacksonville,fort worth,columbus,charlotte,indianapolis,san francisco,seattle,denver,washington,boston,el paso,nashville,detroit,oklahoma city,portland,las vegas,memphis,louisville,baltimore,milwaukee,albuquerque,tucson,fresno,sacramento,kansas city,mesa,atlanta,omaha,colorado springs,raleigh,miami,long beach,virginia beach,oakland,minneapolis,tulsa,tampa,new orleans,cleveland,honolulu,pittsburgh,cincinnati,st. louis,orlando,buffalo,springfield,brooklyn,bronx," +
	"toronto,montreal,vancouver,calgary,ottawa,edmonton,winnipeg,quebec,sydney,melbourne,brisbane,perth,adelaide,hobart,canberra,darwin,auckland,wellington," +
	"berlin,hamburg,munchen,munich,koln,cologne,frankfurt,stuttgart,dusseldorf,leipzig,dortmund,essen,bremen,dresden,hannover,nurnberg,duisburg,bochum,bonn,munster,mannheim,karlsruhe,wien,vienna,graz,linz,salzburg,zurich,genf,geneve,basel,bern," +
	"paris,marseille,lyon,toulouse,nice,nantes,strasbourg,montpellier,bordeaux,lille,rennes,reims,madrid,barcelona,valencia,sevilla,zaragoza,malaga,bilbao,roma,rome,milano,milan,napoli,torino,palermo,genova,bologna,firenze,venezia," +
	"amsterdam,rotterdam,den haag,utrecht,eindhoven,groningen,brussel,bruxelles,antwerpen,gent,warszawa,krakow,wroclaw,gdansk,poznan,lodz,praha,budapest,lisboa,porto,stockholm,oslo,kobenhavn,helsinki,dublin,athens,moscow,kyiv,istanbul,mumbai,delhi,bangalore,beijing,shanghai,tokyo,singapore,hong kong,sao paulo,mexico city"
