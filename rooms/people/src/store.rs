//! The room's rows.

use crate::clearance::{Cleared, Missing, Stage, StageId, StageKind, TaxForm, clear};
use crate::{Name, PersonId};
use access::Role;
use db::{DbError, Read, Tx, sql, vault};
use files::FileId;
use jiff::civil::Date;
use room::Finding;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use values::{Instant, Span};

const NAME: &str = "people.name_sealed";

pub(crate) async fn exists(db: &impl Read, person: PersonId) -> Result<bool, DbError> {
    Ok(sql::one(db, "SELECT subject FROM people WHERE subject = $1", vec![person.uuid().into()]).await?.is_some())
}

pub(crate) async fn add_person(tx: &Tx, id: PersonId, role: Role, name: &Name) -> Result<(), DbError> {
    let text = serde_json::to_string(name).map_err(|e| DbError::Other(e.to_string()))?;
    let sealed = vault::seal(tx, id.uuid(), NAME, &text).await?;
    let row = vec![id.uuid().into(), role.name().into(), sealed.into(), tx.now().micros().into()];
    sql::run(tx, "INSERT INTO people (subject, role, name_sealed, hired_at) VALUES ($1, $2, $3, $4)", row).await?;
    Ok(())
}

/// Begins a change of a person's vetting; false when nobody of this id works here.
///
/// The write makes the changes of one person follow one another: two at once would each rewrite `cleared`
/// without the other's stage, and one could bring back a clearance that the other has just ended.
pub(crate) async fn begin_vetting(tx: &Tx, person: PersonId) -> Result<bool, DbError> {
    let query = "UPDATE people SET vetting_version = vetting_version + 1 WHERE subject = $1 AND left_at IS NULL";
    Ok(sql::run(tx, query, vec![person.uuid().into()]).await? == 1)
}

const STAGE: &str = "SELECT s.id, s.person, s.stage, s.service, s.passed_at, s.until_at, s.by_actor, s.evidence, s.revoked_at, s.tax_form, p.left_at AS left_at
     FROM clearance_stages s JOIN people p ON p.subject = s.person";

fn stage(row: &sql::Row) -> Result<Stage, DbError> {
    let kind: String = row.get("stage")?;
    Ok(Stage {
        id: StageId::from(row.get::<Uuid>("id")?),
        person: PersonId::from(row.get::<Uuid>("person")?),
        kind: StageKind::parse(&kind).ok_or_else(|| DbError::corrupt(format!("a stage {kind}")))?,
        service: row.get("service")?,
        tax: row.get::<Option<String>>("tax_form")?.as_deref().and_then(TaxForm::parse),
        passed_at: row.at("passed_at")?,
        until: row.maybe_at("until_at")?,
        by: row.get("by_actor")?,
        evidence: row.get("evidence")?,
        revoked_at: row.maybe_at("revoked_at")?,
        left_at: row.maybe_at("left_at")?,
    })
}

/// The stages of one person, in the order in which they were passed.
pub async fn stages_of(db: &impl Read, person: PersonId) -> Result<Vec<Stage>, DbError> {
    let rows = sql::all(db, &format!("{STAGE} WHERE s.person = $1 ORDER BY s.passed_at, s.id"), vec![person.uuid().into()]).await?;
    rows.iter().map(stage).collect()
}

pub(crate) async fn person_of_stage(db: &impl Read, id: StageId) -> Result<Option<PersonId>, DbError> {
    let row = sql::one(db, "SELECT person FROM clearance_stages WHERE id = $1", vec![id.uuid().into()]).await?;
    row.map(|row| Ok(PersonId::from(row.get::<Uuid>("person")?))).transpose()
}

pub(crate) async fn add_stage(tx: &Tx, stage: &Stage) -> Result<(), DbError> {
    let row = vec![
        stage.id.uuid().into(),
        stage.person.uuid().into(),
        stage.kind.name().into(),
        stage.service.clone().into(),
        stage.passed_at.micros().into(),
        stage.until.map(Instant::micros).into(),
        stage.by.clone().into(),
        stage.evidence.clone().into(),
        stage.tax.map(TaxForm::name).into(),
    ];
    let query = "INSERT INTO clearance_stages (id, person, stage, service, passed_at, until_at, by_actor, evidence, tax_form)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    sql::run(tx, query, row).await?;
    Ok(())
}

