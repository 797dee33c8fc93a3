//! How the clients of the demo house pay: most at once, some late, a few not yet; and what the desk does with it.

use super::Demo;
use access::Actor;
use anyhow::Result;
use billing::{Invoice, RawPayment, Way, bring_in, propose_change, punch_receipt, receipts_due, requisites, take_payment, unpaid};
use jiff::SignedDuration;
use values::{Instant, Span};
use visits::visits_between;

/// What is looked through on one morning, at most.
const MANY: u32 = 400;

/// When an invoice is paid, told by its number; `None`: not yet, however long one waits.
fn pays_at(invoice: &Invoice) -> Option<Instant> {
    let days = match invoice.number {
        n if n % 151 == 0 => return None,
        n if n % 19 == 0 => 11,
        n => n % 4,
    };
    Some(invoice.issued_at + SignedDuration::from_hours(24 * days + 2))
}

impl Demo {
    /// The morning's money: who has paid is written down, what is due is punched.
    pub(super) async fn money(&mut self, day: i64, now: Instant) -> Result<()> {
        let manager = self.manager(day);
        let open = unpaid(&self.app.read().await?, &manager, None, MANY).await?;
        // The client through whose eyes the house is shown still has the invoice of her latest visit to pay.
        let shown = |invoice: &&Invoice| self.known.get(&invoice.client) == Some(&0) && invoice.issued_at + SignedDuration::from_hours(96) > self.at;
        for invoice in open.iter().filter(|invoice| pays_at(invoice).is_some_and(|at| at <= now)).filter(|invoice| !shown(invoice)) {
            let way = Way::ALL.into_iter().cycle().nth(usize::try_from(invoice.number % 7).unwrap_or(1)).unwrap_or(Way::Transfer);
            let raw = RawPayment { way: way.name().to_owned(), amount: invoice.open.plain(), day: now.day().to_string() };
            take_payment(&self.app, &manager, self.app.fresh_id().into(), invoice.id, &raw).await?;
        }
        // What came this morning waits; yesterday's is punched.
        let due = receipts_due(&self.app.read().await?, &manager, None, MANY).await?;
        for (nth, receipt) in due.iter().filter(|receipt| receipt.due().since < now).enumerate() {
            let mark = format!("ФД {}, ФП {}", 1_000 + (day + 400) * 60 + i64::try_from(nth)?, 3_000_000_000_i64 + (day + 400) * 7_919 + i64::try_from(nth)?);
            punch_receipt(&self.app, &manager, receipt.due().id, &mark).await?;
        }
        if day == 0 {
            self.bank(&manager).await?;
            self.propose(day, &manager).await?;
        }
        Ok(())
    }

    /// This morning's statement: one payment that names its invoice, and one that a person has to place.
    async fn bank(&self, manager: &Actor) -> Result<()> {
        let Some(house) = requisites(&self.app)? else { return Ok(()) };
        let open = unpaid(&self.app.read().await?, manager, None, MANY).await?;
        let today = self.at.day().strftime("%d.%m.%Y").to_string();
        let mut text = format!("1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка=UTF-8\r\nРасчСчет={}\r\n", house.account);
        let named = open.last().map(|invoice| (invoice.open.plain(), format!("Оплата по счёту № {} за уборку", invoice.number)));
        let loose = ("3500.00".to_owned(), "За уборку квартиры, спасибо".to_owned());
        for (nth, (sum, purpose)) in named.into_iter().chain([loose]).enumerate() {
            let (number, ours) = (nth + 7, &house.account);
            for line in [
                "СекцияДокумент=Платежное поручение",
                &format!("Номер={number}"),
                &format!("Дата={today}"),
                &format!("Сумма={sum}"),
                &format!("ПлательщикСчет=4081781000000000{nth:04}"),
                "Плательщик1=Соколов Игорь Петрович",
                &format!("ПолучательСчет={ours}"),
                &format!("ДатаПоступило={today}"),
                &format!("НазначениеПлатежа={purpose}"),
                "КонецДокумента",
            ] {
                text += line;
                text += "\r\n";
            }
        }
        text += "КонецФайла\r\n";
        bring_in(&self.app, manager, text.as_bytes()).await?;
        Ok(())
    }

    /// Somebody asked by phone for one thing more; their answer is waited for.
    async fn propose(&self, day: i64, manager: &Actor) -> Result<()> {
        let span = Span { start: self.moment(day + 1, 0, 0)?, end: self.moment(day + 3, 0, 0)? };
        let ahead = visits_between(&self.app.read().await?, &Actor::House, span, None).await?;
        for (visit, _) in ahead.into_iter().filter(|(visit, _)| visit.ahead().is_some() && visit.plan().redo_of.is_none()).take(1) {
            propose_change(&self.app, manager, visit.plan().id, "Разобрать и вымыть кладовую", "1 800").await?;
        }
        Ok(())
    }
}
