"""The sentences of answering machines and of thanks, as patterns over folded words.

Each begins as only a machine begins: "this number does not accept texts" is a machine's, "it says
this number does not accept texts" a person's. Every gap in them is bounded or ends the message.
"""

from __future__ import annotations

import re


def one_of(choices: str) -> str:
    """Return the pattern of any one of `choices`, which have commas between."""
    return "(?:" + "|".join(choice.strip() for choice in choices.split(",")) + ")"


def maybe(choices: str) -> str:
    """Return the pattern of one of `choices` with the space behind it, or of nothing."""
    return f"(?:{one_of(choices)} )?"


def then(choices: str) -> str:
    """Return the pattern of nothing more, or of one of `choices` and whatever follows it."""
    return rf"(?: {one_of(choices)}\b.*)?$"


def whole(*patterns: str) -> str:
    """Return the pattern of any of `patterns`, each of which may hold choices of its own."""
    return "(?:" + "|".join(patterns) + ")"


# Who says one of these speaks for themselves, whatever else they quote.
A_PERSONS = re.compile(
    r"\b"
    + one_of(
        "want, wants, wanna, scared, afraid, fear, hurt, hurts, hurting, hit, hits, hitting, die,"
        "dying, dead, kill, killing, crash, crying, cry, cries, sad, depressed, anxious, anxiety,"
        "panic, lonely, alone, drunk, pills, gun, knife, blood, bleeding, safe, unsafe, abuse,"
        "abused, raped, homeless, hungry, bullied, bullying, missing, worried, worry, hate, hates,"
        "tired, suicide, suicidal, shaking, breathe, numb, empty, worthless, point, i need,"
        "we need, i feel, i keep, i just, i dont, i cant, i think, i took, i lost, i was, i had,"
        "i know, im so, im not (?!receiving|available|in), we lost, please help me, leave me,"
        "mom, mum, mommy, mother, dad,"
        "daddy, father, brother, sister, son, daughter, kid, husband, wife, boyfriend, girlfriend,"
        "stepdad, stepmom, uncle, grandma, grandpa, ex, he, him, his, she, her, hes, shes, nobody,"
        "anymore, forever, why, idk, lol,"
        "quiero, necesito, miedo, duele, golpea, golpes, pega, pego, lloro, llorar, llorando,"
        "morir, muerto, matar, chocar, triste, sola, solo, deprimida, ansiedad, ayudeme, ayudame,"
        "mama, papa, mami, papi, hermano, hermana, hijo, hija, esposo, esposa, novio, novia,"
        "nadie, adios, quero, preciso, medo, chorando, morrer, bater, batendo, bate, cortando,"
        "remedios, sozinha, sozinho, mae, pai, filho, filha, marido, ninguem, adeus, veux,"
        "besoin, peur, mal, mourir, tuer, finir, seul,"
        "seule, mere, pere, fils, fille, mari, personne, adieu"
    )
    + r"\b"
)

# --- a phone whose owner cannot answer: the whole message, or it is a person's --------------------

_LATER = whole(
    maybe("and")
    + one_of("ill, i will, will, can i, may i")
    + " "
    # "I'll get back to you as soon as I can"
    + one_of("call, text, get back to, talk to, reply to, message")
    + "(?: you)?(?: right)?(?: back)?(?: "
    + one_of(
        "later, soon, shortly, when i can, when im done, as soon as i can, as soon as possible"
    )
    + ")?",
    maybe("and") + one_of("ill, i will") + " see your messages? when i get where im going",
    "whats up",
    one_of("te, le, les, lo, la")
    + " "
    + one_of("llamo, marco, escribo, respondo, contesto, llamare, respondere")
    + " "
    + one_of("luego, despues, mas tarde, al rato, en un rato, pronto, cuando pueda"),
    one_of("vere, leere") + " (?:tu|su) mensaje cuando llegue",
    maybe("te, lhe")
    + one_of("ligo, retorno, respondo, falo")
    + " "
    + one_of("mais tarde, depois, logo, assim que puder"),
    "je (?:vous|te) "
    + one_of("rappelle, rappellerai, reponds, repondrai")
    + " "
    + one_of("plus tard, bientot, des que possible, des que je peux"),
)
_DRIVING = whole(
    "(?:im|i am)(?: currently)? driving",
    "estoy (?:manejando|conduciendo)",
    "estou dirigindo",
    "je (?:conduis|suis en train de conduire)",
)
_JUST_NOW = one_of(
    "right now, now, at the moment, ahora, ahorita, ahora mismo, en este momento, agora,"
    "no momento, en ce moment, maintenant, pour le moment,"
    "with do not disturb while driving turned on, with driving (?:focus|mode) turned on,"
    "con la funcion no molestar activada, con no molestar activado"
)
_CANNOT_TALK = (
    whole(
        "(?:i )?(?:cant|cannot|can not) " + one_of("talk, answer, pick up, take your call"),
        "(?:ahora )?no puedo " + one_of("hablar, contestar, atender, responder"),
        "nao posso " + one_of("falar, atender, responder"),
        "je ne peux pas " + one_of("parler, repondre"),
    )
    + f" {_JUST_NOW}"
)
_SORRY = one_of("sorry, im sorry, lo siento, perdon, disculpa, disculpe, desculpe, desole, desolee")
# "I can't talk right now" alone may be a child in hiding: a phone says sorry, or promises a call.
CANNOT_ANSWER = re.compile(
    whole(
        f"(?:{_SORRY} )?{_DRIVING} {_JUST_NOW}(?: {_LATER}){{0,2}}",
        f"(?:{_SORRY} )?{_DRIVING}(?: {_LATER}){{1,2}}",
        f"{_SORRY} {_CANNOT_TALK}(?: {_LATER}){{0,2}}",
        f"{_CANNOT_TALK}(?: {_LATER}){{1,2}}",
        f"{_SORRY} (?:i )?missed your call(?: {_LATER}){{1,2}}",
    )
)

