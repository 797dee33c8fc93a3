//! The price does not change: the invoice equals the accepted quote to the kopeck, and each kopeck that comes is accounted for.

use crate::city::{Booked, City, Person};
use billing::{Account, Invoice, InvoiceId, Standing};
use db::{By, DbError, sql};
use serde_json::json;
use std::fmt::Write as _;
use values::Money;

const HOUSE: &str = "40702810800000001703";

async fn invoice_of(city: &City, visit: &str) -> Option<Invoice> {
    let db = city.app.read().await.unwrap();
    billing::of_visit(&db, &access::Actor::House, visit.parse().unwrap()).await.unwrap().invoice
}

/// What is to be paid of the visit's invoice, and of how much.
async fn sums(city: &City, visit: &str) -> (i64, i64) {
    let invoice = invoice_of(city, visit).await.expect("an invoice");
    (invoice.open.in_kopecks(), invoice.total.in_kopecks())
}

async fn pays(desk: &Person<'_>, invoice: InvoiceId, way: &str, sum: i64, id: uuid::Uuid) -> u16 {
    let sum = Money::kopecks(sum).plain();
    let fields = [("payment", id.to_string()), ("way", way.to_owned()), ("sum", sum), ("day", "2026-03-02".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    desk.form(&format!("/desk/invoices/{invoice}/pay"), &fields).await.status.as_u16()
}

/// Where the change that waits for the client is, by her visit's page.
async fn change_of(anna: &Booked<'_>) -> String {
    let page = anna.client.get(&format!("/my/visits/{}", anna.visit)).await.expect(200).text;
    let id = page.split("href=\"/my/changes/").nth(1).and_then(|rest| rest.split('"').next()).expect("a change that waits").to_owned();
    format!("/my/changes/{id}")
}

async fn proposes(city: &City, visit: &str, amount: &str) {
    let desk = city.staff("tatiana").await;
    desk.form(&format!("/desk/visits/{visit}/change"), &[("what", "Ещё и балкон"), ("amount", amount)]).await.expect(303);
}

struct Paid<'a> {
    number: u32,
    sum: i64,
    payer: &'a str,
    purpose: &'a str,
}

fn statement(documents: &[Paid<'_>]) -> String {
    let mut text = format!("1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка=Windows\r\nРасчСчет={HOUSE}\r\n");
    for Paid { number, sum, payer, purpose } in documents {
        write!(
            text,
            "СекцияДокумент=Платежное поручение\r\nНомер={number}\r\nДата=03.03.2026\r\nСумма={}\r\nПлательщикСчет=40817810000000000001\r\n\
             Плательщик1={payer}\r\nПолучательСчет={HOUSE}\r\nДатаПоступило=03.03.2026\r\nНазначениеПлатежа={purpose}\r\nКонецДокумента\r\n",
            Money::kopecks(*sum).plain()
        )
        .unwrap();
    }
    text + "КонецФайла\r\n"
}

async fn brings(desk: &Person<'_>, bytes: &[u8]) -> crate::city::Answer {
    let mut body = b"--cut\r\nContent-Disposition: form-data; name=\"statement\"; filename=\"kl_to_1c.txt\"\r\nContent-Type: text/plain\r\n\r\n".to_vec();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--cut--\r\n");
    let request = axum::http::Request::post("/desk/payments/statement")
        .header("content-type", "multipart/form-data; boundary=cut")
        .header("sec-fetch-site", "same-origin");
    desk.send(request, axum::body::Body::from(body)).await
}

crate::stories! {
    async fn the_invoice_is_the_quote_on_the_page_on_paper_and_in_the_message(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        assert!(invoice_of(city, &anna.visit).await.is_none(), "nothing is asked before the work");
        anna.served("2026-03-02 14:00:00").await;
        let invoice = invoice_of(city, &anna.visit).await.expect("an invoice");
        assert_eq!((invoice.number, invoice.total, invoice.open), (1, Money::kopecks(anna.total), Money::kopecks(anna.total)));
        let told = city.messages("aftercare.done").await;
        assert!(told[0].contains("Счёт № 1") && told[0].contains(&format!("/my/invoices/{}", invoice.id)), "{}", told[0]);
        assert!(city.messages("billing.invoice").await.is_empty(), "one message tells of it");
        let page = anna.client.get(&format!("/my/invoices/{}", invoice.id)).await.expect(200).text;
        assert!(page.contains(&invoice.total.to_string()) && page.contains("7803123450") && page.contains("square-ink"), "{page}");
        let paper = anna.client.get(&format!("/my/invoices/{}/pdf", invoice.id)).await.expect(200);
        assert!(paper.text.starts_with("%PDF-1.7"), "{}", paper.text.len());
        assert_eq!(paper.headers["content-type"], "application/pdf");
        // A stranger is told nothing.
        let boris = city.visitor().books("Борис", "+79215550121").await;
        boris.client.get(&format!("/my/invoices/{}", invoice.id)).await.expect(403);
        boris.client.get(&format!("/my/invoices/{}/pdf", invoice.id)).await.expect(403);
    }

    async fn a_redo_is_free_and_has_no_invoice(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        let redo = anna.asks_redo().await.expect(201).json()["redo_visit"].as_str().unwrap().to_owned();
        let db = city.app.read().await.unwrap();
        let span = visits::visit(&db, &access::Actor::House, redo.parse().unwrap()).await.unwrap().plan().span;
        city.app.stand_still(span.start);
        let again = anna.now(&redo);
        again.served(&span.end.in_moscow().datetime().strftime("%Y-%m-%d %H:%M:%S").to_string()).await;
        assert!(invoice_of(city, &redo).await.is_none());
        assert_eq!(city.messages("aftercare.done").await[1].matches("Счёт").count(), 0);
    }

    async fn only_a_change_that_the_client_accepts_makes_another_price(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        proposes(city, &anna.visit, "500").await;
        let change = change_of(&anna).await;
        assert!(city.messages("billing.change").await[0].contains(&change));
        // The total on the button binds, no other.
        let total = (anna.total + 50_000).to_string();
        let other = anna.client.form(&format!("{change}/accept"), &[("total", &anna.total.to_string())]).await.expect(409);
        assert!(other.text.contains(&Money::kopecks(anna.total + 50_000).to_string()), "{}", other.text);
        // Nobody at the desk presses for the client; another change waits for the answer to this one.
        let desk = city.staff("tatiana").await;
        desk.form(&format!("{change}/accept"), &[("total", &total)]).await.expect(403);
        desk.form(&format!("/desk/visits/{}/change", anna.visit), &[("what", "Кладовая"), ("amount", "100")]).await.expect(409);
        anna.client.form(&format!("{change}/accept"), &[("total", &total)]).await.expect(303);
        anna.client.form(&format!("{change}/accept"), &[("total", &total)]).await.expect(303);
        // A second one is declined, a third one waits until it is too late.
        proposes(city, &anna.visit, "-200").await;
        anna.client.form(&format!("{}/decline", change_of(&anna).await), &[]).await.expect(303);
        proposes(city, &anna.visit, "900").await;
        let late = change_of(&anna).await;
        anna.served("2026-03-02 14:00:00").await;
        assert_eq!(sums(city, &anna.visit).await, (anna.total + 50_000, anna.total + 50_000));
        anna.client.form(&format!("{late}/accept"), &[("total", &(anna.total + 140_000).to_string())]).await.expect(409);
        desk.form(&format!("/desk/visits/{}/change", anna.visit), &[("what", "Кладовая"), ("amount", "100")]).await.expect(409);
    }

    async fn a_fee_that_stood_on_the_button_is_a_line_of_its_own(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let fee = anna.client.get(&format!("/api/v1/visits/{}/amend", anna.visit)).await;
        let fee = if fee.status.as_u16() == 200 { fee.json()["cancel_kopecks"].as_i64().unwrap() } else { fee_of(city, &anna.visit).await };
        assert!(fee > 0, "the first time offered is a late one");
        anna.client.post(&format!("/api/v1/visits/{}/cancel", anna.visit), json!({ "fee_kopecks": fee })).await.expect(200);
        assert_eq!(sums(city, &anna.visit).await, (fee, fee));
        // Nobody is woken by an invoice.
        city.clock("2026-03-02 09:30:00");
        assert_eq!(city.messages("billing.invoice").await.len(), 1);
        let invoice = invoice_of(city, &anna.visit).await.unwrap();
        assert!(anna.client.get(&format!("/my/invoices/{}", invoice.id)).await.expect(200).text.contains("Отмена визита"));
    }

    async fn an_invoice_on_the_clients_wish_follows_what_is_agreed_later(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let early = anna.client.form(&format!("/my/visits/{}/invoice", anna.visit), &[]).await.expect(303);
        let again = anna.client.form(&format!("/my/visits/{}/invoice", anna.visit), &[]).await.expect(303);
        assert_eq!(early.location(), again.location(), "asked twice, it is one");
        city.clock("2026-03-02 09:30:00");
        assert_eq!(city.messages("billing.invoice").await.len(), 1);
        let desk = city.staff("tatiana").await;
        let first = invoice_of(city, &anna.visit).await.unwrap();
        let id = city.app.fresh_id();
        assert_eq!(pays(&desk, first.id, "cash", anna.total, id).await, 303);
        assert_eq!(pays(&desk, first.id, "cash", anna.total, id).await, 303, "pressed twice, it is one");
        assert_eq!(sums(city, &anna.visit).await.0, 0);
        // She wishes one thing more: another invoice stands, and what she paid went over to it.
        proposes(city, &anna.visit, "500").await;
        anna.client.form(&format!("{}/accept", change_of(&anna).await), &[("total", &(anna.total + 50_000).to_string())]).await.expect(303);
        assert_eq!(sums(city, &anna.visit).await, (50_000, anna.total + 50_000));
        // She is told of it, once.
        let told = city.messages("billing.invoice").await;
        assert!(told.len() == 2 && told[1].contains(&Money::kopecks(50_000).to_string()), "{told:?}");
        let withdrawn = billing::invoice(&city.app.read().await.unwrap(), &access::Actor::House, first.id).await.unwrap().invoice;
        assert_eq!(withdrawn.standing(city.app.now()), Standing::Withdrawn);
        anna.served("2026-03-02 14:00:00").await;
        assert_eq!(sums(city, &anna.visit).await, (50_000, anna.total + 50_000));
    }

    async fn paid_in_parts_too_much_and_given_back(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        let desk = city.staff("tatiana").await;
        let invoice = invoice_of(city, &anna.visit).await.unwrap();
        assert_eq!(pays(&desk, invoice.id, "transfer", 100_050, city.app.fresh_id()).await, 303);
        assert_eq!(sums(city, &anna.visit).await.0, anna.total - 100_050);
        assert_eq!(pays(&desk, invoice.id, "card", anna.total, city.app.fresh_id()).await, 303);
        assert_eq!(sums(city, &anna.visit).await.0, 0);
        // What was too much is seen, and goes back; more than that does not.
        let page = desk.get("/desk/payments").await.expect(200).text;
        assert!(page.contains(&Money::kopecks(100_050).to_string()), "{page}");
        let refund = page.split("action=\"").filter_map(|rest| rest.split('"').next()).find(|action| action.ends_with("/refund")).unwrap().to_owned();
        let more = desk.form(&refund, &[("sum", "1000,51"), ("free", "1000,50")]).await.expect(422);
        assert!(more.text.contains("столько не осталось") && more.text.contains("1000,51"), "{}", more.text);
        // Pressed twice, a part of it goes back once.
        let part = [("sum", "400"), ("free", "1000,50")];
        desk.form(&refund, &part).await.expect(303);
        assert!(desk.form(&refund, &part).await.expect(422).text.contains("свободная сумма изменилась"));
        desk.form(&refund, &[("sum", "600,50"), ("free", "600,50")]).await.expect(303);
        desk.form(&refund, &[("sum", "1"), ("free", "0")]).await.expect(409);
        // Faults stand beside their fields, nothing is written.
        let boris = city.visitor().books("Борис", "+79215550121").await;
        let early = boris.client.form(&format!("/my/visits/{}/invoice", boris.visit), &[]).await.expect(303);
        let wrong = [("way", "gold"), ("sum", "двести"), ("day", "2026-13-41")];
        let refused = desk.form(&format!("/desk/invoices/{}/pay", early.location().rsplit('/').next().unwrap()), &wrong).await.expect(422);
        assert!(refused.text.contains("двести") && refused.text.contains("не похоже на сумму"), "{}", refused.text);
    }

    async fn a_statement_brought_in_twice_is_brought_in_once(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        city.clock("2026-03-03 10:00:00");
        let desk = city.staff("tatiana").await;
        let named = Paid { number: 41, sum: anna.total, payer: "Лебедева Анна Сергеевна", purpose: "Оплата по счету N 1. НДС не облагается" };
        let loose = Paid { number: 42, sum: 77_700, payer: "Кто-то", purpose: "за уборку" };
        let whole = statement(&[named, loose]);
        let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(&whole);
        // Cut anywhere, it is refused, and nothing of it is kept.
        let cut = brings(&desk, &bytes[..bytes.len() / 2]).await.expect(422);
        assert!(cut.text.contains("обрывается"), "{}", cut.text);
        assert_eq!(sums(city, &anna.visit).await.0, anna.total);
        assert!(brings(&desk, b"%PDF-1.7").await.expect(422).text.contains("1CClientBankExchange"));
        let owes = invoice_of(city, &anna.visit).await.expect("an invoice").client;
        let looks = async || access::looks_at(&city.app.read().await.unwrap(), owes.uuid(), 50).await.unwrap().len();
        let before = looks().await;
        let told = brings(&desk, &bytes).await.expect(200).text;
        assert!(told.contains("1 платёж разнесён по счетам") && told.contains("1 платёж ждёт"), "{told}");
        assert_eq!(looks().await, before, "it is the house that compared the names");
        assert_eq!(sums(city, &anna.visit).await.0, 0);
        // Again, and in other letters: known.
        let known = brings(&desk, whole.as_bytes()).await.expect(200).text;
        assert!(known.contains("2 платежа уже были загружены раньше"), "{known}");
        // What did not match is placed by one press, where its sum tells which.
        let boris = city.visitor().books("Борис", "+79215550121").await;
        let early = boris.client.form(&format!("/my/visits/{}/invoice", boris.visit), &[]).await.expect(303);
        let page = desk.get("/desk/payments").await.expect(200).text;
        let assign = page.split("action=\"").filter_map(|rest| rest.split('"').next()).find(|action| action.ends_with("/assign")).unwrap().to_owned();
        let missing = desk.form(&assign, &[("number", "99")]).await.expect(422);
        assert!(missing.text.contains("счёта с таким номером нет"), "{}", missing.text);
        desk.form(&assign, &[("number", "2")]).await.expect(303);
        assert_eq!(sums(city, &boris.visit).await.0, boris.total - 77_700);
        assert!(early.location().starts_with("/my/invoices/"));
    }

    async fn a_statement_of_any_size_is_read_or_refused_with_a_word(city: City) {
        let desk = city.staff("tatiana").await;
        let whole = statement(&[Paid { number: 42, sum: 77_700, payer: "Кто-то", purpose: "за уборку" }]);
        let (head, rest) = whole.split_at(whole.find("СекцияДокумент").unwrap());
        let other = rest.split("КонецФайла").next().unwrap().replace(&format!("ПолучательСчет={HOUSE}"), "ПолучательСчет=40702810000000000099");
        let of = |megabytes: usize| format!("{head}{}{rest}", other.repeat(megabytes * 1024 * 1024 / other.len()));
        // A file twice as large as was ever taken before; one that is larger than any.
        let told = brings(&desk, of(16).as_bytes()).await.expect(200).text;
        assert!(told.contains("1 платёж ждёт") && told.contains("Прочитана вся выписка"), "{told}");
        let heavy = brings(&desk, of(50).as_bytes()).await.expect(413);
        assert!(heavy.text.contains("Ждут счёта"), "{}", heavy.text);
        // In other letters from some line on, or cut on its way: told where, and nothing of it is kept.
        let more = whole.replace("Номер=42", "Номер=43");
        let at = more.find("Плательщик1").unwrap();
        let mixed = [&more.as_bytes()[..at], &encoding_rs::WINDOWS_1251.encode(&more[at..]).0].concat();
        let refused = brings(&desk, &mixed).await.expect(422).text;
        assert!(refused.contains("Строка 10 (раздел «Документ 43») не читается"), "{refused}");
        let mut body = b"--cut\r\nContent-Disposition: form-data; name=\"statement\"; filename=\"kl_to_1c.txt\"\r\n\r\n".to_vec();
        body.extend_from_slice(&more.as_bytes()[..at]);
        let request = axum::http::Request::post("/desk/payments/statement").header("content-type", "multipart/form-data; boundary=cut");
        let cut = desk.send(request.header("sec-fetch-site", "same-origin"), axum::body::Body::from(body)).await.expect(422).text;
        assert!(cut.contains("обрывается после строки"), "{cut}");
        let page = desk.get("/desk/payments").await.expect(200).text;
        assert_eq!(page.matches("Кто-то").count(), 1, "{page}");
    }

    async fn two_equal_payments_are_two_however_often_they_come(city: City) {
        let desk = city.staff("tatiana").await;
        let twice = || Paid { number: 42, sum: 77_700, payer: "Кто-то", purpose: "за  уборку, сч. № 900" };
        let whole = statement(&[twice(), twice()]);
        let told = brings(&desk, whole.as_bytes()).await.expect(200).text;
        assert!(told.contains("2 платежа ждут"), "{told}");
        // Again, in other letters, and as another program writes it.
        let other = whole.replace('№', "N").replace("за  уборку", "За уборку");
        let known = brings(&desk, &encoding_rs::IBM866.encode(&other).0).await.expect(200).text;
        assert!(known.contains("2 платежа уже были"), "{known}");
        // The first of them was kept before marks counted: it is known by the mark that it had then.
        let before = billing::read_statement(whole.as_bytes(), HOUSE).unwrap().incoming[0].clone();
        let old = (before.before.clone().unwrap(), before.mark.clone());
        let changed = city.app.write(By::house(), move |tx| {
            let (before, mark) = old.clone();
            async move { sql::run(&tx, "UPDATE payments SET document = $1 WHERE document = $2", vec![before.into(), mark.into()]).await }
        });
        assert_eq!(changed.await.unwrap(), 1);
        let known = brings(&desk, whole.as_bytes()).await.expect(200).text;
        assert!(known.contains("2 платежа уже были"), "{known}");
    }

    async fn the_one_who_paid_is_found_among_many_who_owe_the_same(city: City) {
        let desk = city.staff("tatiana").await;
        let names = ["Орлова", "Лебедева", "Ковалёва", "Сорокина", "Гусева", "Чайкина", "Синицына", "Соколова", "Воронина", "Журавлёва", "Голубева"];
        let (mut booked, mut totals) = (Vec::new(), std::collections::BTreeMap::new());
        for (nth, last) in names.iter().enumerate() {
            let one = city.visitor().books("Анна", &format!("+792155501{}", 30 + nth)).await;
            one.client.form(&format!("/my/visits/{}/invoice", one.visit), &[]).await.expect(303);
            let client = invoice_of(city, &one.visit).await.unwrap().client;
            households::rename(&city.app, &access::Actor::House, client, "Анна", last).await.unwrap();
            *totals.entry(one.total).or_insert(0) += 1;
            booked.push(one);
        }
        assert!(totals.values().any(|many| *many > 5), "many owe the same: {totals:?}");
        let payers: Vec<String> = names.iter().map(|last| format!("{last} Анна Сергеевна")).collect();
        let paid = payers.iter().zip(&booked).zip(41..).map(|((payer, one), number)| Paid { number, sum: one.total, payer, purpose: "за уборку" });
        let told = brings(&desk, statement(&paid.collect::<Vec<_>>()).as_bytes()).await.expect(200).text;
        assert!(told.contains("11 платежей разнесены"), "{told}");
        for one in &booked {
            assert_eq!(sums(city, &one.visit).await.0, 0);
        }
    }

    async fn a_payment_on_a_wrong_invoice_is_taken_off_and_the_books_follow(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        let boris = city.visitor().books("Борис", "+79215550121").await;
        boris.client.form(&format!("/my/visits/{}/invoice", boris.visit), &[]).await.expect(303);
        city.clock("2026-03-03 10:00:00");
        let desk = city.staff("tatiana").await;
        // Boris names the number of another's invoice, and the sum happens to fit.
        let paid = Paid { number: 41, sum: anna.total, payer: "Борисов Борис", purpose: "Оплата по счету N 1" };
        brings(&desk, statement(&[paid]).as_bytes()).await.expect(200);
        assert_eq!(sums(city, &anna.visit).await.0, 0);
        let receipt = due(city).await.remove(0);
        assert_eq!(receipt.1, "full");
        desk.form(&format!("/desk/receipts/{}/punch", receipt.0), &[("mark", "ФД 18, ФП 3012345678")]).await.expect(303);
        let page = desk.get("/desk/payments?shelf=placed").await.expect(200).text;
        assert!(page.contains("Борисов Борис") && page.contains("Снять со счёта"), "{page}");
        let off = page.split("action=\"").filter_map(|rest| rest.split('"').next()).find(|action| action.ends_with("/take-off")).unwrap().to_owned();
        let invoice = invoice_of(city, &anna.visit).await.unwrap().id.to_string();
        desk.form(&off, &[("invoice", &invoice), ("reason", "gold")]).await.expect(422);
        for _ in 0..2 {
            desk.form(&off, &[("invoice", &invoice), ("reason", "other_client")]).await.expect(303);
        }
        assert_eq!(sums(city, &anna.visit).await.0, anna.total, "Anna owes it again");
        assert_eq!(due(city).await.iter().map(|(_, kind)| kind.as_str()).collect::<Vec<_>>(), ["correction"]);
        assert!(desk.get(&format!("/desk/invoices/{invoice}")).await.expect(200).text.contains("ждёт оплаты"));
        // It waits as if it had never matched, and goes to whose it is.
        let waits = desk.get("/desk/payments").await.expect(200).text;
        assert!(waits.contains("Борисов Борис"), "{waits}");
        desk.form(&off.replace("take-off", "assign"), &[("number", "2")]).await.expect(303);
        assert_eq!(sums(city, &boris.visit).await.0, (boris.total - anna.total).max(0));
        assert_eq!(sums(city, &anna.visit).await.0, anna.total);
        let was = desk.get("/desk/payments?shelf=placed").await.expect(200).text;
        assert!(was.contains("платил другой клиент"), "{was}");
        // The book-keeper finds the entry that turned it back.
        let query = "SELECT COUNT(*) AS n FROM taken_off t JOIN ledger l ON l.id = t.entry WHERE l.debit = 'receivable' AND l.credit = 'advance' AND t.made_by LIKE 'staff%'";
        let db = city.app.read().await.unwrap();
        assert_eq!(sql::one(&db, query, vec![]).await.unwrap().unwrap().get::<i64>("n").unwrap(), 1);
    }

    async fn programs_do_with_money_what_the_desk_does(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        city.clock("2026-03-03 10:00:00");
        let desk = city.staff("tatiana").await;
        let brought = async |text: &str, key: &str| {
            let request = axum::http::Request::post("/api/v1/statements").header("content-type", "application/octet-stream").header("idempotency-key", key);
            desk.send(request, axum::body::Body::from(text.to_owned())).await
        };
        let loose = statement(&[Paid { number: 42, sum: anna.total + 77_700, payer: "Кто-то", purpose: "за уборку" }]);
        let done = brought(&loose, "statement-story-1").await.expect(200).json();
        assert_eq!((done["waits"].as_i64(), done["known"].as_i64(), done["lines"].as_i64()), (Some(1), Some(0), Some(15)));
        assert_eq!(brought(&loose, "statement-story-2").await.expect(200).json()["known"], 1);
        assert_eq!(brought(&loose[..loose.len() - 40], "statement-story-3").await.problem(), "422 statement-cut");
        let payment = format!("/api/v1/payments/{}", done["payments"][0].as_str().unwrap());
        let invoice = invoice_of(city, &anna.visit).await.unwrap();
        assert_eq!(desk.post(&format!("{payment}/take-off"), json!({ "invoice": invoice.id.uuid(), "reason": "not_known" })).await.problem(), "409 nothing-put");
        let wrong = desk.post(&format!("/api/v1/invoices/{}/pay", invoice.id), json!({ "way": "cash", "amount": "x", "day": "2026-03-02" })).await.expect(422).json();
        assert_eq!(wrong["fields"][0]["field"], "amount", "a fault names what was sent");
        assert_eq!(desk.post(&format!("{payment}/assign"), json!({ "number": 99 })).await.expect(422).json()["fields"][0]["field"], "number");
        let put = desk.post(&format!("{payment}/assign"), json!({ "number": 1 })).await.expect(200).json();
        assert_eq!((put["to"][0]["amount_kopecks"].as_i64(), put["free_kopecks"].as_i64()), (Some(anna.total), Some(77_700)));
        // The receipts on it wait: what is dropped is not printed any more.
        assert_eq!(due(city).await.len(), 2);
        let off = desk.post(&format!("{payment}/take-off"), json!({ "invoice": invoice.id.uuid(), "reason": "other_invoice" })).await.expect(200).json();
        assert_eq!((off["free_kopecks"].as_i64(), off["client"].is_null(), off["taken_off"][0]["reason"].as_str()), (Some(anna.total + 77_700), false, Some("other_invoice")));
        assert_eq!(due(city).await.iter().map(|(_, kind)| kind.as_str()).collect::<Vec<_>>(), ["advance"]);
        desk.post(&format!("{payment}/assign"), json!({ "number": 1 })).await.expect(200);
        let seen = json!({ "sum": "777", "free_kopecks": 77_700 });
        assert_eq!(desk.post(&format!("{payment}/refund"), seen.clone()).await.expect(200).json()["free_kopecks"], 0);
        assert_eq!(desk.post(&format!("{payment}/refund"), seen).await.problem(), "409 nothing-free");
        assert_eq!(desk.get("/api/v1/payments?state=free").await.expect(200).json()["items"].as_array().unwrap().len(), 0);
        assert_eq!(desk.get("/api/v1/payments?state=placed").await.expect(200).json()["items"][0]["payer"], "Кто-то");
        // Receipts: printed, and corrected once.
        let waiting = desk.get("/api/v1/receipts?state=due&limit=1").await.expect(200).json();
        assert!(waiting["next"].is_string() && waiting["items"][0]["mark"].is_null(), "{waiting}");
        let receipt = format!("/api/v1/receipts/{}", waiting["items"][0]["id"].as_str().unwrap());
        assert_eq!(desk.post(&format!("{receipt}/correct"), json!({})).await.problem(), "409 not-printed");
        assert_eq!(desk.post(&format!("{receipt}/punch"), json!({ "mark": "ФД 18" })).await.expect(200).json()["mark"], "ФД 18");
        let first = desk.post(&format!("{receipt}/correct"), json!({})).await.expect(201).json();
        assert_eq!(desk.post(&format!("{receipt}/correct"), json!({})).await.expect(201).json(), first);
        assert_eq!((first["kind"].as_str(), first["corrects"].as_str()), (Some("correction"), receipt.rsplit('/').next()));
        assert_eq!(desk.get("/api/v1/receipts?state=punched").await.expect(200).json()["items"].as_array().unwrap().len(), 1);
        // Nobody else's.
        assert_eq!(anna.client.get(&payment).await.problem(), "403 denied");
    }

    async fn a_fee_that_comes_to_an_early_invoice_is_told(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.client.form(&format!("/my/visits/{}/invoice", anna.visit), &[]).await.expect(303);
        city.clock("2026-03-02 09:30:00");
        assert_eq!(city.messages("billing.invoice").await.len(), 1);
        let mut fees = Vec::new();
        for nth in [3, 1] {
            let db = city.app.read().await.unwrap();
            let visit: visits::VisitId = anna.visit.parse().unwrap();
            let fee = booking::amend_preview(&db, &access::Actor::House, visit, pricing::Cause::Client).await.unwrap().change.in_kopecks();
            let ask = scheduling::ask_of(&db, visit.uuid()).await.unwrap().unwrap();
            let start = scheduling::times_to_move(&city.app, visit.uuid(), &ask).await.unwrap()[nth].start.to_string();
            anna.client.post(&format!("/api/v1/visits/{}/move", anna.visit), json!({ "start": start, "fee_kopecks": fee })).await.expect(200);
            fees.push(fee);
        }
        let fees: i64 = fees.into_iter().sum();
        assert!(fees > 0, "a late change has its fee");
        assert_eq!(sums(city, &anna.visit).await.0, anna.total + fees);
        let told = city.messages("billing.invoice").await;
        assert!(told.len() == 2 && told[1].contains(&Money::kopecks(anna.total + fees).to_string()), "{told:?}");
    }

    async fn a_change_that_was_proposed_too_late_is_not_asked(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        proposes(city, &anna.visit, "500").await;
        let change = change_of(&anna).await;
        anna.served("2026-03-02 14:00:00").await;
        let asked = city.messages("billing.change").await.len();
        // One that was written down while the visit ended, so that neither saw the other.
        let (earlier, late): (billing::ChangeOrderId, billing::ChangeOrderId) = (change.rsplit('/').next().unwrap().parse().unwrap(), city.app.fresh_id().into());
        city.app
            .write(By::house(), |tx| async move {
                let query = "INSERT INTO change_orders (id, subject, visit, words_sealed, amount_kopecks, state, made_at, made_by)
                             SELECT $1, subject, visit, words_sealed, amount_kopecks, 'proposed', made_at, made_by FROM change_orders WHERE id = $2";
                sql::run(&tx, query, vec![late.uuid().into(), earlier.uuid().into()]).await?;
                let row = sql::one(&tx, "SELECT subject FROM change_orders WHERE id = $1", vec![late.uuid().into()]).await?.unwrap();
                messaging::queue(&tx, billing::CHANGE, late, row.get::<uuid::Uuid>("subject")?).await
            })
            .await
            .unwrap();
        assert_eq!(city.messages("billing.change").await.len(), asked, "nobody is asked");
        let shown = billing::change(&city.app.read().await.unwrap(), &access::Actor::House, late).await.unwrap();
        assert!(matches!(shown.change.answer, Some(billing::Answer::Lapsed(_))), "{:?}", shown.change.answer);
    }

    async fn a_register_prints_after_the_commit_and_once(city: City) {
        let register = std::sync::Arc::new(Till::default());
        city.app.put(billing::Registers(register.clone()));
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        let desk = city.staff("tatiana").await;
        let invoice = invoice_of(city, &anna.visit).await.unwrap();
        assert_eq!(pays(&desk, invoice.id, "card", anna.total, city.app.fresh_id()).await, 303);
        assert_eq!(register.rung(), 0, "what is not committed is not printed");
        city.settle().await;
        assert_eq!(register.rung(), 1);
        let punched = billing::receipts_punched(&city.app.read().await.unwrap(), &access::Actor::House, None, 10).await.unwrap();
        assert!(matches!(punched.as_slice(), [billing::Receipt::Punched(one)] if one.mark == "ФД 1"), "{punched:?}");
    }

    async fn what_is_printed_while_it_is_dropped_stands_and_no_money_is_told_of_twice(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        let invoice = invoice_of(city, &anna.visit).await.unwrap().id;
        let taken = billing::RawPayment { way: "card".to_owned(), amount: Money::kopecks(anna.total).plain(), day: "2026-03-02".to_owned() };
        let house = access::Actor::House;
        // By hand: it is on paper, whatever the desk has done meanwhile.
        let first = billing::PaymentId::from(city.app.fresh_id());
        billing::take_payment(&city.app, &house, first, invoice, &taken).await.unwrap();
        let (receipt, _) = due(city).await.remove(0);
        billing::take_off(&city.app, &house, first, invoice, "other_invoice").await.unwrap();
        let desk = city.staff("tatiana").await;
        let punch = format!("/api/v1/receipts/{receipt}/punch");
        for nth in 0..2 {
            let request = axum::http::Request::post(&punch).header("content-type", "application/json").header("idempotency-key", format!("punch-dropped-{nth}-00"));
            let punched = desk.send(request, axum::body::Body::from(json!({ "mark": "ФД 18" }).to_string())).await.expect(200).json();
            assert_eq!((punched["mark"].as_str(), punched["kind"].as_str()), (Some("ФД 18"), Some("full")));
        }
        assert_eq!(due(city).await.iter().map(|(_, kind)| kind.as_str()).collect::<Vec<_>>(), ["correction"], "an advance in its place is none");
        // By a register, which prints while the desk takes the money off.
        let second = billing::PaymentId::from(city.app.fresh_id());
        let till = std::sync::Arc::new(SlowTill { app: city.app.clone(), takes_off: Some((second, invoice)).into(), rung: std::sync::Mutex::default() });
        city.app.put(billing::Registers(till.clone()));
        billing::take_payment(&city.app, &house, second, invoice, &taken).await.unwrap();
        city.settle().await;
        assert_eq!(*till.rung.lock().unwrap(), ["full", "correction"]);
        city.app.put(billing::Registers(std::sync::Arc::new(billing::DeskJournal)));
        assert_eq!(sums(city, &anna.visit).await.0, anna.total);
    }

    async fn what_waits_on_another_clients_money_names_nobody(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        let invoice = invoice_of(city, &anna.visit).await.unwrap().id;
        let (house, payment) = (access::Actor::House, billing::PaymentId::from(city.app.fresh_id()));
        let taken = billing::RawPayment { way: "card".to_owned(), amount: Money::kopecks(anna.total + 5_000).plain(), day: "2026-03-02".to_owned() };
        billing::take_payment(&city.app, &house, payment, invoice, &taken).await.unwrap();
        billing::take_off(&city.app, &house, payment, invoice, "other_client").await.unwrap();
        let waiting = billing::receipts_due(&city.app.read().await.unwrap(), &house, None, 20).await.unwrap();
        let mut told: Vec<_> = waiting.iter().map(billing::Receipt::due).map(|due| (due.amount.in_kopecks(), due.kind.name(), due.client, due.invoice)).collect();
        told.sort_unstable_by_key(|(amount, ..)| *amount);
        assert_eq!(told, [(5_000, "advance", None, None), (anna.total, "advance", None, None)]);
    }

    async fn a_part_of_a_payment_is_news_of_both(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        city.clock("2026-03-03 10:00:00");
        let desk = city.staff("tatiana").await;
        brings(&desk, statement(&[Paid { number: 42, sum: 77_700, payer: "Кто-то", purpose: "за уборку" }]).as_bytes()).await.expect(200);
        let house = access::Actor::House;
        let free = billing::free_payments(&city.app.read().await.unwrap(), &house, None, 10).await.unwrap();
        let (payment, invoice) = (free[0].payment.id, invoice_of(city, &anna.visit).await.unwrap());
        let told = async || {
            let db = city.app.read().await.unwrap();
            (journal::how_many(&db, payment.uuid()).await.unwrap(), journal::how_many(&db, invoice.id.uuid()).await.unwrap())
        };
        let before = told().await;
        billing::assign(&city.app, &house, payment, &invoice.number.to_string()).await.unwrap();
        assert_eq!(sums(city, &anna.visit).await.0, anna.total - 77_700, "a part alone");
        let after = told().await;
        assert!(after.0 > before.0 && after.1 > before.1, "{before:?} {after:?}");
        // An invoice that is withdrawn frees what was put to it: that is news of the payment.
        let boris = city.visitor().books("Борис", "+79215550121").await;
        boris.client.form(&format!("/my/visits/{}/invoice", boris.visit), &[]).await.expect(303);
        let (early, id) = (invoice_of(city, &boris.visit).await.unwrap().id, billing::PaymentId::from(city.app.fresh_id()));
        let taken = billing::RawPayment { way: "card".to_owned(), amount: "100".to_owned(), day: "2026-03-02".to_owned() };
        billing::take_payment(&city.app, &house, id, early, &taken).await.unwrap();
        let told = async || journal::how_many(&city.app.read().await.unwrap(), id.uuid()).await.unwrap();
        let before = told().await;
        proposes(city, &boris.visit, "500").await;
        let path = change_of(&boris).await;
        boris.client.form(&format!("{path}/accept"), &[("total", &(boris.total + 50_000).to_string())]).await.expect(303);
        assert!(told().await >= before + 2, "freed, and put to the invoice that stands in its place");
    }

    async fn whose_money_it_is_does_not_change_while_it_is_put(city: City) {
        let house = access::Actor::House;
        for (nth, is_off_first) in [(0, true), (1, false)] {
            let phone = format!("+7921555016{nth}");
            let anna = city.visitor().books("Анна", &phone).await;
            let again = city.visitor();
            let quote = again.quote(false).await;
            let start = again.times(&quote).await[0]["start"].clone();
            let later = again.books_at("Анна", &phone, &quote, &start).await;
            anna.served("2026-03-02 14:00:00").await;
            let (invoice, payment) = (invoice_of(city, &anna.visit).await.unwrap().id, billing::PaymentId::from(city.app.fresh_id()));
            let taken = billing::RawPayment { way: "card".to_owned(), amount: Money::kopecks(anna.total + 5_000).plain(), day: "2026-03-02".to_owned() };
            billing::take_payment(&city.app, &house, payment, invoice, &taken).await.unwrap();
            // Somebody holds the payment until both have read it, and wait for it in this order.
            let (held, go) = (std::sync::Arc::new(tokio::sync::Notify::new()), std::sync::Arc::new(tokio::sync::Notify::new()));
            let holding = city.app.write(By::house(), |tx| {
                let (held, go) = (held.clone(), go.clone());
                async move {
                    sql::run(&tx, "UPDATE payments SET taken_by = taken_by WHERE subject = $1", vec![payment.uuid().into()]).await?;
                    held.notify_one();
                    go.notified().await;
                    Ok::<_, DbError>(())
                }
            });
            let off = async || billing::take_off(&city.app, &house, payment, invoice, "other_client").await.map(drop);
            let issued = async || billing::issue_early(&city.app, &house, later.visit.parse().unwrap()).await.map(drop);
            let first = async {
                held.notified().await;
                if is_off_first { off().await } else { issued().await }
            };
            let second = async {
                wait_for_a_row(city, 1).await;
                if is_off_first { issued().await } else { off().await }
            };
            let released = async {
                wait_for_a_row(city, 2).await;
                go.notify_one();
            };
            let (holding, first, second, ()) = tokio::join!(holding, first, second, released);
            assert!(holding.is_ok() && first.is_ok() && second.is_ok(), "{holding:?} {first:?} {second:?}");
            let placed = billing::payment(&city.app.read().await.unwrap(), &house, payment).await.unwrap();
            assert_eq!((placed.payment.client, placed.to.len(), placed.payment.free), (None, 0, placed.payment.amount), "{nth}");
            assert_eq!(sums(city, &later.visit).await, (later.total, later.total));
        }
    }

    async fn each_kopeck_has_its_receipt_and_its_entry(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.client.form(&format!("/my/visits/{}/invoice", anna.visit), &[]).await.expect(303);
        let desk = city.staff("tatiana").await;
        let invoice = invoice_of(city, &anna.visit).await.unwrap();
        assert_eq!(pays(&desk, invoice.id, "cash", 100_000, city.app.fresh_id()).await, 303);
        anna.served("2026-03-02 14:00:00").await;
        assert_eq!(pays(&desk, invoice.id, "card", anna.total - 100_000, city.app.fresh_id()).await, 303);
        let db = city.app.read().await.unwrap();
        let due = billing::receipts_due(&db, &access::Actor::House, None, 10).await.unwrap();
        let mut kinds: Vec<(&str, i64)> = due.iter().map(|receipt| (receipt.due().kind.name(), receipt.due().amount.in_kopecks())).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, [("advance", 100_000), ("full", anna.total - 100_000), ("offset", 100_000)]);
        let mut sums = Vec::new();
        for account in Account::ALL {
            let query = "SELECT CAST(COALESCE(SUM(CASE WHEN debit = $1 THEN amount_kopecks ELSE -amount_kopecks END), 0) AS BIGINT) AS sum FROM ledger WHERE debit = $1 OR credit = $1";
            sums.push(sql::one(&db, query, vec![account.name().into()]).await.unwrap().unwrap().get::<i64>("sum").unwrap());
        }
        assert_eq!(sums, [100_000, 0, anna.total - 100_000, 0, 0, -anna.total]);
        // Punched by hand: its mark is kept, and only a correction says otherwise.
        let receipt = due[0].due().id;
        let punch = format!("/desk/receipts/{receipt}/punch");
        assert!(desk.form(&punch, &[("mark", " ")]).await.expect(422).text.contains("заполните"));
        desk.form(&punch, &[("mark", "ФД 18, ФП 3012345678")]).await.expect(303);
        desk.form(&punch, &[("mark", "ФД 19")]).await.expect(409);
        desk.form(&format!("/desk/receipts/{}/correct", due[1].due().id), &[]).await.expect(409);
        for _ in 0..2 {
            desk.form(&format!("/desk/receipts/{receipt}/correct"), &[]).await.expect(303);
        }
        let due = billing::receipts_due(&city.app.read().await.unwrap(), &access::Actor::House, None, 10).await.unwrap();
        assert_eq!(due.iter().filter(|receipt| receipt.due().kind.name() == "correction").count(), 1);
        assert!(desk.get("/desk/receipts?shelf=punched").await.expect(200).text.contains("ФП 3012345678"));
    }

    async fn the_database_refuses_what_was_not_agreed(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        let invoice = invoice_of(city, &anna.visit).await.unwrap();
        let quote = match invoice_parts(city, invoice.id).await.as_slice() {
            [billing::Part { why: billing::Why::Quote(quote), .. }] => *quote,
            other => panic!("{other:?}"),
        };
        for (query, values, rule) in [
            ("INSERT INTO invoice_parts (invoice, nth, quote, amount_kopecks) VALUES ($1, 9, $2, 1)", vec![invoice.id.uuid().into(), quote.uuid().into()], "not-what-was-agreed"),
            ("UPDATE invoice_parts SET amount_kopecks = 1 WHERE invoice = $1", vec![invoice.id.uuid().into()], "invoice-stands"),
            ("UPDATE invoices SET total_kopecks = 1, open_kopecks = 1 WHERE id = $1", vec![invoice.id.uuid().into()], "invoice-stands"),
            ("UPDATE ledger SET amount_kopecks = 1 WHERE invoice = $1", vec![invoice.id.uuid().into()], "ledger-stands"),
        ] {
            let refused = city.app.write(By::house(), move |tx| {
                let values = values.clone();
                async move { sql::run(&tx, query, values).await }
            });
            let refused: DbError = refused.await.expect_err(query);
            assert!(refused.is_refused(rule), "{query}: {refused}");
        }
    }

    async fn what_a_bank_said_is_forgotten_with_the_client_and_the_books_stand(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        city.clock("2026-03-03 10:00:00");
        let desk = city.staff("tatiana").await;
        let paid = Paid { number: 41, sum: anna.total + 5_000, payer: "Лебедева Анна Сергеевна", purpose: "Оплата по счету 1" };
        brings(&desk, statement(&[paid]).as_bytes()).await.expect(200);
        let page = desk.get("/desk/payments").await.expect(200).text;
        assert!(page.contains("Лебедева Анна Сергеевна"), "{page}");
        let assign = page.split("action=\"").filter_map(|rest| rest.split('"').next()).find(|action| action.ends_with("/assign")).unwrap().to_owned();
        desk.form(&assign, &[("number", "1")]).await.expect(303);
        let client = invoice_of(city, &anna.visit).await.unwrap().client;
        households::erase_client(&city.app, &access::Actor::House, client).await.unwrap();
        let page = desk.get("/desk/payments").await.expect(200).text;
        assert!(!page.contains("Лебедева") && page.contains(&Money::kopecks(5_000).to_string()), "{page}");
        let invoice = invoice_of(city, &anna.visit).await.unwrap();
        let gone = desk.get(&format!("/desk/invoices/{}", invoice.id)).await.expect(200).text;
        assert!(gone.contains("Клиент, данные удалены"), "{gone}");
    }
}

/// A cash register that prints at once.
#[derive(Default)]
struct Till(std::sync::Mutex<u32>);

impl Till {
    fn rung(&self) -> u32 {
        *self.0.lock().unwrap()
    }
}

impl billing::Register for Till {
    fn ring<'a>(&'a self, _: &'a billing::Due) -> futures::future::BoxFuture<'a, Result<billing::Rung, billing::NotRung>> {
        Box::pin(async {
            let mut rung = self.0.lock().unwrap();
            *rung += 1;
            Ok(billing::Rung::Printed(format!("ФД {rung}")))
        })
    }
}

/// A cash register that prints while the desk takes the money off.
struct SlowTill {
    app: db::App,
    takes_off: std::sync::Mutex<Option<(billing::PaymentId, InvoiceId)>>,
    rung: std::sync::Mutex<Vec<&'static str>>,
}

impl billing::Register for SlowTill {
    fn ring<'a>(&'a self, receipt: &'a billing::Due) -> futures::future::BoxFuture<'a, Result<billing::Rung, billing::NotRung>> {
        Box::pin(async {
            let takes_off = self.takes_off.lock().unwrap().take_if(|_| receipt.kind == billing::Kind::Full);
            if let Some((payment, invoice)) = takes_off {
                billing::take_off(&self.app, &access::Actor::House, payment, invoice, "other_invoice").await.unwrap();
            }
            let mut rung = self.rung.lock().unwrap();
            rung.push(receipt.kind.name());
            Ok(billing::Rung::Printed(format!("ФД {}", rung.len())))
        })
    }
}

/// Until so many transactions of this house wait for a row that another holds. SQLite writes one after another anyway.
async fn wait_for_a_row(city: &City, n: i64) {
    let query = "SELECT COUNT(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while city.settings.database.is_some() {
        let db = city.app.read().await.unwrap();
        if sql::one(&db, query, vec![]).await.unwrap().unwrap().get::<i64>("n").unwrap() >= n {
            return;
        }
    }
}

/// Receipts that wait: which, of what kind.
async fn due(city: &City) -> Vec<(billing::ReceiptId, String)> {
    let due = billing::receipts_due(&city.app.read().await.unwrap(), &access::Actor::House, None, 20).await.unwrap();
    due.iter().map(|receipt| (receipt.due().id, receipt.due().kind.name().to_owned())).collect()
}

async fn invoice_parts(city: &City, id: InvoiceId) -> Vec<billing::Part> {
    billing::invoice(&city.app.read().await.unwrap(), &access::Actor::House, id).await.unwrap().invoice.parts
}

async fn fee_of(city: &City, visit: &str) -> i64 {
    let db = city.app.read().await.unwrap();
    let visit = visit.parse().unwrap();
    booking::amend_preview(&db, &access::Actor::House, visit, pricing::Cause::Client).await.unwrap().cancel.in_kopecks()
}
