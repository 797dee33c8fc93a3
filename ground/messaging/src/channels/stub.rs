//! What a foreign channel is given: that there is a message, and a short link to it; or a code, which is nobody's; or what a person answers
//! somebody who has asked there.

use crate::links::ShortLink;
use crate::texts::args;
use crate::words::texts;
use values::Lang;

/// Six digits or so, of one use and a few minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneTimeCode(String);

impl OneTimeCode {
    /// Four to eight digits; `None` of anything else, so that nothing else can be passed off as a code.
    pub fn parse(text: &str) -> Option<Self> {
        ((4..=8).contains(&text.len()) && text.bytes().all(|sign| sign.is_ascii_digit())).then(|| Self(text.to_owned()))
    }
}

/// A greeting without a name, or the words of an answer. There is no way to put anything else into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stub(String);

impl Stub {
    /// That a message lies at the link; `is_urgent` is all that is told of its class.
    pub fn of_link(lang: Lang, is_urgent: bool, link: &ShortLink) -> Self {
        let key = if is_urgent { "stub-urgent" } else { "stub-message" };
        Self(texts().say(lang, key, &args([("link", link.as_str().into())])))
    }

    /// The code itself: whoever asked for it has no other door yet.
    pub fn of_code(lang: Lang, code: &OneTimeCode) -> Self {
        Self(texts().say(lang, "stub-code", &args([("code", code.0.as_str().into())])))
    }

    /// A person's answer to whoever asked in this channel: of a class that is [`crate::Class::spoken`] alone.
    pub(crate) fn of_answer(words: &str) -> Self {
        Self(words.to_owned())
    }

    /// As it is sent.
    pub fn text(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_digits_is_a_code() {
        assert!(["1234", "481516", "12345678"].into_iter().all(|code| OneTimeCode::parse(code).is_some()));
        assert!(["", "123", "123456789", "12 345", "Анна", "１２３４"].into_iter().all(|code| OneTimeCode::parse(code).is_none()));
        let code = OneTimeCode::parse("481516").unwrap();
        assert!(Stub::of_code(Lang::Ru, &code).text().contains("481516"));
    }
}
