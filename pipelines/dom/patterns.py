"""Patterns of page furniture around a policy: class names, ids and texts, in the languages of the web.

No site is named here. A vendor is named only where its tool puts the same box into thousands of sites. Whether a match
drops a box is decided by the rules in `clausetrail.pipelines.boilerplate`, never here.
"""

from __future__ import annotations

import re

# Consent tools put their name on the box they insert. For a short name, a pattern includes the characters around it.
_TOOLS = dict.fromkeys(
    ("onetrust", "optanon", "cybotcookie", "cookiebot", "didomi", "usercentrics", "trustarc", "qc-cmp", "sp_message",
     "cookieyes", "cookie-law-info", "termly", "iubenda-cs", "tarteaucitron", "axeptio", "klaro", "borlabs", "osano-cm",
     "moove_gdpr", "evidon", "quantcast", "hs-eu-cookie", "shopify-pc__", "fc-consent", "ketch-"), "",
) | {
    "ot-sdk": r"\bot-sdk", "truste": "truste[_-]", "cmpbox": r"\bcmpbox", "cmplz": r"\bcmplz", "cky-": r"\bcky-", "cli-": r"\bcli-",
    "cc-": r"\bcc-(?:window|banner)", "ch2-": r"\bch2-",
}  # fmt: skip
_TOOL = re.compile("|".join(pattern or name for name, pattern in _TOOLS.items()))
CONSENT_NAMES = re.compile(
    r"(?:cookie|consent|gdpr|ccpa|rgpd)\w*[-_]{0,2}(?:consent|manager|disclaimer|box|layer|container|wrapper|settings|"
    r"preferences|panel|info)|(?:accept|eu)[-_]{0,2}(?:cookie|consent|gdpr)"
)
# Names of boxes that cover a page for a moment: sufficient even without buttons.
CONSENT_BANNERS = re.compile(
    r"(?:cookie|consent|gdpr|ccpa|rgpd)\w*[-_]{0,2}(?:banner|notice|notification|bar|popup|modal|dialog|prompt|overlay|"
    r"message|wall|alert|toast)|(?:banner|bar|popup|modal|dialog|notice)[-_]{0,2}(?:cookie|consent|gdpr)"
)
_CONSENT_WORDS = ("cookie", "consent", "traceur", "einwilligung", "datenschutzeinstellung", "toestemming", "consenso",
                  "samtyck", "samtykk", "zgod", "クッキー", "同意")  # fmt: skip
