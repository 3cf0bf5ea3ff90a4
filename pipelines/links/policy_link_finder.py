"""The links of a page that are called like a policy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import Tag

from clausetrail.pipelines.decoding.body_form import ungzipped
from clausetrail.pipelines.decoding.decode import decode
from clausetrail.pipelines.dom import page_urls, soup_tree
from clausetrail.pipelines.page import too_large_reason
from clausetrail.snapshots.addresses.lineage import address
from clausetrail.snapshots.addresses.policy_link_history import Signpost, Sort

# What links to policies are called, as whole words where a script has them. The first sort that matches counts:
# "Privacy and Cookies" is a privacy policy.
_NAMES = {
    Sort.PRIVACY: (
        r"\bprivacy|\bdata (?:protection|policy|privacy)\b|\bpersonal (?:data|information)\b|datenschutz"
        r"|confidentialit|vie privée|données personnelles|\bprivacidad|protecci[óo]n de datos|privacidade|prote[çc][ãa]o de dados"
        r"|riservatezza|privacybeleid|privacyverklaring|integritetspolicy|personvern|personuppgift|persondata|prywatno|gizlilik"
        r"|tietosuoja|конфиденциальност|プライバシー|個人情報|隐私|隱私|개인정보"
    ),
    Sort.COOKIES: r"\bcookies?(?:\b|-?(?:richtlinie|hinweis|beleid|policy))|クッキー",
    Sort.TERMS: (
        r"\bterms\b|\bconditions\b|\buser agreement\b|\bservice agreement\b|\beula\b|\blicen[cs]e agreement\b|\bagb\b"
        r"|nutzungsbedingungen|geschäftsbedingungen|\bcgu\b|\bcgv\b|t[ée]rminos|condiciones|\btermos\b|condizioni|voorwaarden|villkor"
        r"|vilkår|regulamin|käyttöehdot|пользовательское соглашение|условия использования|利用規約|服务条款|服務條款|이용약관"
    ),
    Sort.LEGAL: (
        r"\blegal\b|impressum|mentions légales|aviso legal|note legali|\bdisclaimer\b|\bacceptable use\b"
        r"|\b(?:community|user) (?:guidelines|rules|standards)\b"
    ),
}
_SORTS = {sort: re.compile(names, re.IGNORECASE) for sort, names in _NAMES.items()}
# A door to settings, an offer or a piece of news is no policy.
_OTHER = re.compile(
    r"\b(?:do not sell|opt.?out|choices|settings|preferences|manage|paramètres|einstellungen|gérer|verwalten|ajustes"
    r"|blog|news|jobs?|career|report a|learn)\b",
    re.IGNORECASE,
)
# A note that browsers read aloud, and a bare address: it cites somebody, and names no document of the site.
_NOTE = re.compile(r"\s*\([^()]{0,80}\)\s*$")
_ADDRESS = re.compile(r"\S*(?:://|\w\.\w+/)\S*")
# Words of a link: of the link texts that Princeton's crawler looks for, the longest has four; titles in full have more.
_LONGEST_NAME = 8
_MOST_LINKS = 5_000


def find_policy_links(body: bytes, content_type: str, url: str) -> Iterator[Signpost]:
    """Yield the links of the page *body*, which stood at *url*, that are called like a policy, each address and name once."""
    text = decode(ungzipped(body), content_type).text
    if too_large_reason(text):
        return
    page = soup_tree.parse(text)
    base = page_urls.base_url(page, url)
    told = set()
    for tag in page.find_all(["a", "area"], href=True, limit=_MOST_LINKS):
        words = _words(tag)
        sort = _sort(words)
        end = page_urls.absolute_url(base, str(tag["href"])) if sort else ""
        if sort and end and end.isprintable() and address(end) != address(url) and (sort, end) not in told:
            told.add((sort, end))
            yield Signpost(sort, words, end)


def _words(tag: Tag) -> str:
    pictures = [str(picture.get("alt", "")) for picture in tag.find_all("img")]
    said = tag.get_text(" ", strip=True) or " ".join(pictures) or str(tag.get("alt") or tag.get("title") or "")
    return _NOTE.sub("", " ".join(said[:200].split()))


def _sort(words: str) -> Sort | None:
    if not words or len(words.split()) > _LONGEST_NAME or _OTHER.search(words) or _ADDRESS.search(words):
        return None
    return next((sort for sort, names in _SORTS.items() if names.search(words)), None)
