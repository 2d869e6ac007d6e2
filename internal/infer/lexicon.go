package infer

import (
	"strings"
	"sync"
)

// role is what a column holds: the name of an attribute, or one of the roles below.
type role string

// Roles that are no attributes of their own.
const (
	anyName     role = "name"         // of a person, organisation or thing: the values decide
	anyAddress  role = "address"      // street line or whole address: the values decide
	houseNo     role = "house_number" // joined with the street
	streetName  role = "street_name"
	streetLine2 role = "street_line_2"
	unitNo      role = "unit"
	dayPart     role = "day"
	monthPart   role = "month"
	yearPart    role = "year_part"
	keyWord     role = "id" // names something, perhaps the record
	updateWord  role = "updated"
	activity    role = "activity" // last order, last login: an event that shows the record alive
	eventWord   role = "event"
	statusRole  role = "status"
	amount      role = "amount"
	consentWord role = "consent"
	verifyWord  role = "verified"
	kindWord    role = "type" // kind of something: of a phone, an address, the record
	codeWord    role = "code"
	ageRole     role = "age"
	ignored     role = "ignore"
	other       role = "other" // decided: a free column
	secondName  role = "sname" // second name or surname, whichever is missing
	employerOrg role = "employer"
	employerCtx role = "@employer"
)

