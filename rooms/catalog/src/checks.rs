//! What the page of a service has to hold, beyond its shape.

use crate::kit::Kit;
use crate::services::{Basis, Extra, OfferedService, Service};
use crate::techniques::Techniques;
use housebook::{Book, Fault, Proof};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::Arc;
use values::{Said, said};

/// A list shorter than this promises too little to be checked, a longer one is not read to its end.
const ITEMS: RangeInclusive<usize> = 25..=80;

/// Small Latin letters, digits and `_`, as codes are written.
pub(crate) fn is_code(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// `list` is an array of things with a `code`; each has its own, well written.
pub(crate) fn codes<'c>(proof: &mut Proof<'_>, list: &str, codes: impl Iterator<Item = &'c str>) {
    let mut seen = BTreeSet::new();
    for (n, code) in codes.enumerate() {
        let path = format!("{list}.{n}.code");
        proof.need(is_code(code), &path, || spelling(code));
        proof.need(seen.insert(code), &path, || {
            said!(ru: "код `{code}` стоит в `[[{list}]]` дважды: у каждой записи свой", en: "the code `{code}` stands twice in `[[{list}]]`: each entry has its own")
        });
    }
}

/// Said of a code that is written otherwise than codes are.
pub(crate) fn spelling(code: &str) -> Said {
    said!(ru: "код `{code}`: пишите его малыми латинскими буквами, цифрами и `_`", en: "the code `{code}`: write it in small Latin letters, digits and `_`")
}

/// Said of a code that leads nowhere.
pub(crate) fn unlisted(list: &str, code: &str) -> Said {
    said!(ru: "здесь нет `[[{list}]]` с кодом `{code}`: исправьте код или добавьте запись", en: "there is no `[[{list}]]` with the code `{code}`: mend the code or add the entry")
}

/// Said of a text that lacks one of its languages.
pub(crate) fn unsaid(key: &str) -> Said {
    said!(ru: "`{key}` пишется на обоих языках, `ru` и `en`", en: "`{key}` is written in both languages, `ru` and `en`")
}

/// Said of a row that names something in one language alone.
pub(crate) fn unnamed() -> Said {
    said!(ru: "название пишется на обоих языках, `ru` и `en`", en: "the name is written in both languages, `ru` and `en`")
}

pub(crate) fn check(book: &Book, file: &str, service: &Service, kit: Option<&Kit>, techniques: Option<&Techniques>) -> Vec<Fault> {
    let mut proof = Proof::of(book, file);
    proof.need(is_code(&service.code), "code", || spelling(&service.code));
    for (key, said) in [("name", &service.name), ("summary", &service.summary)] {
        proof.need(said.is_whole(), key, || unsaid(key));
    }
    for (n, line) in service.not_included.iter().enumerate() {
        proof.need(line.is_whole(), &format!("not_included.{n}"), || unsaid("not_included"));
    }
    norms(&mut proof, service);
    codes(&mut proof, "extra", service.extras.iter().map(|extra| extra.code.as_str()));
    for (n, extra) in service.extras.iter().enumerate() {
        check_extra(&mut proof, n, extra);
    }
    codes(&mut proof, "room", service.rooms.iter().map(|room| room.code.as_str()));
    for (n, room) in service.rooms.iter().enumerate() {
        let code = &room.code;
        proof.need(room.name.is_whole(), &format!("room.{n}.name"), || unsaid("name"));
        let empty = !service.items.iter().any(|item| item.room == *code);
        proof.need(!empty, &format!("room.{n}.code"), || {
            said!(ru: "в комнате `{code}` нет ни одного `[[item]]`: добавьте пункт или уберите комнату", en: "the room `{code}` has no `[[item]]`: add one or take the room out")
        });
    }
    items(&mut proof, service, kit, techniques);
    proof.faults()
}

fn norms(proof: &mut Proof<'_>, service: &Service) {
    let norms = &service.norms;
    let counts_windows = service.basis == Basis::Windows;
    let ranges = [
        ("setup_minutes", norms.setup_minutes, 0..=240),
        ("minutes_per_10_m2", norms.minutes_per_10_m2, u32::from(!counts_windows)..=240),
        ("minutes_per_room", norms.minutes_per_room, 0..=240),
        ("minutes_per_bathroom", norms.minutes_per_bathroom, 0..=480),
        ("minutes_per_window", norms.minutes_per_window, u32::from(counts_windows)..=240),
        ("solo_up_to_minutes", norms.solo_up_to_minutes, 30..=crate::effort::LONGEST_MINUTES),
        ("step_minutes", norms.step_minutes, 5..=60),
    ];
    for (key, value, range) in ranges {
        proof.need(range.contains(&value), &format!("norms.{key}"), || {
            let (least, most) = (range.start(), range.end());
            said!(ru: "`{key}`: сейчас {value}, а бывает от {least} до {most} минут", en: "`{key}` is {value}: between {least} and {most} minutes")
        });
    }
}

