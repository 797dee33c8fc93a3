//! The first of the staff: added from the command line.

use access::{Actor, Login, Role, set_login};
use anyhow::{Result, ensure};
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
