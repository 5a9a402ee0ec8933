"""The words of the pages, in the language of the page."""

from __future__ import annotations

from emulator.pages import languages
from emulator.realm import texts
from emulator.web.call import Call


class Words(texts.Texts):
    """Messages in one language for one realm."""

    def say(self, text: str) -> str:
        """A message by its key (``texts.Text``), or several of them; any other text is a person's and stays as it is."""
        if not isinstance(text, texts.Text):
            return text
        if text.key:
            return self.msg(text.key, *text.arguments)
        return " ".join(self.say(line) for line in text.lines)


def of(call: Call, page_url: str = "") -> Words:
    """The words for the answer to a call; ``page_url`` is where the page of a login is found again."""
    language = languages.of(call, page_url)
    own = texts.own_texts(call.tables.document, language) if call.in_realm else {}
    return Words(texts.PAGES, language, own)