pub(crate) async fn set_revoked(tx: &Tx, id: StageId) -> Result<(), DbError> {
    let row = vec![id.uuid().into(), tx.now().micros().into()];
    sql::run(tx, "UPDATE clearance_stages SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", row).await?;
    Ok(())
}

/// Up to when a person is known to be cleared, by service.
pub(crate) async fn cleared_rows(db: &impl Read, person: PersonId) -> Result<BTreeMap<String, Instant>, DbError> {
    let rows = sql::all(db, "SELECT service, until_at FROM cleared WHERE person = $1", vec![person.uuid().into()]).await?;
    rows.iter().map(|row| Ok((row.get("service")?, row.at("until_at")?))).collect()
}

pub(crate) async fn set_cleared(tx: &Tx, cleared: &Cleared) -> Result<(), DbError> {
    let row = vec![cleared.person().uuid().into(), cleared.service().into(), cleared.from().micros().into(), cleared.until().micros().into()];
    let query = "INSERT INTO cleared (person, service, from_at, until_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (person, service) DO UPDATE SET from_at = excluded.from_at, until_at = excluded.until_at";
    sql::run(tx, query, row).await?;
    Ok(())
}

/// The row stays, since occupancy points to it: what was cleared until now was.
pub(crate) async fn end_clearance(tx: &Tx, person: PersonId, service: &str) -> Result<(), DbError> {
    let row = vec![person.uuid().into(), service.into(), tx.now().micros().into()];
    sql::run(tx, "UPDATE cleared SET until_at = $3 WHERE person = $1 AND service = $2 AND until_at > $3", row).await?;
    Ok(())
}

/// The names of these people, with two queries however many they are. Erased and unknown people are absent.
pub async fn names(db: &impl Read, people: &[PersonId]) -> Result<BTreeMap<PersonId, Name>, DbError> {
    let rows = sql::about(db, "SELECT subject, name_sealed FROM people WHERE subject IN ($ids)", vec![], people.iter().map(|id| id.uuid())).await?;
    open_names(db, &rows).await
}

/// Those who sit at the desk, with their names: the managers; where there is none, the owners. Whoever was erased or has left is absent.
pub async fn at_desk(db: &impl Read) -> Result<BTreeMap<PersonId, Name>, DbError> {
    for role in [Role::Manager, Role::Owner] {
        let rows =
            sql::all(db, "SELECT subject, name_sealed FROM people WHERE role = $1 AND left_at IS NULL ORDER BY subject", vec![role.name().into()]).await?;
        let named = open_names(db, &rows).await?;
        if !named.is_empty() {
            return Ok(named);
        }
    }
    Ok(BTreeMap::new())
}

async fn open_names(db: &impl Read, rows: &[sql::Row]) -> Result<BTreeMap<PersonId, Name>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut names = BTreeMap::new();
    for (row, subject) in rows.iter().zip(subjects) {
        if let Some(text) = keys.open(subject, NAME, &row.get::<Vec<u8>>("name_sealed")?)? {
            names.insert(PersonId::from(subject), serde_json::from_str(&text).map_err(DbError::corrupt)?);
        }
    }
    Ok(names)
}

/// One of the staff, for the desk.
#[derive(Debug, Clone)]
pub struct StaffMember {
    /// Who.
    pub id: PersonId,
    /// As what.
    pub role: Role,
    /// The name; `None` after erasure.
    pub name: Option<Name>,
    /// Since when.
    pub hired_at: Instant,
    /// Their last day, of whoever has left the house.
    pub last_day: Option<Date>,
    /// All stages ever passed, in the order in which they were passed.
    pub stages: Vec<Stage>,
}

impl StaffMember {
    /// May they serve this service at this moment, and if not, what is missing?
    pub fn clearance(&self, service: &str, at: Instant) -> Result<Cleared, Missing> {
        clear(&self.stages, self.id, service, at)
    }
}

