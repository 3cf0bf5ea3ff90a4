"""Find the words of rights and duties, by a table in English, French, German and Spanish.

All four languages are in one table: a word of one that means something else in another is listed only in a phrase ("des
tiers", since a price list has "tiers" in English). A star ends a stem of five letters or more.
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
        solo; sólo; únicamente; exclusivamente; salvo; excepto; a menos que; siempre que; limitado a""",
    Topic.CONSENT: """consent; consents; consented; permission; permissions; authorization; authorisation; authorize; authorise
        consentement*; autorisation*; accord préalable; accord exprès; einwillig*; zustimmung*; zustimmen; einverständnis*
        consentimiento*; autorización; autorizar; autoriza""",
    Topic.OPT_OUT: """opt out; opt in; opting out; opting in; opted out; opted in; optout; unsubscrib*; object to; right to object; withdraw*
        opposer; opposez; vous opposer; opposition; droit d opposition; retirer votre; désinscri*; désabonn*; widersp*; widerruf*; abmelden; abbestell*
        oponerse; oposición; revocar; retirar su; darse de baja""",
    Topic.SALE: """sell; sells; sold; selling; sale of your; sale of personal; rent; rents; rented; renting; lease; monetiz*; monetis*
        vendre; vendons; vendu; vendue; vendues; vendus; vend; louer; louons; commercialis*
        verkauf*; verkauft; vermieten; vender; vendemos; vendido; vende; venta de sus; venta de datos; alquilar""",
    Topic.SHARING: """share; shares; shared; sharing; disclos*; third party; third parties; affiliate; affiliates; affiliated; partners; advertisers; subprocessor*
        sub processor*; vendors; data brokers
        partag*; communiqu*; divulg*; des tiers; à un tiers; aux tiers; de tiers; tierce; tierces; partenair*; sous traitant*; annonceurs
        weitergeb*; weitergegeben; weitergabe; offenleg*; dritte; dritten; dritter; partnern; werbepartner*; auftragsverarbeiter*
        compart*; divulga*; comunica*; tercero; terceros; terceras; socios; anunciantes; encargad*""",
    Topic.RETENTION: """retain; retains; retained; retaining; retention; keep your; kept for; stored for; store your; stored until
        conserv*; conservation; durée de conservation; aufbewahr*; gespeichert; speicherdauer; speicherfrist*; aufbewahrungsfrist*
        retención; conserva; almacen*""",
    Topic.ERASURE: """delete; deletes; deleted; deleting; deletion; erase; erased; erasure; anonymiz*; anonymis*; rectif*; portability; right of access
        right to access; supprim*; suppression; efface*; portabilité; droit d accès; droits d accès; lösch*; löschung; gelöscht; berichtig*
        datenübertragbarkeit; auskunft*; eliminar; eliminación; suprim*; supresión; borrar; portabilidad; derecho de acceso""",
    Topic.ARBITRATION: """arbitr*; mediat*; jury trial; trial by jury; arbitrage; médiat*; schiedsgericht*; schiedsverfahren*; schlicht*; mediaci*""",
    Topic.CLASS_ACTION: """class action; class actions; class wide; collective action; representative action; representative proceeding; class arbitration
        action collective; action de groupe; actions de groupe; recours collectif*; sammelklage*; acción colectiva; acciones colectivas; demanda colectiva""",
    Topic.COURTS: """governing law; governed by; laws of; jurisdict*; court; courts; venue; tribunal; tribunaux; juridicti*; loi applicable; droit français
        régi par; régies par; gerichtsstand*; gericht*; anwendbares recht; recht der bundesrepublik; tribunales; juzgados; jurisdicción; ley aplicable; legislación aplicable""",
    Topic.MACHINE_LEARNING: """machine learning; artificial intelligence; ai; train; trains; trained; training; ai model; ai models; language model; generative; automated decision; profiling
        intelligence artificielle; entraîn*; ia; apprentissage automatique; profilage; décision automatisée; décisions automatisées
        künstliche intelligenz; künstlicher intelligenz; ki; trainier*; trainiert; maschinelles lernen; profiling; automatisierte entscheidung*
        inteligencia artificial; entren*; aprendizaje automático; perfiles; decisiones automatizadas""",
    Topic.TRACKING: """cookie; cookies; track; tracks; tracked; tracking; fingerprint*; pixel; pixels; beacon; beacons; targeted advertising; personalized ads; behavioral; behavioural; location data; geolocat*
        traceur; traceurs; géolocalis*; publicité ciblée; standort; standortdaten; werbung; geolocaliza*; publicidad; rastre*; ubicación""",
    Topic.SENSITIVE: """biometr*; sensitive personal; sensitive information; sensitive data; special categories; sexual orientation; religio*; ethnic*; racial; health data; genetic*; driver s license; driver s licence; passport
        données de santé; données sensibles; biométr*; orientation sexuelle; besondere kategorien; gesundheitsdaten; sexuelle orientierung; datos sensibles; datos de salud; orientación sexual""",
    Topic.CHILDREN: """child; children; minor; minors; under the age; parental; parent; parents; guardian; guardians; years of age; years old
        mineur; mineurs; mineure; enfant; enfants; parentale; minderjähr*; kind; kinder; kindern; erziehungsberechtigt*; menor de; menores; niños; padres""",
    Topic.TRANSFER_ABROAD: """outside the; european economic area; eea; cross border; transfer your; transferred to; international transfer*; international data transfer*; standard contractual; adequacy; privacy shield; data privacy framework
        hors de l; en dehors de l; espace économique européen; transfert*; clauses contractuelles types; außerhalb der; drittland*; drittländer*; drittstaat*; übermittlung in; standardvertragsklauseln; europäischen wirtschaftsraum*
        fuera del; fuera de la; espacio económico europeo; transferencia*; cláusulas contractuales""",
    Topic.PAYMENT: """fee; fees; price; prices; pricing; charges; charged; charge you; free of charge; refund; refunds; refundable; auto renew; automatically renew*; automatic renewal*; renews; payment; payments; subscription; subscriptions; taxes
        frais; tarif; tarifs; prix; paiement; paiements; rembours*; abonnement*; reconduction; tacite reconduction; gebühr*; preis; preise; kosten; zahlung*; erstatt*; abonnement; verlänger*
        tarifas; precio; precios; pago; pagos; reembols*; suscripci*; renovación""",
    Topic.LIABILITY: """liable; liability; liabilities; indemnif*; indemnity; warrant*; waive; waives; waived; waiver; disclaim*; hold harmless; as is; damages; at your own risk
        responsabilité; responsable de; garantie; garanties; garantir; garantit; indemnis*; renonc*; dommages; haftung; haften; haftet; gewährleist*; schadensersatz; schadenersatz; freistell*; verzicht*
        responsabilidad; garantía; garantías; indemniz*; renuncia*; daños""",
    Topic.TERMINATION: """terminate; terminates; terminated; terminating; termination; suspend; suspends; suspended; suspension; cancel; cancels; canceled; cancelled; cancellation; ban; banned; block your
        résili*; suspendre; suspend; suspendu; suspension; kündig*; kündigung*; sperren; gesperrt; gekündigt; rescindir; rescisión; suspender; cancelar; cancelación""",
    Topic.LICENCE: """license; licence; licenses; sublicens*; royalty; royalty free; perpetual; irrevocabl*; worldwide; ownership; intellectual property
        propriété intellectuelle; cession; irrévocabl*; lizenz*; nutzungsrecht*; unwiderruflich*; geistiges eigentum; geistigen eigentums; licencia; licencias; irrevocabl*; propiedad intelectual""",
    Topic.NOTICE: """prior notice; advance notice; notify you; notice to you; without notice; inform you; at any time; from time to time; material changes
        à tout moment; vous informer*; sans préavis; préavis; jederzeit; benachrichtig*; informieren sie; in kenntnis; previo aviso; en cualquier momento; notificar*; le informaremos""",
    Topic.AUTHORITIES: """law enforcement; government; governmental; subpoena; subpoenas; court order; police; authorities; autorités; autorité judiciaire; forces de l ordre; réquisition*
        behörde; behörden; strafverfolgung*; autoridades; fuerzas de seguridad; orden judicial""",
}  # fmt: skip

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