fn check_extra(proof: &mut Proof<'_>, n: usize, extra: &Extra) {
    let Extra { code, minutes, minutes_per_10_m2, .. } = extra;
    proof.need(extra.name.is_whole(), &format!("extra.{n}.name"), || unsaid("name"));
    proof.need(
        (1..=480).contains(minutes),
        &format!("extra.{n}.minutes"),
        || said!(ru: "дополнение `{code}` занимает {minutes} мин.: от 1 до 480", en: "the extra `{code}` takes {minutes} minutes: between 1 and 480"),
    );
    proof.need(*minutes_per_10_m2 <= 120, &format!("extra.{n}.minutes_per_10_m2"), || {
        said!(
            ru: "дополнение `{code}` занимает {minutes_per_10_m2} мин. на каждые 10 м²: не больше 120",
            en: "the extra `{code}` takes {minutes_per_10_m2} minutes for every 10 m²: at most 120"
        )
    });
    proof.need(
        (1..=100).contains(&extra.most),
        &format!("extra.{n}.most"),
        || said!(ru: "дополнение `{code}`: `most` от 1 до 100", en: "the extra `{code}`: `most` lies between 1 and 100"),
    );
    let unit_fits = match &extra.unit {
        Some(unit) => extra.most > 1 && unit.is_whole(),
        None => extra.most == 1,
    };
    proof.need(unit_fits, &format!("extra.{n}.unit"), || {
        said!(
            ru: "дополнение `{code}`: у того, что считают, `most` больше 1 и `unit` на обоих языках; у остального нет ни того, ни другого",
            en: "the extra `{code}`: what is counted has `most` above 1 and a `unit` in both languages, anything else has neither"
        )
    });
}

fn items(proof: &mut Proof<'_>, service: &Service, kit: Option<&Kit>, techniques: Option<&Techniques>) {
    let mut ids = BTreeSet::new();
    for (n, item) in service.items.iter().enumerate() {
        let (id, path) = (&item.id, |key: &str| format!("item.{n}.{key}"));
        proof.need(id.split('.').all(is_code), &path("id"), || {
            said!(
                ru: "пункт `{id}`: пишите `id` малыми латинскими буквами, цифрами, `_` и точками",
                en: "the item `{id}`: write the `id` in small Latin letters, digits, `_` and dots"
            )
        });
        proof.need(
            ids.insert(id),
            &path("id"),
            || said!(ru: "пункт `{id}` стоит дважды: у каждого свой `id`", en: "the item `{id}` stands twice: each has its own `id`"),
        );
        proof.need(service.room(&item.room).is_some(), &path("room"), || unlisted("room", &item.room));
        if let Some(code) = &item.extra {
            proof.need(service.extra(code).is_some(), &path("extra"), || unlisted("extra", code));
        }
        proof.need(item.text.is_whole(), &path("text"), || unsaid("text"));
        for (m, code) in item.kit.iter().enumerate() {
            let known = kit.is_none_or(|kit| kit.part(code).is_some());
            proof.need(known, &format!("item.{n}.kit.{m}"), || {
                said!(ru: "в `kit.toml` нет `{code}`: напишите код средства или инструмента", en: "`kit.toml` has no `{code}`: write the code of a product or a tool")
            });
        }
        if let Some(code) = &item.technique {
            let known = techniques.is_none_or(|techniques| techniques.technique(code).is_some());
            proof.need(known, &path("technique"), || {
                said!(ru: "в `techniques.toml` нет `{code}`: напишите код приёма оттуда", en: "`techniques.toml` has no `{code}`: write the code of a technique")
            });
        }
    }
    let always = service.items.iter().filter(|item| item.extra.is_none()).count();
    proof.need(ITEMS.contains(&always), "item", || {
        let (least, most) = (ITEMS.start(), ITEMS.end());
        said!(ru: "пунктов без `extra` {always}, а в чек-листе их от {least} до {most}", en: "{always} items without `extra`: a checklist has {least} to {most}")
    });
}

/// A certificate that an item takes is the one of a service on offer.
pub(crate) fn certificates(book: &Book, services: &[Arc<OfferedService>]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for offered in services {
        let mut proof = Proof::of(book, &offered.pin.file);
        for (n, item) in offered.service.items.iter().enumerate() {
            if let Some(code) = &item.certificate {
                let known = services.iter().any(|other| other.service.code == *code);
                proof.need(known, &format!("item.{n}.certificate"), || {
                    said!(ru: "нет услуги с кодом `{code}`: напишите код одной из услуг", en: "there is no service with the code `{code}`: write the code of one of the services")
                });
            }
        }
        faults.extend(proof.faults());
    }
    faults
}