const MEMBER: &str = "SELECT subject, role, name_sealed, hired_at, last_day FROM people";

/// All who work here, in the order of hiring, with three queries however many they are.
pub async fn staff(db: &impl Read) -> Result<Vec<StaffMember>, DbError> {
    members(db, "left_at IS NULL").await
}

/// Those who worked here once and have left, in the order of hiring.
pub async fn who_left(db: &impl Read) -> Result<Vec<StaffMember>, DbError> {
    members(db, "left_at IS NOT NULL").await
}

async fn members(db: &impl Read, who: &str) -> Result<Vec<StaffMember>, DbError> {
    let rows = sql::all(db, &format!("{MEMBER} WHERE {who} ORDER BY hired_at, subject"), vec![]).await?;
    let mut names = open_names(db, &rows).await?;
    let mut stages = by_person(&sql::all(db, &format!("{STAGE} WHERE {who} ORDER BY s.passed_at, s.id"), vec![]).await?)?;
    rows.iter().map(|row| member(row, &mut names, &mut stages)).collect()
}

/// One of the staff; `None` when nobody of this id works here or ever did.
pub async fn person(db: &impl Read, id: PersonId) -> Result<Option<StaffMember>, DbError> {
    let rows = sql::all(db, &format!("{MEMBER} WHERE subject = $1"), vec![id.uuid().into()]).await?;
    let mut names = open_names(db, &rows).await?;
    let mut stages = BTreeMap::from([(id, stages_of(db, id).await?)]);
    rows.first().map(|row| member(row, &mut names, &mut stages)).transpose()
}

fn member(row: &sql::Row, names: &mut BTreeMap<PersonId, Name>, stages: &mut BTreeMap<PersonId, Vec<Stage>>) -> Result<StaffMember, DbError> {
    let id = PersonId::from(row.get::<Uuid>("subject")?);
    Ok(StaffMember {
        id,
        role: role(row)?,
        name: names.remove(&id),
        hired_at: row.at("hired_at")?,
        last_day: row.get::<Option<String>>("last_day")?.map(|day| day.parse()).transpose().map_err(DbError::corrupt)?,
        stages: stages.remove(&id).unwrap_or_default(),
    })
}

fn role(row: &sql::Row) -> Result<Role, DbError> {
    let role: String = row.get("role")?;
    Role::parse(&role).ok_or_else(|| DbError::corrupt(format!("a role {role}")))
}

/// As what somebody works here, or did, and since when they do not; `None` when there is nobody of this id.
///
/// The rows of all at the desk are written first: of two who leave at once the second sees that the first has left.
pub(crate) async fn begin_leaving(tx: &Tx, person: PersonId) -> Result<Option<(Role, Option<Instant>)>, DbError> {
    sql::run(tx, "UPDATE people SET vetting_version = vetting_version + 1 WHERE role <> 'cleaner' OR subject = $1", vec![person.uuid().into()]).await?;
    let row = sql::one(tx, "SELECT role, left_at FROM people WHERE subject = $1", vec![person.uuid().into()]).await?;
    row.map(|row| Ok((role(&row)?, row.maybe_at("left_at")?))).transpose()
}

/// Keeps that somebody has left, with their last day; `None`: they are back.
pub(crate) async fn set_left(tx: &Tx, person: PersonId, last_day: Option<Date>) -> Result<(), DbError> {
    let row = vec![person.uuid().into(), last_day.map(|_| tx.now().micros()).into(), last_day.map(|day| day.to_string()).into()];
    sql::run(tx, "UPDATE people SET left_at = $2, last_day = $3 WHERE subject = $1", row).await.map(drop)
}

/// The owners who work here.
pub(crate) async fn owners(db: &impl Read) -> Result<BTreeSet<Uuid>, DbError> {
    let rows = sql::all(db, "SELECT subject FROM people WHERE role = 'owner' AND left_at IS NULL", vec![]).await?;
    rows.iter().map(|row| row.get("subject")).collect()
}

