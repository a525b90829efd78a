package main

import "strings"

// everyday is English as anybody would list it, commonest first: the words that
// hold sentences together, then some that officials cannot do without. It was
// written down for this program and comes from no corpus.
var everyday = strings.Fields(`
the to and of in a that for on with is he as be was not by has from would it said will have are his an this at had but
its we or also their which they been more were other there about who if one could all no over may two some our while
any out these such than however during between only should against including she up both most into when well after
those because under him them her can do did being now so since before where through very many then what how still yet
each own just last first even does until whether within without among toward although despite thus therefore never
less government president minister security political foreign support ambassador new meeting party noted told military
state national international officials public states issues economic year visit policy united time law cooperation
efforts country office general people ministry us rights human trade group work need made part local called believe
region asked concern leaders interest program report press members future court process police prime agreement added
percent number day month week director defense committee former high position power problem question reform reported
request response role secretary senior several situation system take talks team terms territory three training treaty
union view village vote war water way woman world young able accept access according account action active activity
address administration adopt advance adviser affairs again agency agenda aid air allow ally alone already always
announce answer appear application appoint approach approve area argue arms army arrange arrest arrive article assess
assist association attack attempt attend attitude authority available aware balance bank basis become begin behind
benefit beyond bilateral bill board body border bring budget build building business cabinet campaign capacity capital
care carry case cause central century certain chair challenge chance change charge chief child choice citizen city
civil civilian claim clear close coalition coast come commander commerce commission commit common community company
compare complete concede concept condition conference confirm conflict congress consider constitution consul consult
contact continue contract contribute control convention cost council counter couple course cover create crime crisis
critical cultural currency current damage data date deal death debate debt decade decide decision declare decline deep
defend delay delegation deliver demand democracy deny department deploy deputy describe desire detail determine
develop development different difficult diplomat direct discuss dispute district document doubt draft drive drop drug
due early earn east economy education effect elect election embassy emerge emphasize end energy enforce engage ensure
enter entire environment equal equipment establish estimate evidence exchange executive exercise exist expand expect
expert explain export express extend extent face fact factor fail fall family far farmer fear feel field fight figure
file final finance find firm fiscal focus follow food force form formal forward free friend front full fund gain gas
give goal good great ground grow growth guard guarantee half hand happen hard head health hear help hold home hope
hospital host hotel hour house idea impact implement import importance improve incident include income increase
independent indicate individual industry influence inform initial initiative inside insist institution interior
intelligence introduce invest investigation investment invite involve island join joint journalist judge justice keep
key know labor lack land language large late launch lawyer lead league learn leave legal legislation letter level
liberal life limit line link list little live loan long look lose low main maintain major majority make manage market
matter mayor mean measure media mediate medical mention merchant message middle migrant minority mission modern money
monitor move movement nation natural near negotiate neighbor network newspaper night north note nothing notice nuclear
object observe obtain occur offer officer oil old open operation opinion opportunity opposition option order
organization outside paper parliament participate partner pass past pay peace perhaps period permit person place plan
plant play point population port possible post potential practice prefer prepare presence present pressure prevent
price priority prison private produce progress project promise promote proposal propose protect protest prove provide
province pursue push quality quarter quick quiet raise range rate reach read ready real reason receive recent
recognize recommend record red reduce refer reflect refugee refuse regard regime regional register regular reject
relation release remain remark remove repeat replace represent republic require resolution resource respect rest
result return review rise risk road rule run rural safe same sanction say school sea seat second section sector see
seek seem sell send sense separate serious serve service session set settle share shift ship short show side sign
signal significant similar simple single site small social soldier solution south speak speaker special specific
speech spend staff stage stand standard start statement station stay step stop strategy street strength strike strong
student study submit succeed success suggest supply sure surprise survey suspect sustain table talk target task tax
teacher technical technology telephone television tension term test thank think threat throughout today together
tomorrow tool total tourism town track tradition traffic transfer transition transit transport travel trial trip troop
trust try turn type unable understand unit university urban urge use value various vehicle version victim victory
violence vital voice volume voluntary volunteer wait want warn waste weak weapon west wide win winter wish withdraw
witness worker worry write wrong yesterday youth zone
`)

// followers are pairs of words that stand together more often than chance has
// it. The shares are of the first word's occurrences, measured in the bodies of
// the 1,669 shared cables; the pairs are those of the everyday words above.
var followers = []struct {
	word, next string
	share      float64
}{
	{"of", "the", .255}, {"in", "the", .237}, {"that", "the", .230}, {"to", "the", .112}, {"on", "the", .251},
	{"with", "the", .274}, {"and", "the", .080}, {"for", "the", .191}, {"at", "the", .386}, {"by", "the", .272},
	{"as", "a", .183}, {"from", "the", .295}, {"said", "that", .287}, {"would", "be", .251}, {"he", "said", .132},
	{"will", "be", .207}, {"it", "is", .195}, {"noted", "that", .642}, {"has", "been", .163}, {"united", "states", .808},
	{"according", "to", .994}, {"did", "not", .752}, {"about", "the", .312}, {"have", "been", .144},
	{"human", "rights", .850}, {"over", "the", .392}, {"had", "been", .148}, {"such", "as", .453}, {"during", "the", .433},
	{"there", "is", .282}, {"ministry", "of", .535}, {"support", "for", .267}, {"efforts", "to", .425}, {"one", "of", .270},
	{"need", "to", .531}, {"well", "as", .419}, {"number", "of", .763}, {"between", "the", .360}, {"does", "not", .723},
	{"told", "us", .305}, {"foreign", "minister", .235}, {"prime", "minister", .928}, {"continue", "to", .616},
	{"minister", "of", .194}, {"part", "of", .627},
}
