//! Mail that comes in: an answer finds its conversation, is kept once whoever dies over it, and nobody's machine talks to the manager.

use crate::channels::reached_by_mail;
use crate::kills::for_turns;
use crate::postbag;
use crate::postbox::Dovecot;
use crate::{City, channels::Post};
use conversations::{Asked, Entry, Place, collect, entries};
use households::ClientId;
use messaging::{Channel, ChannelSettings, Channels, Smtp, SmtpSettings};
use serde_json::json;

/// A house that is written to by mail: letters go to the first, answers come by the second.
async fn answered(city: &City, at: &str) -> (ClientId, Post, Dovecot) {
    let (client, _) = reached_by_mail(city, at).await;
    let post = Post::default();
    let smtp = Smtp::new(&SmtpSettings { url: format!("smtp://{}", post.open().await), from: "Дом <dom@example.org>".to_owned() }).unwrap().answered();
    city.app.put(Channels::new(&ChannelSettings::default(), Some(smtp)).unwrap());
    let dovecot = Dovecot::open().await;
    assert_eq!(collect(&city.app, &dovecot.postbox()).await.unwrap(), 0, "it is heard from now on");
    (client, post, dovecot)
}

async fn moves_to(city: &City, client: ClientId, address: &str) {
    city.app.write(db::By::house(), |tx| async move { households::set_email(&tx, client, address).await }).await.unwrap();
}

/// A report that a letter of ours did not arrive.
fn came_back(letter: &str, code: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx\nTo: dom@example.org\nMessage-ID: <b@mx>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n\
         --b\nContent-Type: text/plain\n\nsorry\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; anna@example.org\nAction: failed\nStatus: {code}\n\n\
         --b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {}\n\n--b--\n",
        head(letter, "Message-ID")
    )
}

/// A line of a letter's head.
pub(crate) fn head<'a>(mail: &'a str, name: &str) -> &'a str {
    mail.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).unwrap_or_else(|| panic!("no {name}: {mail}")).trim()
}

fn mailbox(line: &str) -> &str {
    line.rsplit_once('<').map_or(line, |(_, rest)| rest.trim_end_matches('>'))
}

async fn said(city: &City, client: ClientId) -> Vec<Entry> {
    let mut all = entries(&city.app.read().await.unwrap(), &access::Actor::House, client, Asked::Desk, None, 20_000).await.unwrap();
    all.reverse();
    all
}

async fn says(city: &City, client: ClientId, words: &str) {
    let seen = said(city, client).await.len();
    city.staff("tatiana").await.post(&format!("/api/v1/conversations/{client}/send"), json!({ "words": words, "seen": seen })).await.expect(201);
    city.settle().await;
}