# --- a machine in place of a person: how the message begins ---------------------------------------

_THING = one_of("mailbox, inbox, email, address, account, number, phone, phone number, line")
_PARTY = one_of("number, phone, phone number, line, subscriber, recipient, customer, user, party")
_TEXT = one_of("message, text, sms, text message, email, mail")
_CANNOT = one_of(
    "does not, doesnt, do not, cannot, can not, cant, is not able to, is unable to, isnt able to"
)
_HELLO = maybe("hi, hello, hello there, hi there, hey, hola, ola, bonjour, greetings")
_FOR_YOURS = (
    one_of("thank you, thanks, gracias, obrigado, obrigada, merci")
    + " (?:for|por|pela|pelo|pour) (?:your|su|tu|sua|seu|votre) "
    + one_of("message, text, email, mensaje, correo, mensagem, contato")
)

# A machine goes on to say what to do instead; a person goes on about what happened.
_SO = then(
    "please, if you, if this, for, contact, call, visit, messages?, our, we, thank you,"
    "at this time, by, via, due, because the, as this, error, reason, the recipients?, do not,"
    "replies, it is, this is, this phone, this number, and cannot, and is, and does, or,"
    "por favor, para, llame, marque, no responda, no conteste, si es, si tiene, veuillez, merci"
)

