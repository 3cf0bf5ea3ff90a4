"""Find the words of rights and duties, by a table in English, French, German and Spanish.

All four languages are in one table: a word of one that means something else in another is listed only in a phrase ("des
tiers", since a price list has "tiers" in English). A star ends a stem of five letters or more. "~" names a context that a word needs near it, "=" how its
first word is written. Words inside addresses, names and phrases of another sense do not count.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """What a word of rights and duties is about, as a report names it."""

    PERMISSION = "permission"
    DUTY = "duty"
    PROMISE = "promise"
    PROHIBITION = "prohibition"
    NEGATION = "negation"
    LIMIT = "limit"
    CONSENT = "consent"
    OPT_OUT = "opting in or out"
    SALE = "sale"
    SHARING = "sharing"
    RETENTION = "retention"
    ERASURE = "erasure"
    ARBITRATION = "arbitration"
    CLASS_ACTION = "class action"
    COURTS = "law and courts"
    MACHINE_LEARNING = "machine learning"
    TRACKING = "tracking"
    SENSITIVE = "sensitive data"
    CHILDREN = "children"
    TRANSFER_ABROAD = "transfer abroad"
    PAYMENT = "payment"
    LIABILITY = "liability"
    TERMINATION = "termination"
    LICENCE = "licence"
    NOTICE = "notice of changes"
    AUTHORITIES = "authorities"


# Most clauses of a contract have some of these small words: in a clause that is added or removed they mean little.
GRAMMAR = frozenset({Topic.PERMISSION, Topic.DUTY, Topic.PROMISE, Topic.PROHIBITION, Topic.NEGATION, Topic.LIMIT})

_TABLE = {
    Topic.PERMISSION: """may; can; might; could; at our discretion; sole discretion; entitled to; reserve the right
        peut; peuvent; pouvez; pouvons; pourra; pourrez; pourront; pourrons; en droit de
        kann; können; kannst; könnt; darf; dürfen; berechtigt; behalten uns das recht
        puede; pueden; podemos; podrá; podrán; podremos; nos reservamos el derecho""",
    Topic.DUTY: """must; shall; required to; obliged to; obligated to; have to; has to; need to; agree to
        doit; doivent; devez; devons; devra; devrez; devront; tenu de; tenus de; tenue de; obligatoire*; s engage; engage à
        muss; müssen; musst; müsst; verpflichtet; verpflichtung*
        debe; deben; debemos; deberá; deberán; obligado; obligada; está obligado; tiene que; se compromete""",
    Topic.PROMISE: """will; ll; would; should; endeavour; endeavor; intend to; commit to; committed to; strive to; guarantee*""",
    Topic.PROHIBITION: """may not; must not; shall not; can not; cannot; can t; won t; mustn t; don t; doesn t; didn t; shouldn t; will not; do not; does not; did not; should not; prohibit*
        forbidden; not permitted; not allowed; interdit; interdite; interdits; interdites; ne peut; ne peuvent; ne pouvez
        darf nicht; dürfen nicht; kann nicht; können nicht; untersagt; verboten; no puede; no pueden; no podrá; no debe
        prohibid*""",
    Topic.NEGATION: """not; isn t; aren t; wasn t; wouldn t; couldn t; no; never; without; neither; nor; none; pas; jamais; sans; aucun; aucune; ni; non
        nicht; kein; keine; keinen; keiner; keinem; keines; niemals; nie; ohne; weder; nunca; jamás; sin; ningún; ninguna; tampoco""",
    Topic.LIMIT: """only; solely; exclusively; unless; except; limited to; to the extent; subject to; provided that; strictly
        uniquement; seulement; exclusivement; sauf; à moins; à condition; dans la mesure; strictement; hormis
        nur; ausschließlich; ausser; außer; es sei denn; sofern; soweit; lediglich; beschränkt
        solo ~spanish; sólo; únicamente; exclusivamente; salvo ~spanish; excepto; a menos que; siempre que; limitado a""",
    Topic.CONSENT: """consent; consents; consented; permission; permissions; authorization; authorisation; authorize; authorise
        consentement*; autorisation*; accord préalable; accord exprès; einwillig*; zustimmung*; zustimmen; einverständnis*
        consentimiento*; autorización; autorizar; autoriza""",
    Topic.OPT_OUT: """opt out; opt in; opting out; opting in; opted out; opted in; optout; unsubscrib*; object to; right to object; withdraw*
        opposer; opposez; vous opposer; opposition; droit d opposition; retirer votre; désinscri*; désabonn*; widerspr*; widerruf*; abmelden; abbestell*
        oponerse; oposición; revocar; retirar su; darse de baja""",
    Topic.SALE: """sell ~sold; sells ~sold; sold ~sold; selling ~sold; sale of your ~data; sale of personal; rent ~sold; rents ~sold; rented ~sold; renting ~sold; lease ~sold; monetiz*; monetis*
        vendre ~sold; vendons ~sold; vendu ~sold; vendue ~sold; vendues ~sold; vendus ~sold; vend ~sold; louer ~sold; louons ~sold; commercialis* ~data
        verkauf* ~sold; verkauft ~sold; vermieten ~sold; vender ~sold; vendemos ~sold; vendido ~sold; vende ~sold; venta de sus ~data; venta de datos; alquilar ~sold""",
    Topic.SHARING: """share; shares; shared; sharing; disclos*; third party; third parties; affiliate; affiliates; affiliated; partners; advertisers; subprocessor*
        sub processor*; vendors; data brokers
        partag*; communiqu* ~data; divulg*; des tiers; à un tiers; aux tiers; de tiers; tierce; tierces; partenair*; sous traitant*; annonceurs
        weitergeb*; weitergegeben; weitergabe; offenleg*; dritte =Capital; dritten =Capital; dritter =Capital; partnern; werbepartner*; auftragsverarbeiter*
        comparte; comparten; compartir*; compartim*; compartid*; divulga*; comunica* ~data; tercero; terceros; terceras; socios; anunciantes; encargad* del tratamiento; encargad* de tratamiento""",
    Topic.RETENTION: """retain; retains; retained; retaining; retention; keep your; kept for; stored for; store your; stored until
        conserver*; conserve ~data; conservons; conservent; conservé*; conservation ~data; durée de conservation; aufbewahr*; gespeichert; speicherdauer; speicherfrist*; aufbewahrungsfrist*
        retención; conserva ~data; conservar*; conservam*; conservación ~data; almacenam*; almacenar*; almacenad*""",
    Topic.ERASURE: """delete; deletes; deleted; deleting; deletion; erase; erased; erasure; anonymiz*; anonymis*; rectif*; portability; right of access
        right to access; supprim*; suppression; efface*; portabilité; droit d accès; droits d accès; lösch*; löschung; gelöscht; berichtig*
        datenübertragbarkeit; auskunft; auskunftsrecht*; auskünfte; eliminar; eliminación; suprim*; supresión; borrar; portabilidad; derecho de acceso""",
    Topic.ARBITRATION: """arbitrat*; arbitral; arbitre; arbitres; arbitraje; mediat*; jury trial; trial by jury; arbitrage ~french; médiation*; médiateur*; médiatrice; schiedsgericht*; schiedsverfahren*
        schlichtung*; schlichter; mediación; mediador*""",
    Topic.CLASS_ACTION: """class action; class actions; class wide; collective action; representative action; representative proceeding; class arbitration
        action collective; action de groupe; actions de groupe; recours collectif*; sammelklage*; acción colectiva; acciones colectivas; demanda colectiva""",
    Topic.COURTS: """governing law; governed by; laws of; jurisdict*; court; courts; venue ~law; tribunal; tribunaux; juridicti*; loi applicable; droit français
        régi par; régies par; gerichtsstand*; gericht =Capital; gerichte =Capital; gerichts =Capital; gerichten =Capital; gerichtlich*; gerichtsverf*; gerichtsbar*; anwendbares recht; recht der bundesrepublik; tribunales; juzgados; jurisdicción; ley aplicable; legislación aplicable""",
    Topic.MACHINE_LEARNING: """machine learning; artificial intelligence; ai =CAPS; train ~taught; trains ~taught; trained ~taught; training ~taught; ai model; ai models; language model; language models; generative ai; generative ~model; automated decision; profiling
        intelligence artificielle; entraîn* ~taught; ia =CAPS; apprentissage automatique; profilage; décision automatisée; décisions automatisées
        künstliche intelligenz; künstlicher intelligenz; ki =CAPS; trainier* ~taught; trainiert ~taught; maschinelles lernen; profiling; automatisierte entscheidung*
        inteligencia artificial; entrenar* ~taught; entrenam* ~taught; aprendizaje automático; elaboración de perfiles; elaborar perfiles; decisiones automatizadas""",
    Topic.TRACKING: """cookie; cookies; track; tracks; tracked; tracking; fingerprint*; pixel; pixels; beacon; beacons; targeted advertising; personalized ads; behavioral; behavioural; location data; geolocat*
        traceur; traceurs; géolocalis*; publicité ciblée; ihr standort; ihren standort; ihres standorts; deinen standort; standortdaten; standortbezogen*; werbung; geolocaliza*; publicidad; rastre*; su ubicación; datos de ubicación; ubicación precisa; do not track signal*; do not track feature*; do not track header*; do not track request*; do not track setting*""",
    Topic.SENSITIVE: """biometr*; sensitive personal; sensitive information; sensitive data; special categories; sexual orientation; religio*; ethnic*; racial; health data; genetic*; driver s license; driver s licence; passport
        données de santé; données sensibles; biométr*; orientation sexuelle; besondere kategorien; gesundheitsdaten; sexuelle orientierung; datos sensibles; datos de salud; orientación sexual""",
    Topic.CHILDREN: """child; children; minor; minors; under the age; parental; parent; parents; guardian; guardians; years of age; years old
        mineur; mineurs; mineure; enfant; enfants; parentale; minderjähr*; ein kind; ihr kind; ihres kindes; das kind; eines kindes; kinder; kindern; erziehungsberechtigt*; menor de; menores; niños; padres""",
    Topic.TRANSFER_ABROAD: """outside the eea; outside the eu; outside the european; outside the united; outside the uk; outside the country; outside your country; outside of your country; outside of the european; outside of the eea; european economic area; eea; cross border; transfer your ~data; transferred to ~data; international transfer*; international data transfer*; standard contractual; adequacy; privacy shield; data privacy framework
        hors de l union; hors de l ue; hors de l espace; hors de l eee; hors de l europe; en dehors de l union; en dehors de l ue; en dehors de l espace; en dehors de l eee; hors union; hors ue; hors de france; hors de votre pays; espace économique européen; transfert* ~data; clauses contractuelles types; außerhalb der eu; außerhalb der europäischen; außerhalb des europäischen; außerhalb des ewr; außerhalb der union; außerhalb ihres landes; drittland*; drittländer*; drittstaat*; übermittlung in; standardvertragsklauseln; europäischen wirtschaftsraum*
        fuera del espacio; fuera del eee; fuera de la unión; fuera de la ue; fuera del país; fuera de su país; fuera de europa; espacio económico europeo; transferencia* ~data; cláusulas contractuales""",
    Topic.PAYMENT: """fee; fees; price; prices; pricing; charges; charged; charge you; free of charge; refund; refunds; refundable; auto renew; automatically renew*; automatic renewal*; renews; payment; payments; subscription; subscriptions; taxes
        frais; tarif; tarifs; prix; paiement; paiements; rembours*; abonnement*; reconduction; tacite reconduction; gebühr*; preis; preise; kosten; zahlung*; erstatt*; abonnement; verlängert sich; verlängern sich; verlängerung
        tarifas; precio; precios; pago; pagos; reembols*; suscripci*; renovación""",
    Topic.LIABILITY: """liable; liability; liabilities; indemnif*; indemnity; warrant*; waive; waives; waived; waiver; disclaim*; hold harmless; as is; damages; at your own risk
        responsabilité; responsable de; garantie; garanties; garantir; garantit; indemnis*; renonc*; dommages; haftung; haften; haftet; gewährleist*; schadensersatz; schadenersatz; freistell*; verzicht*
        responsabilidad; garantía; garantías; indemniz*; renuncia*; daños""",
    Topic.TERMINATION: """terminate; terminates; terminated; terminating; termination; suspend; suspends; suspended; suspension; cancel; cancels; canceled; cancelled; cancellation; ban; banned; block your
        résiliation*; résilier*; résilie; résilié*; résiliable; suspendre; suspend; suspendu; suspension; kündig*; kündigung*; sperren; gesperrt; gekündigt; rescindir; rescisión; suspender; cancelar; cancelación""",
    Topic.LICENCE: """license; licence; licenses; sublicens*; royalty ~licensed; royalty free; royalties; perpetual; irrevocabl*; worldwide ~licensed; ownership; intellectual property
        propriété intellectuelle; cession; irrévocabl*; lizenz*; nutzungsrecht*; unwiderruflich*; geistiges eigentum; geistigen eigentums; licencia; licencias; irrevocabl*; propiedad intelectual""",
    Topic.NOTICE: """prior notice; advance notice; notice of changes; notice of any change*; notify you ~change; notice to you ~change; without notice ~change; inform you ~change; at any time ~change; from time to time ~change; material changes
        à tout moment ~change; vous informer* ~change; sans préavis; préavis; jederzeit ~change; benachrichtig* ~change; informieren sie ~change; in kenntnis ~change; previo aviso; en cualquier momento ~change; notificar* ~change; le informaremos ~change""",
    Topic.AUTHORITIES: """law enforcement; government; governmental; subpoena; subpoenas; court order; police; authorities; autorités; autorité judiciaire; forces de l ordre; réquisition*
        behörde; behörden; strafverfolgung*; autoridades; fuerzas de seguridad; orden judicial""",
}  # fmt: skip

# Phrases in which a word of the table means something else. The longest phrase is found first, so none of their words counts.
_OTHER_SENSES = """can of; trash can; oil can; peut être que; puede ser que
    has to do with; have to do with; need to know basis; must have feature*
    last will; free will; at will; against your will; will and testament; own free will; commit to memory
    don t hesitate; do not hesitate; n hésitez pas; zögern sie nicht; no dude en; do not disturb
    not only; whether or not; if not; not for profit; non profit; no later than; without limitation; without prejudice; no one; not limited to; but not limited to; non seulement; sans doute; sans préjudice
    nicht nur; ohne weiteres; no solo; no sólo; sin embargo; no obstante; sin perjuicio; no later; in no time
    strictly speaking; data subject; data subjects; read only; only child; solo travel*
    authorization code; authorisation code; authorization number; authorisation number; authorization header; numéro d autorisation; age of consent; marketing authorisation
    object to be; object to which; the object to; an object to; opposition party; parti d opposition; withdraw funds; withdraw money; withdraw cash; withdrawal of funds; withdrawal fee*; cash withdrawal*
    sell shares; sells shares; sell securities; sell stock*; buy or sell; sold separately; sold out; for rent; rent a; pay rent
    market share; share price*; share capital; share of; shares of; buy or sell shares; buy or sell securities; buying or selling shares; file sharing; car sharing; ride sharing; job sharing; time sharing; share your thoughts; share your feedback; share your idea*; share your opinion*; share your experience*; share this page; share button*; share on facebook; share on twitter; affiliate link*; affiliate program*
    domestic partners; communiqué de presse; communiqués de presse; communiquer avec nous; communiquez avec nous; comunicado de prensa; medios de comunicación; comunicarse con; street vendors
    retain* ownership; retain* full ownership; retain* sole ownership; retain* all ownership; retain* any ownership; retain* full rights; retain* any rights; retain* title; retain* any right; keep your rights; keep your ownership; keep your copyright; retain* all rights; retain* all right; retain* the right; retain* the rights; retain* counsel; retain* copyright; retain* your rights; retain* a lawyer; customer retention; employee retention; keep your password*; keep your account; keep your login; keep your credential*; keep your information accurate; keep your information up to date; keep your details up; stored value
    number portability; delete key
    training session*; training course*; training program*; security training; safety training; train station*; train ticket*; by train; trained agents; trained team*; personal training; strength training
    first class action; world class action
    tennis court*; food court*; basketball court*; à court; court terme; court délai; court métrage; court métrages; plus court; laws of physics; laws of nature; gerichte und getränke
    profiling of materials
    chip cookie*; cookie recipe*; cookie dough; cookie jar; track record*; track your order*; track your parcel*; track your package*; track your delivery; track your shipment*; track your item*; track shipment*; track package*; track deliver*; track parcel*; tracking number*; order tracking; parcel tracking; race track*; music track*; audio track*; on track; google pixel; behavioral health; behavioural health
    time sensitive; time sensitive information; genetic algorithm*; genetically modified; passport holder*; passport cover*; ethnic food; religiously
    any kind; kind regards; kind of; what kind; this kind; that kind; same kind; some kind; kind words; minor change*; minor edit*; minor update*; minor error*; minor issue*; minor correction*; minor modification*; minor adjustment*; minor version*; minor revision*; minor repair*; minor damage*; minor injur*; minor part*; parent compan*; parent entit*; parent corporation*; parent organi*; parent undertaking*; parent director*; parent process; child process*; child theme*; child compan*; the guardian newspaper; cambios menores; gastos menores; reparaciones menores; errores menores; modification mineure; modifications mineures; changement mineur; changements mineurs; years old building
    transferencia bancaria; transferencias bancarias; transfert d argent; transfert de fichiers
    criminal charges; charge your phone; charge your device; in charge of; person in charge; charged with a; produits frais; grand prix; prix nobel; newsletter subscription*; email subscription*; e mail subscription*; anzeige erstatten; bericht erstatten; preis gewinnen
    as is the; as is usual; as is customary; as is necessary; as is common; search warrant*; arrest warrant*; responsable de traitement; responsable de la protection; responsable du traitement; haften an
    noise cancel*; cancel button; points de suspension; suspension bridge; cancelación de ruido
    license plate*; licence plate*; change of ownership; home ownership; perpetual calendar*; perpetual motion
    government issued; government id; government bond*; police de caractères; police d assurance; police de caractère"""

# What has to be near a word that is marked with "~" and the name, so that it counts: within so many words of it.
_REACH = 12
_CONTEXTS = {
    "data": """data; information; informations; personal; details; profile*; contacts; records; datos; información; personales; données; personnelles; informationen; daten; personenbezogen*; kundendaten""",
    "model": """model; models; algorithm*; ai; machine; neural; llm; llms; classifier*; modèle; modèles; algorithme*; ia; modell; modelle; modellen; modells; algorithmen; ki; modelo; modelos; algoritm*; intelligence; intelligenz; inteligencia""",
    "goods": """product*; goods; ticket*; shares; stock; stocks; securities; item; items; merchandise; account; accounts; car; cars; house; property; domain; domains; produit*; biens; billets; actions; véhicule*; waren; artikel; produkte; produkten; aktien; konto; fahrzeug*; producto*; bienes; entradas; acciones; cuenta; coche; coches""",
    "people": """staff; employee*; worker*; personnel; colleagues; volunteers; railway; gym; fitness; workout*; dog; dogs; athlete*; compliance; collaborateur*; salariés; employés; mitarbeiter*; beschäftigte*; hunde; sportler*; empleado*; empleados; plantilla; perros""",
    "law": """jurisdict*; court; courts; exclusive; proceeding*; dispute*; county; lawsuit*; forum; litigation; courthouse""",
    "licensed": """license; licence; licenses; licensed; sublicens*; perpetual; irrevocabl*; exclusive; nonexclusive; transferable; transferrable; royalty; royalties""",
    "change": """chang*; modif*; amend*; updat*; revis*; änder*; geändert*; aktualis*; anpass*; angepasst; modifi*; actualis*; évolu*; cambi*; actualiz*""",
    "spanish": """los; las; que; para; con; por; el; del; usted; sus; su; se; en; cuando; si""",
    "french": """le; la; les; l; d; par; un; une; des; du; en; tout""",
}
# Documents that a notice of changes is about, and whose change is not theirs: "you may change your settings at any time".
_DOCUMENTS = """terms; term; policy; policies; notice; agreement; statement; conditions; rules; guidelines; version; document; fees; prices; pricing; politique; charte; cgu; cgv; tarifs; contrat; règles; bedingungen; nutzungsbedingungen; datenschutzerklärung; datenschutzhinweise; erklärung; agb; richtlinie*; vertrag; preise; política*; términos; condiciones; aviso; contrato; precios; tarifas"""
_READERS = frozenset(
    ["you", "your", "vous", "votre", "vos", "sie", "ihre", "ihren", "ihr", "du", "deine", "usted", "sus", "su"]
)
_BEFORE_VERB = 3  # words before a verb of change in which its reader is named: "you may at any time change"

# The legal forms of companies, and the streets of English addresses.
_SUFFIXES = r"(?:Inc|Ltd|LLC|LLP|PLC|plc|Corp|Limited(?! to)|GmbH|AG|KG|SE|SAS|SARL|SA|SL|SLU|BV|AB|Oy|ApS)"
_STREETS = r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Square|Place|Court|Drive|Boulevard|Blvd|Way)"
# Words inside addresses, names and months mean nothing: they are hidden before the words of the table are looked for.
# Each pattern has a guard that is faster than itself: most texts fit none.
_NAMED = tuple(
    (re.compile(guard), re.compile(pattern))
    for guard, pattern in (
        (
            r"[@#]\w|\w[./]\w",
            (
                r"[\w.+-]{1,64}@[\w.-]+|\bhttps?://\S+|\bwww\.\S+|(?<!\w)[@#]\w+|(?<![\w/])/[\w-]+(?:/[\w-]+)+"
                r"|\b(?:[\w-]{1,60}\.){1,4}(?:com|org|net|info|biz|gov|edu|int|io|ai|co|me|tv|app|dev|shop|store|cloud|online|site"
                r"|tech|xyz|legal|law|help|support|care|chat|social|pay|rent|sale|example|test|eu|uk|us|ca|au|nz|ie|fr|de|es|it|pt|nl|be"
                r"|ch|at|lu|se|no|dk|fi|pl|cz|br|mx|ar|cl|pe|jp|cn|in)\b(?!\.\w)(?:/\S*)?"
                r"|\b[\w-]{1,60}\.(?:pdf|docx?|html?|php|aspx?|js|css|png|jpe?g|zip|txt|xlsx?)\b"
            ),
        ),
        (
            r"\bMay\b",
            (
                r"\b\d{1,2}(?:st|nd|rd|th)?(?: of)? May\b|\bMay (?=\d)"
                r"|\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Oo]f|[Bb]y|[Ff]rom|[Bb]efore|[Aa]fter|[Ee]arly|[Ll]ate|[Mm]id|[Dd]uring)[ -]May\b"
            ),
        ),
        (
            r"[Pp]eut-être|[Mm]ust-have|\bN[or]\.? ?\d|Pixel \d|\d pixel|May Day",
            r"\b[Pp]eut-être\b|\b[Mm]ust-have\b|\bN[or]\.? ?\d+|\bPixel \d|\b\d+ pixels?\b|\bMay Day\b",
        ),
        (
            rf"\b{_SUFFIXES}\b",
            (rf"(?:\b[A-ZÄÖÜÉ][\w'’.-]*[^\W\d_A-ZÄÖÜÉ][\w'’.-]*,?(?: (?:&|and|und|et|y))? ){{1,3}}(?={_SUFFIXES}\b)"),
        ),
        (
            rf"\d\w? [A-Z].*\b{_STREETS}\b",
            rf"\b\d+\w? (?:[A-Z][\w'’-]+ ){{1,3}}{_STREETS}\b",
        ),
        (
            r"\b(?:rue|avenue|boulevard|place|impasse|quai|allée|[Cc]alle|[Aa]venida|[Pp]laza|[Pp]aseo)\b",
            (
                r"\b\d+,? (?:bis |ter )?(?:rue|avenue|boulevard|place|impasse|quai|allée) (?:de |du |des |la |le |les |l['’])*[A-ZÉ][\w'’-]+(?: [A-ZÉ][\w'’-]+)*"
                r"|\b(?:[Cc]alle|[Aa]venida|[Pp]laza|[Pp]aseo) (?:de |del |la |los |las )*[A-ZÁÉÍÓÚ][\w-]+"
            ),
        ),
        (
            r"(?:straße|strasse|str\.|platz|allee|gasse)(?!\w)",
            r"\b[A-ZÄÖÜ][\w-]*(?:straße|strasse|str\.|platz|allee|gasse)(?!\w)(?: \d+)?",
        ),
        (r", [A-Z]{2}\b", r", [A-Z]{2}(?= \d{5}\b|,|$)"),
        (
            r"\b(?:Mr|Mrs|Ms|Dr|Herrn?|Frau|Mme|Sra?)\b",
            r"\b(?:Mr|Mrs|Ms|Dr|Herrn?|Frau|Mme|Sra?)\.? [A-ZÄÖÜÉ][\w'’-]+(?: [A-ZÄÖÜÉ][\w'’-]+)?",
        ),
        (r"[a-z,] (?:Will|May) [A-Z]", r"(?<=[a-z,] )(?:Will|May) [A-Z][a-z]+"),
    )
)

# Words, and what is between them, in turn: so a phrase can be returned as it is written.
_PARTS = re.compile(r"[^\W_]+|[\W_]+")
_CONTRACTED = {"don t": "do not", "won t": "will not", "can t": "can not", "cannot": "can not", "ll": "will"}
_SHORTEST_STEM = 5  # letters


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of the table as written in a text; most of its forms have the same *stem*."""

    topic: Topic
    stem: str
    words: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """A phrase of the table. *topic* is None where the phrase is one of another sense. *near* and *form* have to hold."""

    words: tuple[str, ...]
    topic: Topic | None
    stem: str
    near: str = ""  # name of a context, "sold", "taught" or "change"
    form: str = ""  # "CAPS" or "Capital": how the first word is written