// lexicon gives header phrases for each role, in English, German, French, Spanish,
// Italian and Dutch, with the usual abbreviations. Spaces do not count: "first name"
// is also firstname, first_name, firstName. An "@" role is context: what or whom an
// attribute belongs to.
var lexicon = []struct {
	role    role
	phrases string
}{
	{"given_name", "first name,first,fname,f name,given name,given names,given,forename,forenames,fore name,christian name,name first,gname,vorname,vornamen,rufname,prenom,prenoms,nombre,nombre de pila,nombres,nome,voornaam,voornamen,pername 1,per name 1,firstnm,fst nm,name given"},
	{"family_name", "last name,last,lname,l name,surname,sur name,family name,fam name,family,name last,nachname,familienname,zuname,nom de famille,nom famille,apellido,apellidos,primer apellido,cognome,achternaam,pername 2,per name 2,lastnm,name family"},
	{"former_family_name", "maiden name,birth name,geburtsname,nom de naissance,nom de jeune fille,former name,previous surname,meisjesnaam,nome da nubile"},
	{"middle_name", "middle name,middle names,middle initial,middle,mname,m name,mid name,mi,minit,name middle,second name,zweiter vorname,deuxieme prenom,segundo nombre,secondo nome,tweede naam,tussenvoegsel"},
	{"full_name", "full name,name full,fullname,person name,customer name,client name,contact name,contact,patient name,employee name,member name,display name,holder name,account holder,first and surname,first and last name,nom complet,nom et prenom,nombre completo,nome completo,vollstandiger name,volledige naam,kundenname,nom client,owner,owner name,resident"},
	{secondName, "sname,s name"},
	{"name_prefix", "title of courtesy,salutation,name prefix,prefix,anrede,honorific,civilite,tratamiento,titolo,aanhef,titel"},
	{"name_suffix", "name suffix,suffix,generation,name gen"},
	{"nickname", "nickname,nick name,preferred name,alias,aka,known as,spitzname,surnom,apodo,soprannome,roepnaam"},
	{"gender", "gender,sex,geschlecht,sexe,sexo,genere,sesso,geslacht,gndr"},
	{"birth_date", "birth date,date of birth,dob,birthdate,birth day date,birthday,born,born on,bdate,b date,d o b,geburtsdatum,geburtstag,geb datum,gebdat,geb,date de naissance,date naissance,naissance,ne le,fecha de nacimiento,fecha nacimiento,f nacimiento,nacimiento,data di nascita,data nascita,nascita,geboortedatum,geboorte datum,date birth"},
	{"death_date", "death date,date of death,dod,died,died on,deceased on,sterbedatum,todesdatum,date de deces,deces,fecha de defuncion,data di morte,overlijdensdatum"},
	{"birth_place", "birth place,birthplace,place of birth,pob,birth city,city of birth,geburtsort,lieu de naissance,lugar de nacimiento,luogo di nascita,geboorteplaats,birth country,country of birth"},
	{"email", "email,e mail,email address,e mail address,mail,mail address,emailadresse,correo,correo electronico,courriel,posta elettronica,emailaddr,eml,adresse email,indirizzo email,emailadres"},
	{"phone", "phone,phone number,phone no,phone nr,telephone,telephone number,tel,tel no,tel nr,tel number,telefon,telefonnummer,telefono,telephone fixe,telefoon,telefoonnummer,fon,ph,ph no,mobile,mobile phone,mobile number,mobile no,mobil,mobiltelefon,cell,cell phone,cellphone,handy,handynummer,gsm,movil,cellulare,portable,home phone,work phone,phone home,phone work,phone 1,phone 2,tel 1,tel 2,fax,fax number,fax no,telefax,contact number,mobiel,landline,festnetz,rufnummer"},
	{"url", "url,website,web site,web,homepage,home page,site web,sito web,web address,link,webseite"},
	{"full_address", "full address,address full,addr full,complete address,whole address,adresse complete,direccion completa,indirizzo completo,vollstandige adresse,address text,address block"},
	{anyAddress, "address,addr,adresse,anschrift,direccion,domicilio,indirizzo,adres,adr,address line,location address,person address,street address,postal address,mailing address,home address"},
	{"street", "street,str,strasse,straße,street line 1,address 1,addr 1,address line 1,addr line 1,line 1,addressline 1,adresse 1,adr 1,street 1,street addr,enumcap,streetaddress,street and number,strasse und hausnummer,strasse hausnummer,str hnr,address street,addr street,rue,voie,calle,via,straat"},
	{streetName, "street name,str name,str nam,streetname,strassenname,nom de rue,nom rue,nom voie,nombre de calle,nome via,straatnaam,road name,str nm"},
	{houseNo, "num rue,street number,street no,street nr,house number,house no,house nr,house num,hse num,hse no,hnr,hausnummer,haus nr,hausnr,house,numero,numero de rue,numero voie,num voie,numero de casa,numero civico,civico,huisnummer,huis nr,building number,building no,bldg no,str num,str no,str nr,streetnum,street num,addr number,address number,house id"},
	{streetLine2, "address 2,addr 2,address line 2,addr line 2,line 2,street 2,address 3,addr 3,address line 3,line 3,addressline 2,adresse 2,adresszusatz,zusatz,complement,complement adresse,address extra,c o,address line two,po box,postfach,pobox,toevoeging,huisnummer toevoeging,street line 2,addr line two"},
	{unitNo, "unit,unit number,unit no,apt,apartment,apartment number,apt number,apt no,flat,flat number,flat no,suite,suite number,ste,wohnung,appartement,piso,interno,bus,unit id"},
	{"city", "city,town,suburb,locality,ort,stadt,wohnort,ville,commune,localite,ciudad,localidad,poblacion,municipio,citta,comune,plaats,woonplaats,stad,gemeente,city name,municipality,addr city,post town,village,cty"},
	{"region", "state,region,province,prov,county,bundesland,provinz,departement,provincia,estado,regione,provincie,st,state code,state province,kanton,canton,addr state,state name,cap state"},
	{"postcode", "zip,zip code,zipcode,postcode,post code,postal code,postal,postalcode,plz,postleitzahl,code postal,cp,codigo postal,cap,codice postale,postcode fake,pcode,p code,zip 5,zip 4,enumpc,pc,addr postal code,postnr,psc,postzip"},
	{"country", "country,country code,land,pays,pais,paese,nation,staat,ctry,country name,addr country,country iso,citizenship,nationality,nationalitat,nationalite,nacionalidad,nazionalita"},
	{"organisation", "organisation,organization,organisation name,organization name,org,org name,name org,company,company name,business,business name,firm,firm name,firma,firmenname,firmenbezeichnung,unternehmen,societe,raison sociale,entreprise,empresa,razon social,nombre empresa,azienda,ragione sociale,societa,bedrijf,bedrijfsnaam,corporation,corp name,legal name,trading name,trade name,supplier,supplier name,vendor name,affiliation,institution,institution name,university,agency,site name,restaurant,restaurant name,school,school name,facility,facility name,hospital,hotel,store name,provider name,applicant,assignee"},
	{employerOrg, "employer,employer name,arbeitgeber,employeur,empleador,datore di lavoro,werkgever,workplace,company of employment"},
	{"department", "department,dept,abteilung,service,departamento,dipartimento,afdeling,division"},
	{"job_title", "job title,job,position,position title,funktion,fonction,puesto,cargo,functie,role,stellenbezeichnung"},
	{"occupation", "occupation,occup,profession,beruf,metier,ocupacion,profesion,professione,beroep,trade"},
	{"title", "title,product name,product title,item name,item title,item,product,article name,artikel,artikelbezeichnung,bezeichnung,produit,libelle,producto,prodotto,article,work title,song,song title,track,track title,book title,paper title,dtitle,titre,titulo,titel des werks,movie,film,name of product"},
	{"brand", "brand,brand name,manufacturer,manufacturer name,maker,make,marke,hersteller,marque,fabricant,marca,fabricante,produttore,merk,mfr,mfg,manuf,vendor"},
	{"model", "model,model no,model number,model nr,modelno,modell,modele,modelo,modello,mpn,mfr part no,manufacturer part number,part number,part no,partno"},
	{"description", "description,desc,descr,beschreibung,descripcion,descrizione,omschrijving,product description,item description,details,text,abstract,summary,features,long description,comments,notes,remarks,bemerkung"},
	{"category", "category,categorie,kategorie,categoria,genre,warengruppe,produktgruppe,product group,product category,class,cuisine,food type,department name,style,beer style"},
	{"price", "price,preis,prix,precio,prezzo,prijs,list price,unit price,msrp,cost,retail price,sale price"},
	{"currency", "currency,wahrung,devise,moneda,valuta,currency code,curr"},
	{"gtin", "gtin,ean,upc,barcode,ean 13,ean code,upc code,gtin 13,gtin 14,strichcode,isbn,isbn 13"},
	{"sku", "sku,article number,article no,artikelnummer,artikel nr,item number,item no,product code,product number,stock code,material number,materialnummer"},
	{"year", "year,jahr,annee,ano,anno,jaar,publication year,pub year,pubyear,release year,year published"},
	{"authors", "authors,author,artist,artists,writer,writers,autor,autoren,auteur,auteurs,autores,autori,autore,composer,creator,performer,director,band,inventor,inventors,names"},
	{"venue", "venue,journal,conference,booktitle,book title name,proceedings,publication,journal name,conference name,zeitschrift,published in,container title"},
	{"national_id", "ssn,social security number,social security,soc sec,soc sec id,ssn number,national id,national id number,national identity number,personal number,personnummer,nin,nino,ni number,national insurance number,nhs number,nhs no,curp,dni,nie,nif personal,codice fiscale,cf,bsn,burgerservicenummer,nir,insee,sozialversicherungsnummer,sv nummer,svnr,pesel,identity number,id card,id card number,identity card,aadhaar,medicare number,nationalid,social security no,cpr"},
	{"tax_id", "tax id,tax id number,tax number,tax no,tin,vat,vat id,vat number,vat no,ust id,ustid,ust idnr,umsatzsteuer id,steuernummer,tva,numero tva,nif,cif,nit,partita iva,p iva,piva,btw nummer,btw,fiscal code,gstin,ein,fein,tax identifier,rfc"},
	{"passport", "passport,passport number,passport no,pass nr,reisepass,passeport,pasaporte,passaporto,paspoort"},
	{"drivers_license", "drivers license,driver license,drivers license number,driving licence,driver licence,license number,licence number,dl number,dl no,fuhrerschein,permis de conduire,carnet de conducir,patente"},
	{"worker_id", "worker id,worker number,employee id,employee no,employee number,emp id,emp no,empno,staff id,staff number,personnel number,personalnummer,personal nr,matricule,matricola,personeelsnummer,badge number,payroll number"},
	{"registration_id", "registration number,registration id,registration no,reg no,reg number,company number,company no,companies house number,hrb,handelsregister,handelsregisternummer,siren,siret,kvk,kvk nummer,lei,lei number,duns,duns number,duns no,npi,abn,acn,crn"},
	{"account_number", "iban,bank account,bank account number,kontonummer,kto nr,rekeningnummer,account iban,numero de compte"},
	{"latitude", "latitude,lat,breitengrad,latitud,latitudine"},
	{"longitude", "longitude,lon,lng,long,langengrad,longitud,longitudine"},
	{dayPart, "day,dd,tag,jour,dia,giorno,dag"},
	{monthPart, "month,mon,mm,monat,mois,mes,mese,maand,mth"},
	{yearPart, "yyyy,yy,yr"},
	{updateWord, "updated,updated at,update,update date,updated on,last update,last updated,modified,modified at,modified on,last modified,modification date,changed,changed at,changed on,last changed,change date,lastmod,mtime,geandert,geandert am,anderungsdatum,aenderungsdatum,letzte anderung,aktualisiert,stand,modifie,date modification,maj,mis a jour,date maj,actualizado,fecha actualizacion,modificado,fecha modificacion,aggiornato,data aggiornamento,data modifica,modificato,gewijzigd,bijgewerkt,wijzigingsdatum,system modstamp,as of,effective date,last edited,timestamp,record date"},
	{"created_at", "created,created at,created on,creation date,create date,date created,date added,added,inserted,entry date,angelegt,angelegt am,erstellt,erstellt am,anlagedatum,erfasst,erfassungsdatum,cree,cree le,date creation,date de creation,creado,fecha creacion,fecha alta,creato,data creazione,aangemaakt,registered,registered at,registered on,registration date,registrierungsdatum,signup,sign up,signup date,joined,join date,member since,customer since,kunde seit,first seen,insert date,opened,open date,opening date"},
	{activity, "last order,last order date,order date,last purchase,last purchase date,purchase date,last login,last login date,login,last seen,last visit,last visit date,last activity,last contact,last transaction,last payment,letzte bestellung,letzter kauf,letzter login,derniere commande,derniere connexion,ultimo pedido,ultima compra,ultimo ordine,ultimo acquisto,laatste bestelling,last invoice,last invoice date"},
	{eventWord, "start date,end date,expiry date,expires,expiration date,valid from,valid to,valid until,hire date,termination date,deleted,deleted at,closed,closed at,invoice date,due date,shipped,ship date,delivery date,first order,first order date,processed,loaded,load date,import date,imported,batch,run id,event date,transaction date"},
	{statusRole, "status,state flag,active,is active,aktiv,activo,attivo,actif,lifecycle,stage,enabled,etat,estado cuenta,stato,blocked,gesperrt,is deleted,record status,account status,customer status"},
	{amount, "amount,total,total spend,spend,revenue,umsatz,balance,saldo,betrag,montant,importe,importo,bedrag,sum,summe,sales,turnover,lifetime value,ltv,clv,orders,order count,num orders,points,loyalty points,score,salary,income,gehalt,wages,quantity,qty,count,visits,credit limit,discount,chiffre affaires"},
	{consentWord, "opt in,optin,opt out,optout,consent,permission,subscribed,subscription,newsletter,einwilligung,werbung,marketing,gdpr,dsgvo,consentement,consentimiento,consenso,toestemming,do not contact,do not call,dnc,allow,accepts,marketing opt in"},
	{verifyWord, "verified,confirmed,validated,is verified,bestatigt,verifiziert,verifie,verificado,verificato,geverifieerd"},
	{keyWord, "id,key,identifier,uid,guid,uuid,pk,rec id,record id,record no,record number,customer id,customer no,customer nr,customer number,cust id,cust no,custno,client id,client no,kundennummer,kunden nr,kdnr,kunde,klantnummer,klant nr,numero client,no client,id client,id cliente,numero cliente,codice cliente,contact id,person id,user id,userid,user name,username,login name,account,account id,account no,account nr,account number,acct,acct no,acct id,konto,member id,member no,member number,mitgliedsnummer,patient id,patient no,mrn,no,nr,num,number,nummer,row id,row,row no,index,idx,seq,sequence,source id,entry id,case id,profile id,contact no,partner no,partner nr,debitor,debitorennummer,kreditor,supplier id,supplier no,vendor id,product id,item id,site id,location id,master id,loyalty id,loyalty number,customer key,subscriber id,policy number,policy no,contract number,object id,doc id,paper id,ref,reference,reference number,lfd nr,rid,recid,cid,pid,external id"},
	{kindWord, "type,typ,kind,record type,phone type,address type,addr type,entity type,customer type,account type,tipo,source system,segment,tier"},
	{codeWord, "code,cod"},
	{ageRole, "age,alter,edad,eta,leeftijd"},
	{"opaque", "c,col,column,field,f,v,x,var,attr,attribute,feature,spalte,feld,unnamed,unknown,data,value,colonne,campo,kolom,veld"},
	{employerCtx, "employer,company,office,work,business"},
	{"@billing", "billing,bill to,invoice,rechnung,rechnungs"},
	{"@shipping", "shipping,ship to,delivery,liefer,lieferung"},
	{"@previous", "previous,prev,former,old,alt,alte,ancien,precedente,vorherige"},
	{"@secondary", "secondary,second,alternate,alternative,other,alt 2"},
	{"@native", "native,local,original"},
	{"@mother", "mother,mothers,mutter,mere,madre,moeder"},
	{"@father", "father,fathers,vater,pere,padre,vader"},
	{"@spouse", "spouse,partner,husband,wife,ehepartner,conjoint"},
	{"@emergency", "emergency,next of kin,guardian,parent,referrer,relative,child,dependent"},
	{"@relation", "rel,relation,relationship,related"},
	{"@home", "home,primary,main,mailing,residence,residential,residential,current,physical,contact,customer,person,personal,permanent,client,patient,haupt,privat,private,principal"},
}

// phrases maps a phrase without spaces to its role. Contexts are kept apart, since a
// word may be both ("company").
var phrases = sync.OnceValue(func() map[string][]role {
	out := map[string][]role{}
	for _, entry := range lexicon {
		for _, p := range strings.Split(entry.phrases, ",") {
			p = strings.ReplaceAll(p, " ", "")
			out[p] = append(out[p], entry.role)
		}
	}
	return out
})
