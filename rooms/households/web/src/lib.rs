//! Pages of households.