# Labels of the two sorts of buttons of a consent box.
AGREE_LABEL = re.compile(
    r"^(?:i )?(?:accept|agree|allow|got it|ok(?:ay)?\b|yes|continue|understood|tout accepter|accepter|j.accepte|"
    r"(?:alle[sn]? )?(?:akzept|zustimm|annehm|erlaub|cookies akzept)|acept|acconsent|accett|aceit|accepteer|akkoord|"
    r"alle[s]? (?:accept|toestaan|cookies)|godk|godta|accepter|tillad|"
    r"hyväksy|zaakcept|akcept|přijmout|elfogad|同意|すべて)",
    re.IGNORECASE,
)
DECLINE_LABEL = re.compile(
    r"^(?:i )?(?:continue without|reject|decline|deny|refuse|disagree|no\b|manage|settings|preferences|"
    r"cookie (?:settings|preferences)|"
    r"customi[sz]e|only |necessary|essential|more options|tout refuser|refuser|continuer sans|paramétr|personnaliser|"
    r"gérer|ablehn|alle ablehn|einstellung|nur |rechaz|configur|personaliz|gestionar|rifiut|rejeitar|gerir|weiger|"
    r"alleen|instellingen|avvisa|avvis|afvis|neka|odrzu|ustawienia|odmítnout|elutasít|拒否)",
    re.IGNORECASE,
)
# Class and id tokens of boxes that are not part of a document if most of their words are links. A token ends at a
# hyphen, an underscore or the edge of the name.
FURNITURE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|navi|topnav|subnav|menu|megamenu|submenu|menubar|breadcrumbs?|crumbs?|"
    r"footer|foot|bottombar|copyright|header|masthead|topbar|toolbar|sidebar|side-bar|rightcol|leftcol|"
    r"share|sharing|sharebar|social|socials|addthis|sharethis|addtoany|related|recommended|newsletter|subscribe|signup|"
    r"sign-up|login|search|searchbox|comments?|disqus|pagination|pager|promo|advert|advertisement|ads?|sponsor|banner|"
    r"announcement|popup|overlay|toast|tooltip|skip|skip-link|lang|language|languages|locale|language-switcher|"
    r"cta|download-app|app-store|tags|tagcloud|back-to-top|topnavigation|bottomnavigation)(?=$|[\s_-])"
)
# Tokens with one meaning only, so that they are sufficient for a box without links too, if it holds no prose.
UNAMBIGUOUS_NAMES = re.compile(
    r"(?:^|[\s_-])(?:breadcrumbs?|sharebar|share-buttons?|social-share|addthis|sharethis|addtoany|newsletter|searchbox|"
    r"pagination|skip-link|language-switcher|cookie-?(?:bar|banner|notice|consent)|app-store|back-to-top)(?=$|[\s_-])"
)
# Boxes that scripts show over a page. Sufficient for boxes with prose too, if they are outside the text and hold little.
DIALOG_NAMES = re.compile(
    r"(?:^|[\s_-])(?:modal|popup|pop-up|lightbox|dialog|overlay|toast|tooltip|offcanvas)(?=$|[\s_-])"
)
# Columns beside the text, whatever they contain.
SIDE_COLUMN_NAMES = re.compile(
    r"(?:^|[\s_-])(?:sidebar|side-bar|side-?nav|left-?nav|right-?nav|left-?col(?:umn)?|right-?col(?:umn)?|related|promo|"
    r"promos|promotion|subnav|navigation)(?=$|[\s_-])"
)
LANGUAGE_SWITCHER_NAMES = re.compile(
    r"(?:^|\s)(?:language|lang|locale|country)[-_]?(?:switcher|selector|picker|chooser)(?=$|\s)"
)
HIDDEN_CLASSES = frozenset({"hide", "hidden", "is-hidden", "nodisplay", "no-display", "d-none", "invisible"})
# The date from which a text is in force is part of the policy, wherever it is on the page.
EFFECTIVE_DATE = re.compile(
    r"\b(?:effective|last\s(?:up|rev|mod|changed)|updated(?: on)?:?\s|revised|modified|mis[e]? à jour|aktualisiert|"
    r"actualizad|aggiornat|atualizad|bijgewerkt|entrée en vigueur)",
    re.IGNORECASE,
)
OFFLINE_NOTICE = re.compile(
    r"\b(?:you(?:.re| are| seem to be| appear to be) (?:currently )?offline|no internet connection|"
    r"(?:slow|lost|unstable) (?:internet )?connection|connection (?:is|seems|appears)(?: to be)? (?:slow|lost|unstable)|"
    r"check your (?:internet|network) connection|hors ligne|hors connexion|connexion semble|sin conexión|"
    r"(?:sie sind|du bist) offline|keine internetverbindung|sei offline|você está offline)\b",
    re.IGNORECASE,
)
PLAY_CONTROLS = frozenset(
    {"play", "pause", "lecture", "wiedergabe", "abspielen", "reproducir", "riproduci", "afspelen"}
)
PLAYER_CONTROLS = PLAY_CONTROLS | {
    "stop", "mute", "unmute", "next", "previous", "prev", "rewind", "forward", "fast forward", "repeat", "shuffle",
    "volume", "fullscreen", "full screen", "muet", "précédent", "suivant", "stumm", "zurück", "weiter", "silenciar",
    "anterior", "siguiente",
}  # fmt: skip
SUBSCRIPTION_OFFER = re.compile(
    r"\b(?:newsletter|subscribe|sign up (?:for|to)|mailing list|stay (?:updated|informed|in touch|up to date)|"
    r"join our list|abonnez|inscrivez|abonnier|suscríb|iscriviti|assine|nieuwsbrief)",
    re.IGNORECASE,
)
# What a form in a policy lets its reader do: the sentence beside its fields is a clause of the policy.
RIGHTS_REQUEST = re.compile(
    r"\bopt(?:ing|ed)?[ -]?out|\bdo not sell|\bwithdraw|\bobject to\b|\bright to\b|\berasure\b|"
    r"\b(?:delete|erase|access|correct|request a copy of) (?:your|my) (?:\w+ )?(?:data|information|records|account)|"
    r"\b(?:data|privacy|deletion|access|subject) (?:access )?requests?\b|"
    r"\bopposer\b|\bopposition\b|\bretirer (?:votre|ton) consentement|\bdroit d|\bsupprimer vos|"
    r"\bwiderspr|\bwiderruf|\bauskunft|\blöschung|"
    r"\bopon|\brevocar|\bsuprimir sus|\bderecho|\boppors|\brevoca|\bdiritt|\bcancellare i|"
    r"\bbezwaar|\bintrek|\brecht op|\bopor-se|\brevogar|\bdireito",
    re.IGNORECASE,
)
# Words of an offer by mail, which mentions the rights of its readers too.
OFFER_BY_MAIL = re.compile(
    r"\b(?:newsletter|actualités|nos offres|bons plans|lettre d|angebote|neuigkeiten|boletín|novedades|ofertas|offerte|novità|"
    r"aanbiedingen|nieuwsbrief|novidades|(?:latest|special|exclusive) (?:news|offers|updates|deals)|inspiration|password|"
    r"mot de passe|passwort|contraseña|wachtwoord)\b",
    re.IGNORECASE,
)
# Names of menus; only with links, before the title of the page.
MENU_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|megamenu|submenu|dropdown|drop-?down|flyout)(?=$|[\s_-])"
)
ADDRESS = re.compile(r"(?:https?://|mailto:)?[\w.+%-]+(?:@[\w-]+)?(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
PHONE = re.compile(r"(?<![\w.])\+?\(?\d[\d ()./-]{7,18}\d(?!\w)")
LANGUAGE_PROMPT = re.compile(
    r"\W*(?:(?:select|choose|change|pick) (?:your |a |the )?(?:language|region|country)|"
    r"(?:choisissez|choisir|sélectionnez|changer) (?:votre |la |de |une )?langue|sprache (?:wählen|auswählen|ändern)|"
    r"(?:selecciona|elige|elegir|cambiar)(?: tu| su| el| de)? idioma|seleziona (?:la )?lingua|kies (?:je |een )?taal)\W*",
    re.IGNORECASE,
)
# The question of help centres below every page.
RATING_QUESTION = re.compile(
    r"\W*(?:(?:was|is) (?:this|the) (?:page|article|answer|information|content|section) (?:helpful|useful)(?: (?:to|for) you)?|"
    r"did (?:this|we) answer your question|(?:cet article|cette page|ce contenu) vous a-t-(?:il|elle) été utile|"
    r"avez-vous trouvé la réponse à votre question|war (?:dieser (?:artikel|beitrag)|diese seite) hilfreich|"
    r"(?:konnte das|wurde) (?:deine|ihre) frage beantwort(?:en|et)|(?:te|le) (?:ha sido|ha resultado|fue) útil est[ae] "
    r"(?:artículo|página)|(?:hai trovato|questo articolo ti è stato) utile(?: questo articolo)?|"
    r"was dit (?:artikel|antwoord) nuttig|is je vraag beantwoord)\W*",
    re.IGNORECASE,
)
# Labels that pages set around advertisements between the clauses of a text. A bare word may be the title of a section.
ADVERTISEMENT = re.compile(
    r"\W*(?:advertisement|sponsored(?: content)?|publicité|anzeige|werbung|publicidad|pubblicità|advertentie|publicidade|annons|reklam[ae]?)"
    r"\W*(?P<more>(?:scroll (?:down )?to continue|continue reading|story continues|article continues|skip advertisement|"
    r"la suite après|suite de l.article|artikel wird|weiterlesen|der artikel geht|sigue leyendo|continúa|continua a leggere|lees verder).{0,40})?",
    re.IGNORECASE,
)
ADVERTISEMENT_ASIDE = re.compile(
    r"\W*(?:(?:article|story|content) continues (?:below|after)(?: (?:this |the )?(?:ad(?:vert(?:isement)?)?|promotion))?|"
    r"continue reading below|scroll (?:down )?to continue(?: reading| with content)?|"
    r"la suite après (?:la|cette) publicité|skip (?:past )?advertisement)\W*",
    re.IGNORECASE,
)
# The title of the list of neighbouring pages that help centres show beside each page.
NEIGHBOURS_TITLE = re.compile(
    r"\W*(?:(?:related |other )?(?:articles|topics|pages) in this (?:section|category|folder|collection)|recently viewed(?: articles)?|"
    r"related articles|(?:autres )?articles (?:dans|de) cette section|articles (?:associés|consultés récemment)|"
    r"beiträge in diesem abschnitt|(?:verwandte|zuletzt angesehene) beiträge|artículos (?:en|de) esta sección|"
    r"artículos relacionados|artikelen in (?:deze sectie|dit gedeelte)|gerelateerde artikelen|articoli in questa sezione|articoli correlati|"
    r"artigos nesta seção|artigos relacionados)\W*",
    re.IGNORECASE,
)
# The title of a list of stories that news pages show beside each page.
STORIES_TITLE = re.compile(
    r"\W*(?:(?:the )?(?:most|more) (?:popular|read|viewed|shared|commented|recent)(?: (?:stories|articles|news|posts|today|now|in \w+)){0,2}|"
    r"(?:top|latest|recent|trending|popular|related|more|other|featured|recommended) (?:stories|news|posts|videos|articles|headlines)|"
    r"trending(?: now)?|popular|latest|read (?:more|next)|don.t miss|(?:you )?(?:may|might) (?:also )?like|recommended(?: for you)?|"
    r"(?:les )?(?:plus|articles les plus) (?:lus|populaires|partagés)|à (?:lire aussi|la une)|sur le même sujet|"
    r"meist(?:gelesen|geklickt)\w*|am meisten gelesen|mehr zum thema|aktuelle (?:meldungen|nachrichten)|das könnte sie auch interessieren|"
    r"(?:lo |los |las )?más (?:leíd|vist|popular)\w*|últimas noticias|noticias relacionadas|i più (?:letti|visti)|ultime notizie|leggi anche|"
    r"(?:meest|best) gelezen|laatste nieuws|lees ook|(?:as |os )?mais (?:lid|vist)\w*|leia também)\W*",
    re.IGNORECASE,
)
SKIP_LINK = re.compile(
    r"^(?:skip (?:to|navigation)|jump to (?:content|main|navigation)|aller (?:au|à la|directement)|"
    r"(?:ignorer et )?passer (?:au|à la)|zum (?:haupt)?inhalt|"
    r"(?:saltar|ir) al contenido|vai al contenuto|pular para|naar (?:de )?(?:hoofd)?inhoud|"
    r"back to top|to top|return to top|haut de page|retour en haut|nach oben)\b",
    re.IGNORECASE,
)
_NEW_WINDOW = (
    r"(?:(?:external link|this link|link|lien externe)[,:;\s–-]{1,3})?(?:will )?"
    r"(?:opens?|opening|ouvre|s.ouvre|ouverture|öffnet|wird|se abre|abre|si apre|opent|åpnes|öppnas|åbner)\s"
    r"[^()<>.]{0,40}?"
    r"(?:window|tab|fenêtre|onglet|fenster|ventana|pestaña|finestra|scheda|janela|venster|tabblad|fönster|flik|vindue|"
    r"vindu|fane)(?: geöffnet)?"
)
NEW_WINDOW = re.compile(rf"\(?\s?{_NEW_WINDOW}\s?\)?", re.IGNORECASE)
NEW_WINDOW_ASIDE = re.compile(rf"\s?\(\s?{_NEW_WINDOW}\s?\)", re.IGNORECASE)
# How often a system loads a document again: "Updated automatically every 5 minutes" is no date from which a text is in force.
INTERVAL = re.compile(
    r"\b(?:every|toutes les|alle|cada|ogni|elke|a cada|co|var)\s(?:\d{1,3}\s)?(?:second|minute|min|hour|heure|sekunde|stunde|segundo|minuto|"
    r"secondo|ora|hora|seconde|uur|uren|minut|hodin|timme)\w{0,4}\b",
    re.IGNORECASE,
)
RELATIVE_TIME = re.compile(
    r"\b(?:\d+|an?|one|a few|over an?|about an?|last)\s(?:second|minute|min|hour|day|week|month|year)s?\sago\b|"
    r"\bjust now\b|\b(?:updated|modified|edited|published) (?:today|yesterday|this week|last week|this month)\b|"
    r"\bil y a (?:\d+|une?|plus d.une?|quelques)\s\w+|\bvor (?:\d+|einem|einer|über)\s\w+|"
    r"\bhace (?:\d+|una?|más de)\s\w+|"
    r"\b\d+ (?:dagen|weken|maanden|jaar|giorni|mesi|anni|dias|meses|anos) (?:geleden|fa|atrás)\b",
    re.IGNORECASE,
)
COUNTER = re.compile(
    r"^\W*(?:\d[\d.,]*\s?[km]?\+?\s(?:views?|likes?|shares?|comments?|followers?|reads?|downloads?|votes?|vues?|"
    r"aufrufe|commentaires?|people found this (?:helpful|useful))|\d+\s?(?:min(?:ute)?s?(?: read)?|min\.? de lecture)|"
    r"(?:loading|chargement(?: en cours)?|wird geladen|cargando|caricamento)\b.{0,12}|"
    r"(?:estimated )?reading time:? .{0,30}|\d+ out of \d+ found this helpful)\W*$",
    re.IGNORECASE,
)
DATE_WORDS = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:effective|updated|revised|modified|last\sup|mis à jour|mise à jour|stand|aktualisiert|"
    r"version|actualiza|aggiorna|atualiza|bijgewerkt|entrée en vigueur)",
    re.IGNORECASE,
)
COPYRIGHT = re.compile(
    r"©|\(c\)\s|\bcopyright\b|all rights reserved|tous droits réservés|alle rechte vorbehalten", re.IGNORECASE
)
# The beginning of a copyright line: the sign or the word, with a year after it.
COPYRIGHT_LINE = re.compile(
    r"(?:copyright|\(c\)|©)(?:\W{0,3}(?:copyright|\(c\)|©))?\W{0,3}(?:19|20)\d\d\b", re.IGNORECASE
)
# Headings of offers that pages show beside a text.
OFFER_HEADING = re.compile(
    r"\b(?:related|similar|more (?:from|articles|posts|about|in)|read (?:more|next)|you (?:may|might)|recent|latest|popular|"
    r"trending|featured|categor\w+|archives?|tags?|follow|share|social|connect|stay|join|subscribe|newsletter|navigat\w+|"
    r"menu|quick ?links|site ?map|company|products?|solutions|resources|support|explore|discover|get started|download|"
    r"languages?|à lire|suivez|partage\w*|articles? (?:liés|similaires|récents)|navigation|folge\w*|teilen|mehr|verwandte|"
    r"síguenos|compart\w+|relacionad\w+|seguici|condivid\w+|correlat\w+|volg|gerelateerd\w*)\b",
    re.IGNORECASE,
)
# Words that a copyright line never contains: a line with one is a clause about copyright.
OBLIGATION_WORDS = re.compile(
    r"\b(?:may|must|shall|cannot|can|not|permission|permitted|prohibited|forbidden|peu(?:t|vent)|interdite?s?|autorisation|"
    r"darf|dürfen|untersagt|gestattet|puede[ns]?|prohibid\w+|può|possono|vietat\w+|mag|mogen|verboden)\b",
    re.IGNORECASE,
)
# Stems that are common in policies and rare in offers; two different ones show that a box is about a policy's subject.
POLICY_STEMS = re.compile(
    r"\b(privacy|personal (?:data|information)|cookies?|polic(?:y|ies)|terms|consent|rights|law|controller|legal basis|"
    r"données personnelles|confidentialité|conditions|consentement|droits|datenschutz|personenbezogen|einwilligung|recht|"
    r"datos personales|privacidad|consentimiento|derechos|dati personali|consenso|diritti|persoonsgegevens|toestemming)",
    re.IGNORECASE,
)
# A tag or a comment that a page shows as text, as systems write into noscript elements by mistake; the last may be cut off.
ESCAPED_TAG = re.compile(r"<!--(?:(?!-->).)*(?:-->|$)|</?[a-zA-Z][^<>]*(?:>|$)", re.DOTALL)
SCRIPT_WORDS = re.compile(r"java\s?script|\bscripts?\b", re.IGNORECASE)
CONTENTS_TITLE = re.compile(
    r"^\W*(?:table of contents|contents|on this page|in this (?:article|policy|section)|jump to|sommaire|"
    r"table des matières|inhalt(?:sverzeichnis)?|índice|tabla de contenidos?|indice|sommario|inhoud(?:sopgave)?|"
    r"spis treści|目次)\W*$",
    re.IGNORECASE,
)
# None of these titles is the title of a passage of a policy, as "Contents" may be.
CONTENTS_TITLE_ONLY = re.compile(
    r"\W*(?:table of contents|on this page|in this (?:article|policy|section)|what you.ll find in this (?:section|page)|"
    r"jump to|table des matières|inhaltsverzeichnis|tabla de contenidos?|inhoudsopgave|spis treści|目次)\W*",
    re.IGNORECASE,
)
TOGGLE_LABEL = re.compile(
    r"\W*(?:(?:see|view|show|hide|more|less|open|close|toggle|expand|collapse)(?: all| more| less)?(?: details| menu)?|"
    r"details|afficher|masquer|anzeigen|ausblenden|mostrar|ocultar)\W*",
    re.IGNORECASE,
)
EXPANDER_NAMES = re.compile(r"accordion|collaps|toggle|expand|faq|tab")


def names_consent_tool(name: str) -> bool:
    """Return whether an id or a class in *name* is one that a consent tool gives its boxes.

    Called for every box of a page. One pattern with a branch for each tool took 8 % of the time of reading a page; plain
    searches take a fifth of that.
    """
    for part in _TOOLS:
        if part in name:
            return _TOOL.search(name) is not None
    return False


def mentions_consent(text: str) -> bool:
    """Return whether *text* mentions cookies or consent."""
    lowered = text.lower()
    for word in _CONSENT_WORDS:  # noqa: SIM110 (half the time of `any` over a generator, for every string of a page)
        if word in lowered:
            return True
    return False
