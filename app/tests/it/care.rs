//! Anticipation: some days before, in this household's own words; one tap says yes, nothing is ordered unasked, and "never" is kept.

use crate::City;
use crate::city::Booked;
use ::access::Actor;
use ::care::{CareError, Scope, accept, decline, desk, look_ahead_now, send, spared_of};
use ::households::{ClientId, RawMemory, Source, give_consent, remember};
use db::{DbError, sql};

async fn tells(city: &City, client: ClientId, raw: RawMemory) {
    remember(&city.app, &Actor::House, client, None, &raw, Source::Call).await.unwrap();
}

fn birthday(on: &str, name: &str) -> RawMemory {
    RawMemory { kind: "date".to_owned(), what: "birthday".to_owned(), on: on.to_owned(), name: name.to_owned(), ..RawMemory::default() }
}

fn taste(what: &str, text: &str) -> RawMemory {
    RawMemory { kind: "taste".to_owned(), what: what.to_owned(), text: text.to_owned(), ..RawMemory::default() }
}

fn date(what: &str, on: &str, name: &str) -> RawMemory {
    RawMemory { what: what.to_owned(), ..birthday(on, name) }
}

fn away(since: &str, back: &str) -> RawMemory {
    RawMemory { kind: "away".to_owned(), since: since.to_owned(), back: back.to_owned(), ..RawMemory::default() }
}

/// Where a proposal is answered with one tap.
fn link(city: &City, one: &::care::Proposal) -> String {
    format!("/care/{}", messaging::proposal_token(&city.app, one.id.uuid(), city.app.now()))
}

/// Anna has the usual work done on a day.
async fn cleaned<'a>(city: &'a City, day: &str) -> Booked<'a> {
    city.clock(&format!("{day} 07:30:00"));
    let quote = city.visitor().quote(false).await;
    let start = city.visitor().unhurried(&quote).await;
    let booked = city.visitor().books_at("Анна", "+79215550120", &quote, &start).await;
    city.app.stand_still(start.as_str().unwrap().parse().unwrap());
    booked.served(&format!("{day} 18:00:00")).await;
    booked
}

/// Three Tuesdays running: the next one is the 24th.
async fn three_tuesdays(city: &City) -> Booked<'_> {
    cleaned(city, "2026-03-03").await;
    cleaned(city, "2026-03-10").await;
    assert_eq!(count(city, "SELECT COUNT(*) AS n FROM care_occasions WHERE kind = 'habit'").await, 0, "twice is no habit");
    cleaned(city, "2026-03-17").await
}

/// Anna asks for something on a day, by the form of the site; it is done and over.
async fn asked_and_done(city: &City, day: &str, about: &str, words: &str) {
    asked(city, day, about, words).await;
    all_done(city).await;
}

async fn asked(city: &City, day: &str, about: &str, words: &str) {
    city.clock(&format!("{day} 11:00:00"));
    let task = [("about", about), ("name", "Анна"), ("reach", "+79215550120"), ("task", words)];
    city.visitor().form("/requests", &task).await.expect(303);
    city.settle().await;
}

async fn all_done(city: &City) {
    for request in open(city).await {
        ::concierge::close_request(&city.app, &Actor::House, request.id, "Сделано").await.unwrap();
    }
    city.settle().await;
}

/// What of ours they have agreed to.
fn agreed(request: &::concierge::Request) -> &str {
    request.agreed.as_ref().map_or("", |agreed| &agreed.text)
}

async fn open(city: &City) -> Vec<::concierge::Request> {
    ::concierge::open_requests(&city.app, &Actor::House, None, 9).await.unwrap()
}

async fn look(city: &City, at: &str) {
    city.clock(at);
    for _ in 0..2 {
        look_ahead_now(&city.app).await.unwrap();
    }
}

async fn prepared(city: &City) -> Vec<::care::Proposal> {
    desk(&city.app, &Actor::House, None).await.unwrap().prepared.into_iter().map(|(one, _)| one).collect()
}

/// What happened outside of our programs: a row as an earlier version left it.
async fn by_hand(city: &City, query: &'static str) {
    let changed: Result<u64, DbError> = city.app.write(&Actor::House, |tx| async move { sql::run(&tx, query, vec![]).await }).await;
    assert!(changed.unwrap() > 0, "{query}");
}

async fn count(city: &City, query: &str) -> i64 {
    sql::one(&city.app.read().await.unwrap(), query, vec![]).await.unwrap().unwrap().get("n").unwrap()
}

