//! The name of the house: what it is called, how it is reached, what it says first.

use crate::checks::unsaid;
use housebook::{Book, Faults, Proof};
use serde::Deserialize;
use values::{Said, said};

pub(crate) const FILE: &str = "brand.toml";

/// How the house presents itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brand {
    /// The house's name.
    pub name: Said,
    /// The city it serves.
    pub city: Said,
    /// The legal person that a client makes the agreement with.
    pub legal_name: Said,
    /// The phone as it is shown.
    pub phone: String,
    /// The address for mail.
    pub email: String,
    /// The headline of the first page.
    pub title: Said,
    /// The sentences under it.
    pub lead: Said,
    /// Who answers when a person is needed.
    pub manager: Said,
    /// Where the house is written to beside its mail: a messenger each.
    #[serde(default, rename = "chat")]
    pub chats: Vec<Chat>,
    /// How the house is insured: facts of the policy, no promises of ours.
    #[serde(default)]
    pub insurance: Vec<Pledge>,
    /// What the first page promises, in order.
    #[serde(rename = "promise")]
    pub promises: Vec<Pledge>,
}

/// One promise of the first page, or one fact of the policy, in short.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pledge {
    /// In a few words.
    pub title: Said,
    /// In a sentence or two.
    pub text: Said,
}

/// A messenger in which the house answers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chat {
    /// What it is called.
    pub name: Said,
    /// Where it opens.
    pub link: String,
}

impl Brand {
    pub(crate) fn read(book: &Book) -> Result<Self, Faults> {
        let brand: Self = book.read(FILE)?;
        let texts = [
            ("name", &brand.name),
            ("city", &brand.city),
            ("legal_name", &brand.legal_name),
            ("title", &brand.title),
            ("lead", &brand.lead),
            ("manager", &brand.manager),
        ];
        let mut proof = Proof::of(book, FILE);
        for (key, said) in texts {
            proof.need(said.is_whole(), key, || unsaid(key));
        }
        let is_phone = brand.phone.starts_with('+') && brand.phone.chars().filter(char::is_ascii_digit).count() >= 11;
        proof.need(is_phone, "phone", || {
            said!(ru: "`phone`: это не номер с кодом страны; напишите, например, `+7 812 000-00-00`", en: "`phone` is no international number: write it like `+7 812 000-00-00`")
        });
        let is_mail = brand.email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        proof.need(
            is_mail,
            "email",
            || said!(ru: "`email`: это не адрес; напишите, например, `home@example.org`", en: "`email` is no address: write it like `home@example.org`"),
        );
        proof.need(
            !brand.promises.is_empty(),
            "promise",
            || said!(ru: "напишите хотя бы одно обещание, `[[promise]]`", en: "write at least one `[[promise]]`"),
        );
        for (n, pledge) in brand.promises.iter().enumerate() {
            let whole = pledge.title.is_whole() && pledge.text.is_whole();
            proof.need(
                whole,
                &format!("promise.{n}"),
                || said!(ru: "у обещания есть `title` и `text` на обоих языках", en: "a promise has a `title` and a `text` in both languages"),
            );
        }
        for (n, chat) in brand.chats.iter().enumerate() {
            proof.need(chat.name.is_whole(), &format!("chat.{n}.name"), || unsaid("name"));
            proof.need(chat.link.starts_with("https://") && !chat.link.contains(char::is_whitespace), &format!("chat.{n}.link"), || {
                said!(
                    ru: "`link`: адрес чата начинается с `https://` и не содержит пробелов",
                    en: "`link`: the address of the chat begins with `https://` and has no spaces"
                )
            });
        }
        for (n, fact) in brand.insurance.iter().enumerate() {
            let whole = fact.title.is_whole() && fact.text.is_whole();
            proof.need(whole, &format!("insurance.{n}"), || {
                said!(ru: "у строки о полисе есть `title` и `text` на обоих языках", en: "a fact of the policy has a `title` and a `text` in both languages")
            });
        }
        proof.pass(brand)
    }
}
