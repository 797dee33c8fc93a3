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
        let told = brings(&desk, &bytes).await.expect(200).text;
        assert!(told.contains("1 платёж разнесён по счетам") && told.contains("1 платёж ждёт"), "{told}");
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
        // Fifty megabytes get a clear word.
        let heavy = brings(&desk, &vec![b'x'; 12 * 1024 * 1024]).await;
        assert_eq!(heavy.status.as_u16(), 413, "{}", heavy.text);
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

async fn invoice_parts(city: &City, id: InvoiceId) -> Vec<billing::Part> {
    billing::invoice(&city.app.read().await.unwrap(), &access::Actor::House, id).await.unwrap().invoice.parts
}

async fn fee_of(city: &City, visit: &str) -> i64 {
    let db = city.app.read().await.unwrap();
    let visit = visit.parse().unwrap();
    booking::amend_preview(&db, &access::Actor::House, visit, pricing::Cause::Client).await.unwrap().cancel.in_kopecks()
}