_AWAY = (
    f"(?:{one_of('i am, im, i will be, ill be, we are, we will be')}(?: currently| now)? )?"
    "out of(?: the)? office"
    + then(
        "until, till, through, from, with, today, this week, for the, back, auto, autoreply,"
        "and will, and have, and am, and returning"
    ),
    "(?:i am|im)(?: currently)? away from (?:my|the) "
    + one_of("desk, office, computer, email")
    + then("until, and will, i will"),
    one_of("i am, im, i will be, ill be")
    + "(?: currently)? on "
    + maybe("annual, maternity, paternity, parental, medical, sick, family")
    + r"(?:leave|vacation) "
    + one_of("until, through, and will return, and will be back, and will respond, and will not")
    + r"\b",
    one_of("estoy, estare, me encuentro, estamos")
    + r"(?: \w+)? fuera de (?:la |mi )?oficina"
    + then("hasta, del, desde, con, sin, por, cuando, y volvere, y regresare, y no tendre"),
    "estou fora do escritorio" + then("ate, de, com, sem"),
    r"je suis (?:actuellement )?absente? (?:du bureau|jusqua|jusquau)\b",
)
_UNREAD = (
    rf"(?:this|the)(?: \w+)? {_THING}(?: \w+)? (?:is|are) (?:not|no longer) "
    + one_of("monitored, in service, in use, active, checked")
    + _SO,
    f"this is an unmonitored {_THING}{_SO}",
    f"replies(?: to this (?:{_TEXT}|{_THING}))? (?:are|will) (?:not|no longer)",
    f"(?:please )?do not (?:reply|respond) to this (?:{_TEXT}|{_THING}) "
    + one_of("this is, this mailbox, this inbox, this number, as it, it is, replies, we, for"),
    r"este (?:buzon|correo|numero)(?: \w+){0,2} no (?:es|esta|se) "
    + one_of("monitoreado, monitorea, revisa, revisado, en servicio")
    + _SO,
)
_UNREACHABLE = (
    f"(?:this|the|that) {_PARTY}"
    f"(?: you {one_of('are texting, are calling, have dialed, have called, dialed, called')})? "
    + whole(
        f"{_CANNOT} (?:accept|receive|support) (?:incoming )?"
        + one_of("text, texts, sms, messages, calls"),
        "is " + one_of("not in service, no longer in service, not available, unavailable"),
    )
    + _SO,
    r"este (?:numero|telefono)(?: de \w+)? no "
    + one_of("acepta, recibe, admite, puede recibir")
    + " (?:mensajes|textos|llamadas)(?: de texto)?"
    + _SO,
    "este numero nao (?:aceita|recebe) (?:mensagens|chamadas)",
    "ce numero " + one_of("naccepte pas, ne recoit pas, ne peut pas recevoir"),
)
_UNDELIVERED = (
    f"(?:your|the|this) {_TEXT}(?: you sent)? "
    + one_of("could not, couldnt, cannot, can not, was not, wasnt, has not been")
    + r" (?:be )?(?:delivered|sent)(?: to \d{3,15})?"
    + _SO,
    rf"{_TEXT} to \d{{3,15}} "
    + one_of("failed, not delivered, could not be delivered, was not delivered"),
    rf"{_TEXT} not delivered the recipients?\b",
    f"(?:free msg |error )?unable to (?:send|deliver) (?:your )?{_TEXT} {_TEXT} blocking",
    "delivery (?:status notification|has failed)|mail delivery (?:subsystem|system|failed)",
    "(?:su|tu|el) mensaje no "
    + one_of("pudo, puede, se pudo, se puede, ha podido, fue, ha sido")
    + f" (?:ser )?(?:entregado|entregar|enviado|enviar){_SO}",
    "nao foi possivel (?:entregar|enviar) (?:a )?(?:sua )?mensagem",
    "votre message na pas (?:pu etre|ete) " + one_of("remis, delivre, envoye, distribue"),
    one_of("(?:the |this |your )?(?:voice ?mail|mailbox)(?: box)?, (?:the |this )?inbox")
    + f"(?: you have reached)? is full and {_CANNOT} (?:accept|receive|take)",
    "(?:el )?buzon(?: de voz)? esta lleno y no (?:puede|acepta|admite)",
)
_STAFFED = (
    r"your (?:message|text|request|inquiry) (?:has been|was) received (?:an?|our|we|someone)\b",
    "we are (?:currently|now) closed" + then("our, we, for, until, and will, please, if"),
    "you have (?:successfully )?been (?:unsubscribed|opted out)"
    + then("and, from this, from our, from all, you, reply"),
    r"(?:i am|im) (?:an?|your) (?:virtual|automated|digital|ai) (?:assistant|agent)\b",
    "i have (?:do not disturb|driving focus|focus) turned on",
    r"(?:im|i am) not receiving notifications if this is urgent\b",
    "this is an (?:automated|automatic|auto) (?:message|response|reply|text)"
    + then("from, our, please, we, do not, sent"),
    r"est[ea] es una? (?:mensaje|respuesta) automatic[oa]\b",
    r"(?:autoreply|autoresponse|autoresponder) \w+",
)
MACHINE = re.compile(
    f"{_HELLO}(?:{_FOR_YOURS} )?" + whole(*_AWAY, *_UNREAD, *_UNREACHABLE, *_UNDELIVERED, *_STAFFED)
)

# What a program puts in front of a text as it came, with a colon or in brackets. "Auto reply im not
# ok" is a person's.
LABEL = re.compile(
    r"\s*(?:[\[(*]\s*)?(?:auto(?:mated|matic)?[\s-]{0,2}(?:reply|response|responder|message)|auto"
    r"|(?:respuesta|mensaje) autom[aá]tic[oa]|resposta autom[aá]tica|mensagem autom[aá]tica"
    r"|r[eé]ponse automatique|message automatique)\s*[:\])*–—]",
    re.IGNORECASE,
)
# Behind it stands the text that came back: ours, with what we ask in it.
BOUNCED = re.compile(r"\s*(?:undeliverable|undelivered|returned mail)\s*:", re.IGNORECASE)

# --- a business: it greets as a person may; what follows tells ------------------------------------

