//! Pages of visits.
