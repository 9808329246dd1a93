"""The commonest words of English and Spanish: they tell the language, and ask for no page.

A word that both languages use stands in both lists and tells nothing ("no", "me", "is" does not).
Spelled as they arrive: small letters, no accents, and the ways people text them.
"""

from __future__ import annotations

from collections.abc import Iterable

from responder.exchange import Language

_ENGLISH = """
a about actually after again ago all also always am an and any anybody anyone anything are arent
as ask asked asking at away back be because been before being best better both bring but by call
called came can cant come comes coming could couldnt cuz day days did didnt do does doesnt doing
done dont down dunno each early else even ever every everybody everyone exactly few find first for
found from fyi gave get gets getting give gives go goes going gonna good got gotta great guess
guys had has hasnt have havent having he hear heard her here hers hey hi him his hope hoping how
hows i id idk if ill im in instead into is isnt it its ive just keep kind know last lately later
least let lets like little live lol long look looking lot lots made make makes many may maybe me
mean might mine more morning most much must my myself name need needs never new next night no not
nothing now of off ok okay old on once one ones only or other our out over own part please pls plz
put quick rather really right said same saw say says see seen send sent she should since so some
somebody someone something soon sorry start started still stuff such sure take talking tell than
thank thanks that thats the their them then there theres these they theyre thing things think this
those though thru time to today told tomorrow tonight too took tried try trying two u under until
up upon ur us use used using very wanna want wanted wants was wasnt way we week well were what
whats when whens where wheres whether which while who whole whom whos whose why will with without
wondering wont word work works would wouldnt wrong yeah year years yes yet you your youre yours
yesterday heres itll kinda lemme nah nope ofc omg pretty somewhere somehow supposed thx tmrw ty
ugh yall yep yo able across add allowed anymore anyway around available based become between cause
check different during either enough especially far front full goin half happen happened happens
hard idea information interested kids left less letting line local mom mother dad father son
daughter kid child children parent parents family number question questions people person place
read reading regarding remember run runs seem set share show side sometimes speak state stay
taking text through together understand understood wait watch website whatever won wonder write
writing zero three four five six seven eight nine ten eleven twelve minute minutes hour hours
month months monday tuesday wednesday thursday friday saturday sunday weekend january february
march april june july august september october november december noon nite yr yrs wk wks tues
thurs doctor teacher nurse student paper wish young accept making retired hello adolescent
behavior emotional principal pastor coach librarian secretary reporter pediatrician grandma
grandmother grandpa grandfather granddaughter grandson neighbor coworker boss wife cousin aunt
uncle sister brother niece nephew friend friends baby toddler teen teens teenager youth boy girl
guy folks lady letter email card town city kindly sincerely regards appreciate appreciated sir
madam dear greetings inquire advise confirm clarify explain describe provide request require
obtain receive current currently concerning according possible possibly certain exact specific
actual basically honestly seriously mentioned saying forgot lost stopped moved lives living area
near nearby close closest open closed opens afternoon evening anyhow helpful useful official
public member members join joining attend attended office offices main building site page internet
computer laptop cell house home curious simple easy real big small short bad fine carry behind
licensed medicated planning thinking answer answers reply church grade bus car job shift
bridgeport hartford waterbury haven stamford norwalk danbury bristol meriden windham norwich
torrington enfield middletown willimantic ponce isabela bayamon rabbi imam library column press
parking spelled stop stopping
"""

