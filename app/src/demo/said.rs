//! What was said and what was changed because of it: the point that the owner added to a list owes itself to remarks of the weeks before;
//! the open question after work that a manager arranged is answered, now and then.

use super::Demo;
use access::Actor;
use aftercare::{RawChange, WorkId, answer_after, answers_to_cite, remarks, tell_change};
use anyhow::Result;
use concierge::RequestId;

/// By whom the work was asked for, and what they say once it is done.
const ANSWERS: &[(&str, &str)] = &[
    ("Григорий", "Родители довольны. Водитель ждал у другого выхода, искали друг друга минут десять."),
    ("Ксения Львовна", "Спасибо, всё прошло чудесно."),
    ("Маргарита", "Кабинет прекрасный. Хотелось бы, чтобы мастера каждый вечер убирали за собой."),
];

const CHANGED: (&str, &str) = (
    "В списке уборки теперь есть ещё один пункт, о котором Вы говорили. Его отмечают каждый раз.",
    "The list now has one point more, the one you spoke of. It is ticked every time.",
);

impl Demo {
    /// Those whose remarks came before the owner changed a list hear what was changed.
    pub(super) async fn you_said_we_changed(&self, day: i64, file: &str, version: i64) -> Result<()> {
        let who = self.manager(day);
        let (said, answers) = {
            let db = self.app.read().await?;
            (remarks(&db, &who, None, 3).await?, answers_to_cite(&db, &who, None, 1).await?)
        };
        if said.is_empty() && answers.is_empty() {
            return Ok(());
        }
        let raw = RawChange {
            file: file.to_owned(),
            version,
            cases: said.iter().map(|case| case.id).collect(),
            answers: answers.iter().map(|said| said.after).collect(),
            ru: CHANGED.0.to_owned(),
            en: CHANGED.1.to_owned(),
        };
        tell_change(&self.app, &who, &raw).await?;
        Ok(())
    }

    /// The open question after what was arranged, where this one answers.
    pub(super) async fn say_how_it_was(&self, request: RequestId, name: &str) -> Result<()> {
        if let Some((_, words)) = ANSWERS.iter().find(|(whose, _)| *whose == name) {
            answer_after(&self.app, &Actor::Visitor, WorkId::from(request.uuid()), words).await?;
        }
        Ok(())
    }
}
