//! Each page in both languages.
use crate::choose::OfferPage;
use crate::tell::NewsPage;
use askama::Template as _;
use notices::{KeptTime, Offer, Settled, TwoTimes, Why};
use pages::{DayTimes, Head, T, TimeView, UiTexts};
use std::sync::Arc;
use uuid::Uuid;
use values::{Instant, Lang};

fn head(lang: Lang) -> Head {
    let texts = UiTexts::new(&[("notices-web", [include_str!("../ru.ftl"), include_str!("../en.ftl")])]).unwrap();
    Head { path: "/my".to_owned(), signed_in: true, ..Head::sample(T::new(lang, Arc::new(texts))) }
}

#[test]
fn two_times_are_two_buttons_until_one_is_chosen() {
    let id = Uuid::from_u128;
    let at = |moment: &str| moment.parse::<Instant>().unwrap();
    let (one, two) = (KeptTime { kept: id(1), start: at("2026-03-04T10:00:00+03:00") }, KeptTime { kept: id(2), start: at("2026-03-05T12:00:00+03:00") });
    let times = TwoTimes::new(one, two, at("2026-03-03T18:00:00+03:00")).unwrap();
    let open = Offer { id: id(3).into(), visit: id(4).into(), client: id(5).into(), version: 2, why: Why::Illness, times, settled: None };
    for lang in Lang::ALL {
        for (settled, buttons) in [(None, 2), (Some(Settled::Chosen(one)), 0), (Some(Settled::GivenBack(two.start)), 0)] {
            let html = OfferPage::new(head(lang), &Offer { settled, ..open.clone() }).render().unwrap();
            assert_eq!(html.matches("class=\"redo-time\"").count(), buttons);
            assert!(!html.contains("notices-"), "{html}");
        }
    }
}

#[test]
fn the_desk_tells_bad_news_only_with_a_way_out() {
    for lang in Lang::ALL {
        let person = |n: u128, name: &str| (Uuid::from_u128(n).to_string(), name.to_owned());
        let time = |n: i64| TimeView {
            value: Instant::from_micros(n).to_string(),
            day: "Среда".to_owned(),
            span: "10:00–12:00".to_owned(),
            crew: "Ольга".to_owned(),
            more: String::new(),
        };
        let days = || vec![DayTimes { id: "2026-11-25".to_owned(), title: "Среда".to_owned(), times: vec![time(1), time(2)] }];
        let page = |crew, others, days| NewsPage {
            head: head(lang),
            action: "/desk/visits/1/news".to_owned(),
            back: "/desk".to_owned(),
            incident: "/desk".to_owned(),
            error: "…".to_owned(),
            whys: vec![("illness", "болезнь".to_owned(), true)],
            crew,
            others,
            days,
        };
        let full = page(vec![person(1, "Ольга <П.>")], vec![person(2, "Ирина К.")], days()).render().unwrap();
        assert_eq!(full.matches("<form class=\"fields\"").count(), 2, "{full}");
        let nobody = page(vec![person(1, "Ольга П.")], vec![], days()).render().unwrap();
        assert_eq!(nobody.matches("<form class=\"fields\"").count(), 1);
        let none = page(vec![], vec![], vec![]).render().unwrap();
        assert!(!none.contains("<form class=\"fields\""), "no way out, no button");
        for html in [full, nobody, none] {
            assert!(!html.contains("notices-") && !html.contains("<П.>"), "{html}");
        }
    }
}