def _entry(phrase: str, topic: Topic | None) -> _Entry:
    words = phrase.split()
    near = "".join(word[1:] for word in words if word[0] == "~")
    form = "".join(word[1:] for word in words if word[0] == "=")
    kept = tuple(word for word in words if word[0] not in "~=")
    return _Entry(kept, topic, _stem(kept), near, form)


def _phrases(table: str) -> Iterator[str]:
    return (phrase for line in table.split("\n") for phrase in line.split(";") if phrase.strip())


def _index() -> tuple[dict[str, tuple[_Entry, ...]], dict[str, tuple[_Entry, ...]]]:
    """Return the phrases by their first word, and those that begin with a stem by its first five letters."""
    exact: defaultdict[str, list[_Entry]] = defaultdict(list)
    stems: defaultdict[str, list[_Entry]] = defaultdict(list)
    tables: list[tuple[Topic | None, str]] = [*_TABLE.items(), (None, _OTHER_SENSES)]
    for topic, table in tables:
        for entry in (_entry(phrase, topic) for phrase in _phrases(table)):
            first = entry.words[0]
            if first.endswith("*"):
                stems[first[:_SHORTEST_STEM]].append(entry)
            else:
                exact[first].append(entry)
    for first in exact:  # so that one lookup finds both
        exact[first] += [one for one in stems.get(first[:_SHORTEST_STEM], ()) if _fits(one.words[:1], [first], 0)]
    return _longest_first(exact), _longest_first(stems)


