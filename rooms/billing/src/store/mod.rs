//! What billing keeps: rows in, domain types out.

pub(crate) mod changes;
pub(crate) mod invoices;
pub(crate) mod money;
pub(crate) mod receipts;
mod verify;

pub(crate) use verify::verify;
