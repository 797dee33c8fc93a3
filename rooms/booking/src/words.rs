//! The messages that this room words: the code of a guest, and all that was agreed.

use crate::{AgreementId, store};
use access::{Actor, CodeId, Resource, code_text, link_key};
use db::{App, By, DbError, Read as _};
use households::{SEE_CLIENT, knows_doors, reveal, reveal_home};
use messaging::{Letter, PublicUrl, args, words};
use uuid::Uuid;
use visits::Visit;

/// True while the code may be used. The link opens the page of the agreement, where a press is asked for all the same.
pub(crate) async fn code(app: App, about: Uuid, reader: Uuid) -> Result<Option<Letter>, DbError> {
    let db = app.read().await?;
    let id = CodeId::from(about);
    let Some((code, lang)) = code_text(&db, id).await? else {
        return Ok(None);
    };
    let link = format!("{}/bookings/{reader}?key={}", app.part::<PublicUrl>()?.0, link_key(&db, id));
    let vars = args([("code", code.clone().into()), ("link", link.into())]);
    Ok(Some(housebook::book(&app)?.letter(lang, "message-booking-code", &vars).about_code(&code)))
}

/// True unless the visit was called off.
pub(crate) async fn confirmed(app: App, about: Uuid, _reader: Uuid) -> Result<Option<Letter>, DbError> {
    app.write(By::house(), |tx| async move {
        let Some(agreement) = store::agreement(&tx, AgreementId::from(about)).await? else {
            return Ok(None);
        };
        let terms = agreement.terms;
        let visit = visits::visit(&tx, &Actor::House, terms.visit).await.map_err(|e| DbError::Other(e.to_string()))?;
        if matches!(visit, Visit::Cancelled(_) | Visit::Skipped(_)) {
            return Ok(None);
        }
        let Ok(permit) = Actor::House.may(SEE_CLIENT, &Resource::default()) else {
            return Ok(None);
        };
        let Some(card) = reveal(&tx, &permit, terms.client).await? else {
            return Ok(None);
        };
        let home = reveal_home(&tx, &permit, &[terms.home]).await?.remove(&terms.home);
        let names = people::names(&tx, &terms.crew).await?;
        let crew: Vec<String> = terms.crew.iter().filter_map(|p| names.get(p)).map(|n| n.first.clone()).collect();
        let service = catalog::service_as_of(&tx, &terms.service).await?;
        let plan = visit.plan();
        let vars = args([
            ("name", card.salutation().into()),
            ("day", words::day(card.lang, plan.span.start).into()),
            ("time", words::time(plan.span.start).into()),
            ("until", words::time(plan.span.end).into()),
            ("service", service.name.of(card.lang).to_owned().into()),
            ("crew", words::list(card.lang, &crew).into()),
            ("total", terms.total.to_string().into()),
            ("address", home.map(|h| h.address.line()).unwrap_or_default().into()),
            ("phone", catalog::brand(tx.app())?.phone.clone().into()),
            ("door", if knows_doors(&tx, terms.home).await? { "known" } else { "unknown" }.into()),
            ("doors", format!("{}/my/household#homes", tx.app().part::<PublicUrl>()?.0).into()),
            ("link", format!("{}/my/visits/{}", tx.app().part::<PublicUrl>()?.0, terms.visit).into()),
        ]);
        let book = housebook::book(tx.app())?;
        Ok(Some(book.letter(card.voice(), "message-confirmed", &vars)))
    })
    .await
}
