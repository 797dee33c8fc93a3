//! The first of the staff: added from the command line, or by links.

use crate::config::Common;
use access::{Actor, Login, Role, first_owner_link, give_link, set_login, staff_login};
use anyhow::{Context as _, Result, ensure};
use db::{App, DbError};
use people::{NewPerson, PersonId};

/// Somebody with a door of their own.
#[derive(Debug, Clone)]
pub struct NewLogin {
    /// What is typed at the door, in lower case.
    pub login: String,
    /// Given name.
    pub first: String,
    /// Patronymic.
    pub patronymic: Option<String>,
    /// Family name.
    pub last: String,
    /// As what.
    pub role: Role,
}

/// Hires somebody and gives them a login.
pub async fn add_login(app: &App, new: &NewLogin, password: &str) -> Result<PersonId> {
    ensure!(password.chars().count() >= 10, "the password needs at least 10 characters");
    let person = NewPerson { id: None, first: new.first.clone(), patronymic: new.patronymic.clone(), last: new.last.clone(), role: new.role };
    let id = people::hire(app, &Actor::House, person).await?.into_inner();
    let login = Login { login: new.login.trim().to_lowercase(), person: id.uuid(), role: new.role };
    app.write(&Actor::House, |tx| {
        let login = login.clone();
        async move { set_login(&tx, &login, password).await }
    })
    .await
    .map_err(|e: DbError| e)?;
    Ok(id)
}

/// A link by which somebody chooses a new password.
pub async fn reset_link(app: &App, settings: &Common, login: &str) -> Result<String> {
    let known = staff_login(&app.read().await?, &login.trim().to_lowercase()).await?;
    let known = known.with_context(|| format!("there is no login {login}"))?;
    let link = give_link(app, &Actor::House, known.person, known.role).await?;
    Ok(format!("{}/keys/{}", settings.public_url(), link.as_str()))
}

/// The link by which a new house gets its owner; `None` once it has one.
pub(crate) async fn owner_link(app: &App, settings: &Common) -> Result<Option<String>> {
    let link = if app.is_demo() { None } else { first_owner_link(app).await? };
    Ok(link.map(|link| format!("{}/keys/{}", settings.public_url(), link.as_str())))
}
