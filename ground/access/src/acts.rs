//! The rule of access: an act names who may do it; an actor asks; the answer is a permit or a refusal.

use crate::acting::{Acting, Right};
use db::By;
use uuid::Uuid;
use values::{Explain, Offer, Problem};

/// What staff may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Goes to visits.
    Cleaner,
    /// Runs the day at the desk.
    Manager,
    /// Owns the house.
    Owner,
}

impl Role {
    /// The name in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cleaner => "cleaner",
            Self::Manager => "manager",
            Self::Owner => "owner",
        }
    }
    /// From the name in storage.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Cleaner, Self::Manager, Self::Owner].into_iter().find(|role| role.name() == name)
    }
}

/// Who is asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// The program itself: tasks, the command line.
    House,
    /// Somebody not signed in.
    Visitor,
    /// A client, by subject.
    Client(Uuid),
    /// Somebody of a client's household, with what they were given to do.
    Member(Acting),
    /// One of the staff.
    Staff(Uuid, Role),
}

impl From<&Actor> for By {
    fn from(actor: &Actor) -> Self {
        match actor {
            Actor::House => Self::house(),
            Actor::Visitor => Self("visitor".to_owned()),
            Actor::Client(id) => Self(format!("client:{id}")),
            Actor::Member(acting) => Self(format!("member:{}", acting.person)),
            Actor::Staff(id, _) => Self(format!("staff:{id}")),
        }
    }
}

/// To whom an act is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// To everybody, signed in or not.
    Anyone,
    /// To the client whom the resource belongs to.
    TheClient,
    /// To those of the client's household who were given this right.
    Household(Right),
    /// To those of the crew of the resource.
    TheCrew,
    /// To a cleaner, whatever the resource.
    Cleaner,
    /// To managers and owners.
    Desk,
    /// To owners alone.
    Owner,
}

/// Something that can be done; each room declares its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    /// `room.verb_what`.
    pub name: &'static str,
    /// Who may. The house itself always may.
    pub grants: &'static [Grant],
}

/// What an act is done to, as far as access needs to know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resource {
    /// The client it belongs to.
    pub client: Option<Uuid>,
    /// The people whose work it is.
    pub crew: Vec<Uuid>,
}

/// Proof that the actor may do the act; only [`Actor::may`] makes one.
#[derive(Debug, Clone, Copy)]
pub struct Permit {
    actor: Actor,
    act: Act,
}

impl Permit {
    /// Who was permitted.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }
    /// To do what.
    pub fn act(&self) -> &Act {
        &self.act
    }
}

/// The actor may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{act} is not open to this actor")]
pub struct Denied {
    act: &'static str,
    signed_in: bool,
}

impl Explain for Denied {
    fn explain(&self) -> Problem {
        if self.signed_in { Problem::new(403, "denied") } else { Problem::new(401, "sign-in-first").offer(Offer::SignIn) }
    }
}

impl Actor {
    /// May this actor do the act to the resource?
    pub fn may(&self, act: Act, on: &Resource) -> Result<Permit, Denied> {
        let granted = *self == Self::House || act.grants.iter().any(|grant| self.has(*grant, on));
        if granted { Ok(Permit { actor: *self, act }) } else { Err(Denied { act: act.name, signed_in: *self != Self::Visitor }) }
    }

    fn has(&self, grant: Grant, on: &Resource) -> bool {
        match (grant, self) {
            (Grant::Anyone, _) => true,
            (Grant::TheClient, Self::Client(id)) => on.client == Some(*id),
            (Grant::Household(right), Self::Member(acting)) => on.client == Some(acting.client) && acting.rights.has(right),
            (Grant::TheCrew, Self::Staff(id, _)) => on.crew.contains(id),
            (Grant::Cleaner, Self::Staff(_, role)) => *role == Role::Cleaner,
            (Grant::Desk, Self::Staff(_, role)) => matches!(role, Role::Manager | Role::Owner),
            (Grant::Owner, Self::Staff(_, role)) => *role == Role::Owner,
            _ => false,
        }
    }

    /// The subject of whoever is signed in.
    pub const fn subject(&self) -> Option<Uuid> {
        match self {
            Self::Client(id) | Self::Staff(id, _) => Some(*id),
            Self::Member(acting) => Some(acting.person),
            Self::House | Self::Visitor => None,
        }
    }

    /// The client whose home this is to the actor: the client, or whoever acts for them.
    pub const fn client(&self) -> Option<Uuid> {
        match self {
            Self::Client(id) => Some(*id),
            Self::Member(acting) => Some(acting.client),
            Self::Staff(..) | Self::House | Self::Visitor => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REDO: Act = Act { name: "test.redo", grants: &[Grant::TheClient, Grant::Desk] };
    const TICK: Act = Act { name: "test.tick", grants: &[Grant::TheCrew] };

    #[test]
    fn a_client_may_act_on_her_own_only() {
        let (anna, boris) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let hers = Resource { client: Some(anna), crew: vec![] };
        assert!(Actor::Client(anna).may(REDO, &hers).is_ok());
        assert_eq!(Actor::Client(boris).may(REDO, &hers).unwrap_err().explain().status, 403);
        assert_eq!(Actor::Visitor.may(REDO, &hers).unwrap_err().explain().status, 401);
        assert!(Actor::Staff(boris, Role::Manager).may(REDO, &hers).is_ok());
        assert!(Actor::Staff(boris, Role::Cleaner).may(REDO, &hers).is_err());
    }

    #[test]
    fn a_member_of_the_household_does_what_they_were_given_and_no_more() {
        const ORDER: Act = Act { name: "test.order", grants: &[Grant::TheClient, Grant::Household(Right::Order)] };
        let (anna, boris, helper) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(9));
        let acts = |rights: &[Right]| Actor::Member(Acting { person: helper, client: anna, rights: rights.iter().copied().collect() });
        let of = |client| Resource { client: Some(client), crew: vec![] };
        assert!(acts(&[Right::Order]).may(ORDER, &of(anna)).is_ok());
        assert!(acts(&[Right::Order]).may(ORDER, &of(boris)).is_err(), "another household");
        assert!(acts(&[Right::SeeVisits, Right::SeeBills]).may(ORDER, &of(anna)).is_err(), "another right");
        assert!(acts(&Right::ALL).may(REDO, &of(anna)).is_err(), "what is the client's alone");
    }

    #[test]
    fn the_crew_is_named_and_nobody_inherits_it() {
        let (olga, nina) = (Uuid::from_u128(3), Uuid::from_u128(4));
        let visit = Resource { client: None, crew: vec![olga] };
        assert!(Actor::Staff(olga, Role::Cleaner).may(TICK, &visit).is_ok());
        assert!(Actor::Staff(nina, Role::Cleaner).may(TICK, &visit).is_err());
        assert!(Actor::Staff(nina, Role::Owner).may(TICK, &visit).is_err());
    }
}