crate::stories! {
    async fn peonies_not_flowers_and_one_tap_says_yes(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        tells(city, id, birthday("1985-03-08", "Ольга")).await;
        tells(city, id, taste("flowers", "белые пионы")).await;
        give_consent(&city.app, &Actor::Client(id.uuid()), id, "care", Source::Portal).await.unwrap();
        for _ in 0..2 {
            look_ahead_now(&city.app).await.unwrap();
        }
        let all = prepared(city).await;
        assert!(all.len() == 1 && all[0].missing == 1, "one for one day, and the coffee is not guessed: {all:?}");
        let path = format!("/desk/care/{}", all[0].id);
        let tatiana = city.staff("tatiana").await;
        let page = tatiana.get("/desk/care").await.expect(200).text;
        assert!(!page.contains("…."), "a gap ends a sentence with three dots");
        assert!(page.contains("белые пионы") && page.contains("name=\"coffee\"") && !page.contains(&format!("{path}/send")), "{page}");
        tatiana.form(&format!("{path}/send"), &[]).await.expect(409);
        assert!(city.refusal("UPDATE care_proposals SET state = 'sent', sent_at = 1, sent_by = 'x' WHERE id = $1", all[0].id.uuid()).await.contains("check"));
        tatiana.form(&format!("{path}/favourites"), &[("coffee", "")]).await.expect(422);
        tatiana.form(&format!("{path}/favourites"), &[("coffee", "Эфиопия, в зёрнах")]).await.expect(303);
        assert!(city.messages("care.proposal").await.is_empty(), "nobody has sent it yet");
        for _ in 0..2 {
            tatiana.form(&format!("{path}/send"), &[]).await.expect(303);
        }
        city.clock("2026-03-02 10:00:00");
        let told = city.messages("care.proposal").await;
        assert!(told.len() == 1 && told[0].contains("белые пионы") && told[0].contains("Эфиопия, в зёрнах") && told[0].contains("Ольга: день рождения 8\u{a0}марта"), "{told:?}");
        let link = told[0].split("http://house.example").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap();

        // Opening it orders nothing, and the house says no yes of its own.
        let opened = city.visitor().get(link).await.expect(200);
        assert!(opened.text.contains("белые пионы") && opened.headers["x-robots-tag"].to_str().unwrap().contains("noindex"));
        assert!(matches!(accept(&city.app, &Actor::House, all[0].id).await, Err(CareError::NobodySaidYes)));
        let forced = "UPDATE care_proposals SET state = 'accepted', answer = 'yes', answered_at = 2, answered_by = 'house' WHERE id = $1";
        assert!(city.refusal(forced, all[0].id.uuid()).await.contains("check"), "the database refuses it too");
        assert!(anna.client.get("/my").await.expect(200).text.contains("Ольга: день рождения 8\u{a0}марта"));
        assert!(::concierge::open_requests(&city.app, &Actor::House, None, 9).await.unwrap().is_empty());
        // Two taps at the same moment are one, and both lead to the same request; so is one more.
        let (one, other) = tokio::join!(accept(&city.app, &Actor::Visitor, all[0].id), accept(&city.app, &Actor::Visitor, all[0].id));
        assert_eq!(one.unwrap().into_inner(), other.unwrap().into_inner());
        city.visitor().form(link, &[("answer", "yes")]).await.expect(303);
        let requests = ::concierge::open_requests(&city.app, &Actor::House, None, 9).await.unwrap();
        assert_eq!(requests.len(), 1, "{requests:?}");
        let agreed = requests[0].agreed.as_ref().unwrap();
        assert!(requests[0].words.is_empty(), "what we wrote is not what they said");
        assert!(agreed.on == all[0].on && agreed.text.contains("кофе: Эфиопия, в зёрнах"), "{requests:?}");
        assert!(requests[0].asker.name.contains("Анна") && requests[0].asker.way.text() == "+79215550120");
        assert!(city.visitor().get(link).await.expect(200).text.contains("Принято"));
        assert!(city.refusal("UPDATE care_proposals SET state = 'lapsed' WHERE id = $1", all[0].id.uuid()).await.contains("answer-stands"));
        let spared = async || {
            let spared = spared_of(&city.app.read().await.unwrap(), &Actor::Client(id.uuid()), id).await.unwrap();
            (spared.calls, spared.minutes)
        };
        assert_eq!(spared().await, (0, 0), "nothing is done yet");
        // Until it is closed everybody sees that it is being got ready, for which day, and who has it.
        let request = requests[0].id;
        let (desk_page, own) = (tatiana.get("/desk/care").await.expect(200).text, anna.client.get("/my").await.expect(200).text);
        for page in [&desk_page, &own] {
            assert!(page.contains("Да, готовим: 8\u{a0}марта") && page.replace('\u{a0}', " ").contains("Занимается Татьян"), "{page}");
        }
        assert!(desk_page.contains(&format!("href=\"/desk/requests/{request}\"")));
        assert!(tatiana.get("/desk/requests").await.expect(200).text.contains("Согласились на наше предложение, к 8\u{a0}марта"));
        let file = tatiana.get(&format!("/desk/requests/{request}")).await.expect(200).text;
        assert!(file.contains("Согласились на наше предложение") && file.contains("решения не нужны") && !file.contains("case-words verbatim"), "{file}");
        assert!(!file.contains(&format!("/desk/requests/{request}/offer")), "no ways are owed");
        tatiana.form(&format!("/desk/requests/{request}/answer"), &[]).await.expect(303);
        tatiana.form(&format!("/desk/requests/{request}/close"), &[("note", "Цветы и кофе привезли")]).await.expect(303);
        assert_eq!(spared().await, (2, 50));
        assert!(!anna.client.get("/my").await.expect(200).text.contains("Да, готовим"));
        assert!(anna.client.get("/my").await.expect(200).text.contains("избавили Вас от 2 звонков"));
        assert!(tatiana.get("/desk/care").await.expect(200).text.contains("plot-bar"));
    }

    async fn never_again_is_kept(city: City) {
        city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        tells(city, id, birthday("1985-03-08", "Ольга")).await;
        tells(city, id, birthday("1985-03-09", "Пётр")).await;
        for (what, text) in [("flowers", "белые пионы"), ("coffee", "Кения")] {
            tells(city, id, taste(what, text)).await;
        }
        look_ahead_now(&city.app).await.unwrap();
        let all = prepared(city).await;
        let [olga, petr] = [&all[0], &all[1]];
        for one in &all {
            send(&city.app, &Actor::House, one.id).await.unwrap();
        }
        assert!(city.messages("care.proposal").await.is_empty(), "who has not consented to be told reads it on their own page");
        let tatiana = city.staff("tatiana").await;
        assert!(tatiana.get("/desk/care").await.expect(200).text.contains("Согласия на письма нет"), "and somebody calls them");
        tatiana.form(&format!("/desk/care/{}/answer", petr.id), &[("answer", "perhaps")]).await.expect(303);
        assert_eq!(desk(&city.app, &Actor::House, None).await.unwrap().sent.len(), 2, "what nobody said is no answer");
        for _ in 0..2 {
            decline(&city.app, &Actor::Visitor, olga.id, Some(Scope::Occasion)).await.unwrap();
        }
        assert!(matches!(accept(&city.app, &Actor::Visitor, olga.id).await, Err(CareError::Over(_))));
        assert_eq!(tatiana.get("/desk/care").await.expect(200).text.matches("просили не напоминать").count(), 1, "the day comes, and they know why nothing is prepared");
        decline(&city.app, &Actor::Visitor, petr.id, None).await.unwrap();
        // A year on, the one is thought of again, and the other is not: nor by a hand that knows no rule.
        city.clock("2027-03-04 09:00:00");
        look_ahead_now(&city.app).await.unwrap();
        let again = prepared(city).await;
        assert!(again.len() == 1 && again[0].occasion == petr.occasion && again[0].on.year() == 2027, "{again:?}");
        let by_hand = "INSERT INTO care_proposals (id, subject, occasion, plan, on_day, words_sealed, leads_to, missing, calls, minutes, raised_at)
                       SELECT subject, subject, occasion, plan, '2028-03-08', words_sealed, leads_to, 0, 0, 0, 0 FROM care_proposals WHERE id = $1";
        assert!(city.refusal(by_hand, olga.id.uuid()).await.contains("never-again"));
        assert!(city.refusal("DELETE FROM care_nevers WHERE occasion = (SELECT occasion FROM care_proposals WHERE id = $1)", olga.id.uuid()).await.contains("never-stands"));
        // None of its kind: that takes what is before them along.
        send(&city.app, &Actor::House, again[0].id).await.unwrap();
        decline(&city.app, &Actor::Visitor, again[0].id, Some(Scope::Plan)).await.unwrap();
        tells(city, id, birthday("1990-03-06", "Вера")).await;
        look_ahead_now(&city.app).await.unwrap();
        assert!(prepared(city).await.is_empty());
    }

    async fn a_never_again_is_taken_back_and_the_record_says_by_whom(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        tells(city, id, birthday("1985-03-08", "Ольга")).await;
        for (what, text) in [("flowers", "белые пионы"), ("coffee", "Кения")] {
            tells(city, id, taste(what, text)).await;
        }
        look_ahead_now(&city.app).await.unwrap();
        let olga = prepared(city).await.remove(0);
        send(&city.app, &Actor::House, olga.id).await.unwrap();
        let tatiana = city.staff("tatiana").await;
        let card = format!("/desk/clients/{id}");
        let record = tatiana.get(&card).await.expect(200).text;
        assert!(record.contains("Письмо не ушло"), "without a consent none went, and the record says so: {record}");
        decline(&city.app, &Actor::Client(id.uuid()), olga.id, Some(Scope::Occasion)).await.unwrap();
        let never = ::care::nevers_of(&city.app.read().await.unwrap(), &Actor::Client(id.uuid()), id).await.unwrap().remove(0);
        assert!(anna.client.get("/my").await.expect(200).text.contains(&format!("/my/nevers/{}/undo", never.id)));
        // Somebody else's is nobody's, and only what was said is taken back.
        let boris = city.visitor().books("Борис", "+79215550121").await;
        boris.client.form(&format!("/my/nevers/{}/undo", never.id), &[]).await.expect(404);
        for _ in 0..2 {
            tatiana.form(&format!("{card}/nevers/{}/undo", never.id), &[]).await.expect(303);
        }
        let shown = tatiana.get(&card).await.expect(200).text;
        assert!(shown.contains("Снова можно с 2\u{a0}марта") && shown.contains("Татьяна"), "with author and day: {shown}");
        let undone = sql::one(&city.app.read().await.unwrap(), "SELECT undone_by FROM care_nevers", vec![]).await.unwrap().unwrap();
        assert!(undone.get::<String>("undone_by").unwrap().starts_with("staff:"));
        assert!(city.refusal("UPDATE care_nevers SET undone_at = NULL, undone_by = NULL WHERE id = $1", never.id.uuid()).await.contains("undone-stands"));
        city.clock("2027-03-04 09:00:00");
        look_ahead_now(&city.app).await.unwrap();
        let again = prepared(city).await;
        assert_eq!(again.len(), 1, "a year on it is thought of again");
        // Said anew it is kept anew, and the link of the letter takes it back too.
        send(&city.app, &Actor::House, again[0].id).await.unwrap();
        decline(&city.app, &Actor::Visitor, again[0].id, Some(Scope::Plan)).await.unwrap();
        let link = format!("/care/{}", messaging::proposal_token(&city.app, again[0].id.uuid(), city.app.now()));
        let page = city.visitor().get(&link).await.expect(200).text;
        assert!(page.contains("Это записано") && page.contains(&format!("{link}/undo")), "{page}");
        city.visitor().form(&format!("{link}/undo"), &[]).await.expect(303);
        assert!(city.visitor().get(&link).await.expect(200).text.contains("снова будем напоминать"));
        assert_eq!(count(city, "SELECT COUNT(*) AS n FROM care_nevers WHERE undone_at IS NULL").await, 0);
        city.keeps_its_promises().await;
    }

    async fn a_day_told_anew_is_the_same_day(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        for (what, text) in [("flowers", "белые пионы"), ("coffee", "Кения")] {
            tells(city, id, taste(what, text)).await;
        }
        tells(city, id, birthday("1985-03-08", "Ольга")).await;
        look_ahead_now(&city.app).await.unwrap();
        city.clock("2026-03-02 10:30:00");
        tells(city, id, birthday("1985-03-09", "Ольга")).await;
        look_ahead_now(&city.app).await.unwrap();
        let all = prepared(city).await;
        assert!(all.len() == 1 && all[0].on.day() == 9, "of two dates the newer one, and one proposal: {all:?}");
        // Somebody says which holds: nothing is proposed twice.
        let memory = ::households::memory(&city.app.read().await.unwrap(), id).await.unwrap();
        let dates: Vec<_> = memory.iter().filter(|one| matches!(one.kind, ::households::MemoryKind::Date { .. })).collect();
        ::households::settle_memory(&city.app, &Actor::House, id, dates[1].id, dates[0].id).await.unwrap();
        look_ahead_now(&city.app).await.unwrap();
        assert_eq!(prepared(city).await, all);
        // Never again holds of the day, whatever its date turns out to be.
        decline(&city.app, &Actor::House, all[0].id, Some(Scope::Occasion)).await.unwrap();
        tells(city, id, birthday("1985-03-07", "ольга")).await;
        look_ahead_now(&city.app).await.unwrap();
        assert!(prepared(city).await.is_empty());
        // Nothing of it stands in the open once she is erased.
        let open = "SELECT COUNT(*) AS n FROM care_occasions WHERE next_on <> ''";
        let asks = "SELECT COUNT(*) AS n FROM care_asks";
        asked_and_done(city, "2026-03-02", "private_dinner", "Ужин на шестерых").await;
        assert!(count(city, open).await > 0 && count(city, asks).await == 1);
        anna.served("2026-03-02 14:00:00").await;
        ::households::erase_client(&city.app, &Actor::House, id).await.unwrap();
        assert_eq!((count(city, open).await, count(city, asks).await), (0, 0));
        assert_eq!(count(city, "SELECT COUNT(*) AS n FROM care_proposals WHERE on_day <> ''").await, 0);
    }

    async fn what_is_missing_can_always_be_filled(city: City) {
        city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        tells(city, id, birthday("1985-03-08", "Ольга")).await;
        for text in ["Кения", "Колумбия"] {
            tells(city, id, taste("coffee", text)).await;
        }
        look_ahead_now(&city.app).await.unwrap();
        let one = prepared(city).await.pop().unwrap();
        let path = format!("/desk/care/{}", one.id);
        let tatiana = city.staff("tatiana").await;
        // One of two is told today, and the two that disagreed give way to it.
        tatiana.form(&format!("{path}/favourites"), &[("flowers", ""), ("coffee", "Эфиопия")]).await.expect(303);
        let page = tatiana.get("/desk/care").await.expect(200).text;
        assert!(page.contains("name=\"flowers\"") && !page.contains("name=\"coffee\"") && page.contains("Эфиопия"), "{page}");
        let memory = ::households::memory(&city.app.read().await.unwrap(), id).await.unwrap();
        assert_eq!(memory.iter().filter(|one| matches!(one.kind, ::households::MemoryKind::Taste { .. })).count(), 1);
        tatiana.form(&format!("{path}/send"), &[]).await.expect(409);
        // The owner asks for no flowers any more: what was prepared with the old words is sent with the new ones.
        let (from, to) = (
            "цветы: {flowers}. К\u{a0}завтраку сварим кофе: {coffee}.\", en = \"Flowers by the morning of {day}: {flowers}.",
            "подарок. К\u{a0}завтраку сварим кофе: {coffee}.\", en = \"A gift by the morning of {day}.",
        );
        city.book("care.toml", from, to).await;
        tatiana.form(&format!("{path}/send"), &[]).await.expect(303);
        let sent = desk(&city.app, &Actor::House, None).await.unwrap().sent;
        assert!(sent.len() == 1 && sent[0].words.text.contains("подарок") && sent[0].words.text.contains("Эфиопия"), "{sent:?}");
        // On the day itself it is too late, before the morning's look too.
        city.clock("2026-03-08 00:30:00");
        assert!(matches!(accept(&city.app, &Actor::Visitor, sent[0].id).await, Err(CareError::Over(_))));
        let over = ::care::shown(&city.app.read().await.unwrap(), sent[0].id).await.unwrap().unwrap();
        assert_eq!(over.state, ::care::State::Lapsed);
    }

    async fn a_full_shelf_hides_nobody(city: City) {
        city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        for n in 0..51 {
            let name = format!("Ольга {}", char::from_u32(u32::from('А') + n % 32).unwrap().to_string().repeat(1 + n as usize / 32));
            tells(city, id, birthday("1985-03-08", &name)).await;
        }
        look_ahead_now(&city.app).await.unwrap();
        let first = desk(&city.app, &Actor::House, None).await.unwrap();
        assert_eq!(first.prepared.len(), 50);
        let rest = desk(&city.app, &Actor::House, Some(first.after)).await.unwrap();
        assert!(rest.prepared.len() == 1 && !first.prepared.contains(&rest.prepared[0]) && rest.after.prepared.is_none());
        let tatiana = city.staff("tatiana").await;
        let page = tatiana.get("/desk/care").await.expect(200).text;
        let further = page.split("href=\"/desk/care?prepared=").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let page = tatiana.get(&format!("/desk/care?prepared={}", further.split('#').next().unwrap())).await.expect(200).text;
        assert!(page.contains(&rest.prepared[0].0.words.title), "{page}");
    }

    async fn a_house_that_was_there_before_thinks_ahead_too(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        city.book("care.toml", "service = \"windows\"", "service = \"regular\"").await;
        tells(city, id, birthday("1985-03-20", "Ольга")).await;
        anna.served("2026-03-02 14:00:00").await;
        city.clock("2026-03-14 09:00:00");
        // As an earlier version left it: nothing of it was known when the tables came.
        by_hand(city, "DELETE FROM care_occasions").await;
        by_hand(city, "UPDATE tasks SET done_at = NULL, claimed_until_machine = NULL WHERE key = 'care.look_ahead:start'").await;
        city.settle().await;
        let all = prepared(city).await;
        assert!(all.len() == 1 && all[0].words.title.contains("Ольга"), "{all:?}");
        city.clock("2027-02-20 09:00:00");
        look_ahead_now(&city.app).await.unwrap();
        assert_eq!(desk(&city.app, &Actor::House, None).await.unwrap().sent.len(), 1, "and of what was done");
    }

    async fn what_is_booked_already_is_not_offered(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        city.book("care.toml", "service = \"windows\"", "service = \"regular\"").await;
        anna.served("2026-03-02 14:00:00").await;
        city.clock("2026-03-03 09:00:00");
        // As if it had been a year ago.
        by_hand(city, "UPDATE care_occasions SET next_on = '2026-03-14' WHERE kind = 'visit'").await;
        look_ahead_now(&city.app).await.unwrap();
        assert!(anna.client.get("/my").await.expect(200).text.contains("год назад"));
        let quote = city.visitor().quote(false).await;
        let start = city.visitor().times(&quote).await[3]["start"].clone();
        let again = city.visitor().books_at("Анна", "+79215550120", &quote, &start).await;
        assert!(!again.client.get("/my").await.expect(200).text.contains("год назад"), "they have booked it themselves");
        // Asked before another is raised, too, however many visits stand behind the next one.
        give_consent(&city.app, &Actor::Client(id.uuid()), id, "care", Source::Portal).await.unwrap();
        by_hand(city, "UPDATE care_occasions SET next_on = '2026-03-15' WHERE kind = 'visit'").await;
        look_ahead_now(&city.app).await.unwrap();
        assert!(city.messages("care.proposal").await.is_empty());
    }

    async fn our_own_proposal_does_not_come_back_as_their_wish(city: City) {
        city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        tells(city, id, RawMemory { kind: "child".to_owned(), born: "2019-03-20".to_owned(), name: "Соня".to_owned(), ..RawMemory::default() }).await;
        tells(city, id, taste("cake", "медовик")).await;
        look_ahead_now(&city.app).await.unwrap();
        let all = prepared(city).await;
        assert_eq!(all.len(), 1);
        send(&city.app, &Actor::House, all[0].id).await.unwrap();
        accept(&city.app, &Actor::Visitor, all[0].id).await.unwrap();
        city.settle().await;
        assert_eq!(::concierge::open_requests(&city.app, &Actor::House, None, 9).await.unwrap().len(), 1);
        assert_eq!(count(city, "SELECT COUNT(*) AS n FROM care_occasions WHERE kind = 'request'").await, 0);
        // Nobody has done anything by that day: what was closed afterwards has spared nothing.
        city.clock("2026-03-21 12:00:00");
        assert!(city.staff("tatiana").await.get("/desk/requests").await.expect(200).text.contains("день прошёл"));
        all_done(city).await;
        let spared = spared_of(&city.app.read().await.unwrap(), &Actor::Client(id.uuid()), id).await.unwrap();
        assert_eq!((spared.calls, spared.minutes), (0, 0));
    }

    async fn nothing_is_offered_while_something_is_open(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        tells(city, id, birthday("1985-03-12", "Ольга")).await;
        for (what, text) in [("flowers", "белые пионы"), ("coffee", "Кения")] {
            tells(city, id, taste(what, text)).await;
        }
        look_ahead_now(&city.app).await.unwrap();
        assert!(prepared(city).await.is_empty(), "ten days ahead is too early");
        anna.served("2026-03-02 14:00:00").await;
        city.clock("2026-03-03 09:00:00");
        anna.client.form(&format!("/my/visits/{}/answer", anna.visit), &[("words", "Пыль на шкафу")]).await.expect(303);
        city.clock("2026-03-06 09:00:00");
        look_ahead_now(&city.app).await.unwrap();
        assert!(prepared(city).await.is_empty(), "a remark is open");
        let tatiana = city.staff("tatiana").await;
        let case = tatiana.first_case().await;
        tatiana.form(&format!("{case}/take"), &[]).await.expect(303);
        tatiana.form(&format!("{case}/close"), &[("note", "Переделали")]).await.expect(303);
        // The morning's look comes by itself.
        city.clock("2026-03-07 08:00:01");
        city.settle().await;
        assert_eq!(prepared(city).await.len(), 1);
    }

    async fn windows_of_last_april_are_priced_and_nothing_is_booked(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        give_consent(&city.app, &Actor::Client(id.uuid()), id, "care", Source::Portal).await.unwrap();
        city.book("care.toml", "service = \"windows\"", "service = \"regular\"").await;
        anna.served("2026-03-02 14:00:00").await;
        city.clock("2027-02-20 09:00:00");
        look_ahead_now(&city.app).await.unwrap();
        let told = city.messages("care.proposal").await;
        assert!(told.len() == 1 && told[0].contains("год назад"), "the book says that it goes by itself: {told:?}");
        let link = told[0].split("http://house.example").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap();
        let yes = city.visitor().form(link, &[("answer", "yes")]).await.expect(303);
        assert!(yes.location().starts_with("/?service=regular&district="), "{}", yes.location());
        assert!(city.visitor().get(yes.location()).await.expect(200).text.contains("value=\"regular\" checked"));
        assert!(::concierge::open_requests(&city.app, &Actor::House, None, 9).await.unwrap().is_empty());
        assert!(city.visitor().get(link).await.expect(200).text.contains("/?service=regular"));
        // It was a year ago once: two years after one visit nothing is said of it.
        for day in ["2028-02-20 09:00:00", "2028-02-21 09:00:00"] {
            city.clock(day);
            look_ahead_now(&city.app).await.unwrap();
        }
        let shelves = desk(&city.app, &Actor::House, None).await.unwrap();
        assert!(shelves.prepared.is_empty() && shelves.sent.is_empty());
        assert_eq!(city.messages("care.proposal").await.len(), 1);
    }

    async fn what_they_have_regularly_is_offered_before_they_ask(city: City) {
        let anna = three_tuesdays(city).await;
        let id = city.client_of("+79215550120").await;
        give_consent(&city.app, &Actor::Client(id.uuid()), id, "care", Source::Portal).await.unwrap();
        let comes = "SELECT COUNT(*) AS n FROM care_occasions WHERE kind = 'habit' AND source = 'regular' AND next_on = '2026-03-24' AND ended_at IS NULL";
        assert_eq!(count(city, comes).await, 1);
        let tatiana = city.staff("tatiana").await;
        let page = tatiana.get("/desk/care").await.expect(200).text;
        assert!(page.replace('\u{a0}', " ").contains("По привычке: Поддерживающая уборка"), "it stands among the days that come: {page}");
        let coming = tatiana.get("/api/v1/care").await.expect(200).json()["coming"].clone();
        assert!(coming.as_array().unwrap().iter().any(|one| one["kind"] == "habit" && one["name"] == "regular" && one["day"] == "2026-03-24"), "{coming}");
        look(city, "2026-03-19 09:00:00").await;
        assert!(city.messages("care.proposal").await.is_empty(), "five days ahead is too early");
        look(city, "2026-03-20 09:00:00").await;
        let told = city.messages("care.proposal").await;
        assert!(told.len() == 1 && told[0].contains("Поддерживающая уборка: как обычно, около 24\u{a0}марта"), "{told:?}");
        assert!(anna.client.get("/my").await.expect(200).text.contains("как обычно, около 24\u{a0}марта"));
        // One tap leads to the price of the same home; nothing is booked by it, and nothing was before.
        let link = told[0].split("http://house.example").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap();
        for _ in 0..2 {
            let yes = city.visitor().form(link, &[("answer", "yes")]).await.expect(303);
            assert!(yes.location().starts_with("/?service=regular&district=petrogradsky&area=74&"), "{}", yes.location());
        }
        assert_eq!(count(city, "SELECT COUNT(*) AS n FROM visits").await, 3);
        assert!(open(city).await.is_empty());
        let spared = spared_of(&city.app.read().await.unwrap(), &Actor::Client(id.uuid()), id).await.unwrap();
        assert_eq!((spared.calls, spared.minutes), (0, 0), "nothing came of it yet");
        // Its day goes by without them: it is no habit any more until they go on with it.
        look(city, "2026-03-25 09:00:00").await;
        assert_eq!(count(city, "SELECT COUNT(*) AS n FROM care_occasions WHERE kind = 'habit' AND ended_at IS NULL").await, 0);
        assert_eq!(city.messages("care.proposal").await.len(), 1);
    }

    async fn a_habit_is_not_offered_where_it_is_booked_or_never_wanted_again(city: City) {
        let anna = three_tuesdays(city).await;
        let id = city.client_of("+79215550120").await;
        look(city, "2026-03-20 09:00:00").await;
        let first = desk(&city.app, &Actor::House, None).await.unwrap().sent;
        assert!(first.len() == 1 && city.messages("care.proposal").await.is_empty(), "without a consent it waits on their own page: {first:?}");
        city.visitor().form(&link(city, &first[0]), &[("answer", "never")]).await.expect(303);
        by_hand(city, "UPDATE care_occasions SET next_on = '2026-03-23' WHERE kind = 'habit'").await;
        look(city, "2026-03-20 10:00:00").await;
        let all = "SELECT COUNT(*) AS n FROM care_proposals";
        assert_eq!(count(city, all).await, 1, "never again is kept");
        let never = ::care::nevers_of(&city.app.read().await.unwrap(), &Actor::Client(id.uuid()), id).await.unwrap().remove(0);
        anna.client.form(&format!("/my/nevers/{}/undo", never.id), &[]).await.expect(303);
        by_hand(city, "UPDATE care_occasions SET next_on = '2026-03-22' WHERE kind = 'habit'").await;
        look(city, "2026-03-20 11:00:00").await;
        assert_eq!(count(city, all).await, 2, "taken back it is offered again");
        // They book it themselves: what was offered is before them no more, and nothing else is.
        let quote = city.visitor().quote(false).await;
        let start = city.visitor().unhurried(&quote).await;
        let next = city.visitor().books_at("Анна", "+79215550120", &quote, &start).await;
        let before_them = async || ::care::open_proposals_of(&city.app.read().await.unwrap(), &Actor::Client(id.uuid()), id).await.unwrap().len();
        assert_eq!(before_them().await, 0);
        by_hand(city, "UPDATE care_occasions SET next_on = '2026-03-24' WHERE kind = 'habit'").await;
        look(city, "2026-03-20 11:30:00").await;
        assert_eq!(count(city, all).await, 2);
        // Three days after the last time is out of step.
        city.app.stand_still(start.as_str().unwrap().parse().unwrap());
        next.served("2026-03-20 20:00:00").await;
        assert_eq!(count(city, "SELECT COUNT(*) AS n FROM care_occasions WHERE kind = 'habit' AND ended_at IS NULL").await, 0);
    }

    async fn what_comes_in_a_series_is_no_habit(city: City) {
        let mut anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 16:00:00").await;
        let id = city.client_of("+79215550120").await;
        let path = format!("/my/visits/{}/series", anna.visit);
        let page = anna.client.get(&path).await.expect(200).text;
        let total = page.split("name=\"total\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        anna.client.form(&path, &[("every", "1"), ("total", total)]).await.expect(303);
        let span = values::Span { start: city.app.now(), end: "2026-03-21T00:00:00+03:00".parse().unwrap() };
        let visits = ::visits::visits_within(&city.app.read().await.unwrap(), id, span).await.unwrap();
        let starts: Vec<_> = visits.iter().map(::visits::Visit::plan).filter(|plan| plan.span.start > city.app.now()).map(|plan| (plan.id, plan.span.start)).collect();
        assert!(starts.len() >= 2, "{visits:?}");
        for (visit, start) in starts {
            city.app.stand_still(start);
            anna = anna.now(&visit.to_string());
            anna.served(&format!("{} 19:00:00", start.day())).await;
        }
        assert_eq!(count(city, "SELECT COUNT(*) AS n FROM care_occasions WHERE kind = 'habit'").await, 0);
    }

    async fn what_they_ask_for_regularly_is_prepared_and_a_yes_keeps_its_step(city: City) {
        city.visitor().books("Анна", "+79215550120").await;
        asked_and_done(city, "2026-03-02", "private_dinner", "Ужин на шестерых").await;
        asked_and_done(city, "2026-03-16", "private_dinner", "Ужин на семерых").await;
        assert_eq!(count(city, "SELECT COUNT(*) AS n FROM care_occasions WHERE kind = 'habit'").await, 0);
        asked(city, "2026-03-30", "private_dinner", "Ужин на восьмерых").await;
        let comes = async |on: &str| count(city, &format!("SELECT COUNT(*) AS n FROM care_occasions WHERE kind = 'habit' AND next_on = '{on}' AND ended_at IS NULL")).await;
        assert_eq!(comes("2026-04-13").await, 1);
        look(city, "2026-04-06 09:00:00").await;
        assert!(prepared(city).await.is_empty(), "they wait for the last one yet");
        all_done(city).await;
        look(city, "2026-04-06 10:00:00").await;
        let all = prepared(city).await;
        assert!(all.len() == 1 && all[0].missing == 1 && all[0].words.title == "Домашний ужин: как обычно, около 13\u{a0}апреля", "{all:?}");
        let tatiana = city.staff("tatiana").await;
        let path = format!("/desk/care/{}", all[0].id);
        tatiana.form(&format!("{path}/favourites"), &[("wine", "рислинг, сухой")]).await.expect(303);
        tatiana.form(&format!("{path}/send"), &[]).await.expect(303);
        assert!(open(city).await.is_empty(), "nothing is ordered unasked");
        city.visitor().form(&link(city, &all[0]), &[("answer", "yes")]).await.expect(303);
        let requests = open(city).await;
        assert!(requests.len() == 1 && requests[0].about.as_deref() == Some("private_dinner") && requests[0].told().contains("рислинг"), "{requests:?}");
        // Thought of a week earlier, it still comes every second Monday; and a year on it is their own wish that counts.
        city.settle().await;
        assert_eq!(comes("2026-04-27").await, 1);
        assert_eq!(count(city, "SELECT COUNT(*) AS n FROM care_occasions WHERE kind = 'request' AND next_on = '2027-03-30'").await, 1);
        // What was asked for before the house counted is found again.
        by_hand(city, "DELETE FROM care_asks").await;
        by_hand(city, "INSERT INTO tasks (key, kind, body, due_at) VALUES ('care.recall_journeys:again', 'care.recall_journeys', '{}', 0)").await;
        city.settle().await;
        assert!(count(city, "SELECT COUNT(*) AS n FROM care_asks WHERE about = 'private_dinner'").await >= 1);
        assert_eq!(count(city, "SELECT COUNT(*) AS n FROM care_asks WHERE closed_at IS NULL").await, 1, "what they wait for is not over");
    }

    async fn what_they_asked_for_a_year_ago_is_prepared_in_time(city: City) {
        city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        give_consent(&city.app, &Actor::Client(id.uuid()), id, "care", Source::Portal).await.unwrap();
        asked_and_done(city, "2026-03-02", "family_celebration", "День рождения, двенадцать детей").await;
        asked_and_done(city, "2026-03-02", "travel", "Неделя в Карелии").await;
        look(city, "2027-02-01 09:00:00").await;
        assert!(prepared(city).await.is_empty(), "29 days ahead is too early");
        look(city, "2027-02-02 09:00:00").await;
        let all = prepared(city).await;
        let of = |name: &str| all.iter().find(|one| one.words.title.starts_with(name)).unwrap();
        let (feast, journey) = (of("Семейный праздник: год назад Вы просили"), of("Путешествия: год назад Вы просили"));
        assert!(all.len() == 2 && all.iter().all(|one| one.missing == 0), "{all:?}");
        assert!(city.messages("care.proposal").await.is_empty() && open(city).await.is_empty(), "nobody has looked it over yet");
        let tatiana = city.staff("tatiana").await;
        for one in &all {
            tatiana.form(&format!("/desk/care/{}/send", one.id), &[]).await.expect(303);
        }
        assert_eq!(city.messages("care.proposal").await.len(), 1, "one letter a month; the other stands on her own page");
        for _ in 0..2 {
            city.visitor().form(&link(city, feast), &[("answer", "yes")]).await.expect(303);
        }
        city.visitor().form(&link(city, journey), &[("answer", "never")]).await.expect(303);
        let requests = open(city).await;
        assert!(requests.len() == 1 && requests[0].about.as_deref() == Some("family_celebration"), "{requests:?}");
        all_done(city).await;
        // They ask for the journey again, and it is not thought of all the same; our own feast does not come back as their wish.
        asked_and_done(city, "2027-02-04", "travel", "Снова в Карелию").await;
        look(city, "2028-01-10 09:00:00").await;
        assert!(prepared(city).await.is_empty());
    }

    async fn they_come_back_to_what_they_like(city: City) {
        city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        give_consent(&city.app, &Actor::Client(id.uuid()), id, "care", Source::Portal).await.unwrap();
        tells(city, id, away("2026-03-05", "2026-03-12")).await;
        tells(city, id, taste("coffee", "Кения, светлая обжарка")).await;
        look(city, "2026-03-08 09:00:00").await;
        assert!(prepared(city).await.is_empty(), "four days ahead is too early");
        look(city, "2026-03-09 09:00:00").await;
        let home = prepared(city).await;
        assert!(home.len() == 1 && home[0].missing == 1 && home[0].words.text.contains("Кения, светлая обжарка"), "the fridge is not guessed: {home:?}");
        let tatiana = city.staff("tatiana").await;
        let path = format!("/desk/care/{}", home[0].id);
        tatiana.form(&format!("{path}/send"), &[]).await.expect(409);
        tatiana.form(&format!("{path}/favourites"), &[("groceries", "творог, ягоды")]).await.expect(303);
        assert!(city.messages("care.proposal").await.is_empty() && open(city).await.is_empty());
        tatiana.form(&format!("{path}/send"), &[]).await.expect(303);
        let told = city.messages("care.proposal").await;
        assert!(told.len() == 1 && told[0].contains("творог, ягоды") && told[0].contains("Кения, светлая обжарка"), "{told:?}");
        city.visitor().form(&link(city, &home[0]), &[("answer", "yes")]).await.expect(303);
        let requests = open(city).await;
        assert!(requests.len() == 1 && requests[0].about.as_deref() == Some("property_management") && agreed(&requests[0]).contains("творог, ягоды"), "{requests:?}");
        // The next journey is another day; they want none of its kind, and the one after it is not thought of.
        tells(city, id, away("2026-03-14", "2026-03-20")).await;
        look(city, "2026-03-17 09:00:00").await;
        let again = prepared(city).await;
        assert!(again.len() == 1 && again[0].missing == 0, "what was told once is known: {again:?}");
        send(&city.app, &Actor::House, again[0].id).await.unwrap();
        city.visitor().form(&link(city, &again[0]), &[("answer", "never_kind")]).await.expect(303);
        tells(city, id, away("2026-03-22", "2026-03-28")).await;
        look(city, "2026-03-26 09:00:00").await;
        assert!(prepared(city).await.is_empty());
    }

    async fn an_anniversary_has_its_flowers_and_its_wine(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let id = city.client_of("+79215550120").await;
        tells(city, id, date("anniversary", "2012-03-17", "Годовщина свадьбы")).await;
        for (what, text) in [("flowers", "белые пионы"), ("wine", "рислинг, сухой")] {
            tells(city, id, taste(what, text)).await;
        }
        look(city, "2026-03-02 09:00:00").await;
        assert!(prepared(city).await.is_empty(), "fifteen days ahead is too early");
        look(city, "2026-03-03 09:00:00").await;
        let all = prepared(city).await;
        assert!(all.len() == 1 && all[0].missing == 0 && all[0].words.title == "Годовщина свадьбы: 17\u{a0}марта", "{all:?}");
        assert!(all[0].words.text.contains("белые пионы") && all[0].words.text.contains("рислинг, сухой"));
        let before_them = async || ::care::open_proposals_of(&city.app.read().await.unwrap(), &Actor::Client(id.uuid()), id).await.unwrap().len();
        assert_eq!(before_them().await, 0, "nobody has looked it over yet");
        let tatiana = city.staff("tatiana").await;
        tatiana.form(&format!("/desk/care/{}/send", all[0].id), &[]).await.expect(303);
        assert!(before_them().await == 1 && anna.client.get("/my").await.expect(200).text.contains("Годовщина свадьбы: 17\u{a0}марта"));
        assert!(open(city).await.is_empty(), "nothing is ordered unasked");
        city.visitor().form(&link(city, &all[0]), &[("answer", "yes")]).await.expect(303);
        let requests = open(city).await;
        assert!(requests.len() == 1 && requests[0].about.as_deref() == Some("private_dinner") && agreed(&requests[0]).contains("белые пионы"), "{requests:?}");
        // A dinner that we thought of is no habit of theirs. Next year it comes again, and once they want it no more, never.
        all_done(city).await;
        look(city, "2027-03-03 09:00:00").await;
        let again = prepared(city).await;
        assert!(again.len() == 1 && again[0].occasion == all[0].occasion && again[0].on.year() == 2027, "{again:?}");
        send(&city.app, &Actor::House, again[0].id).await.unwrap();
        city.visitor().form(&link(city, &again[0]), &[("answer", "never")]).await.expect(303);
        look(city, "2028-03-04 09:00:00").await;
        assert!(prepared(city).await.is_empty());
        assert_eq!(count(city, "SELECT COUNT(*) AS n FROM care_occasions WHERE kind = 'habit'").await, 0);
    }
}
