//! An invoice in words: the same for its page and its paper.

use billing::{BillError, Invoice, Shown, Standing, Why, bank_qr, in_words, requisites};
use booking::Amendment;
use db::Read;
use households::{ClientId, HomeId, SEE_CLIENT, show};
use messaging::words;
use pages::{Here, OrderView, T};
use papers::{Line, Row};
use pricing::Amend;
use values::{Instant, Lang, Money};

/// What is known of an invoice when it is shown.
pub(crate) struct Worded {
    /// The words of page and paper.
    pub(crate) words: papers::Invoice,
    /// Its state by its stable name.
    pub(crate) standing: Standing,
    /// The client's full name; empty after erasure.
    pub(crate) client: String,
}

/// The state in words: `не оплачен`, `просрочен`.
pub(crate) fn state_words(t: &T, standing: Standing) -> String {
    t.get(&format!("billing-state-{}", standing.name()))
}

/// `№ 12`
pub(crate) fn number_words(t: &T, invoice: &Invoice) -> String {
    t.with("billing-number", "number", &invoice.number.to_string())
}

/// An amount as it is typed, not as it is shown: `5850,50`.
pub(crate) fn typed(amount: Money) -> String {
    amount.plain().replace('.', ",").trim_end_matches(",00").to_owned()
}

/// Words an invoice; the look at its client is recorded.
pub(crate) async fn worded(here: &Here, shown: &Shown) -> Result<Worded, BillError> {
    let (t, db) = (&here.t, here.app.read().await?);
    let Shown { invoice, agreed } = shown;
    let plan = agreed.visit.plan();
    let (client, home) = seen(here, invoice.client, plan.home).await?;
    let service = catalog::service_as_of(&db, &agreed.quote.service).await?;
    let order = OrderView::new(t, &service, &agreed.quote.ask, &agreed.quote.lines, agreed.quote.total, agreed.quote.effort);
    let mut lines = Vec::new();
    for part in &invoice.parts {
        match part.why {
            Why::Quote(_) => lines.extend(order.lines.iter().map(|line| Line { words: line.words.clone(), amount: line.amount.clone() })),
            Why::Change(id) => {
                let told = agreed.changes.iter().find(|change| change.id == id).map(|change| change.words.clone()).filter(|words| !words.is_empty());
                lines.push(Line { words: told.unwrap_or_else(|| t.get("billing-line-change")), amount: part.amount.to_string() });
            }
            Why::Fee(id) => {
                let made = agreed.amendments.iter().find(|made| made.id == id);
                lines.push(Line { words: made.map(|made| fee_words(t, made)).unwrap_or_default(), amount: part.amount.to_string() });
            }
        }
    }
    let brand = catalog::brand(&here.app)?;
    let row = |key: &str, value: String| Row { name: t.get(key), value };
    let mut sides = vec![
        row("billing-from", brand.legal_name.of(t.lang).to_owned()),
        row("billing-to", client.clone()),
        row("billing-when", format!("{}, {}", t.date(&plan.span.start), t.span(&plan.span))),
        row("billing-where", home),
    ];
    sides.retain(|row| !row.value.is_empty());
    let mut totals = vec![Line { words: t.get("billing-total"), amount: invoice.total.to_string() }];
    if invoice.paid() > Money::ZERO {
        totals.push(Line { words: t.get("billing-paid"), amount: invoice.paid().to_string() });
        totals.push(Line { words: t.get("billing-left"), amount: invoice.open.to_string() });
    }
    let standing = invoice.standing(db.now());
    let mut words = papers::Invoice {
        lang: t.lang.tag(),
        house: brand.name.of(t.lang).to_owned(),
        title: t.with("billing-title", "number", &invoice.number.to_string()),
        subtitle: t.say("billing-subtitle", &[("issued", t.date(&invoice.issued_at).into()), ("due", t.date(&invoice.due_at).into())]),
        state: state_words(t, standing),
        sides,
        columns: [t.get("billing-column-what"), t.get("billing-column-sum")],
        lines,
        totals,
        in_words: in_words(t.lang, invoice.total),
        page: t.get("billing-page"),
        day: day_of(invoice.issued_at),
        ..papers::Invoice::default()
    };
    with_bank(here, invoice, standing, &mut words)?;
    Ok(Worded { words, standing, client })
}