/// The files of a person's portrait: large, small.
pub async fn portrait(db: &impl Read, person: PersonId) -> Result<Option<(FileId, FileId)>, DbError> {
    let row = sql::one(db, "SELECT portrait, portrait_small FROM people WHERE subject = $1", vec![person.uuid().into()]).await?;
    let Some(row) = row else { return Ok(None) };
    let id = |column: &str| row.get::<Option<Uuid>>(column).map(|id| id.map(FileId::from));
    Ok(id("portrait")?.zip(id("portrait_small")?))
}

/// Who of these people has a portrait, with one query.
pub async fn with_portrait(db: &impl Read, people: &[PersonId]) -> Result<BTreeSet<PersonId>, DbError> {
    let mut found = BTreeSet::new();
    for row in sql::about(db, "SELECT subject FROM people WHERE portrait IS NOT NULL AND subject IN ($ids)", vec![], people.iter().map(|id| id.uuid())).await? {
        found.insert(PersonId::from(row.get::<Uuid>("subject")?));
    }
    Ok(found)
}

pub(crate) async fn set_portrait(tx: &Tx, person: PersonId, large: FileId, small: FileId) -> Result<(), DbError> {
    let row = vec![person.uuid().into(), large.uuid().into(), small.uuid().into()];
    sql::run(tx, "UPDATE people SET portrait = $2, portrait_small = $3 WHERE subject = $1", row).await.map(drop)
}

fn by_person(rows: &[sql::Row]) -> Result<BTreeMap<PersonId, Vec<Stage>>, DbError> {
    let mut people: BTreeMap<PersonId, Vec<Stage>> = BTreeMap::new();
    for row in rows {
        let stage = stage(row)?;
        people.entry(stage.person).or_default().push(stage);
    }
    Ok(people)
}

/// Those cleared for the service over all of this time, by the rule, in the order of their ids.
pub async fn cleared_for(db: &impl Read, service: &str, span: Span) -> Result<Vec<Cleared>, DbError> {
    Ok(cleared_during(db, service, span).await?.into_iter().filter(|cleared| cleared.holds(&span)).collect())
}

/// Those cleared for the service in some of this time, by the rule, in the order of their ids; two queries.
///
/// The table says whom to ask about, the rule answers: a row written by hand clears nobody.
pub async fn cleared_during(db: &impl Read, service: &str, span: Span) -> Result<Vec<Cleared>, DbError> {
    let values = || vec![service.into(), span.end.micros().into(), span.start.micros().into()];
    let rows = sql::all(db, "SELECT person, from_at FROM cleared WHERE service = $1 AND from_at < $2 AND until_at > $3 ORDER BY person", values()).await?;
    let query = format!(
        "{STAGE} JOIN cleared c ON c.person = s.person
         WHERE c.service = $1 AND c.from_at < $2 AND c.until_at > $3 AND (s.service = '' OR s.service = $1)"
    );
    let stages = by_person(&sql::all(db, &query, values()).await?)?;
    let mut cleared = Vec::with_capacity(rows.len());
    for row in rows {
        let person = PersonId::from(row.get::<Uuid>("person")?);
        let at = row.at("from_at")?.max(span.start);
        cleared.extend(stages.get(&person).and_then(|stages| clear(stages, person, service, at).ok()));
    }
    Ok(cleared)
}

/// Rows of `cleared` that say more than the rule gives.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let stages = by_person(&sql::all(db, &format!("{STAGE} ORDER BY s.person"), vec![]).await?)?;
    let mut findings = Vec::new();
    for row in sql::all(db, "SELECT person, service, from_at, until_at FROM cleared WHERE from_at < until_at ORDER BY person, service", vec![]).await? {
        let person = PersonId::from(row.get::<Uuid>("person")?);
        let said = Span { start: row.at("from_at")?, end: row.at("until_at")? };
        let service: String = row.get("service")?;
        let given = stages.get(&person).and_then(|stages| clear(stages, person, &service, said.start).ok());
        if !given.is_some_and(|cleared| cleared.holds(&said)) {
            findings.push(Finding::broken("promise 3: cleared without the stages for it", person));
        }
    }
    Ok(findings)
}
