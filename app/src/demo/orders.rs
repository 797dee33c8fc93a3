//! Orders of the demo house: a price, a time held, a contact, a code or a call.

use super::Demo;
use super::clients::{Client, Order};
use ::households::{ClientId, RawContact, set_email};
use access::Actor;
use anyhow::{Context as _, Result};
use booking::{Agree, Agreement, ask, book_for_caller, confirm};
use catalog::Basis;
use concierge::{RawCaller, RequestError, WhyCall, leave_phone};
use db::App;
use pricing::{Ask, MakeQuote, PriceError, Quote, Rhythm, make_quote};
use scheduling::{Hold, HoldError, SlotAsk, hold};
use values::{Instant, Lang};

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
        let known = self.known.iter().find(|(_, n)| **n == order.client).map(|(id, _)| *id);
        let visitor = match known {
            _ if client.calls => self.manager(order.booked_on),
            Some(id) => Actor::Client(id.uuid()),
            None => Actor::Visitor,
        };
        let Some(quote) = self.quote(&visitor, client, order).await? else {
            return Ok(());
        };
        let times = SlotAsk {
            // A third of the clients know Olga, and ask for her.
            prefer: if order.client % 3 == 2 || order.client == 1 { vec![self.person("olga")?] } else { vec![] },
            ..pages::slot_ask(&self.app.read().await?, &visitor, &quote).await?
        };
        let Some(held) = self.held(&visitor, &quote, &times, client, order, now).await? else {
            return self.leave_number(&visitor, &quote, client).await;
        };
        let Some(agreed) = self.agree(client, &visitor, &quote, &held).await? else {
            return Ok(());
        };
        let (id, home) = (agreed.terms.client, agreed.terms.home);
        if self.known.insert(id, order.client).is_none() {
            self.get_to_know(order.client, client, id, home).await?;
        }
        if order.client == 0 && order.first {
            self.write_to(id).await?;
        }
        Ok(())
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

    /// Nothing suits: the house calls.
    async fn leave_number(&self, visitor: &Actor, quote: &Quote, client: &Client) -> Result<()> {
        let wish = format!("Удобно после {}:00, лучше в начале недели", client.hour);
        let caller = RawCaller { name: client.name.clone(), phone: client.phone.clone(), wish };
        match leave_phone(&self.app, visitor, WhyCall::NoTime, Some(quote.id.uuid()), &caller, Lang::Ru).await {
            Err(RequestError::Db(error)) => Err(error.into()),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    async fn agree(&self, client: &Client, visitor: &Actor, quote: &Quote, held: &Hold) -> Result<Option<Agreement>> {
        let contact = RawContact {
            name: client.name.clone(),
            phone: client.phone.clone(),
            street: client.street.clone(),
            house: client.house.clone(),
            flat: client.flat.clone(),
        };
        let booked = if client.calls {
            match book_for_caller(&self.app, visitor, held.id, quote.id, &contact, Lang::Ru, quote.total).await {
                // Read out anew, and agreed to.
                Err(Agree::Requoted { total, quote, hold, .. }) => book_for_caller(&self.app, visitor, hold, quote, &contact, Lang::Ru, total).await,
                other => other,
            }
        } else {
            let request = match ask(&self.app, visitor, held.id, &contact, Lang::Ru).await {
                Ok(request) => request,
                Err(booking::Ask::HoldOver | booking::Ask::FarAway { .. }) => return Ok(None),
                Err(error) => return Err(error.into()),
            };
            // Who is signed in needs no code.
            let code = if matches!(visitor, Actor::Client(_)) {
                String::new()
            } else {
                journal::drain(&self.app).await?;
                code(&self.app, request.uuid()).await?
            };
            // A condition that proved untrue has its new price beside the old one: that is what is pressed.
            let shown = booking::request(&self.app.read().await?, request).await?.context("a request")?;
            match confirm(&self.app, visitor, request, &code, shown.quote.total).await {
                Err(Agree::Requoted { total, .. }) => confirm(&self.app, visitor, request, &code, total).await,
                other => other,
            }
        };
        match booked {
            Ok(booked) => Ok(Some(booked.agreement)),
            Err(Agree::HoldOver | Agree::FarAway { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The price; `None` where the house makes none for such a home.
    async fn quote(&self, visitor: &Actor, client: &Client, order: &Order) -> Result<Option<Quote>> {
        let regular = Order { service: "regular".to_owned(), extras: vec![], ..order.clone() };
        // What has no price in the book is ordered as the regular work.
        for order in [order, &regular] {
            match make_quote(&self.app, visitor, self.asked(client, order)).await {
                Ok(quote) => return Ok(Some(quote)),
                Err(MakeQuote::Price(PriceError::Invalid(_) | PriceError::Unpriceable(_))) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(None)
    }

    fn asked(&self, client: &Client, order: &Order) -> Ask {
        let by_windows = catalog::service(&self.app, &order.service).is_ok_and(|offered| offered.service.basis == Basis::Windows);
        let ask = Ask {
            service: order.service.clone(),
            district: client.district.clone(),
            extras: order.extras.iter().map(|code| (code.clone(), 1)).collect(),
            first_order: order.first,
            ..Ask::default()
        };
        if by_windows {
            Ask { windows: client.windows, ..ask }
        } else {
            let rhythm = match client.rhythm {
                super::clients::Rhythm::Every(7) => Rhythm::Weekly,
                super::clients::Rhythm::Every(14) => Rhythm::Fortnightly,
                super::clients::Rhythm::Every(_) => Rhythm::Monthly,
                _ => Rhythm::Once,
            };
            Ask { area_m2: client.area_m2, rooms: client.rooms, bathrooms: client.bathrooms, rhythm, ..ask }
        }
    }

    async fn write_to(&self, client: ClientId) -> Result<()> {
        self.app.write(&Actor::Client(client.uuid()), |tx| async move { set_email(&tx, client, "anna@example.org").await }).await?;
        Ok(())
    }
}

/// The code that was sent for this.
async fn code(app: &App, about: uuid::Uuid) -> Result<String> {
    let message = messaging::kept_for(&app.read().await?, about, 1).await?.pop().and_then(|message| message.text);
    let (_, text) = message.context("the code did not come")?;
    Ok(text.chars().filter(char::is_ascii_digit).take(6).collect())
}