_Entry = tuple[tuple[str, ...], Topic, str]


def _index() -> tuple[dict[str, tuple[_Entry, ...]], dict[str, tuple[_Entry, ...]]]:
    """Return the phrases by their first word, and those that begin with a stem by its first five letters."""
    exact: defaultdict[str, list[_Entry]] = defaultdict(list)
    stems: defaultdict[str, list[_Entry]] = defaultdict(list)
    for topic, table in _TABLE.items():
        for phrase in (phrase for line in table.split("\n") for phrase in line.split(";") if phrase.strip()):
            words = tuple(phrase.split())
            if words[0].endswith("*"):
                stems[words[0][:_SHORTEST_STEM]].append((words, topic, _stem(words)))
            else:
                exact[words[0]].append((words, topic, _stem(words)))
    for first in exact:  # so that one lookup finds both
        exact[first] += [entry for entry in stems.get(first[:_SHORTEST_STEM], ()) if _fits(entry[0][:1], [first], 0)]
    return _longest_first(exact), _longest_first(stems)


def _longest_first(table: dict[str, list[_Entry]]) -> dict[str, tuple[_Entry, ...]]:
    return {first: tuple(sorted(entries, key=lambda e: (-len(e[0]), e[0]))) for first, entries in table.items()}


def terms(text: str) -> Iterator[Term]:
    """Yield the words of rights and duties in *text* in order; of two that overlap the longer, then the first."""
    parts = _PARTS.findall(text)
    first = 0 if parts and parts[0][0].isalnum() else 1
    words = [word.lower() for word in parts[first::2]]
    after = 0
    for at, word in enumerate(words):
        entries = _EXACT.get(word) or _STEMS.get(word[:_SHORTEST_STEM])
        if entries is None or at < after:
            continue
        for phrase, topic, stem in entries:
            if len(phrase) == 1 and phrase[0] == word or _fits(phrase, words, at):
                after = at + len(phrase)
                yield Term(topic, stem, "".join(parts[first + 2 * at : first + 2 * after - 1]))
                break


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


_EXACT, _STEMS = _index()