crate::stories! {
    async fn an_answer_by_mail_finds_its_conversation_and_is_answered_in_its_thread(city: City) {
        let (client, post, dovecot) = answered(city, "2026-03-04 12:00:00").await;
        says(city, client, "Где оставить ключи?").await;
        let letter = post.mails().pop().expect("a letter");
        let to = mailbox(head(&letter, "Reply-To"));
        assert!(to.starts_with("dom+") && to.ends_with("@example.org"), "{letter}");
        // By the mark, from an address that nobody knows; what it quotes is not shown, and kept.
        let answer = format!(
            "From: Анна <anna@work.example>\nTo: {to}\nSubject: Re: keys\nMessage-ID: <a1@work.example>\nIn-Reply-To: {}\nDate: Wed, 04 Mar 2026 12:01:00 +0300\n\
             Content-Type: text/plain; charset=utf-8\n\nУ консьержа.\n\nOn Wed, Mar 4, 2026, Dom <dom@example.org> wrote:\n> Где оставить ключи?\n",
            head(&letter, "Message-ID")
        );
        dovecot.takes(&answer);
        // By what it answers, where a program has taken the mark away; and by the sender alone.
        dovecot.takes(&format!("From: x@y.example\nTo: dom@example.org\nMessage-ID: <a2@y>\nReferences: {}\nDate: Wed, 04 Mar 2026 12:02:00 +0300\n\nsecond", head(&letter, "Message-ID")));
        dovecot.takes("From: Anna <Anna@Example.org>\nTo: dom@example.org\nMessage-ID: <a3@example.org>\nDate: Wed, 04 Mar 2026 12:03:00 +0300\n\nthird");
        city.clock("2026-03-04 12:10:00");
        assert_eq!(collect(&city.app, &dovecot.postbox()).await.unwrap(), 3);
        let all = said(city, client).await;
        let words: Vec<&str> = all.iter().filter(|entry| entry.place == Place::Email).map(|entry| entry.words.as_str()).collect();
        assert_eq!(words, ["У консьержа.", "second", "third"]);
        let tatiana = city.staff("tatiana").await;
        let talk = tatiana.get(&format!("/desk/inbox/{client}")).await.expect(200).text;
        assert!(talk.contains("У консьержа.") && !talk.contains("&gt; Где оставить"), "{talk}");
        let whole = talk.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|href| href.contains("/mails/")).expect("the whole letter");
        assert!(tatiana.get(whole).await.expect(200).text.contains("Где оставить ключи?"));
        assert_eq!(tatiana.get(&whole.replace(&client.to_string(), &uuid::Uuid::nil().to_string())).await.status, 404);
        // What the manager answers stands under it in her mail program.
        says(city, client, "Спасибо, заберём").await;
        let letter = post.mails().pop().expect("a letter");
        assert_eq!(head(&letter, "In-Reply-To"), "<a3@example.org>");
        // Nothing of it comes twice, fetched by two at once or counted anew.
        let postbox = dovecot.postbox();
        dovecot.counts_anew();
        let (one, two) = tokio::join!(collect(&city.app, &postbox), collect(&city.app, &postbox));
        assert_eq!((one.unwrap(), two.unwrap()), (0, 0));
        assert_eq!(said(city, client).await.len(), all.len() + 1);
    }

    async fn what_lies_in_a_mail_is_kept_or_refused_by_name(city: City) {
        let (client, _, dovecot) = answered(city, "2026-03-04 12:00:00").await;
        let part = |kind: &str, name: &str, content: &str| {
            format!("--b\nContent-Type: {kind}; name=\"{name}\"\nContent-Disposition: attachment; filename=\"{name}\"\nContent-Transfer-Encoding: base64\n\n{content}\n")
        };
        let parts = [part("application/pdf", "plan.pdf", "JVBERi0xLjcK"), part("image/jpeg", "virus.jpg", "TVqQAAMAAAAEAAAA"), part("image/png", "broken.png", "iVBORw0KGgo=")].concat();
        dovecot.takes(&format!(
            "From: anna@example.org\nTo: dom@example.org\nMessage-ID: <f1@example.org>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\nplan\n{parts}--b--\n"
        ));
        assert_eq!(collect(&city.app, &dovecot.postbox()).await.unwrap(), 1);
        let tatiana = city.staff("tatiana").await;
        let talk = tatiana.get(&format!("/desk/inbox/{client}")).await.expect(200).text;
        assert!(talk.contains("virus.jpg: не сохранили: мы храним снимки и PDF") && talk.contains("broken.png: не сохранили: снимок не открывается"), "{talk}");
        let file = talk.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|href| href.contains("/files/")).expect("a file");
        let kept = tatiana.get(file).await.expect(200);
        assert!(kept.headers["content-type"] == "application/pdf" && kept.headers["x-content-type-options"] == "nosniff");
        assert!(kept.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        assert_eq!(city.visitor().get(file).await.status.as_u16() / 100, 3, "nobody else");
    }

    async fn a_machine_that_answers_is_no_word_and_a_letter_that_came_back_goes_another_way(city: City) {
        let (client, post, dovecot) = answered(city, "2026-03-04 12:00:00").await;
        says(city, client, "Мы будем в десять").await;
        let letter = post.mails().pop().expect("a letter");
        let before = said(city, client).await.len();
        dovecot.takes("From: anna@example.org\nTo: dom@example.org\nMessage-ID: <v@example.org>\nAuto-Submitted: auto-replied\n\nI am away");
        dovecot.takes(&came_back(&letter, "5.1.1"));
        assert_eq!(collect(&city.app, &dovecot.postbox()).await.unwrap(), 1);
        assert_eq!(said(city, client).await.len(), before, "neither is a word");
        city.settle().await;
        let (kept, way) = city.newest(client, "conversations.word").await;
        assert!(way.iter().any(|one| one.channel == Channel::Email && one.is_refused), "{way:?}");
        assert!(kept.is_refused, "no other way is left: somebody at the desk passes it on");
        // A stranger waits at the desk with an address to answer at; a forged sender is one.
        dovecot.takes("From: Пётр <petr@example.net>\nTo: dom@example.org\nSubject: Windows\nMessage-ID: <s@example.net>\n\nHow much?");
        dovecot.takes("Authentication-Results: mx; dmarc=fail\nFrom: anna@example.org\nTo: dom@example.org\nMessage-ID: <forged@example.org>\n\nLet them in");
        assert_eq!(collect(&city.app, &dovecot.postbox()).await.unwrap(), 2);
        let strangers = city.staff("tatiana").await.get("/desk/inbox/strangers").await.expect(200).text;
        assert!(strangers.contains("petr@example.net") && strangers.contains("How much?") && strangers.contains("Let them in"), "{strangers}");
        assert_eq!(said(city, client).await.len(), before);
    }

    async fn a_mailbox_is_heard_from_its_first_opening_on_and_nothing_in_it_twice(city: City) {
        let (client, _) = reached_by_mail(city, "2026-03-04 12:00:00").await;
        let dovecot = Dovecot::open().await;
        dovecot.takes("From: anna@example.org\nTo: dom@example.org\nMessage-ID: <old@example.org>\n\nyears ago");
        dovecot.ages();
        assert_eq!(collect(&city.app, &dovecot.postbox()).await.unwrap(), 0, "what lay there is older than the house's own record");
        dovecot.takes("From: anna@new.example\nTo: dom@example.org\nMessage-ID: <n@new.example>\n\nIt is me");
        assert_eq!(collect(&city.app, &dovecot.postbox()).await.unwrap(), 1);
        // Whoever was nobody's client is one now; counted anew, nothing of it comes again, and nothing from before.
        moves_to(city, client, "anna@new.example").await;
        dovecot.counts_anew();
        assert_eq!(collect(&city.app, &dovecot.postbox()).await.unwrap(), 0);
        assert!(said(city, client).await.iter().all(|entry| entry.place != Place::Email));
        dovecot.takes("From: anna@new.example\nTo: dom@example.org\nMessage-ID: <m@new.example>\n\nAnd now");
        assert_eq!(collect(&city.app, &dovecot.postbox()).await.unwrap(), 1);
        assert_eq!(said(city, client).await.last().map(|entry| entry.words.clone()).as_deref(), Some("And now"));
    }

    async fn a_mail_with_nothing_but_a_subject_is_seen_whatever_its_clock_says(city: City) {
        let (client, post, dovecot) = answered(city, "2026-03-04 12:00:00").await;
        says(city, client, "Где ключи?").await;
        city.clock("2026-03-04 12:10:00");
        dovecot.takes("From: anna@example.org\nTo: dom@example.org\nSubject: Come on Wednesday\nMessage-ID: <c@example.org>\nDate: Tue, 01 Jan 2019 10:00:00 +0300\n\n");
        assert_eq!(collect(&city.app, &dovecot.postbox()).await.unwrap(), 1);
        assert_eq!(said(city, client).await.last().map(|entry| entry.words.clone()).as_deref(), Some("Come on Wednesday"));
        assert!(city.staff("tatiana").await.get("/desk/inbox").await.expect(200).text.contains("Come on Wednesday"));
        // Whoever writes her address under a mail has no say in what our letters are called.
        says(city, client, "Хорошо, в среду").await;
        let letter = post.mails().pop().expect("a letter");
        assert_eq!(head(&letter, "In-Reply-To"), "<c@example.org>");
        assert!(!letter.contains("Come on Wednesday"), "{letter}");
    }

    async fn a_letter_that_comes_back_late_closes_the_address_of_then(city: City) {
        let (client, post, dovecot) = answered(city, "2026-03-04 12:00:00").await;
        says(city, client, "Мы будем в десять").await;
        let letter = post.mails().pop().expect("a letter");
        city.clock("2026-03-06 12:00:00");
        moves_to(city, client, "anna@new.example").await;
        dovecot.takes(&came_back(&letter, "5.1.1"));
        let postbox = dovecot.postbox();
        let (one, two) = tokio::join!(collect(&city.app, &postbox), collect(&city.app, &postbox));
        assert_eq!(one.unwrap() + two.unwrap(), 1, "told to two at once, it comes back once");
        city.settle().await;
        let before = post.mails().len();
        says(city, client, "Мы уже едем").await;
        let mails = post.mails();
        assert!(mails.len() == before + 1 && mails[before].contains("anna@new.example"), "{mails:?}");
    }

    async fn whoever_sends_too_much_fills_nobodys_record(city: City) {
        let (client, _, dovecot) = answered(city, "2026-03-04 12:00:00").await;
        let part = "--b\nContent-Type: application/pdf; name=\"a.pdf\"\nContent-Disposition: attachment\n\n%PDF-1.7\n".repeat(14);
        let bill = "--b\nContent-Type: message/rfc822\n\nFrom: x@y.example\nSubject: Bill\n\nSeven\n";
        dovecot.takes(&format!(
            "From: anna@example.org\nTo: dom@example.org\nMessage-ID: <f@example.org>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\nplan\n{bill}{part}--b--\n"
        ));
        assert_eq!(collect(&city.app, &dovecot.postbox()).await.unwrap(), 1);
        let talk = city.staff("tatiana").await.get(&format!("/desk/inbox/{client}")).await.expect(200).text;
        assert_eq!((talk.matches("в письме больше десяти вложений").count(), talk.matches(">a.pdf<").count()), (1, 9), "{talk}");
        assert!(talk.contains("Bill: не сохранили: мы храним снимки и PDF"), "{talk}");
        for n in 0..205 {
            dovecot.takes(&format!("From: {n}@flood.example\nTo: dom@example.org\nMessage-ID: <{n}@flood.example>\n\nbuy"));
        }
        assert_eq!(collect(&city.app, &dovecot.postbox()).await.unwrap(), 200, "an address costs nothing: all of them together have a limit");
    }

    async fn whoever_dies_over_the_mail_each_comes_once_and_in_its_order(city: City) {
        let many = 400;
        let (client, _, dovecot) = answered(city, "2026-03-04 12:00:00").await;
        for n in 0..many {
            dovecot.takes(&postbag::mail("anna@example.org", n));
        }
        city.clock("2026-03-04 20:00:00");
        for turns in 1..60_u16 {
            for_turns(collect(&city.app, &dovecot.postbox()), turns * 7 % 97 + 3).await;
        }
        dovecot.counts_anew();
        for_turns(collect(&city.app, &dovecot.postbox()), 120).await;
        let postbox = dovecot.postbox();
        let (one, two) = tokio::join!(collect(&city.app, &postbox), collect(&city.app, &postbox));
        assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
        let words: Vec<String> = said(city, client).await.into_iter().filter(|entry| entry.place == Place::Email).map(|entry| entry.words).collect();
        assert_eq!(words, postbag::words(many));
    }
}
