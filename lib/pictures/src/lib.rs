//! Pictures: read with suspicion, turned upright, made small, drawn from vectors.
//!
//! Bytes in, bytes out. **Never:** knows what a picture shows or where it is kept.