_SPANISH = """
a aca adios manana pasado viene agradezco ahi ahora al algo alguien algun alguna algunas alguno
algunos alla alli ando antes anda aparte aqui asi aun aunque ay ayer bien bueno buena buenas
buenos busca buscando busco cada casa casi ciudad como con conoce conozco contigo cosa cosas cual
cuales cualquier cuando cuanta cuantas cuanto cuantos da dale dan dar de debe deben debo decia
decir deja del dentro desde despues dia dias dice dicen dicho dieron digame digan dime dio
disculpe disculpa dnd donde dos durante e el ella ellas ellos en encontrar encuentro entiendo
entonces entre era eran eres es esa esas ese eso esos esta estaba estan estar estas este esten
esto estos estoy explica explicame explicar favor fue fueron gente gracias gusta gustaria ha haber
habia hablan hablar hace hacen hacer haces hacia hago han hasta hay haya he hermana hermano hija
hijo hijos hijas hola hora horas hoy iba igual informacion ir joven kiero la las le leer les llama
llaman llamar llego llegar lleva lo los luego mama manda mandar mande manden mandeme mas mayor me
mejor menos mi mia mientras mil mio mis misma mismo mucha muchas mucho muchos muy na nada nadie
necesita necesitamos necesito nena nene ni nino ninos no noche nombre nos nosotros nuestra nuestro
nueva nuevo nunca o oi oiga oir oye oyeme os otra otras otro otros pa pal papa para parece parte
pasa paso pero persona personas poco poder podria podrian poner por porfa porque posible pq
primera primero pronto puedan puede pueden puedes puedo pues q que qe queremos queria quien
quienes quiera quiere quieren quiero quisiera recibir saber sabe saben sabes sale se sea sean
segun senor senora ser seria si sido siempre sin sino sobre sola solo son soy sra su sus tal
tambien tampoco tan tanto tarde te tener tengo tenemos tiempo tiene tienen tienes toda todas
todavia todo todos toy trabaja trata tu tus un una unas uno unos usted ustedes va vamos van vaya
veces ver vez vi vida vienen vieron vine vivo voy vuelve x xfa xfavor xq y ya yo aki cdo cmo dnde
dond k kien kuando mija mijo nomas pos psi ta tb tmb toi tonces tons agradeceria apunto ayuda
ayudar bendiciones buscamos cuentan ensena escuche entra entrar existe explique funciona funcionan
gratis hagan hara haran hicieron hizo idioma juntan llevan linea meterme miembro miembros modo
nuevos ofrecen pagina pregunta preguntar prox proxima proximo quedo queda reune reunen regala
sirve sigue supe tarda tema toca tocan toma unirme verdad tres cuatro cinco seis siete ocho nueve
diez once doce semana semanas mes meses minuto minutos lunes martes miercoles jueves viernes
sabado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
diciembre fin doctor doctora maestra maestro profesora profesor enfermera enfermero estudiante
estudiantes alumno alumna jovenes adolescente adolescentes infantil ninez emocional principal
directora director pastor pastora secretaria pediatra abuela abuelo nieto nieta vecina vecino
companera companero jefe jefa suegra comadre compadre prima primo tia tio sobrina sobrino amiga
amigo familia familiar bebe muchacho muchacha muchachos senorita estimado estimados estimada
cordialmente atentamente amable amablemente agradecido agradecida saludos indicar indicarme
informar informarme informeme confirmar proporcionar solicitar solicito desear deseo desearia
pudiera pudieran quisieramos necesitaria interesa interesada interesado conocer entender recordar
recuerdo olvide perdi encontre llegue leo lei dijeron mencionaron contaron comento carta papel
tarjeta papelito pueblo area cerca barrio oficina edificio trabajo turno iglesia grado nivel aula
temprano abierto abierta abiertos abren cierran publico asistir acudir acceso entrada disponible
actual actualmente cierto exacto exactamente especifico directamente cualquiera solamente rapido
facil dificil real grande pequeno largo corto malo mala hogar celular computadora internet sitio
web marcar averiguar ponerme llamarle llamarles agradecere cordial puerto rico republica mexico
conneticut bridgeport hartford waterbury mismos juntamos siguiente perdon perdone disculpen dejo
"""


_LOOSE = """
action care center check  committee contact cost data delete doctor equipo escuela file free
grupo group guide hear hospital house household husband husky information informacion join law
leer line linea list listen maestro material mayor menu meeting message mensaje minutes month
nuevo number numero opcion option organization pay personal  plan problem problema
profesional program programa public publico report reporte resource reunion school service
servicio sign signs site staff student support system talk teacher team  texto trabajador
update watch worker year familia padre madre nurse monday lunes martes tuesday friday viernes
esposo state estado city gobierno government page web office person persona relacion company drink
house hogar pay trata trip visit visita cita
"""

SPELLINGS = {
    "mtg": "meeting", "mtgs": "meetings", "mtng": "meeting", "wkgrp": "workgroup",
    "wkgrps": "workgroups", "wrkgrp": "workgroup", "wg": "workgroup", "grp": "group",
    "cmte": "committee", "comm": "committee", "vid": "video", "vids": "videos", "sched": "schedule",
    "cal": "calendar", "dept": "department", "wat": "what", "wut": "what", "wats": "whats",
    "wen": "when", "wher": "where", "wheres": "where", "abt": "about", "hw": "how", "r": "are",
    "u": "you", "ur": "your", "y": "y", "cuz": "because", "thru": "through", "msgs": "messages",
    "msg": "message", "txt": "text", "txts": "texts", "txting": "texting", "pvt": "private",
    "govt": "government", "bh": "behavioral health", "mh": "mental health", "k": "que", "q": "que",
    "qien": "quien", "kien": "quien", "kienes": "quienes", "kuando": "cuando", "cdo": "cuando",
    "kual": "cual", "aki": "aqui", "dnd": "donde", "ke": "que", "xq": "porque", "pq": "porque",
    "cn": "con", "reu": "reunion", "capa": "capacitacion", "num": "numero", "nums": "numeros",
    "tel": "telefono", "psic": "psicologo", "inform": "tell",
}  # fmt: skip
"""How people text some words; what is not here may still be one slip off."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COMMON = {Language.EN: _words(_ENGLISH), Language.ES: _words(_SPANISH)}
"""The common words of each language."""

LOOSE = _words(_LOOSE)
"""Words that are ours and are said of much else: each tells less than a rare one."""


def told_by(words: Iterable[str]) -> Language | None:
    """Return the language that more of `words` belong to; None where neither has more."""
    english = spanish = 0
    for word in words:
        english += word in COMMON[Language.EN]
        spanish += word in COMMON[Language.ES]
    if english == spanish:
        return None
    return Language.EN if english > spanish else Language.ES
