//! The owner gives out keys: who has a door, a link for whoever has none or has lost it, the second factor by role.

use access::{GIVE_KEYS, Resource, Role, give_link, has_door, is_required, require_factor};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use messaging::PublicUrl;
use pages::{Field, Form, Head, Here, Kind, Refused, Shell, page, redirect};
use people::{NewPerson, PersonId};
use values::Problem;

/// One of the staff.
pub(crate) struct Holder {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) has_door: bool,
}

/// A role and whether it is asked for the second factor.
pub(crate) struct RoleRow {
    pub(crate) name: &'static str,
    pub(crate) words: String,
    pub(crate) required: bool,
}

/// A link, shown this once.
pub(crate) struct Given {
    pub(crate) name: String,
    pub(crate) href: String,
}

#[derive(Template)]
#[template(path = "keys.html")]
pub(crate) struct KeysPage {
    pub(crate) head: Head,
    pub(crate) given: Option<Given>,
    pub(crate) holders: Vec<Holder>,
    pub(crate) roles: Vec<RoleRow>,
    pub(crate) first: Field,
    pub(crate) patronymic: Field,
    pub(crate) last: Field,
    pub(crate) chosen: String,
    /// So that a form sent twice hires once.
    pub(crate) fresh: String,
}

const ROLES: [Role; 3] = [Role::Cleaner, Role::Manager, Role::Owner];

fn owner(here: &Here) -> Result<(), Refused> {
    here.actor.may(GIVE_KEYS, &Resource::default()).map(drop).map_err(|e| here.refuse(&e))
}

async fn keys_page(here: &Here, form: &Form, given: Option<(PersonId, String)>, problem: Option<&Problem>) -> Result<KeysPage, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let staff = people::staff(&db).await.map_err(|e| here.refuse(&e))?;
    let with_door = has_door(&db).await.map_err(|e| here.refuse(&e))?;
    let words = |role: Role| here.t.get(&format!("role-{}", role.name()));
    let mut roles = Vec::with_capacity(ROLES.len());
    for role in ROLES {
        let required = is_required(&db, role).await.map_err(|e| here.refuse(&e))?;
        roles.push(RoleRow { name: role.name(), words: words(role), required });
    }
    let name = |member: &people::StaffMember| member.name.as_ref().map(people::Name::full).unwrap_or_default();
    let given = given.map(|(person, link)| Given {
        name: staff.iter().find(|member| member.id == person).map(name).unwrap_or_default(),
        href: format!("{}/keys/{link}", here.app.part::<PublicUrl>().map(|url| url.0.clone()).unwrap_or_default()),
    });
    let holder = |member: &people::StaffMember| Holder {
        id: member.id.to_string(),
        name: name(member),
        role: words(member.role),
        has_door: with_door.contains(&member.id.uuid()),
    };
    let field = |name, autocomplete| Field::new(here, form, name, Kind::Text, autocomplete).blame(here, problem);
    Ok(KeysPage {
        given,
        holders: staff.iter().map(holder).collect(),
        roles,
        first: field("first", "off"),
        patronymic: field("patronymic", "off").optional(),
        last: field("last", "off"),
        chosen: form.get("role").to_owned(),
        fresh: form.get("fresh").parse::<PersonId>().map_or_else(|_| here.app.fresh_id().to_string(), |id| id.to_string()),
        head: here.head(Shell::Desk, &here.t.get("households-keys-title")),
    })
}

pub(crate) async fn get_keys(here: Here) -> Result<Response, Refused> {
    owner(&here)?;
    Ok(page(&keys_page(&here, &Form::default(), None, None).await?))
}

/// Somebody new, with the link to their door.
pub(crate) async fn post_hire(here: Here, form: Form) -> Result<Response, Refused> {
    owner(&here)?;
    let role = ROLES.into_iter().find(|role| role.name() == form.get("role")).unwrap_or(Role::Cleaner);
    let person = NewPerson {
        id: form.get("fresh").parse().ok(),
        first: form.get("first").to_owned(),
        patronymic: Some(form.get("patronymic").to_owned()).filter(|text| !text.is_empty()),
        last: form.get("last").to_owned(),
        role,
    };
    match people::hire(&here.app, &here.actor, person).await {
        Ok(hired) => show_link(&here, hired.into_inner(), role).await,
        Err(error) => {
            let problem = here.field_problem(&error)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&keys_page(&here, &form, None, Some(&problem)).await?)).into_response())
        }
    }
}

pub(crate) async fn post_link(here: Here, Path(person): Path<PersonId>) -> Result<Response, Refused> {
    owner(&here)?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let staff = people::staff(&db).await.map_err(|e| here.refuse(&e))?;
    let role = staff.iter().find(|member| member.id == person).map(|member| member.role).ok_or_else(|| here.not_found())?;
    show_link(&here, person, role).await
}

/// The link stands on the page this once: no redirect, nothing of it is kept.
async fn show_link(here: &Here, person: PersonId, role: Role) -> Result<Response, Refused> {
    let link = give_link(&here.app, &here.actor, person.uuid(), role).await.map_err(|e| here.refuse(&e))?;
    Ok(page(&keys_page(here, &Form::default(), Some((person, link.as_str().to_owned())), None).await?))
}

pub(crate) async fn post_roles(here: Here, form: Form) -> Result<Response, Refused> {
    owner(&here)?;
    let asked = form.all("role");
    for role in ROLES {
        require_factor(&here.app, &here.actor, role, asked.iter().any(|name| name == role.name())).await.map_err(|e| here.refuse(&e))?;
    }
    Ok(redirect("/desk/keys"))
}
