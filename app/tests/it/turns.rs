//! Each message in its turn and no more than may go: the budget of a day, adverts and their consent, a messenger that was joined, and
//! what a gateway tells too early or not at all.

use crate::City;
use crate::channels::{CONFIRMED, LATER, Mood, NEWS, PHONE, on_wednesday, queue_later, reached_by_mail, wire, with_mail, words};
use households::{ClientId, Leaving};
use jiff::SignedDuration;
use messaging::{Channel, Kept, MessageId, SendMessage, State};
use serde_json::json;
use uuid::Uuid;

const GATEWAY: (&str, &str) = ("x-butler-secret", "sms-hook-of-the-house");

async fn kept_of(city: &City, client: ClientId, class: &str) -> Vec<Kept> {
    let kept = messaging::kept_for(&city.app.read().await.unwrap(), client.uuid(), 200).await.unwrap();
    kept.into_iter().filter(|kept| kept.class == class).collect()
}

/// Two workers and more that take up everything at the same time.
async fn all_at_once(city: &City, messages: impl IntoIterator<Item = MessageId>) {
    let work = messages.into_iter().map(|message| messaging::send(city.app.clone(), SendMessage { message }));
    for done in futures::future::join_all(work).await {
        done.unwrap();
    }
}

pub(crate) async fn consents(city: &City, client: ClientId) -> messaging::Consented {
    city.app
        .write(db::By::house(), |tx| async move {
            households::consent(&tx, client, &["news".to_owned()], households::Source::Portal).await?;
            households::consented_for(&tx, client, "news").await
        })
        .await
        .unwrap()
        .unwrap()
}

pub(crate) async fn advertise(city: &City, about: u128, consented: messaging::Consented) {
    city.app.write(db::By::house(), |tx| async move { messaging::queue_advert(&tx, NEWS, Uuid::from_u128(about), consented).await }).await.unwrap();
}

