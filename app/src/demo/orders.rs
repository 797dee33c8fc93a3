//! Orders of the demo house: a price, a time held, a contact, a code or a call.

use super::Demo;
use super::clients::{Client, Order};
use access::Actor;
use anyhow::{Context as _, Result};
use booking::{Agree, ask, book_for_caller, confirm};
use db::App;
use households::{ClientId, RawContact, client_by_phone, set_email};
use pricing::{Ask, Quote, make_quote};
use scheduling::{Hold, HoldError, SlotAsk, hold};
use values::{Instant, Lang, Phone};

impl Demo {
    /// What is booked on that day, from seven to half past nine in the evening.
    pub(super) async fn book(&mut self, day: i64) -> Result<()> {
        for (n, order) in (0_i64..).zip(self.orders.remove(&day).unwrap_or_default()) {
            let now = self.moment(day, 7, 2)? + jiff::SignedDuration::from_mins(n * 3);
            if now > self.at {
                break;
            }
            self.app.stand_still(now);
            let Some(client) = self.clients.get(order.client).cloned() else { continue };
            self.order(&client, &order, now).await?;
            journal::drain(&self.app).await?;
        }
        Ok(())
    }

    async fn order(&mut self, client: &Client, order: &Order, now: Instant) -> Result<()> {
        let visitor = if client.calls { self.manager(order.booked_on) } else { Actor::Visitor };
        let quote = make_quote(&self.app, &visitor, asked(client, order)).await?;
        let times = SlotAsk {
            service: quote.ask.service.clone(),
            district: quote.ask.district.clone(),
            minutes: i64::from(quote.effort.minutes),
            crew: quote.effort.crew,
            ..SlotAsk::default()
        };
        let Some(held) = self.held(&visitor, &quote, &times, client, order, now).await? else {
            return Ok(());
        };
        self.agree(client, &visitor, &quote, &held).await
    }

    /// The first time near the hour they like, on the day wanted or one of the next; `None` when nothing suits.
    async fn held(&self, visitor: &Actor, quote: &Quote, times: &SlotAsk, client: &Client, order: &Order, now: Instant) -> Result<Option<Hold>> {
        for later in 0..3 {
            for hour in [client.hour, client.hour + 3, client.hour - 3, 9, 15] {
                let start = self.moment(order.day + later, hour.clamp(9, 19), 0)?;
                if start < now + jiff::SignedDuration::from_hours(3) {
                    continue;
                }
                match hold(&self.app, visitor, quote.id.uuid(), times, start).await {
                    Ok(held) => return Ok(Some(held.into_inner())),
                    Err(HoldError::SlotGone(_)) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(None)
    }

    async fn agree(&self, client: &Client, visitor: &Actor, quote: &Quote, held: &Hold) -> Result<()> {
        let contact = RawContact {
            name: client.name.clone(),
            phone: client.phone.clone(),
            street: client.street.clone(),
            house: client.house.clone(),
            flat: client.flat.clone(),
        };
        let booked = if client.calls {
            book_for_caller(&self.app, visitor, held.id, quote.id, &contact, Lang::Ru, quote.total).await
        } else {
            let request = ask(&self.app, visitor, held.id, &contact, Lang::Ru).await?;
            journal::drain(&self.app).await?;
            let code = code(&self.app, request.uuid()).await?;
            confirm(&self.app, request, &code, quote.total).await
        };
        match booked {
            Ok(booked) if client.phone == front::DEMO_CLIENT_PHONE && quote.ask.first_order => self.write_to(booked.agreement.terms.client).await,
            Ok(_) | Err(Agree::HoldOver) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn write_to(&self, client: ClientId) -> Result<()> {
        self.app.write(&Actor::Client(client.uuid()), |tx| async move { set_email(&tx, client, "anna@example.org").await }).await?;
        Ok(())
    }

    pub(super) async fn client_id(&self, client: &Client) -> Result<Option<ClientId>> {
        Ok(client_by_phone(&self.app.read().await?, &Phone::parse(&client.phone)?).await?)
    }
}

fn asked(client: &Client, order: &Order) -> Ask {
    Ask {
        service: order.service.clone(),
        district: client.district.clone(),
        area_m2: client.area_m2,
        rooms: client.rooms,
        bathrooms: client.bathrooms,
        extras: order.extras.iter().map(|code| (code.clone(), 1)).collect(),
        first_order: order.first,
        ..Ask::default()
    }
}

/// The code that was sent for this.
async fn code(app: &App, about: uuid::Uuid) -> Result<String> {
    let message = messaging::kept_for(&app.read().await?, about, 1).await?.pop().and_then(|message| message.text);
    let (_, text) = message.context("the code did not come")?;
    Ok(text.chars().filter(char::is_ascii_digit).take(6).collect())
}
