//! A bank's statement brought in: each document once, put where it belongs beyond doubt, the rest left to a person.

use super::BillError;
use super::payments::{take, use_rest};
use crate::invoice::Invoice;
use crate::matching::{Candidate, MOST, matched, numbers, whole};
use crate::payment::{Payment, Way};
use crate::requisites::requisites;
use crate::statement::{Incoming, NotAStatement, Reading, Statement};
use crate::{KEEP_MONEY, PaymentId, store};
use access::{Actor, Resource};
use db::{App, DbError, Read, Tx};
use households::{ClientId, LastNames};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use values::{Arg, Explain, Instant, Money, Problem};

/// Why no statement was brought in.
#[derive(Debug, thiserror::Error)]
pub enum BringIn {
    /// The file is refused; nothing of it is kept.
    #[error(transparent)]
    NotAStatement(#[from] NotAStatement),
    /// Nobody has written down the house's account: what is incoming is not known.
    #[error("the house has no account")]
    NoAccount,
    /// As with any money.
    #[error(transparent)]
    Bill(#[from] BillError),
}

impl From<DbError> for BringIn {
    fn from(error: DbError) -> Self {
        Self::Bill(error.into())
    }
}

impl From<access::Denied> for BringIn {
    fn from(error: access::Denied) -> Self {
        Self::Bill(error.into())
    }
}

impl Explain for BringIn {
    fn explain(&self) -> Problem {
        match self {
            Self::NotAStatement(NotAStatement::Other) => Problem::new(422, "not-a-statement"),
            Self::NotAStatement(NotAStatement::Letters) => Problem::new(422, "statement-letters"),
            Self::NotAStatement(NotAStatement::Version(version)) => Problem::new(422, "statement-version").arg("version", Arg::Text(version.clone())),
            Self::NotAStatement(NotAStatement::Cut { line, section }) => at("statement-cut", *line, section),
            Self::NotAStatement(NotAStatement::Line { line, section }) => at("statement-line", *line, section),
            Self::NotAStatement(NotAStatement::Recoded { line, section }) => at("statement-recoded", *line, section),
            Self::NotAStatement(NotAStatement::LongLine { line, section }) => at("statement-long-line", *line, section),
            Self::NotAStatement(NotAStatement::TooLarge) => Problem::new(413, "too-large"),
            Self::NoAccount => Problem::new(409, "no-account"),
            Self::Bill(e) => e.explain(),
        }
    }
}

fn at(kind: &'static str, line: usize, section: &str) -> Problem {
    let section = if section.is_empty() { "none" } else { section };
    Problem::new(422, kind).arg("line", Arg::Int(i64::try_from(line).unwrap_or(i64::MAX))).arg("section", Arg::Text(section.to_owned()))
}

/// What became of a statement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BroughtIn {
    /// Put to an invoice.
    pub matched: u32,
    /// Waits for a person.
    pub waits: u32,
    /// Came with an earlier file.
    pub known: u32,
    /// Money that went out, or of other accounts: not ours to keep here.
    pub others: u32,
    /// All that came, new here.
    pub sum: Money,
    /// The payments that are new here.
    pub payments: Vec<PaymentId>,
    /// Lines of the file that were read.
    pub lines: u32,
    /// Sections that nobody knows, with how often they stand.
    pub unknown: BTreeMap<String, usize>,
}

/// Brings a statement in that is here as a whole: all of it, or nothing.
pub async fn bring_in(app: &App, who: &Actor, bytes: &[u8]) -> Result<BroughtIn, BringIn> {
    let mut reading = begin_statement(app, who)?;
    reading.take(bytes)?;
    keep_statement(app, who, reading.end()?).await
}

/// A statement is to come, part by part.
pub fn begin_statement(app: &App, who: &Actor) -> Result<Reading, BringIn> {
    who.may(KEEP_MONEY, &Resource::default())?;
    Ok(Reading::new(&requisites(app)?.ok_or(BringIn::NoAccount)?.account))
}

/// Keeps a statement that was read to its end: all of it, or nothing.
pub async fn keep_statement(app: &App, who: &Actor, statement: Statement) -> Result<BroughtIn, BringIn> {
    let (who, statement) = (*who, Arc::new(statement));
    app.write(&who, move |tx| {
        let statement = Arc::clone(&statement);
        async move { keep(&tx, &who, &statement).await }
    })
    .await
}

async fn keep(tx: &Tx, who: &Actor, statement: &Statement) -> Result<BroughtIn, BringIn> {
    who.may(KEEP_MONEY, &Resource::default())?;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut told = BroughtIn { others: count(statement.others), lines: count(statement.lines), unknown: statement.unknown.clone(), ..BroughtIn::default() };
    let mut names = LastNames::default();
    for incoming in &statement.incoming {
        let mut invoice = invoice_for(tx, incoming, &mut names).await?;
        let payment = Payment {
            id: tx.id(),
            client: invoice.as_ref().map(|invoice| invoice.client),
            way: Way::Transfer,
            amount: incoming.amount,
            free: incoming.amount,
            paid_at: Instant::of_moscow(incoming.day.at(0, 0, 0, 0)).unwrap_or_else(|_| tx.now()),
            taken_at: tx.now(),
            payer: incoming.payer.clone(),
            purpose: incoming.purpose.clone(),
        };
        if !take(tx, &payment, [Some(&incoming.mark), incoming.before.as_deref()], invoice.as_mut()).await? {
            told.known += 1;
            continue;
        }
        use_rest(tx, payment.id).await?;
        told.sum += incoming.amount;
        told.payments.push(payment.id);
        if invoice.is_some() { told.matched += 1 } else { told.waits += 1 }
    }
    Ok(told)
}

/// Invoices that a payment may be for: of the numbers that it names, or of just that sum.
pub(crate) async fn likely(db: &impl Read, purpose: &str, sum: Money, most: u32) -> Result<Vec<Invoice>, DbError> {
    const NUMBERS: usize = 5;
    let mut found = Vec::new();
    for number in numbers(purpose).into_iter().take(NUMBERS) {
        found.extend(store::invoices::numbered(db, number).await?.filter(|invoice| invoice.withdrawn_at.is_none() && invoice.open > Money::ZERO));
    }
    if found.is_empty() {
        found = store::invoices::open_by_sum(db, sum, most).await?;
    }
    Ok(found)
}

/// The invoice that a line of the statement is for, beyond doubt. Who pays is compared where the names are kept, and where nothing else
/// decides: nobody looks at them for it.
async fn invoice_for(tx: &Tx, incoming: &Incoming, names: &mut LastNames) -> Result<Option<Invoice>, DbError> {
    let one_more = u32::try_from(MOST + 1).unwrap_or(u32::MAX);
    let invoices = whole(likely(tx, &incoming.purpose, incoming.amount, one_more).await?);
    let weigh = |payers: &BTreeSet<ClientId>| {
        let candidate = |of: &Invoice| Candidate { invoice: of.id, number: of.number, open: of.open, is_payer: payers.contains(&of.client) };
        matched(&incoming.purpose, incoming.amount, &invoices.iter().map(candidate).collect::<Vec<_>>())
    };
    let mut found = weigh(&BTreeSet::new());
    if found.is_none() {
        let clients: Vec<ClientId> = invoices.iter().map(|invoice| invoice.client).collect();
        found = weigh(&names.in_text(tx, &clients, &incoming.payer).await?);
    }
    Ok(invoices.into_iter().find(|invoice| Some(invoice.id) == found))
}