crate::stories! {
    async fn workers_at_the_same_time_keep_to_the_budget_of_the_day(city: City) {
        let (client, post) = reached_by_mail(city, "2026-03-02 12:00:00").await;
        for about in 1..=9 {
            queue_later(city, client, about).await;
        }
        let ids: Vec<MessageId> = kept_of(city, client, LATER.name).await.into_iter().map(|kept| kept.id).collect();
        all_at_once(city, ids.clone()).await;
        assert_eq!(post.mails().len(), 6, "the house book says six on a day");
        assert_eq!(kept_of(city, client, LATER.name).await.iter().filter(|kept| kept.state == State::Sent).count(), 6);
        city.settle().await;
        city.clock("2026-03-03 12:00:00");
        city.settle().await;
        city.settle().await;
        assert_eq!(kept_of(city, client, LATER.name).await.iter().filter(|kept| kept.state == State::Sent).count(), 9);
        // The owner thinks otherwise, and it is so for the next ones: three have gone today.
        city.book("notices.toml", "most_a_day = 6", "most_a_day = 4").await;
        for about in 10..=12 {
            queue_later(city, client, about).await;
        }
        city.settle().await;
        assert_eq!(kept_of(city, client, LATER.name).await.iter().filter(|kept| kept.state == State::Sent).count(), 10);
    }

    async fn a_persons_own_words_are_held_by_no_count_of_the_day_and_what_is_held_says_why(city: City) {
        let (client, _post) = reached_by_mail(city, "2026-03-05 16:22:00").await;
        city.book("updates.toml", "most_a_day = 8", "most_a_day = 3").await;
        queue_later(city, client, 1).await;
        queue_later(city, client, 2).await;
        city.settle().await;
        let held: Vec<Kept> = kept_of(city, client, LATER.name).await.into_iter().filter(|kept| kept.state == State::Queued).collect();
        assert_eq!(held.len(), 1, "one place of the day is the digest's, one an advert's");
        assert!(matches!(held[0].waits_for, messaging::WaitsFor::NextDay(gone) if gone > 0), "{held:?}");
        let tatiana = city.staff("tatiana").await;
        let page = tatiana.get(&format!("/desk/mailbox?open={}", held[0].id)).await.expect(200).text;
        assert!(page.contains("больше в день дом не пишет") && !page.contains("чтобы не будить"), "{page}");
        // The manager writes on the same afternoon, unasked: it goes at once.
        tatiana.post(&format!("/api/v1/conversations/{client}/send"), json!({ "words": "Ключи у нас", "seen": 0 })).await.expect(201);
        city.settle().await;
        assert_eq!(kept_of(city, client, "conversations.word").await[0].state, State::Sent);
        assert!(!tatiana.get(&format!("/desk/inbox/{client}")).await.expect(200).text.contains("ещё не ушло"));
        // At night it wakes nobody.
        city.clock("2026-03-05 23:00:00");
        tatiana.post(&format!("/api/v1/conversations/{client}/send"), json!({ "words": "До завтра", "seen": 1 })).await.expect(201);
        city.settle().await;
        let kept = kept_of(city, client, "conversations.word").await;
        assert!(kept.iter().any(|kept| kept.state == State::Queued && kept.waits_for == messaging::WaitsFor::Morning), "{kept:?}");
    }

    async fn adverts_that_are_sent_at_the_same_time_are_one(city: City) {
        let (client, post) = reached_by_mail(city, "2026-03-02 12:00:00").await;
        let consented = consents(city, client).await;
        for about in 1..=4 {
            advertise(city, about, consented).await;
        }
        let ids: Vec<MessageId> = kept_of(city, client, NEWS.name).await.into_iter().map(|kept| kept.id).collect();
        all_at_once(city, ids).await;
        assert_eq!(post.mails().len(), 1);
        city.passes(SignedDuration::from_hours(24 * 30));
        city.settle().await;
        assert_eq!(post.mails().len(), 2);
    }

    async fn an_advert_under_way_ends_with_its_consent(city: City) {
        let wired = wire(city).await;
        let anna = on_wednesday(city).await;
        let client = city.client_of(PHONE).await;
        city.joins(&anna.client, Channel::Telegram).await;
        anna.client.form("/my/household/channels", &[("channel", "sms"), ("do", "first")]).await.expect(303);
        city.settle().await;
        words(city);
        city.clock("2026-03-02 12:00:00");
        city.settle().await;
        let consented = consents(city, client).await;
        advertise(city, 1, consented).await;
        city.settle().await;
        let (kept, way) = city.newest(client, NEWS.name).await;
        assert_eq!((kept.state, way.len(), way[0].channel), (State::Sent, 1, Channel::Sms));
        advertise(city, 2, consented).await;
        anna.client.form("/my/household/consents", &[("purpose", "news"), ("give", "no")]).await.expect(303);
        let before = wired.telegram.calls().len();
        for _ in 0..3 {
            city.passes(SignedDuration::from_hours(24));
            city.settle().await;
        }
        let told: Vec<_> = wired.telegram.calls().into_iter().skip(before).filter(|call| {
            let text = call.body["text"].as_str().unwrap_or_default();
            text.rsplit_once("/m/").and_then(|(_, link)| messaging::open_link(&city.app, link, city.app.now())) == Some(kept.id)
        }).collect();
        assert_eq!(told.len(), 0, "the next channel is not tried");
        let ways = messaging::way(&city.app.read().await.unwrap(), kept.id).await.unwrap();
        assert_eq!(ways.len(), 1);
        // Nobody at the desk passes on by phone what is not wanted any more.
        let waiting = messaging::undelivered(&city.app.read().await.unwrap(), 100).await.unwrap();
        assert!(waiting.iter().all(|message| message.class != NEWS.name), "{waiting:?}");
        // What never went left its turn to the next one.
        let consented = consents(city, client).await;
        city.passes(SignedDuration::from_hours(24 * 30));
        advertise(city, 3, consented).await;
        city.settle().await;
        assert_eq!(kept_of(city, client, NEWS.name).await.iter().filter(|kept| kept.state == State::Sent).count(), 2);
    }

    async fn an_old_letter_does_not_end_a_newer_consent(city: City) {
        let (client, post) = reached_by_mail(city, "2026-03-02 12:00:00").await;
        let first = consents(city, client).await;
        advertise(city, 1, first).await;
        city.settle().await;
        let link = post.mails()[0].split("List-Unsubscribe: <http://house.example").nth(1).expect("a way out").split('>').next().unwrap().to_owned();
        let token = link.rsplit('/').next().unwrap();
        assert_eq!(households::leaving(&city.app, token).await.unwrap(), Some(Leaving::Stands));
        assert!(city.visitor().form(&link, &[]).await.expect(200).text.contains("Готово"));
        let second = consents(city, client).await;
        assert_ne!(first, second);
        for answer in [city.visitor().get(&link).await, city.visitor().form(&link, &[]).await] {
            assert!(answer.expect(200).text.contains("предыдущему согласию"));
        }
        assert_eq!(households::consented_for(&city.app.read().await.unwrap(), client, "news").await.unwrap(), Some(second));
    }

    async fn of_a_messenger_that_was_joined_the_client_hears_where_they_were_reached_before(city: City) {
        let wired = wire(city).await;
        let anna = on_wednesday(city).await;
        let client = city.client_of(PHONE).await;
        city.settle().await;
        city.joins(&anna.client, Channel::Telegram).await;
        city.joins(&anna.client, Channel::Max).await;
        // Told twice by the messenger, it is joined once.
        let token = households::channel_token(&city.app, client);
        assert!(households::join_channel(&city.app, &token, Channel::Telegram, "42").await.unwrap());
        city.settle().await;
        for (class, title) in [("households.telegram_joined", "Подключён Telegram"), ("households.max_joined", "Подключён MAX")] {
            let kept = kept_of(city, client, class).await;
            assert_eq!(kept.len(), 1, "{class}");
            let (kept, way) = city.newest(client, class).await;
            let (heading, text) = kept.text.unwrap();
            assert_eq!((heading.as_str(), way.len(), way[0].channel), (title, 1, Channel::Sms));
            assert!(text.contains("http://house.example/my/household#channels"), "{text}");
        }
        assert_eq!((wired.telegram.calls().len(), wired.max.calls().len()), (0, 0), "whoever joined is not the one who is told");
        let page = anna.client.get("/my/household").await.expect(200).text;
        assert_eq!(page.matches("подключён 2\u{a0}марта").count(), 2, "{page}");
        // The gateway gives no sign: the messenger of which it tells is not asked, and in the end somebody calls.
        city.passes(SignedDuration::from_hours(1));
        city.settle().await;
        city.passes(SignedDuration::from_hours(1));
        city.settle().await;
        let ways = city.newest(client, "households.telegram_joined").await.1;
        assert!(ways.iter().all(|one| one.channel != Channel::Telegram), "{ways:?}");
    }

    async fn a_new_phone_closes_the_messengers_of_the_old_one(city: City) {
        let wired = wire(city).await;
        let anna = on_wednesday(city).await;
        let client = city.client_of(PHONE).await;
        city.settle().await;
        city.joins(&anna.client, Channel::Telegram).await;
        city.joins(&anna.client, Channel::Max).await;
        city.settle().await;
        let tatiana = access::staff_login(&city.app.read().await.unwrap(), "tatiana").await.unwrap().unwrap();
        let who = access::Actor::Staff(tatiana.person, access::Role::Manager);
        households::change_phone_for_client(&city.app, &who, client, "+79215550199", "called_back").await.unwrap();
        let ways = households::channels_of(&city.app.read().await.unwrap(), client).await.unwrap();
        let closed: Vec<_> = ways.iter().filter(|way| way.closed.is_some()).map(|way| way.channel).collect();
        assert_eq!(closed.len(), 2, "{ways:?}");
        words(city);
        city.clock("2026-03-02 12:00:00");
        queue_later(city, client, 1).await;
        city.settle().await;
        let (_, way) = city.newest(client, LATER.name).await;
        assert_eq!(way.iter().map(|one| one.channel).collect::<Vec<_>>(), [Channel::Sms]);
        assert_eq!((wired.telegram.calls().len(), wired.max.calls().len()), (0, 0));
        assert_eq!(wired.sms.calls().last().unwrap().body["to"], "+79215550199");
    }

    async fn what_may_have_been_heard_is_not_said_twice_by_the_same_channel(city: City) {
        let wired = wire(city).await;
        let anna = on_wednesday(city).await;
        let client = city.client_of(PHONE).await;
        city.joins(&anna.client, Channel::Telegram).await;
        wired.telegram.will(&[Mood::BreaksOff]);
        city.settle().await;
        let (kept, way) = city.newest(client, CONFIRMED).await;
        assert_eq!((kept.state, wired.telegram.calls().len(), way.len(), way[0].taken_at), (State::Queued, 1, 1, None));
        city.passes(SignedDuration::from_mins(9));
        city.again().await;
        assert_eq!((wired.telegram.calls().len(), city.newest(client, CONFIRMED).await.1.len()), (1, 1), "it has its time");
        city.passes(SignedDuration::from_mins(1));
        city.again().await;
        let (kept, way) = city.newest(client, CONFIRMED).await;
        assert_eq!((wired.telegram.calls().len(), kept.channel.as_deref(), way.len()), (1, Some("sms"), 2));
    }

    async fn what_goes_together_has_one_proof_and_one_sign(city: City) {
        let wired = wire(city).await;
        on_wednesday(city).await;
        let client = city.client_of(PHONE).await;
        city.settle().await;
        words(city);
        city.clock("2026-03-02 22:00:00");
        for about in 1..=2 {
            queue_later(city, client, about).await;
        }
        city.settle().await;
        let before = wired.sms.calls().len();
        city.clock("2026-03-03 09:00:00");
        city.settle().await;
        assert_eq!(wired.sms.calls().len(), before + 1);
        let both = kept_of(city, client, LATER.name).await;
        assert_eq!((both.len(), both[0].proof.clone()), (2, both[1].proof.clone()));
        assert_eq!(city.hook("/hooks/sms", GATEWAY, &json!({ "id": both[0].proof, "status": "delivered" })).await, 200);
        for kept in both {
            let way = messaging::way(&city.app.read().await.unwrap(), kept.id).await.unwrap();
            assert!(way.len() == 1 && way[0].delivered_at.is_some(), "{way:?}");
        }
    }

    async fn what_the_gateway_tells_before_we_know_that_it_took_the_message_is_kept(city: City) {
        let wired = wire(city).await;
        let anna = on_wednesday(city).await;
        let client = city.client_of(PHONE).await;
        // All but the message of this story is out; the gateway numbers what it takes.
        city.settle().await;
        city.joins(&anna.client, Channel::Max).await;
        city.settle().await;
        anna.client.form("/my/household/channels", &[("channel", "sms"), ("do", "first")]).await.expect(303);
        words(city);
        city.clock("2026-03-02 12:00:00");
        city.settle().await;
        let next = wired.sms.calls().len() + 1;
        let told = |n: usize, status: &str| json!({ "id": format!("sms-{n}"), "status": status });
        assert_eq!(city.hook("/hooks/sms", GATEWAY, &told(next, "delivered")).await, 200);
        assert_eq!(city.hook("/hooks/sms", GATEWAY, &told(next + 1, "failed")).await, 200);
        queue_later(city, client, 1).await;
        city.settle().await;
        let (_, way) = city.newest(client, LATER.name).await;
        assert!(way.len() == 1 && way[0].delivered_at.is_some(), "{way:?}");
        // One that will not arrive goes by the next channel at once.
        queue_later(city, client, 2).await;
        city.settle().await;
        let kept = kept_of(city, client, LATER.name).await.into_iter().find(|kept| kept.about == Uuid::from_u128(2)).unwrap();
        let way = messaging::way(&city.app.read().await.unwrap(), kept.id).await.unwrap();
        assert!(way.iter().any(|one| one.channel == Channel::Sms && one.is_refused), "{way:?}");
        assert!(way.iter().any(|one| one.channel == Channel::Max && one.delivered_at.is_some()), "{way:?}");
    }

    async fn what_was_not_delivered_is_read_page_by_page_and_each_reader_is_a_look(city: City) {
        on_wednesday(city).await;
        let client = city.client_of(PHONE).await;
        with_mail(city, "gone@example.org").await;
        city.settle().await;
        words(city);
        city.clock("2026-03-02 12:00:00");
        // With what came back the mailbox is closed: all that is said later lies at the desk too.
        for about in 1..=4 {
            city.passes(SignedDuration::from_secs(1));
            queue_later(city, client, about).await;
            city.settle().await;
        }
        let manager = city.staff("tatiana").await;
        let looks = async || access::looks_at(&city.app.read().await.unwrap(), client.uuid(), 50).await.unwrap().len();
        let before = looks().await;
        let (mut read, mut after) = (Vec::new(), String::new());
        loop {
            let page = manager.get(&format!("/api/v1/messages/undelivered?limit=2{after}")).await.expect(200).json();
            read.extend(page["items"].as_array().unwrap().iter().map(|message| message["id"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        assert_eq!(read.len(), 5, "{read:?}");
        assert!(read.windows(2).all(|two| two[0] > two[1]), "the newest first: {read:?}");
        assert_eq!(looks().await, before + 1, "one look, page after page");
        city.passes(SignedDuration::from_mins(11));
        manager.get("/desk/mailbox").await.expect(200);
        assert_eq!(looks().await, before + 2);
    }
}