/// Where to pay, and the square, while something is to be paid.
fn with_bank(here: &Here, invoice: &Invoice, standing: Standing, words: &mut papers::Invoice) -> Result<(), BillError> {
    let t = &here.t;
    let Some(to) = requisites(&here.app)? else {
        return Ok(());
    };
    words.notes.push(to.vat.of(t.lang).to_owned());
    if !matches!(standing, Standing::Open | Standing::Overdue) {
        return Ok(());
    }
    // A bank reads the purpose in Russian, whatever the client reads.
    let day = words::date(Lang::Ru, invoice.issued_at);
    let purpose = format!("Оплата по счёту № {} от {day}. {}", invoice.number, to.vat.ru);
    words.bank_title = t.get("billing-bank-title");
    words.square = bank_qr(&to, invoice.open, &purpose);
    words.square_words = t.get("billing-square");
    let row = |key: &str, value: &str| Row { name: t.get(key), value: value.to_owned() };
    words.bank = vec![
        row("billing-payee", &to.payee),
        row("billing-inn", &to.inn),
        row("billing-kpp", &to.kpp),
        row("billing-account", &to.account),
        row("billing-bank", &to.bank),
        row("billing-bic", &to.bic),
        row("billing-corr-account", &to.corr_account),
        row("billing-purpose", &purpose),
    ];
    words.bank.retain(|row| !row.value.is_empty());
    Ok(())
}

/// `Отмена визита, 2 марта, 19:40`
fn fee_words(t: &T, made: &Amendment) -> String {
    let key = match made.amend {
        Amend::Cancel => "billing-fee-cancel",
        Amend::Change => "billing-fee-change",
    };
    t.with(key, "at", &t.moment(&made.made_at))
}

fn day_of(at: Instant) -> (i32, u8, u8) {
    let day = at.day();
    (i32::from(day.year()), day.month().unsigned_abs(), day.day().unsigned_abs())
}

/// The client's name and the home's address, the look recorded.
async fn seen(here: &Here, client: ClientId, home: HomeId) -> Result<(String, String), BillError> {
    let own = access::Resource { client: Some(client.uuid()), crew: vec![] };
    let permit = here.actor.may(billing::SEE_INVOICE, &own)?;
    let mut shown = show(&here.app, &permit, &[client], &[home]).await?;
    let name = shown.cards.remove(&client).map(|card| card.full()).unwrap_or_default();
    Ok((name, shown.homes.remove(&home).map(|home| home.address.line()).unwrap_or_default()))
}

/// Names of clients for a list at the desk, each look recorded.
pub(crate) async fn names(here: &Here, clients: &[ClientId]) -> Result<std::collections::BTreeMap<ClientId, String>, BillError> {
    let permit = here.actor.may(SEE_CLIENT, &access::Resource::default())?;
    if clients.is_empty() {
        return Ok(std::collections::BTreeMap::new());
    }
    let shown = show(&here.app, &permit, clients, &[]).await?;
    Ok(shown.cards.into_iter().map(|(client, card)| (client, card.full())).collect())
}

/// What a payment was put to, with the form that takes it off again.
pub(crate) struct PutRow {
    /// Where the form is sent.
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) words: String,
    pub(crate) sum: String,
    /// The invoice, as the form carries it.
    pub(crate) invoice: String,
    pub(crate) href: String,
    /// Why it may be taken off: value, words.
    pub(crate) reasons: Vec<(&'static str, String)>,
}

pub(crate) fn put_row(t: &T, payment: &billing::Payment, invoice: &Invoice, sum: Money, client: Option<&String>) -> PutRow {
    let client = client.cloned().unwrap_or_else(|| t.get("billing-client-gone"));
    PutRow {
        path: format!("/desk/payments/{}/take-off", payment.id),
        id: format!("{}-{}", payment.id, invoice.id),
        words: t.say("billing-put", &[("number", number_words(t, invoice).into()), ("client", client.into())]),
        sum: sum.to_string(),
        invoice: invoice.id.to_string(),
        href: format!("/desk/invoices/{}", invoice.id),
        reasons: billing::Reason::ALL.into_iter().map(|reason| (reason.name(), t.get(&format!("billing-off-{}", reason.name())))).collect(),
    }
}

/// `Снято 500 ₽ 3 марта, 10:00: платил другой клиент`
pub(crate) fn off_words(t: &T, off: &billing::TakenOff) -> String {
    let reason = t.get(&format!("billing-off-{}", off.reason.name()));
    t.say("billing-off-was", &[("sum", off.amount.to_string().into()), ("at", t.moment(&off.at).into()), ("reason", reason.into())])
}