def _longest_first(table: dict[str, list[_Entry]]) -> dict[str, tuple[_Entry, ...]]:
    return {first: tuple(sorted(found, key=lambda e: (-len(e.words), e.words))) for first, found in table.items()}


def terms(text: str) -> Iterator[Term]:
    """Yield the words of rights and duties in *text* in order; of two that overlap the longer, then the first.

    Words in addresses, in names and in phrases of another sense are none, nor are words that need others near them.
    """
    parts = _PARTS.findall(_without_names(text))
    first = 0 if parts and parts[0][0].isalnum() else 1
    words = [word.lower() for word in parts[first::2]]
    after = 0
    for at, word in enumerate(words):
        entries = _EXACT.get(word) or _STEMS.get(word[:_SHORTEST_STEM])
        if entries is None or at < after:
            continue
        for entry in entries:
            if not _fits(entry.words, words, at) or not _is_written(entry.form, parts[first + 2 * at]):
                continue
            if entry.near and not _is_near(entry, words, at):
                continue
            after = at + len(entry.words)
            if entry.topic is not None:
                yield Term(entry.topic, entry.stem, "".join(parts[first + 2 * at : first + 2 * after - 1]))
            break


def _without_names(text: str) -> str:
    """Return *text* with addresses, names and months replaced by as many marks."""
    for guard, pattern in _NAMED:
        if guard.search(text):
            text = pattern.sub(lambda match: "…" * len(match[0]), text)
    return text


