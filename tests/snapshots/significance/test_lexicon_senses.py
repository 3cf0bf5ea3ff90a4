"""Each topic of the lexicon on true uses and on traps: words in addresses, names, other senses and other languages."""

from __future__ import annotations

import pytest

from clausetrail.snapshots.significance.lexicon import Topic, terms

USES: dict[Topic, tuple[str, ...]] = {
    Topic.PERMISSION: ("We may open the parcel.", "Nous pouvons ouvrir le colis.", "Wir können das Paket öffnen.", "Podemos abrir el paquete.", "MAY WE CALL YOU?"),
    Topic.DUTY: ("You must pay.", "Vous devez payer.", "Sie müssen zahlen.", "Usted debe pagar.", "You have to sign."),
    Topic.PROMISE: ("We will answer.", "We'll answer.", "We intend to answer.", "We guarantee an answer."),
    Topic.PROHIBITION: ("You may not copy it.", "We don't copy it.", "Vous ne pouvez pas le copier.", "Sie dürfen nicht kopieren.", "Está prohibido copiar."),
    Topic.NEGATION: ("We never open it.", "Nous ne lisons jamais.", "Wir lesen keine Briefe.", "Nunca leemos cartas.", "There is no fee."),
    Topic.LIMIT: ("Only adults may enter.", "Uniquement pour vous.", "Nur mit Ihnen.", "Únicamente con usted.", "Solo se usan para usted.", "To the extent of the law"),
    Topic.CONSENT: ("With your consent.", "Avec votre consentement.", "Mit Ihrer Einwilligung.", "Con su consentimiento.", "We ask for permission."),
    Topic.OPT_OUT: ("You can opt out.", "You may withdraw your consent.", "Vous pouvez vous opposer.", "Sie können widersprechen.", "Puede oponerse."),
    Topic.SALE: ("We sell your personal data.", "We do not sell it.", "Nous vendons vos données.", "Wir verkaufen Ihre Daten.", "Vendemos sus datos.", "We rent lists of your details."),
    Topic.SHARING: ("We share it with partners.", "Nous partageons vos données.", "Wir geben sie an Dritte weiter.", "Compartimos sus datos con terceros.", "The data is communicated: nous communiquons vos données."),
    Topic.RETENTION: ("We retain your data.", "Nous conservons vos données.", "Wir bewahren sie auf: Aufbewahrung.", "Conservamos sus datos.", "durée de conservation", "Almacenamos los datos."),
    Topic.ERASURE: ("Ask us to delete it.", "Droit de rectification", "Sie können die Löschung verlangen.", "Derecho de supresión", "Recht auf Auskunft"),
    Topic.ARBITRATION: ("Disputes go to arbitration.", "un arbitrage à Paris", "vor einem Schiedsgericht", "mediante arbitraje", "Schlichtungsstelle", "an arbitrator decides"),
    Topic.CLASS_ACTION: ("You waive any class action.", "une action de groupe", "Keine Sammelklagen", "una acción colectiva"),
    Topic.COURTS: ("The courts of Oslo decide.", "Venue lies with the courts of Kent County.", "les tribunaux de Lyon", "Gerichtsstand ist Bern.", "vor Gericht", "los juzgados de Vigo"),
    Topic.MACHINE_LEARNING: ("We use AI.", "Letters train our models.", "We train our systems with your messages.", "Intelligence artificielle", "KI und Daten", "Wir trainieren Modelle.", "elaboración de perfiles", "L'IA lit tout."),
    Topic.TRACKING: ("We set cookies.", "We track your visits.", "des traceurs", "Ihr Standort wird erfasst.", "su ubicación", "Do Not Track signals are ignored."),
    Topic.SENSITIVE: ("biometric data", "your passport number", "données de santé", "Gesundheitsdaten", "datos de salud", "religious beliefs"),
    Topic.CHILDREN: ("children under 13", "parents of a minor", "des enfants", "Ihr Kind", "menores de edad", "the parent or guardian"),
    Topic.TRANSFER_ABROAD: ("outside the EEA", "hors de l'Union européenne", "in Drittländer", "fuera de la Unión", "We transfer your data abroad.", "transfert de vos données"),
    Topic.PAYMENT: ("The fee is due.", "les frais de retour", "Der Preis steigt.", "el precio sube", "Your card is charged.", "subscription renews"),
    Topic.LIABILITY: ("We are not liable.", "AS IS and without warranty", "Haftung für Schäden: die Haftung", "responsabilidad limitada", "Vous êtes responsable de vos actes."),
    Topic.TERMINATION: ("We may terminate it.", "résiliation du contrat", "Sie können kündigen.", "rescindir el contrato", "You can cancel."),
    Topic.LICENCE: ("a worldwide, royalty-free license", "propriété intellectuelle", "ein Nutzungsrecht", "una licencia", "irrevocable rights"),
    Topic.NOTICE: (
        "We may change these terms at any time.", "We will notify you when we update this policy.", "Nous pouvons modifier la politique à tout moment.",
        "Wir können diese Bedingungen jederzeit ändern.", "Podemos modificar los términos en cualquier momento.", "thirty days prior notice",
    ),
    Topic.AUTHORITIES: ("at the request of the police", "law enforcement", "les autorités", "an Behörden", "las autoridades", "a government agency"),
}  # fmt: skip
TRAPS: dict[Topic, tuple[str, ...]] = {
    Topic.PERMISSION: ("Since 25 May 2018", "in May we moved", "May 2019 edition", "Write to may@larkmoor.example.", "a can of paint", "C'est peut-être vrai."),
    Topic.DUTY: ("This has to do with lamps.", "a must-have lamp", "on a need to know basis", "see must.example.com"),
    Topic.PROMISE: ("of your own free will", "Dr. Will Parker", "our author Will Parker", "employment at will", "see will.example.org"),
    Topic.PROHIBITION: ("Do not hesitate to write.", "Please don't hesitate.", "Zögern Sie nicht, uns zu schreiben.", "www.donot.example"),
    Topic.NEGATION: ("No. 5 Lamp Row", "a not-for-profit shop", "no later than Friday", "Sin embargo, es así.", "Nicht nur Lampen", "whether or not it rains", "no-reply@lamps.example"),
    Topic.LIMIT: ("including but not limited to lamps", "a solo traveller", "strictly speaking", "a salvo of lamps", "not only lamps"),
    Topic.CONSENT: ("the authorization code of the bank", "consent@larkmoor.ai", "numéro d'autorisation 55", "the age of consent"),
    Topic.OPT_OUT: ("the object to be delivered", "You can withdraw funds.", "Das Bild widerspiegelt es.", "a talk with the opposition party", "see opt-out.example.com"),
    Topic.SALE: ("Do not buy or sell shares here.", "We sell products in our shop.", "Nous vendons des produits.", "Wir verkaufen Waren.", "Vendemos productos.", "sold out", "rent a car", "sales@sell.example.com"),
    Topic.SHARING: ("our market share grows", "Share your thoughts with us!", "Do not buy or sell shares of a company.", "the share price", "Track & Partners Ltd", "im dritten Jahr", "un communiqué de presse", "Vous pouvez communiquer avec nous.", "medios de comunicación", "share@larkmoor.io"),
    Topic.RETENTION: ("You retain ownership of it.", "You retain full ownership.", "You keep your rights in it.", "We retain all rights.", "Keep your password secret.", "a conservative estimate", "customer retention", "nature conservation", "im Almacén"),
    Topic.ERASURE: ("number portability", "Press the delete key.", "die Auskunftei", "erasure@larkmoor.de"),
    Topic.ARBITRATION: ("an arbitrary number", "arbitrarily chosen", "schlicht und einfach", "une image médiatique", "arbitration@lamps.example"),
    Topic.CLASS_ACTION: ("a first class lamp", "a first-class action camera", "world class action films", "Class Action Toys Inc.", "see classaction.example.com/class-action"),
    Topic.COURTS: ("the tennis court", "12 Old Court", "the venue of the concert has lamps", "Das Wort ist an Kinder gerichtet.", "à court terme", "the laws of physics", "court@lamps.example", "4 Elm Court, Larkmoor"),
    Topic.MACHINE_LEARNING: (
        "Questions can be sent to help@larkspur.ai on working days.", "See larkspur.ai for more.", "J'ai lu la lettre.", "Our employees are trained on data protection.",
        "the train station", "Nos collaborateurs sont formés et entraînés.", "Ames, IA 50010", "Unsere Mitarbeiter werden trainiert.", "ki, ein Wort", "perfiles de aluminio",
    ),
    Topic.TRACKING: ("chocolate chip cookies", "Track your order here.", "Track your shipment.", "1080 pixels wide", "our track record", "Google Pixel and Pixel 8", "Unser Standort in Bern", "behavioral health", "cookie-recipe.pdf", "Beacon Ltd"),
    Topic.SENSITIVE: ("a genetic algorithm", "time-sensitive information", "ethnic food", "see passport.js"),
    Topic.CHILDREN: ("warranties of any kind", "minor changes", "our parent company", "Kind regards", "gastos menores", "une modification mineure", "child-theme", "kind of lamp"),
    Topic.TRANSFER_ABROAD: ("outside the scope of it", "outside the shop", "en dehors de l'application", "außerhalb der Öffnungszeiten", "fuera del horario", "una transferencia bancaria", "transfer your domain", "un transfert de fichiers"),
    Topic.PAYMENT: ("criminal charges", "the person in charge of lamps", "des produits frais", "Anzeige erstatten", "Charge your phone.", "Price & Sons Ltd", "le Grand Prix", "newsletter subscription", "das Verlängerungskabel"),
    Topic.LIABILITY: ("as is the case today", "a search warrant", "le responsable du traitement", "le responsable de traitement", "liability@lamps.example"),
    Topic.TERMINATION: ("noise cancelling", "la résilience", "a suspension bridge", "the cancel button", "Mr Ban"),
    Topic.LICENCE: ("customers worldwide", "a license plate", "a change of ownership", "members of royalty", "license@lamps.example"),
    Topic.NOTICE: (
        "You may write to us at any time.", "You can change your settings at any time in this policy.", "Vous pouvez à tout moment écrire.", "Sie können jederzeit schreiben.",
        "Puede escribir en cualquier momento.", "We will notify you of a breach.", "We visit the shop from time to time.",
    ),
    Topic.AUTHORITIES: ("une police de caractères", "votre police d'assurance", "a government-issued card", "government bonds", "police@lamps.example"),
}  # fmt: skip


def found(text: str) -> set[Topic]:
    return {term.topic for term in terms(text)}


@pytest.mark.parametrize(("topic", "text"), [(topic, text) for topic, texts in USES.items() for text in texts])
def test_a_word_in_its_sense_is_found(topic: Topic, text: str) -> None:
    assert topic in found(text)


@pytest.mark.parametrize(("topic", "text"), [(topic, text) for topic, texts in TRAPS.items() for text in texts])
def test_a_word_in_an_address_a_name_or_another_sense_is_not(topic: Topic, text: str) -> None:
    assert topic not in found(text)


def test_every_topic_has_three_uses_and_three_traps() -> None:
    assert all(len(table[topic]) >= 3 for table in (USES, TRAPS) for topic in Topic)