GREETING = re.compile(
    _HELLO
    + whole(
        _FOR_YOURS,
        "(?:thank you|thanks)(?: so much| very much)? for "
        + one_of("contacting, calling, texting, messaging, reaching out"),
        "(?:thank you|thanks) for your "
        + one_of("call, inquiry, interest, donation, order, purchase, patience, business"),
        "(?:we|i) (?:have )?(?:received|got) your "
        + one_of("message, text, email, inquiry, request"),
        "gracias por "
        + one_of("contactar, contactarnos, comunicarse, llamar, escribir, escribirnos"),
        "gracias por su " + one_of("llamada, interes, preferencia, compra, donacion, paciencia"),
        "(?:hemos recibido|recibimos) (?:su|tu) " + one_of("mensaje, correo, solicitud"),
        "(?:agradecemos|obrigad[oa])(?: por| pel[oa]| o| a)? (?:seu|sua|entrar em) "
        + one_of("contato, mensagem, interesse"),
        "merci " + one_of("davoir contacte, de nous avoir contactes?, de votre (?:message|appel)"),
    )
    + r"\b(?P<rest>.*)"
)
BUSINESS = re.compile(
    r"\b"
    + one_of(
        "we have received, we received it, we will get back, we will respond, we will reply,"
        "we will contact, we will be in touch, we will be with you,"
        "we are currently (?:closed|away|unavailable|experiencing|assisting|helping|out of),"
        "we are closed, we are away, we are open, we are unavailable, we are experiencing,"
        "we gave away, we appreciate, we value, our office (?:is|hours),"
        "our offices are, our (?:team|staff) (?:will|is), our hours,"
        "our business, our normal, our regular, our representatives, business hours, office hours,"
        "business days?, someone will, a representative will, an agent will, a team member will,"
        "and will respond, and will reply, and will get back, and will contact,"
        "reply stop, reply yes, reply help,"
        "if this is an? (?:medical )?emergency (?:please )?(?:call|dial|hang|go),"
        "how can we help, how may we help,"
        "responderemos, contestaremos, llamaremos, atenderemos, le respondera, le contactara,"
        "nuestr[oa]s? (?:horarios?|oficina|equipo|agentes|personal), horario de, a la brevedad,"
        "si es una emergencia (?:por favor )?(?:llame|marque|cuelgue|acuda), estamos cerrados,"
        "noss[oa]s? (?:horario|equipe|atendimento), retornaremos, horario de atendimento,"
        "nous vous (?:repondrons|rappellerons|recontacterons), nos (?:horaires|bureaux),"
        "notre (?:equipe|bureau), dans les plus brefs delais"
    )
    + r"\b"
)
# Whoever asks another question is a person.
MACHINES_QUESTION = re.compile(
    one_of(
        "can i call you later, can i text you later, may i call you later, whats up, call me later,"
        "how can we help, how can we help you, how can i help you, how may we help you,"
        "how can we help you today, en que le podemos ayudar, en que podemos ayudarle"
    )
    + "?"
)

# --- thanks, and what is said to them -------------------------------------------------------------

_WELL = one_of(
    "ok, okay, k, okey, alright, great, perfect, awesome, cool, oh, aw, hi, hello, hey, hola,"
    "bueno, vale, listo, perfecto, sure, and, y"
)
_THANKED = one_of(
    "thanks, thank you, thank u, thank ya, thankyou, thx, tks, thnx, thnks, ty, tysm, tyvm,"
    "many thanks, (?:youre|your|ur|you are|u r)(?: very| so| most)? welcome, yw, np, no problem,"
    "no prob, no probs, no worries, my pleasure, anytime, gracias, grasias, muchas gracias,"
    "mil gracias, muchisimas gracias, de nada, por nada, con gusto, con mucho gusto,"
    "no hay de que, no hay problema, igualmente, obrigad[oa], muito obrigad[oa], valeu, merci,"
    "mille merci, de rien, avec plaisir, mesi, dzieki, dziekuje, nie ma za co"
)
_WISHED = one_of(
    "so much, very much, a lot, a bunch, again, you too, u too, same to you, and you, everyone,"
    "all, sir, maam, good day, good night, good evening, take care, blessings,"
    "(?:have|enjoy) (?:a |an |your )?(?:great|good|nice|wonderful|blessed|lovely|awesome)?"
    " ?(?:day|night|evening|afternoon|weekend|one|week), (?:and )?god bless(?: you| u)?,"
    "que (?:tengan?|tengas|pasen?|pases) (?:una? )?(?:buena?|feliz|lind[oa]|excelente)"
    " (?:dia|tarde|noche|fin de semana), buen dia, feliz dia, buenas noches, buenas tardes,"
    "(?:que )?(?:dios|diosito) l[aeo]s? bendiga, (?:que )?dios te bendiga, bendiciones, a usted,"
    "a ustedes, a ti, muy amables?, beaucoup, bcp, bonne (?:soiree|journee|nuit),"
    "boa (?:noite|tarde), bom dia, anpil, wielkie, bardzo"
)
THANKS = re.compile(
    rf"(?:{_WELL} ){{0,2}}{_THANKED}(?: (?:{_WELL} )?(?:{_THANKED}|{_WISHED})){{0,9}}"
)
# Pictures that say no more than the thanks beside them.
FRIENDLY = frozenset("🙏❤👍😊🙂☺💕💙💚💛💜🧡😀😁😄🥰🤗👋🫶✨🎉🏻🏼🏽🏾🏿")