def _is_written(form: str, word: str) -> bool:
    return not form or (word.isupper() if form == "CAPS" else word[0].isupper())


def _is_near(entry: _Entry, words: list[str], at: int) -> bool:
    """Return whether the context that *entry* needs is near position *at*."""
    after = at + len(entry.words)
    near = words[max(0, at - _REACH) : at] + words[after : after + _REACH]

    def has(context: str) -> bool:
        return any(map(_CONTEXT[context].fullmatch, near))

    if entry.near == "sold":  # data, unless goods are named and no data
        return not has("goods") or has("data")
    if entry.near == "taught":  # a machine, unless people are named and no machine
        return not has("people") or has("model")
    if entry.near != "change":
        return has(entry.near)
    changes = [place for place, word in enumerate(near) if _CONTEXT["change"].fullmatch(word)]
    is_document = has("documents")
    return is_document and any(_READERS.isdisjoint(near[max(0, place - _BEFORE_VERB) : place]) for place in changes)


def _fits(phrase: tuple[str, ...], words: list[str], at: int) -> bool:
    """Return whether *words* has *phrase*, with the stems in it, from position *at* on."""
    if at + len(phrase) > len(words):
        return False
    for place, wanted in enumerate(phrase, at):
        if words[place] != wanted and not (wanted[-1] == "*" and words[place].startswith(wanted[:-1])):
            return False
    return True


def _stem(phrase: tuple[str, ...]) -> str:
    """Return what most forms of a phrase have in common: its words cut to five letters, as in "shares" and "sharing"."""
    phrase = tuple(_CONTRACTED.get(" ".join(phrase), " ".join(phrase)).split())
    return " ".join(word.rstrip("*").removesuffix("s").removesuffix("e")[:5].removesuffix("i") for word in phrase)


def _pattern(table: str) -> re.Pattern[str]:
    """Return a pattern for the words of a context."""
    return re.compile("|".join(word.strip().replace("*", r"\w*") for word in _phrases(table)))


_CONTEXT = {name: _pattern(table) for name, table in {**_CONTEXTS, "documents": _DOCUMENTS}.items()}
_EXACT, _STEMS = _index()
