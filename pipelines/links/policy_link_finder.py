"""Find the links of a page with the name of a policy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bs4 import Tag

from clausetrail.pipelines.decoding.decode import decode
from clausetrail.pipelines.dom import page_urls, soup_tree
from clausetrail.pipelines.page import too_large_reason
from clausetrail.snapshots.addresses.address_links import address_key
from clausetrail.snapshots.addresses.policy_link_history import DocumentKind, PolicyLink
from clausetrail.snapshots.payload.content_coding import Undecodable, decode_content

# Names of links to policies, as whole words where a script separates words. The first sort that matches is used:
# "Privacy and Cookies" is a privacy policy.
_NAMES = {
    DocumentKind.PRIVACY: (
        r"\bprivacy|\bdata (?:protection|policy|privacy)\b|\bpersonal (?:data|information)\b|datenschutz"
        r"|confidentialit|vie privée|données personnelles|\bprivacidad|protecci[óo]n de datos|privacidade|prote[çc][ãa]o de dados"
        r"|riservatezza|privacybeleid|privacyverklaring|integritetspolicy|personvern|personuppgift|persondata|prywatno|gizlilik"
        r"|tietosuoja|конфиденциальност|プライバシー|個人情報|隐私|隱私|개인정보"
    ),
    DocumentKind.COOKIES: r"\bcookies?(?:\b|-?(?:richtlinie|hinweis|beleid|policy))|クッキー",
    DocumentKind.TERMS: (
        r"\bterms\b|\bconditions\b|\buser agreement\b|\bservice agreement\b|\beula\b|\blicen[cs]e agreement\b|\bagb\b"
        r"|nutzungsbedingungen|geschäftsbedingungen|\bcgu\b|\bcgv\b|t[ée]rminos|condiciones|\btermos\b|condizioni|voorwaarden|villkor"
        r"|vilkår|regulamin|käyttöehdot|пользовательское соглашение|условия использования|利用規約|服务条款|服務條款|이용약관"
    ),
    DocumentKind.LEGAL: (
        r"\blegal\b|impressum|mentions légales|aviso legal|note legali|\bdisclaimer\b|\bacceptable use\b"
        r"|\b(?:community|user) (?:guidelines|rules|standards)\b"
    ),
}
_SORTS = {sort: re.compile(names, re.IGNORECASE) for sort, names in _NAMES.items()}
# A link to settings, to an offer or to a piece of news is not a link to a policy.
_OTHER_LINKS = re.compile(
    r"\b(?:do not sell|opt.?out|choices|settings|preferences|manage|paramètres|einstellungen|gérer|verwalten|ajustes"
    r"|blog|news|jobs?|career|report a|learn)\b",
    re.IGNORECASE,
)
# A note for screen readers at the end of a link.
_NOTE = re.compile(r"\s*\([^()]{0,80}\)\s*$")
# A bare URL as the text of a link cites a source, and names no document of the site.
_BARE_URL = re.compile(r"\S*(?:://|\w\.\w+/)\S*")
# Words of a link: of the link texts that Princeton's crawler searches, the longest has four; full titles have more.
_LONGEST_NAME = 8
_MOST_LINKS = 5_000  # of one page
_LONGEST_TEXT = 200  # characters of the text of a link that are read


def find_policy_links(body: bytes, content_type: str, url: str, declared: Sequence[str] = ()) -> Iterator[PolicyLink]:
    """Yield the links of the page *body* at *url* that have the name of a policy, each sort and URL once.

    *declared* are the content codings that headers name.
    """
    try:
        text = decode(decode_content(body, declared).body, content_type).text
    except Undecodable:
        return
    if too_large_reason(text):
        return
    page = soup_tree.parse(text)
    base = page_urls.base_url(page, url)
    found = set()
    for tag in page.find_all(["a", "area"], href=True, limit=_MOST_LINKS):
        name = _link_name(tag)
        sort = _sort(name)
        target = page_urls.absolute_url(base, str(tag["href"])) if sort else ""
        if not (sort and target and target.isprintable()):
            continue
        if address_key(target) != address_key(url) and (sort, target) not in found:
            found.add((sort, target))
            yield PolicyLink(sort, name, target)


def _link_name(tag: Tag) -> str:
    """Return the text of a link, else the texts of its pictures, else its own alternative text or title."""
    pictures = [str(picture.get("alt", "")) for picture in tag.find_all("img")]
    text = tag.get_text(" ", strip=True) or " ".join(pictures) or str(tag.get("alt") or tag.get("title") or "")
    return _NOTE.sub("", " ".join(text[:_LONGEST_TEXT].split()))


def _sort(name: str) -> DocumentKind | None:
    if not name or len(name.split()) > _LONGEST_NAME or _OTHER_LINKS.search(name) or _BARE_URL.search(name):
        return None
    return next((sort for sort, names in _SORTS.items() if names.search(name)), None)
